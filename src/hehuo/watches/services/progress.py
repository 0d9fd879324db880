"""After every change: how long the place has stayed clear, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.watches import events
from hehuo.watches.models import Turn, Watch
from hehuo.watches.rules import State
from hehuo.watches.selectors.calendar import calendar_of, calendars_of

from .common import change, fact, one_at_a_time, report, turn


def follow_streak(by: Viewer, watch: Watch, at: datetime) -> int:
    """Propose settlement where the streak is long enough, take the proposal back where it broke, and tell the
    partnership. ``watch`` is locked. The streak, in days.
    """
    if not watch.active:
        return 0
    days = calendar_of(watch).streak
    if watch.state_is is State.PROPOSED:
        if days < watch.needs:
            _withdraw(by, watch, at)
    elif days >= watch.needs:
        change(watch, State.PROPOSED)
        turn(watch, Turn.Kind.PROPOSED, by, at, streak=days)
        report(watch, events.PROPOSED, by, at, streak=days)
    tell_partnership(by, watch)
    return days


def tell_partnership(by: Viewer, watch: Watch) -> None:
    """What its gates read of all its watches together: the shortest streak, whether all are proposed or settled.

    Watches that were ended say nothing any more. Told as known now, so that what is entered late corrects it. Two
    watches of one partnership tell one after the other, after their own rows are locked.
    """
    one_at_a_time(f"what the watches of {watch.partnership_id} tell")
    rows = list(Watch.objects.filter(partnership=watch.partnership_id).exclude(state=State.ENDED))
    known, now = calendars_of(rows), clock.now()
    streak = min((known[row.pk].streak for row in rows), default=0)
    proposed = bool(rows) and all(row.state_is in (State.PROPOSED, State.SETTLED) for row in rows)
    fact(by, watch, "watch.streak", streak, now, source="watches")
    fact(by, watch, "watch.settlement_proposed", int(proposed), now, source="watches")
    made = watch.rounds.filter(state="done").count()
    fact(by, watch, "share.rounds", made, now, source=f"organisation:{watch.organisation_id}/{watch.subject}")


def _withdraw(by: Viewer, watch: Watch, at: datetime) -> None:
    """The place did not stay clear: the proposal is gone, the rounds go on."""
    change(watch, State.RELAPSED if watch.turns.filter(kind=Turn.Kind.RELAPSED).exists() else State.RUNNING)
    turn(watch, Turn.Kind.WITHDRAWN, by, at)
    report(watch, events.WITHDRAWN, by, at)
