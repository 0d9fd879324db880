"""Lists, each with its viewer and a fixed number of queries: watches, today's rounds, tonight's removals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.watches import policy
from hehuo.watches.models import UNSETTLED, Finding, Round, Watch
from hehuo.watches.rules import ACTIVE, Standing

from .calendar import calendars_of, standing_of

#: Nobody walks more in a day; a list longer than this is cut.
MOST = 200


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One watch in a list: how long it has stayed clear and what is open."""

    watch: Watch
    streak: int
    open_findings: int

    @property
    def percent(self) -> int:
        """How far the streak has come."""
        return min(100, self.streak * 100 // self.watch.needs)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in a list: how it stands, how many points were seen, when it begins at the earliest."""

    round: Round
    standing: Standing
    seen: int
    points: int
    found: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A finding that is due: ``over`` where the owner's time has ended."""

    finding: Finding
    over: bool


def watches(viewer: Viewer, *, ended: bool = False) -> list[WatchRow]:
    """The watches that ``viewer`` may know of, those that run first."""
    rows = (
        Watch.objects.filter(policy.visible(viewer))
        .select_related("organisation", "partnership")
        .annotate(found=Count("findings", filter=Q(findings__state__in=UNSETTLED)))
    )
    if not ended:
        rows = rows.exclude(state="ended")
    order = {"proposed": 0, "relapsed": 1, "running": 2, "settled": 3, "ended": 4}
    found = sorted(rows.order_by("-set_up_at")[:MOST], key=lambda watch: order[watch.state])
    known = calendars_of(found)
    return [WatchRow(watch, known[watch.pk].streak, watch.found) for watch in found]


def my_rounds(viewer: Viewer, day: date | None = None) -> list[RoundRow]:
    """The rounds of ``day`` (today unless given) that are ``viewer``'s own work, in order of time."""
    return _rounds(policy.rounds_of(viewer), day)


def rounds_today(viewer: Viewer) -> list[RoundRow]:
    """Today's rounds at every watch that ``viewer`` may know of, in order of time."""
    return _rounds(policy.visible(viewer), None)


def tonight(viewer: Viewer) -> list[Removal]:
    """What was found, has not been cleared and is due today or was before, at the watches ``viewer`` may know of."""
    now = clock.now()
    until = _midnight(now)
    rows = (
        Finding.objects.filter(state__in=UNSETTLED, deadline__lt=until)
        .filter(watch__in=Watch.objects.filter(policy.visible(viewer)))
        .select_related("watch__organisation", "point", "item")
        .order_by("deadline", "watch_id", "point__position")
    )
    return [Removal(finding, finding.deadline <= now) for finding in rows[:MOST]]


def _rounds(condition: Q, day: date | None) -> list[RoundRow]:
    now = clock.now()
    day = day or now.astimezone(clock.BEIJING).date()
    mine = Watch.objects.filter(condition, state__in=[*sorted(ACTIVE), "settled"])
    rows = (
        Round.objects.filter(day=day, watch__in=mine)
        .select_related("watch__organisation", "by")
        .annotate(
            seen=Count("looks", distinct=True),
            stops=Count("watch__points", distinct=True),
            found=Count("findings", distinct=True),
        )
        .order_by("due_at", "pk")
    )
    return [RoundRow(one, standing_of(one, one.watch, now), one.seen, one.stops, one.found) for one in rows[:MOST]]


def _midnight(now: datetime) -> datetime:
    local = now.astimezone(clock.BEIJING)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
