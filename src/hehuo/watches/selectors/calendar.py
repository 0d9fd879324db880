"""What is known of every day of a watch: read once, judged by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hehuo.ground import clock
from hehuo.policies import selectors as policies
from hehuo.watches.models import Finding, FindingState, Look, Point, Round, Watch
from hehuo.watches.rules import Calendar, Seen, Standing, State, calendar, standing


def calendar_of(watch: Watch) -> Calendar:
    """The calendar of ``watch`` from its first day to today, or to the day on which it was settled or ended."""
    return calendars_of([watch])[watch.pk]


def calendars_of(watches: Sequence[Watch]) -> dict[int, Calendar]:
    """The calendars of several watches, in four queries for all of them."""
    now = clock.now()
    points: dict[int, list[int]] = {watch.pk: [] for watch in watches}
    for watch_id, pk in _points(watches):
        points[watch_id].append(pk)
    looks: dict[int, dict[int, bool]] = {}
    for round_id, point_id, clear in Look.objects.filter(round__watch__in=watches).values_list(
        "round_id", "point_id", "clear"
    ):
        looks.setdefault(round_id, {})[point_id] = clear
    rounds: dict[int, list[Round]] = {watch.pk: [] for watch in watches}
    for one in Round.objects.filter(watch__in=watches):
        rounds[one.watch_id].append(one)
    found: dict[int, set[tuple[date, int]]] = {watch.pk: set() for watch in watches}
    standing_there = Finding.objects.filter(watch__in=watches).exclude(state=FindingState.DISMISSED)
    for watch_id, day, point_id in standing_there.values_list("watch_id", "day", "point_id"):
        found[watch_id].add((day, point_id))
    return {
        watch.pk: calendar(
            points=points[watch.pk],
            first=watch.starts_on,
            last=last_day(watch, now),
            rounds=[_seen(one, watch, looks.get(one.pk, {}), now) for one in rounds[watch.pk]],
            found=found[watch.pk],
        )
        for watch in watches
    }


def standing_of(one: Round, watch: Watch, now: datetime) -> Standing:
    """How a round stands at ``now``."""
    grace = policies.value("watches.round.grace", watch.place)
    return standing(state=one.state, due_at=one.due_at, grace=grace, now=now)


def last_day(watch: Watch, now: datetime) -> date:
    """The day up to which the streak is counted."""
    end = watch.ended_at or (watch.settled_at if watch.state_is is State.SETTLED else None) or now
    return end.astimezone(clock.BEIJING).date()


def _seen(one: Round, watch: Watch, looks: dict[int, bool], now: datetime) -> Seen:
    return Seen(one.day, standing_of(one, watch, now), planned=one.planned, looks=looks)


def _points(watches: Sequence[Watch]) -> Sequence[tuple[int, int]]:
    return list(Point.objects.filter(watch__in=watches).order_by("position").values_list("watch_id", "pk"))
