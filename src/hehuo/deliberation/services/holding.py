"""The meeting itself: open, call the roll, close."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import events, policy, selectors
from hehuo.deliberation.models import Meeting, Voice
from hehuo.deliberation.rules import MINUTES_DAYS, Result, State
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.policies import selectors as policies

from .common import change, invalid, locked, moment, permit, report


@service
def open_meeting(*, by: Viewer, meeting: Meeting, happened_at: datetime | None = None) -> Meeting:
    """Begin. Opening an open meeting again changes nothing."""
    meeting = locked(by, meeting)
    if meeting.state == State.OPEN and policy.may_keep(by, meeting):
        return meeting
    permit("open", meeting, by)
    at = moment(happened_at)
    change(meeting, state=State.OPEN, opened_at=at)
    report(meeting, events.OPENED, by, at)
    return meeting


@service
def mark_attendance(
    *, by: Viewer, meeting: Meeting, present: Collection[int], happened_at: datetime | None = None
) -> Meeting:
    """The whole roll: the invitations ``present`` (ids) are there, all others are not.

    Raises Invalid for an invitation to another meeting, Refused for taking away who spoke in a settled decision.
    """
    meeting = locked(by, meeting)
    permit("attend", meeting, by)
    rows = list(meeting.invitations.all())
    there = set(present)
    if not there <= {row.pk for row in rows}:
        raise invalid("present", _("Somebody on this list was not invited. Invite her first."))
    _check_spoken(meeting, there)
    changed = [row for row in rows if row.attended != (row.pk in there)]
    for row in changed:
        row.attended = row.pk in there
        row.save(update_fields=["attended"])
    if changed:
        voices = selectors.present(meeting)
        count = {"present": len(there), "voices": len(voices), "quorum": meeting.quorum}
        report(meeting, events.ATTENDED, by, moment(happened_at), **count)
    return meeting


def _check_spoken(meeting: Meeting, there: set[int]) -> None:
    settled = Voice.objects.filter(decision__meeting=meeting).exclude(decision__state=Result.OPEN)
    spoken = settled.exclude(invitation__in=there).select_related("invitation__organisation", "invitation__person")
    if (voice := spoken.first()) is not None:
        message = _("%(who)s spoke in a decision that is settled: their presence stays on record.")
        raise Refused(message % {"who": selectors.invitee_name(voice.invitation)})


@service
def close_meeting(*, by: Viewer, meeting: Meeting, happened_at: datetime | None = None) -> Meeting:
    """End the talking; from now the minutes lie open for agreement as long as the policy says."""
    meeting = locked(by, meeting)
    if meeting.state == State.HELD and policy.may_keep(by, meeting):
        return meeting
    permit("close", meeting, by)
    at = moment(happened_at)
    if meeting.opened_at is not None and at < meeting.opened_at:
        raise invalid("happened_at", _("It cannot end before it began."))
    days = policies.value(MINUTES_DAYS, meeting.place)
    change(meeting, state=State.HELD, held_at=at, minutes_due_at=at + timedelta(days=days))
    report(meeting, events.CLOSED, by, at, version=meeting.version)
    return meeting
