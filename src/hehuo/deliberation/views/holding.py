"""During the meeting: open, roll, decisions, close. Made to be held in one hand."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hehuo.deliberation import policy, selectors, services
from hehuo.deliberation.forms import HandForm, ProposeForm, VoiceForm
from hehuo.deliberation.models import Decision, Meeting
from hehuo.deliberation.rules import RULE, Stance
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.policies import selectors as policies

from .calling import invitation_of
from .common import act, form_page, sentence


@staff()
@require_POST
def open_meeting(request: Request, pk: int) -> HttpResponse:
    """Begin; the roll comes next."""
    found = kept(request, pk)
    try:
        services.open_meeting(by=request.viewer, meeting=found)
    except HehuoError as error:
        messages.error(request, sentence(error))
        return redirect("meetings-meeting", pk)
    return redirect("meetings-attendance", pk)


@staff()
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """End the talking."""
    found = kept(request, pk)
    said = _("The meeting is closed. Those who were there now agree to the minutes.")
    return act(request, found, lambda: services.close_meeting(by=request.viewer, meeting=found), said)


@staff()
@form_page
def attendance(request: Request, pk: int) -> HttpResponse:
    """The roll as big rows to tick."""
    found = kept(request, pk)
    if request.method == "POST":
        present = {int(value) for value in request.POST.getlist("present") if value.isdecimal()}
        try:
            services.mark_attendance(by=request.viewer, meeting=found, present=present)
        except HehuoError as error:
            messages.error(request, sentence(error))
            return redirect("meetings-attendance", pk)
        found = selectors.meeting_for(request.viewer, pk)
        here = {"present": len(selectors.present(found)), "quorum": found.quorum}
        if selectors.quorate(found):
            messages.success(request, _("%(present)s voices are here: the meeting may decide.") % here)
        else:
            messages.warning(request, _("%(present)s voices are here, %(quorum)s are needed to decide.") % here)
        return redirect("meetings-meeting", pk)
    context = {
        "meeting": found,
        "guests": selectors.guests(request.viewer, found),
        "voices": len(selectors.voices(found)),
    }
    return render(request, "deliberation/attendance.html", context)


@staff()
@form_page
def propose(request: Request, pk: int) -> HttpResponse:
    """Put a proposal."""
    found = selectors.meeting_for(request.viewer, pk)
    if not policy.standings(request.viewer, found):
        raise NotFound(_("There is no such meeting."))
    begin = {
        "key": secrets.token_urlsafe(16),
        "rule": policies.value(RULE, found.place),
        "item": request.GET.get("item", ""),
    }
    form = ProposeForm(sent(request)[0], initial=begin, meeting=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = given.pop("item")
        item = next((one for one in found.agenda.all() if one.pk == wanted), None)
        try:
            made = services.propose_decision(by=request.viewer, meeting=found, item=item, **given)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The proposal is on the table."))
            back = redirect("meetings-meeting", pk)
            back["Location"] += f"#decision-{made.pk}"
            return back
    context = {"meeting": found, "form": form, "heading": _("Propose a decision"), "button": _("Put it to the meeting")}
    return render(request, "deliberation/form.html", context, status=422 if form.errors else 200)


@staff()
@require_POST
def voice(request: Request, pk: int) -> HttpResponse:
    """My voice to a proposal."""
    decision, found = decision_for(request, pk)
    form = VoiceForm(request.POST)
    if not form.is_valid():
        raise NotFound(_("There is no such voice."))
    given = form.cleaned_data
    row = invitation_of(found, given.pop("invitation"))
    return act(
        request,
        found,
        lambda: services.give_voice(by=request.viewer, decision=decision, invitation=row, **given),
        _("Your voice is noted. You may change it until the decision is settled."),
        f"#decision-{pk}",
    )


@staff()
@form_page
def hands(request: Request, pk: int) -> HttpResponse:
    """The keeper writes down hands raised in the room, all on one page."""
    decision, found = decision_for(request, pk)
    if not policy.may_keep(request.viewer, found):
        raise NotFound(_("There is no such proposal."))
    said = {voice.invitation_id: voice for voice in decision.voices.all()}
    taken = {voice.unit: voice.invitation_id for voice in decision.voices.all()}
    rows = []
    for guest in selectors.guests(request.viewer, found):
        row = guest.invitation
        if guest.there and taken.get(row.unit, row.pk) == row.pk:
            known = said.get(row.pk)
            begin = {"stance": known.stance, "reason": known.reason} if known else {}
            rows.append((guest, HandForm(sent(request)[0], initial=begin, prefix=f"v{row.pk}")))
    if request.method == "POST" and all(form.is_valid() for _guest, form in rows):
        try:
            for guest, form in rows:
                _raise(request, decision, guest, form)
        except HehuoError as error:
            fault(form, error)
        else:
            back = redirect("meetings-meeting", found.pk)
            back["Location"] += f"#decision-{pk}"
            return back
    context = {"meeting": found, "decision": decision, "rows": rows, "stances": list(Stance)}
    return render(request, "deliberation/hands.html", context)


def _raise(request: Request, decision: Decision, guest: selectors.Guest, form: HandForm) -> None:
    """Write one hand down, where it says something new."""
    if form.cleaned_data["stance"] and form.has_changed():
        guest.invitation.meeting = decision.meeting
        services.give_voice(by=request.viewer, decision=decision, invitation=guest.invitation, **form.cleaned_data)


@staff()
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Count and close the decision."""
    decision, found = decision_for(request, pk)
    kept(request, found.pk)
    deed = lambda: services.settle_decision(by=request.viewer, decision=decision)  # noqa: E731 - said in one line
    return act(request, found, deed, _("The decision is settled."), f"#decision-{pk}")


def kept(request: Request, pk: int) -> Meeting:
    """The meeting, for those who keep it. Raises NotFound for others."""
    found = selectors.meeting_for(request.viewer, pk)
    if not policy.may_keep(request.viewer, found):
        raise NotFound(_("There is no such meeting."))
    return found


def decision_for(request: Request, pk: int) -> tuple[Decision, Meeting]:
    """The decision and its meeting, for those who may know of it. Raises NotFound."""
    row = Decision.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    found = selectors.meeting_for(request.viewer, row.meeting_id)
    decision = next(one for one in found.decisions.all() if one.pk == pk)
    decision.meeting = found
    return decision, found
