"""After every change: how long the place has stayed clear, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from hehuo.ground.access import Viewer
from hehuo.watches import events
from hehuo.watches.models import Turn, Watch
from hehuo.watches.rules import State
from hehuo.watches.selectors.calendar import calendar_of

from .common import change, fact, report, turn


def follow_streak(by: Viewer, watch: Watch, at: datetime) -> int:
    """Tell the partnership the streak; propose settlement where it is long enough, take the proposal back where it
    broke. ``watch`` is locked. The streak, in days.
    """
    if not watch.active:
        return 0
    days = calendar_of(watch).streak
    fact(by, watch, "watch.streak", days, at)
    made = watch.rounds.filter(state="done").count()
    fact(by, watch, "share.rounds", made, at, source=f"organisation:{watch.organisation_id}/{watch.subject}")
    if watch.state_is is State.PROPOSED:
        if days < watch.needs:
            withdraw(by, watch, at)
    elif days >= watch.needs:
        change(watch, State.PROPOSED)
        turn(watch, Turn.Kind.PROPOSED, by, at, streak=days)
        report(watch, events.PROPOSED, by, at, streak=days)
        fact(by, watch, "watch.settlement_proposed", 1, at)
    return days


def withdraw(by: Viewer, watch: Watch, at: datetime) -> None:
    """The place did not stay clear: the proposal is gone, the rounds go on."""
    change(watch, State.RELAPSED if watch.turns.filter(kind=Turn.Kind.RELAPSED).exists() else State.RUNNING)
    turn(watch, Turn.Kind.WITHDRAWN, by, at)
    report(watch, events.WITHDRAWN, by, at)
    fact(by, watch, "watch.settlement_proposed", 0, at)
