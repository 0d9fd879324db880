"""The action day on the phone: one screen, one step, one big button; and the roll."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hehuo.actions import policy, selectors, services
from hehuo.actions.forms import DoneForm
from hehuo.actions.models import Action
from hehuo.actions.rules import INVITED, OPTIONAL, RollRole, RollState, State, StepKind
from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places

from .common import ICONS, action_of, form_page, press, step_of

_TEMPLATES = {
    State.DRAFT: "actions/prepare.html",
    State.ANNOUNCED: "actions/day.html",
    State.UNDER_WAY: "actions/day.html",
    State.CLOSED: "actions/record.html",
    State.ABORTED: "actions/record.html",
}


@staff(*policy.READERS)
@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """One action: while it is prepared, on the day, and afterwards."""
    action = action_of(request, number)
    chosen = request.GET.get("step", "")
    context = situation(action, request.viewer, int(chosen) if chosen.isdigit() else None)
    return render(request, _TEMPLATES[action.state_is], context)


@staff(*policy.READERS)
@require_safe
def live(request: Request, number: str) -> HttpResponse:
    """What changes while others work: steps, roll, records. Asked for every few seconds; the step at hand stays."""
    action = action_of(request, number)
    context = situation(action, request.viewer)
    shown, now = request.GET.get("step", ""), context["day"].now
    context["moved"] = shown != str(now.step.pk if now else "") or request.GET.get("state") != action.state
    return render(request, "actions/_live.html", context)


def situation(action: Action, viewer: Viewer, chosen: int | None = None) -> dict[str, Any]:
    """Everything that the pages of one action show; a bounded number of queries."""
    day = selectors.day_of(action, viewer, chosen)
    leads, acts = policy.may_lead(viewer, action), policy.may_act(viewer, action)
    takes = policy.may_take_statements(viewer, action)
    open_day = action.state_is in (State.ANNOUNCED, State.UNDER_WAY)
    roll = list(selectors.roll(action))
    return {
        "action": action,
        "partnership": action.partnership,
        "place_name": places.path_of(action.place, viewer),
        "day": day,
        "icons": ICONS,
        "roll": [{"line": line, "name": selectors.line_name(line)} for line in roll],
        "counts": selectors.counts(action),
        "gate": selectors.gate(action),
        "may_lead": leads,
        "may_act": acts and not action.final,
        "may_call": leads and open_day,
        "may_write": takes and open_day,
        "may_read": policy.may_read_statements(viewer, action),
        "may_admonish": action.state_is is State.UNDER_WAY and bool(policy.enforcing(viewer, action)),
        "may_reveal": policy.may_reveal(viewer, action),
        "admonitions": selectors.admonitions(action),
        "statements": selectors.statements(viewer, action),
        "witnesses": selectors.witness_list(viewer, action),
        "incidents": selectors.incidents(viewer, action),
        "pictures": selectors.pictures(viewer, action),
        "done_form": DoneForm(),
        "optional": OPTIONAL,
    }


@staff(*policy.ACTORS)
@form_page
def roll(request: Request, number: str) -> HttpResponse:
    """Call the roll: one big row per line; a press marks it at once."""
    action = action_of(request, number)
    if request.method == "POST":
        try:
            services.call_roll(by=request.viewer, action=action, **_marks(request, action))
        except (NotAllowed, NotFound):
            raise
        except HehuoError as error:
            if not request.htmx:
                messages.error(request, str(error))
            return _roll_page(request, action, fault=error)
        if not request.htmx:
            return redirect("actions-roll", number)
    return _roll_page(request, action)


def _marks(request: Request, action: Action) -> dict[str, Any]:
    """What the press says: everybody still expected is here, or one line is here, excused (with words), absent."""
    sent = request.POST
    given: dict[str, Any] = {"certificates": {}}
    pk = int(sent["line"]) if sent.get("line", "").isdigit() else 0
    if sent.get("certificate", "").strip():
        given["certificates"] = {pk: sent["certificate"]}
    mark = sent.get("mark", "")
    if mark == "all":
        rows = action.roll.filter(state=RollState.EXPECTED).exclude(role__in=list(INVITED))
        given["present"] = list(rows.values_list("pk", flat=True))
    elif mark == RollState.PRESENT:
        given["present"] = [pk]
    elif mark == RollState.EXCUSED:
        given["excused"] = {pk: sent.get("reason", "")}
    elif mark == RollState.ABSENT:
        given["absent"] = [pk]
    return given


def _roll_page(request: Request, action: Action, fault: HehuoError | None = None) -> HttpResponse:
    action = action_of(request, action.number)
    rows = [
        {
            "line": line,
            "name": selectors.line_name(line),
            "invited": line.role_is in INVITED,
            "officer": line.role_is is RollRole.OFFICER or bool(line.organisation and line.organisation.enforces),
        }
        for line in sorted(selectors.roll(action), key=lambda line: line.state_is is not RollState.EXPECTED)
    ]
    open_day = action.state_is in (State.ANNOUNCED, State.UNDER_WAY)
    context = {
        "action": action,
        "rows": rows,
        "counts": selectors.counts(action),
        "gate": selectors.gate(action) if action.state_is is State.ANNOUNCED else [],
        "may_call": open_day and policy.may_lead(request.viewer, action),
        "fault": fault,
    }
    return render(request, "actions/_roll.html" if request.htmx else "actions/roll.html", context)


@staff(*policy.ACTORS)
@require_POST
def begin(request: Request, number: str) -> HttpResponse:
    """Begin."""
    action = action_of(request, number)
    return press(
        request, number, lambda: services.begin_action(by=request.viewer, action=action), _("The action has begun.")
    )


@staff(*policy.ACTORS)
@require_POST
def done(request: Request, number: str, pk: int) -> HttpResponse:
    """The big button: this step is done."""
    action = action_of(request, number)
    step = step_of(action, pk)
    form = DoneForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("actions-action", number)
    if step.kind_is is StepKind.ADMONISH:
        return redirect("actions-admonish", number)
    given = form.arguments()
    return press(
        request, number, lambda: services.do_step(by=request.viewer, step=step, **given),
        _("Done: %(step)s") % {"step": step.title},
    )  # fmt: skip


@staff(*policy.ACTORS)
@require_POST
def skip(request: Request, number: str, pk: int) -> HttpResponse:
    """Leave a step out, with a reason."""
    step = step_of(action_of(request, number), pk)
    reason, key = request.POST.get("reason", ""), request.POST.get("key")
    return press(
        request, number, lambda: services.skip_step(by=request.viewer, step=step, reason=reason, key=key),
        _("Left out: %(step)s") % {"step": step.title},
    )  # fmt: skip


@staff(*policy.ACTORS)
@require_POST
def undo(request: Request, number: str, pk: int) -> HttpResponse:
    """Open a step again."""
    step = step_of(action_of(request, number), pk)
    return press(
        request, number, lambda: services.undo_step(by=request.viewer, step=step),
        _("Open again: %(step)s") % {"step": step.title},
    )  # fmt: skip
