"""My meetings, calling one, its page, answering, changing, calendars."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hehuo.deliberation import policy, selectors, services
from hehuo.deliberation.forms import (
    AnswerForm,
    InviteForm,
    MeetingForm,
    ReasonForm,
    TimeAndPlaceForm,
    invitees_for,
    place_choices,
)
from hehuo.deliberation.models import Answer, Invitation, Meeting
from hehuo.deliberation.rules import EDGES, Stance, State
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.templatetags.hehuo import clock as exact
from hehuo.ground.templatetags.hehuo import day
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.journal.selectors import timeline
from hehuo.places import selectors as places

from .common import act, form_page

CALENDAR = "text/calendar; charset=utf-8"
#: The way of a meeting as its page shows it.
WAY = (State.PLANNED, State.OPEN, State.HELD, State.MINUTED, State.PUBLISHED)


@staff()
@require_safe
def mine(request: Request) -> HttpResponse:
    """My meetings: what waits for my answer, what comes, whose minutes are open, what was."""
    meetings = selectors.my_meetings(request.viewer)
    mine_ = {meeting.pk: selectors.speaking_for(request.viewer, meeting) for meeting in meetings}
    coming = [meeting for meeting in meetings if meeting.state in (State.PLANNED, State.OPEN)]
    open_minutes = [meeting for meeting in meetings if meeting.state == State.HELD]
    past = [meeting for meeting in reversed(meetings) if meeting not in coming and meeting not in open_minutes]
    feed = request.viewer.person_id and reverse("meetings-feed", args=[selectors.feed_of(request.viewer.person_id)])
    context = {
        "coming": [(meeting, _unanswered(mine_[meeting.pk])) for meeting in coming],
        "open_minutes": [(meeting, _unagreed(meeting, mine_[meeting.pk])) for meeting in open_minutes],
        "past": past,
        "feed": request.build_absolute_uri(feed) if feed else "",
        "may_call": request.viewer.holds(*HANDLERS),
    }
    return render(request, "deliberation/mine.html", context)


def _unanswered(invitations: list[Invitation]) -> Invitation | None:
    return next((one for one in invitations if one.answer == Answer.PENDING), None)


def _unagreed(meeting: Meeting, invitations: list[Invitation]) -> bool:
    return any(one.attended and one.minutes_version != meeting.version for one in invitations)


@staff()
@never_cache
@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """One meeting: what is next, who comes, what is decided, what was said."""
    viewer = request.viewer
    found = selectors.meeting_for(viewer, pk)
    guests = selectors.guests(viewer, found)
    present = selectors.present(found)
    context = {
        "meeting": found,
        "place_name": places.path_of(found.place),
        "about": policy.about(viewer, found.subject),
        "span": _span(found),
        "way": _way(found.stage),
        "guests": guests,
        "mine": [guest for guest in guests if guest.mine],
        "to_agree": [g for g in guests if g.speaks and g.there and g.invitation.minutes_version != found.version],
        "objections": [g for g in guests if g.invitation.objection],
        "agreed": [g for g in guests if g.invitation.minutes_version == found.version and not g.invitation.objection],
        "cards": selectors.cards(found, guests),
        "may": selectors.may_do(viewer, found),
        "keeps": policy.may_keep(viewer, found),
        "reveals": policy.may_reveal(viewer, found),
        "voices": len(selectors.voices(found)),
        "present": len(present),
        "quorate": selectors.quorate(found),
        "overdue": found.minutes_due_at is not None and found.minutes_due_at <= clock.now(),
        "stances": list(Stance),
        "story": timeline(thread=found.name, viewer=viewer, limit=30),
    }
    return render(request, "deliberation/meeting.html", context)


def _span(found: Meeting) -> str:
    """``4月13日 19:00 – 20:30``; the second day only where it is another one."""
    begins, ends = exact(found.starts_at), exact(found.ends_at)
    same = found.ends_at is not None and day(found.starts_at) == day(found.ends_at)
    return f"{begins} – {ends.rpartition(' ')[2] if same else ends}" if ends else begins


def _way(stage: State) -> list[tuple[State, str]]:
    if stage is State.CANCELLED:
        return []
    at = WAY.index(stage)
    done = "done" if stage is State.PUBLISHED else "now"
    return [(step, "done" if n < at else done if n == at else "") for n, step in enumerate(WAY)]


@staff()
@form_page
def new(request: Request) -> HttpResponse:
    """Call a meeting: on a subject (``?subject=partnership:3``), else on the affairs of a place."""
    viewer = request.viewer
    subject = request.GET.get("subject", "")
    about = policy.about(viewer, subject) if subject else None
    choices = [] if about else place_choices(viewer.reach(*HANDLERS))
    place = about.place if about else request.GET.get("place") or next((code for code, _name in choices[::-1]), "")
    may = bool(place) and policy.may_convene(viewer, subject, place)
    if about is not None and not may:
        raise NotAllowed(services.MAY_NOT_CALL)
    if not may or (subject and about is None):
        raise NotFound(_("There is nothing here about which you may call a meeting."))
    invitees, proposed = invitees_for(place, about)
    begin = {
        "key": secrets.token_urlsafe(16),
        "title": about.title if about else "",
        "invited": proposed,
        "starts_at": _next_full_hour(),
    }
    form = MeetingForm(sent(request)[0], initial=begin, invitees=invitees)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in (*TimeAndPlaceForm.base_fields, "quorum", "key")}
        try:
            made = services.call_meeting(by=viewer, subject=subject, place=place, invited=form.everybody(), **given)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The meeting is called. Everybody invited finds it among her meetings."))
            return redirect("meetings-meeting", made.pk)
    context = {"form": form, "about": about, "places": choices, "place": place, "place_name": places.path_of(place)}
    return render(request, "deliberation/new.html", context, status=422 if form.errors else 200)


def _next_full_hour() -> object:
    local = clock.now().astimezone(clock.BEIJING)
    return local.replace(hour=19, minute=0, second=0, microsecond=0) + timedelta(days=1)


@staff()
@form_page
def change(request: Request, pk: int) -> HttpResponse:
    """Change title, time, place or agenda of a planned meeting."""
    found = _kept(request, pk, "change")
    form = TimeAndPlaceForm(sent(request)[0], initial=TimeAndPlaceForm.given(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_meeting(by=request.viewer, meeting=found, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The meeting is changed."))
            return redirect("meetings-meeting", pk)
    context = {"meeting": found, "form": form, "heading": _("Change the meeting"), "button": _("Save")}
    return render(request, "deliberation/form.html", context, status=422 if form.errors else 200)


@staff()
@form_page
def invite(request: Request, pk: int) -> HttpResponse:
    """Invite further people to a meeting that is not over."""
    found = _kept(request, pk, "invite")
    there = {(one.organisation_id, one.person_id) for one in found.invitations.all()}
    offered, _proposed = invitees_for(found.place, policy.about(request.viewer, found.subject))
    new_ones = {
        key: (one, label)
        for key, (one, label) in offered.items()
        if (one.organisation_id, one.person_id) not in there and not one.name
    }
    form = InviteForm(sent(request)[0], invitees=new_ones)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_to_meeting(by=request.viewer, meeting=found, invited=form.everybody())
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Invited. They find the meeting among theirs."))
            return redirect("meetings-meeting", pk)
    context = {"meeting": found, "form": form, "heading": _("Invite more people"), "button": _("Invite")}
    return render(request, "deliberation/form.html", context, status=422 if form.errors else 200)


@staff()
@form_page
def cancel(request: Request, pk: int) -> HttpResponse:
    """Call a meeting off, with the reason."""
    found = _kept(request, pk, "cancel")
    form = ReasonForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_meeting(by=request.viewer, meeting=found, reason=form.cleaned_data["reason"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect("meetings-meeting", pk)
    context = {"meeting": found, "form": form, "heading": _("Cancel the meeting"), "button": _("Cancel the meeting")}
    return render(request, "deliberation/form.html", context, status=422 if form.errors else 200)


def _kept(request: Request, pk: int, move: str) -> Meeting:
    """The meeting, for those who keep it. Raises NotFound for others; what comes too late is told by the service."""
    found = selectors.meeting_for(request.viewer, pk)
    if not policy.may_keep(request.viewer, found) or move not in EDGES:
        raise NotFound(_("There is no such meeting."))
    return found


@staff()
@require_POST
def answer(request: Request, pk: int, invitation: int) -> HttpResponse:
    """One tap: she comes, or cannot."""
    found = selectors.meeting_for(request.viewer, pk)
    row = invitation_of(found, invitation)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise NotFound(_("There is no such answer."))
    said = _("Noted: you come.") if form.cleaned_data["accept"] else _("Noted: you cannot come.")
    given = form.cleaned_data
    return act(
        request,
        found,
        lambda: services.answer_invitation(
            by=request.viewer, invitation=row, accept=given["accept"], reason=given["reason"]
        ),
        said,
    )


def invitation_of(found: Meeting, pk: int) -> Invitation:
    """The invitation with this id, if it is one to this meeting. Raises NotFound."""
    row = next((one for one in found.invitations.all() if one.pk == pk), None)
    if row is None:
        raise NotFound(_("There is no such invitation."))
    row.meeting = found
    return row


@staff()
@require_POST
def reveal(request: Request, pk: int, invitation: int) -> HttpResponse:
    """A guest's sealed name, once, on record."""
    found = selectors.meeting_for(request.viewer, pk)
    name = services.reveal_invitee(by=request.viewer, invitation=invitation_of(found, invitation))
    messages.info(request, _("The name is %(name)s. This look is on record.") % {"name": name})
    return redirect("meetings-meeting", pk)


@staff()
@require_safe
def ical(request: Request, pk: int) -> HttpResponse:
    """The invitation for a calendar."""
    found = selectors.meeting_for(request.viewer, pk)
    response = HttpResponse(selectors.ical_of(found), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="meeting-{pk}.ics"'
    return response


@staff()
@require_POST
def renew_feed(request: Request) -> HttpResponse:
    """A new address for my calendar."""
    services.renew_feed(by=request.viewer)
    messages.success(request, _("Your calendar has a new address; the old one no longer works."))
    return redirect("meetings-list")
