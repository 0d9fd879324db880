"""The end of a watch: settled when the place stayed clear; and its return."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.partnerships import services as leading
from hehuo.watches import events
from hehuo.watches.models import UNSETTLED, RoundState, Turn, Watch
from hehuo.watches.rules import State
from hehuo.watches.selectors.calendar import calendar_of

from .common import change, fact, for_the_house, leader, locked, moment, permit, recorder, report, setting, turn, words
from .planning import plan_days, today
from .progress import follow_streak, tell_partnership

#: The stages of a partnership from which the problem can come back; before them it never went away.
TAKEN_UP_FROM = ("watching", "settled", "reviewed")


@service
def propose_settlement(*, by: Viewer, watch: Watch, happened_at: datetime | None = None) -> bool:
    """Look whether the place stayed clear long enough and propose settlement; True where it is proposed now.

    The end of every round does this by itself; pressing it again is harmless.
    """
    watch = locked(by, watch)
    at = moment(watch, happened_at)
    follow_streak(by, watch, at)
    return watch.state_is is State.PROPOSED


@service
def settle(*, by: Viewer, watch: Watch, text: str = "", happened_at: datetime | None = None) -> Watch:
    """The habit is gone: the watch is settled, rounds end. Twice is once.

    Raises NotAllowed unless she leads the partnership; Refused before the streak is reached, where it broke since, and
    while something found still stands there.
    """
    watch = leader(by, watch)
    if watch.state_is is State.SETTLED:
        return watch
    permit("settle", watch)
    at = moment(watch, happened_at)
    streak = calendar_of(watch).streak
    if streak < watch.needs:
        raise Refused(_("The place has not stayed clear since it was proposed. The rounds go on."), code="broken")
    if watch.findings.filter(state__in=UNSETTLED).exists():
        raise Refused(_("Something that was found is still open. See to it first."), code="findings_open")
    change(watch, State.SETTLED, settled_at=at)
    _drop_plan(watch, at)
    turn(watch, Turn.Kind.SETTLED, by, at, streak=streak, text=words(text, "text", needed=False))
    report(watch, events.SETTLED, by, at, streak=streak)
    tell_partnership(by, watch)
    return watch


@service
def relapse(*, by: Viewer, watch: Watch, text: str, happened_at: datetime | None = None) -> Watch:
    """It began again after the watch was settled: the watch runs again, the partnership too. History stays.

    Raises Refused where the watch is not settled.
    """
    watch = recorder(by, watch)
    permit("relapse", watch)
    at = moment(watch, happened_at)
    relapsed(by, watch, at, text=words(text, "text"))
    return watch


@service
def end_watch(*, by: Viewer, watch: Watch, reason: str, happened_at: datetime | None = None) -> Watch:
    """End a watch that is no longer needed or was set up wrongly, with the reason. It never counts as settled."""
    watch = leader(by, watch)
    if watch.state_is is State.ENDED:
        return watch
    permit("end", watch)
    at = moment(watch, happened_at)
    reason = words(reason, "reason")
    change(watch, State.ENDED, ended_at=at)
    _drop_plan(watch, at)
    turn(watch, Turn.Kind.ENDED, by, at, text=reason)
    report(watch, events.ENDED, by, at)
    tell_partnership(by, watch)
    return watch


def relapsed(by: Viewer, watch: Watch, at: datetime, *, text: str) -> None:
    """Start again: rounds from today on, the partnership told. ``watch`` is locked and was settled."""
    change(watch, State.RELAPSED)
    day = today(at)
    plan_days(watch, day, today() + timedelta(days=setting("watches.ahead", watch)))
    # The slots of today that are over were never missed: nobody had to go.
    watch.rounds.filter(day=day, due_at__lt=at, state=RoundState.PLANNED).exclude(slot="").delete()
    turn(watch, Turn.Kind.RELAPSED, by, at, text=text)
    report(watch, events.RELAPSED, by, at)
    times = watch.turns.filter(kind=Turn.Kind.RELAPSED).count()
    fact(by, watch, "watch.relapse", times, at)
    tell_partnership(by, watch)
    if watch.partnership.stage in TAKEN_UP_FROM:
        leading.relapse(by=for_the_house(by), partnership=watch.partnership, reason=text, happened_at=at)


def _drop_plan(watch: Watch, at: datetime) -> None:
    """Rounds that nobody has to make any more were never made and are not missed."""
    grace: timedelta = setting("watches.round.grace", watch)
    watch.rounds.filter(state=RoundState.PLANNED, due_at__gt=at - grace, begun_at=None).delete()
