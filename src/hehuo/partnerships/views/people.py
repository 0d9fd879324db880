"""Who sits at the table: inviting, answering, speaking for, hearing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground.errors import NotAllowed
from hehuo.ground.forms import offer
from hehuo.ground.paper import qr
from hehuo.ground.web import Request, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import policy, selectors, services
from hehuo.partnerships.forms import (
    AnswerForm,
    HearForm,
    InviteForm,
    NobodyForm,
    ReasonForm,
    RevealForm,
    SpeakerForm,
    choices,
)
from hehuo.partnerships.models import Member, Partnership
from hehuo.partnerships.rules import Standing

from .common import attempt, form_page, organisation_choices, step, worked


@staff()
@require_safe
def members(request: Request, number: str) -> HttpResponse:
    """Everybody at the table, seat by seat, with what each owes and the clause that says so."""
    partnership = selectors.partnership_for(request.viewer, number)
    everybody = selectors.members(partnership)
    context = {
        "partnership": partnership,
        "seats": selectors.seats(partnership),
        "others": [member for member in everybody if not member.seat],
        "gaps": selectors.gaps(partnership),
        "may_work": policy.may_work(request.viewer, partnership),
        "mine": {member.pk for member in selectors.members_acting(request.viewer, partnership)},
    }
    return render(request, "partnerships/members.html", context)


@staff()
@form_page
def invite(request: Request, number: str) -> HttpResponse:
    """Ask somebody to the table."""
    partnership = worked(request, number)
    form = InviteForm(request.POST or None, initial={"standing": request.GET.get("as", Standing.SOCIAL_UNIT.value)})
    offer(form, "organisation", choices(organisation_choices(partnership.place), "—"))

    def perform(organisation: int | None, **given: Any) -> services.Invited:
        unit = parties.organisation(organisation) if organisation else None
        return services.invite(by=request.viewer, partnership=partnership, organisation=unit, **given)

    def back(invited: services.Invited) -> HttpResponse:
        if invited.secret:
            return _link(request, partnership, invited)
        return redirect("partnerships-members", partnership.number)

    return step(
        request, partnership, form, perform, back=back, heading=_("Invite somebody to the table"), button=_("Invite"),
        done=_("Invited."),
        intro=_("Beside the six seats: social units, experts, the person concerned, witnesses, neighbours. The family "
                "is told only if the person concerned agrees."),
    )  # fmt: skip


def _link(request: Request, partnership: Partnership, invited: services.Invited) -> HttpResponse:
    """The link of a resident, shown once."""
    url = request.build_absolute_uri(reverse("partnerships-table", args=[invited.secret]))
    context = {"partnership": partnership, "member": invited.member, "url": url, "qr": qr(url)}
    response = render(request, "partnerships/link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@staff()
@require_safe
def member(request: Request, number: str, pk: int) -> HttpResponse:
    """One member: what it owes, who speaks for it, what it said."""
    partnership = selectors.partnership_for(request.viewer, number)
    return _shown(request, partnership, selectors.member_for(request.viewer, partnership, pk))


def _shown(request: Request, partnership: Partnership, found: Member, name: str = "") -> HttpResponse:
    keeps, speaks = policy.may_work(request.viewer, partnership), policy.speaks_for(request.viewer, found)
    people: list[tuple[int, str]] = []
    if found.organisation is not None and (speaks or policy.may_record_for(request.viewer, found)):
        people = [(person.pk, person.name) for person in parties.people_of(found.organisation)]
    speaker = SpeakerForm()
    offer(speaker, "person", people)
    context = {
        "partnership": partnership,
        "member": found,
        "duties": selectors.duties_of(found),
        "tasks": [task for task in selectors.tasks_of(partnership) if task.member_id == found.pk],
        "keeps": keeps,
        "speaks": speaks or policy.may_record_for(request.viewer, found),
        "may_hear": keeps and (found.sealed or found.standing == Standing.PERSON_CONCERNED),
        "heard": found.heard if policy.may_know_names(request.viewer, partnership) or speaks else "",
        "concerned": found.standing == Standing.PERSON_CONCERNED,
        "may_reveal": found.sealed and policy.may_know_names(request.viewer, partnership),
        "people": people,
        "speaker": speaker,
        "reveal": RevealForm(),
        "name": name,
    }
    response = render(request, "partnerships/member.html", context)
    if name:
        response["Cache-Control"] = "no-store"
    return response


@staff()
@require_POST
def act(request: Request, number: str, pk: int, act: str) -> HttpResponse:
    """The small things done on a member's page: who speaks, the family's agreement, a new link, a look at the name."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.member_for(request.viewer, partnership, pk)
    if act not in _ACTS:
        raise Http404
    return _ACTS[act](request, partnership, found) or redirect("partnerships-member", number, pk)


