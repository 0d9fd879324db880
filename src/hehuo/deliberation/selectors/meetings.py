"""Meetings and their decisions. Fetching one for somebody is authorising: outsiders get NotFound."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import policy, rules
from hehuo.deliberation.models import Decision, Invitation, Meeting, Voice
from hehuo.deliberation.rules import State
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

_CONCLUDED = (State.MINUTED, State.PUBLISHED)


def _whole() -> QuerySet[Meeting]:
    """Meetings with all that their pages show: a fixed number of queries for any number of rows."""
    invitations = Invitation.objects.select_related("organisation", "person", "delegate")
    voices = Voice.objects.select_related("invitation__organisation", "invitation__person", "given_by")
    decisions = Decision.objects.select_related("item", "proposed_by").prefetch_related(Prefetch("voices", voices))
    return Meeting.objects.select_related("convener").prefetch_related(
        Prefetch("invitations", invitations), "agenda", Prefetch("decisions", decisions)
    )


def meeting_for(viewer: Viewer, pk: int) -> Meeting:
    """The meeting with all that hangs on it. Raises NotFound for those who may not know of it."""
    meeting = _whole().filter(pk=pk).first()
    if meeting is None or not policy.may_know(viewer, meeting):
        raise NotFound(_("There is no such meeting."))
    return meeting


def public_meeting(pk: int) -> Meeting:
    """A meeting whose minutes everybody may read. Raises NotFound for all others."""
    meeting = Meeting.objects.filter(pk=pk, state=State.PUBLISHED).first()
    if meeting is None:
        raise NotFound(_("There are no such minutes."))
    return meeting


def meetings_of(subject: str) -> list[Meeting]:
    """All meetings on ``subject`` in order of time, for rooms that asked whether the reader may see it. Six queries."""
    return list(_whole().filter(subject=subject)) if subject else []


def next_meeting(subject: str) -> Meeting | None:
    """The meeting on ``subject`` that is under way or comes next."""
    if not subject:
        return None
    return _whole().filter(subject=subject, state__in=(State.PLANNED, State.OPEN)).first()


def concluded(subject: str) -> list[Meeting]:
    """The meetings on ``subject`` that were held with quorum and whose minutes are agreed."""
    rows = _whole().filter(subject=subject, state__in=_CONCLUDED) if subject else ()
    return [meeting for meeting in rows if quorate(meeting)]


def decisions_of(subject: str) -> list[Decision]:
    """All decisions put to meetings on ``subject``, oldest first; each with its meeting and voices."""
    rows = Decision.objects.filter(meeting__subject=subject).exclude(meeting__subject="")
    return list(rows.select_related("meeting", "item").prefetch_related("voices__invitation__organisation"))


def my_meetings(viewer: Viewer) -> list[Meeting]:
    """The meetings that she called or to which she or her organisation is invited, soonest first. A fixed number of
    queries."""
    return list(_whole().filter(policy.invited(viewer)).order_by("starts_at", "pk"))


def minutes_due() -> list[Meeting]:
    """The meetings whose written minutes nobody can object to any more. One query."""
    rows = Meeting.objects.filter(state=State.HELD, minutes_due_at__lte=clock.now()).exclude(text="")
    return [meeting for meeting in rows.order_by("minutes_due_at") if meeting.text.strip()]


def voices(meeting: Meeting) -> set[str]:
    """The voices of the meeting: one per seat, one per invitation with a voice and without a seat."""
    return _units(meeting.invitations.all())


def present(meeting: Meeting) -> set[str]:
    """The voices that are there."""
    return _units([invitation for invitation in meeting.invitations.all() if invitation.attended])


def quorate(meeting: Meeting) -> bool:
    """Whether enough voices are (or were) there to decide. A cancelled meeting never is."""
    return meeting.state != State.CANCELLED and rules.quorate(len(present(meeting)), meeting.quorum)


def _units(invitations: Sequence[Invitation] | QuerySet[Invitation]) -> set[str]:
    return {invitation.unit for invitation in invitations if invitation.voice}
