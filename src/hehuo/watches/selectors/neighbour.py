"""What a neighbour's secret link opens: the route and today's rounds, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import fingerprint
from hehuo.watches.models import Look, Point, Round, Sighting, Watch, Watcher, Witness
from hehuo.watches.rules import Standing

from .calendar import calendar_of, standing_of


@dataclass(frozen=True, slots=True)
class SeenRound:
    """A round as the neighbour sees it; ``said`` is what she said of it, None where nothing yet."""

    round: Round
    standing: Standing
    clear: int
    said: bool | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, and when she last saw it today and how."""

    point: Point
    seen: Sighting | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on her page."""

    watch: Watch
    watcher: Watcher
    day: date
    rounds: Sequence[SeenRound]
    spots: Sequence[Spot]
    streak: int


def watcher_by_secret(secret: str) -> Watcher:
    """The neighbour whose link this is. Raises NotFound where it never held or has ended."""
    found = (
        Watcher.objects.select_related("watch__partnership")
        .filter(secret=fingerprint(secret), kind=Watcher.Kind.NEIGHBOUR, removed_at=None)
        .first()
    )
    if found is None:
        raise NotFound(_("This link does not hold, or has ended. Ask the community for a new one."))
    return found


def page_by_secret(secret: str) -> Page:
    """Her page today. Raises NotFound."""
    watcher = watcher_by_secret(secret)
    watch, now = watcher.watch, clock.now()
    today = now.astimezone(clock.BEIJING).date()
    said = dict(Witness.objects.filter(watcher=watcher, round__day=today).values_list("round_id", "agrees"))
    clear: dict[int, int] = {}
    for pk in Look.objects.filter(round__watch=watch, round__day=today, clear=True).values_list("round_id", flat=True):
        clear[pk] = clear.get(pk, 0) + 1
    rounds = [
        SeenRound(one, standing_of(one, watch, now), clear.get(one.pk, 0), said.get(one.pk))
        for one in watch.rounds.filter(day=today)
    ]
    seen: dict[int, Sighting] = {}
    start = now.astimezone(clock.BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    for sighting in watcher.sightings.filter(seen_at__gte=start).select_related("finding").order_by("seen_at"):
        seen[sighting.point_id] = sighting
    spots = [Spot(point, seen.get(point.pk)) for point in watch.points.all()]
    return Page(watch, watcher, today, rounds, spots, calendar_of(watch).streak)