Act = Callable[[Request, Partnership, Member], HttpResponse | None]


def _speaker(service: Callable[..., Any]) -> Act:
    def perform(request: Request, _partnership: Partnership, found: Member) -> HttpResponse | None:
        chosen = request.POST.get("person", "")
        person = parties.person(int(chosen)) if chosen.isdecimal() else None
        if person is None:
            messages.error(request, _("Please choose a person."))
        else:
            attempt(request, lambda: service(by=request.viewer, member=found, person=person), _("Noted."))
        return None

    return perform


def _family(request: Request, _partnership: Partnership, found: Member) -> HttpResponse | None:
    agrees = request.POST.get("agrees") == "yes"
    attempt(request, lambda: services.allow_family(by=request.viewer, member=found, agrees=agrees), _("Noted."))
    return None


def _new_link(request: Request, partnership: Partnership, found: Member) -> HttpResponse | None:
    made: list[services.Invited] = []

    def perform() -> None:
        made.append(services.new_link(by=request.viewer, member=found))

    attempt(request, perform, _("The old link no longer opens anything."))
    return _link(request, partnership, made[0]) if made else None


def _reveal(request: Request, partnership: Partnership, found: Member) -> HttpResponse | None:
    form = RevealForm(request.POST)
    if not form.is_valid():
        return None
    name = services.reveal_member(by=request.viewer, member=found, reason=form.cleaned_data["reason"])
    return _shown(request, partnership, found, name)


_ACTS: dict[str, Act] = {
    "delegate": _speaker(services.name_delegate),
    "substitute": _speaker(services.substitute),
    "family": _family,
    "link": _new_link,
    "reveal": _reveal,
}


@staff()
@form_page
def answer(request: Request, number: str, pk: int) -> HttpResponse:
    """Accept or decline a place at the table."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.member_for(request.viewer, partnership, pk)
    if not (policy.speaks_for(request.viewer, found) or policy.may_record_for(request.viewer, found)):
        raise NotAllowed(_("They answer for themselves, by their own account. Remind them instead."))

    def perform(accept: str, reason: str) -> Member:
        return services.answer(by=request.viewer, member=found, accept=accept == "yes", reason=reason)

    return step(
        request, partnership, AnswerForm(request.POST or None, initial={"accept": "yes"}), perform,
        heading=_("Answer for %(member)s") % {"member": found.shown}, button=_("Answer"), done=_("Thank you, noted."),
        duties=selectors.duties_of(found),
        intro=None if policy.speaks_for(request.viewer, found) else
        _("Nobody of this side signs in here: write down what they told you. The journal says that you wrote it."),
    )  # fmt: skip


@staff()
@form_page
def hear(request: Request, number: str, pk: int) -> HttpResponse:
    """Write down what the person concerned or another resident said."""
    partnership = worked(request, number)
    found = selectors.member_for(request.viewer, partnership, pk)
    return step(
        request, partnership, HearForm(request.POST or None, initial={"text": found.heard}),
        lambda **given: services.hear(by=request.viewer, member=found, **given),
        heading=_("Hear %(member)s") % {"member": found.shown}, button=_("Write it down"), done=_("Written down."),
        intro=_("Only those who handle the case read this."),
    )  # fmt: skip


@staff()
@form_page
def leave(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a member from the table."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.member_for(request.viewer, partnership, pk)
    if not (policy.speaks_for(request.viewer, found) or policy.may_work(request.viewer, partnership)):
        raise NotAllowed(_("Only the member itself or those who keep the table may do this."))
    return step(
        request, partnership, ReasonForm(request.POST or None),
        lambda reason: services.leave(by=request.viewer, member=found, reason=reason),
        heading=_("Let %(member)s leave the table") % {"member": found.shown}, button=_("Leave the table"),
        done=_("The place is free."), danger=True,
    )  # fmt: skip


@staff()
@form_page
def nobody(request: Request, number: str) -> HttpResponse:
    """Record that nobody in particular is concerned."""
    partnership = worked(request, number)
    return step(
        request, partnership, NobodyForm(request.POST or None, initial={"reason": partnership.nobody_concerned}),
        lambda reason: services.note_nobody_concerned(by=request.viewer, partnership=partnership, reason=reason),
        heading=_("Nobody in particular is concerned"), button=_("Record it"), done=_("Recorded."),
        intro=gettext_lazy("Say a broken lamp or a rule for everybody. Otherwise invite the person and hear them."),
    )  # fmt: skip
