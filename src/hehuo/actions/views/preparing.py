"""Before the day: the list of actions, a new one from the plan, its steps, its roll, the notice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hehuo.actions import policy, selectors, services
from hehuo.actions.forms import AnnounceForm, DraftForm, ExpectForm, StepForm
from hehuo.actions.models import Action, Step
from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, fault, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

from .common import action_of, form_page, perform, press, show_form, step_of

#: Who can lead on the day.
_LEADERS = (Role.LEADER, Role.DISPATCHER, Role.WORKER, Role.OFFICER)
PER_PAGE = 30


@staff(*policy.READERS)
@require_safe
def listed(request: Request) -> HttpResponse:
    """My actions: what is on, what comes, what was."""
    viewer = request.viewer
    coming = list(selectors.actions(viewer, final=False)[:100])
    past = Paginator(selectors.actions(viewer, final=True), PER_PAGE).get_page(request.GET.get("page"))
    rows = [*coming, *past]
    context = {
        "coming": sorted(coming, key=lambda one: (one.state != "under_way", one.starts_at)),
        "past": past,
        "places": places.paths((one.place for one in rows), viewer),
        "progress": selectors.progress(rows),
    }
    return render(request, "actions/list.html", context)


@staff(*policy.ACTORS)
@form_page
def new(request: Request, partnership: str) -> HttpResponse:
    """Begin to prepare an action of this partnership."""
    table = partnerships.partnership_for(request.viewer, partnership)
    if not policy.may_draft(request.viewer, table.place):
        raise NotAllowed(_("Actions are prepared by those who handle matters at this place."))
    people = list(parties.people_with(*_LEADERS, place=table.place))
    form = DraftForm(request.POST or None, people=people, initial={"title": table.title})
    if request.method == "POST" and form.is_valid():
        given = _with_leader(form.arguments())
        try:
            action = services.draft_action(by=request.viewer, partnership=table, **given)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The steps are drawn from the plan. Look through them, then give notice."))
            return redirect("actions-action", action.number)
    return render(request, "actions/new.html", {"form": form, "partnership": table})


def _with_leader(given: dict[str, Any]) -> dict[str, Any]:
    pk = given.get("leader")
    return given | {"leader": parties.person(pk) if pk else None}


@staff(*policy.ACTORS)
@form_page
def change(request: Request, number: str) -> HttpResponse:
    """Time, place, title, leader."""
    action = _led(request, number)
    people = list(parties.people_with(*_LEADERS, place=action.place))
    if action.leader is not None and action.leader not in people:
        people.append(action.leader)
    initial = {
        "title": action.title, "starts_at": action.starts_at, "ends_at": action.ends_at,
        "meeting_point": action.meeting_point, "leader": action.leader_id,
    }  # fmt: skip
    form = DraftForm(request.POST or None, people=people, initial=initial)

    def save(*, by: Any, action: Action, **given: Any) -> None:
        given.pop("key", None)
        services.change_action(by=by, action=action, **_with_leader(given))

    words = (gettext_lazy("Time, place and leader"), pgettext_lazy("action", "Save"))
    return perform(request, action, form, save, _("Saved.")) or show_form(request, action, form, words)


@staff(*policy.ACTORS)
@form_page
def step(request: Request, number: str, pk: int | None = None) -> HttpResponse:
    """Put a step in or change one."""
    action = _led(request, number)
    row = step_of(action, pk) if pk else None
    initial = _of_step(row) if row else {"after": list(action.steps.values_list("pk", flat=True))[-1:]}
    form = StepForm(request.POST or None, action=action, step=row, initial=initial)

    def save(*, by: Any, action: Action, **given: Any) -> None:
        if "after" in given:
            given["after"] = list(action.steps.filter(pk__in=given["after"]))
        unit = given.pop("organisation")
        given["organisation"] = parties.organisation(unit) if unit else None
        if row is None:
            services.add_step(by=by, action=action, **given)
        else:
            services.change_step(by=by, step=row, **given)

    words = (
        gettext_lazy("Change the step") if row else gettext_lazy("Put a step in"),
        pgettext_lazy("action", "Save"),
    )
    return perform(request, action, form, save, _("Saved.")) or show_form(request, action, form, words)


def _of_step(row: Step) -> dict[str, Any]:
    return {
        "kind": row.kind, "title": row.title, "organisation": row.organisation_id, "required": row.required,
        "after": [one.pk for one in row.after.all()],
    }  # fmt: skip


@staff(*policy.ACTORS)
@require_POST
def remove(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a step out."""
    row = step_of(_led(request, number), pk)
    return press(request, number, lambda: services.remove_step(by=request.viewer, step=row), _("Taken out."))


@staff(*policy.ACTORS)
@form_page
def expect(request: Request, number: str) -> HttpResponse:
    """Put somebody on the roll."""
    action = _led(request, number)
    units = {line.organisation_id: line.organisation for line in selectors.roll(action) if line.organisation}
    for unit in parties.organisations_at(action.place):
        units.setdefault(unit.pk, unit)
    form = ExpectForm(request.POST or None, organisations=[unit for unit in units.values() if unit])

    def save(*, by: Any, action: Action, **given: Any) -> None:
        unit = given.pop("organisation")
        services.expect(by=by, action=action, organisation=parties.organisation(unit) if unit else None, **given)

    words = (gettext_lazy("Put somebody on the roll"), gettext_lazy("Put on the roll"))
    return perform(request, action, form, save, _("On the roll.")) or show_form(request, action, form, words)


@staff(*policy.ACTORS)
@require_POST
def drop(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a line off the roll."""
    action = _led(request, number)
    line = action.roll.filter(pk=pk).first()
    if line is None:
        raise NotFound(_("Nobody is there on the roll under this number."))
    return press(
        request, number, lambda: services.drop_expected(by=request.viewer, attendance=line), _("Off the roll.")
    )


@staff(*policy.ACTORS)
@form_page
def announce(request: Request, number: str) -> HttpResponse:
    """Give notice."""
    action = _led(request, number)
    form = AnnounceForm(request.POST or None)
    words = (gettext_lazy("Give notice"), gettext_lazy("Notice is given"))
    hint = _("From then on the steps stand still; a new time needs a new action.")
    return perform(request, action, form, services.announce_action, _("Announced.")) or show_form(
        request, action, form, words, hint=hint, gate=selectors.gate(action)
    )


def _led(request: Request, number: str) -> Action:
    """The action for those who lead it. Raises NotAllowed for others who know of it."""
    action = action_of(request, number)
    if not policy.may_lead(request.viewer, action):
        raise NotAllowed(_("This is for whoever leads the action and for those who handle matters here."))
    return action
