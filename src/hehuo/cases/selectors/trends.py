"""What is coming up: cases per day, and matters that rise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from hehuo.cases import policy
from hehuo.cases.models import Case
from hehuo.ground import clock
from hehuo.ground.access import Viewer


@dataclass(frozen=True, slots=True)
class Rise:
    """A matter at a place that comes more often than it used to: ``count`` in the last two days, ``usual`` per two
    days over the four weeks before; ``days`` are the last seven, oldest first."""

    place: str
    category: str
    count: int
    usual: float
    days: list[int]


def per_day(viewer: Viewer, *, days: int = 14) -> list[int]:
    """Cases opened per day in Beijing, oldest first, today last; one query."""
    first = _midnight() - timedelta(days=days - 1)
    rows = (
        Case.objects.filter(policy.visible(viewer), opened_at__gte=first)
        .annotate(day=TruncDate("opened_at", tzinfo=clock.BEIJING))
        .values("day")
        .annotate(n=Count("pk"))
    )
    found = {row["day"]: row["n"] for row in rows}
    return [found.get((first + timedelta(days=n)).date(), 0) for n in range(days)]


def rising(viewer: Viewer, *, limit: int = 2) -> list[Rise]:
    """Matters at communities with at least three cases in two days and twice what is usual; two queries."""
    recent, before = _midnight() - timedelta(days=1), _midnight() - timedelta(days=29)
    rows = (
        Case.objects.filter(policy.visible(viewer), opened_at__gte=before, category__isnull=False)
        .values("place", "category__name")
        .annotate(now=Count("pk", filter=Q(opened_at__gte=recent)), all=Count("pk"))
        .filter(now__gte=3)
    )
    found = []
    for row in rows:
        usual = (row["all"] - row["now"]) / 14
        if row["now"] >= 2 * usual:
            found.append((row["now"] - usual, row["place"], row["category__name"], row["now"], usual))
    return [
        Rise(place, category, count, usual, _week(viewer, place, category))
        for _gain, place, category, count, usual in sorted(found, reverse=True)[:limit]
    ]


def _week(viewer: Viewer, place: str, category: str) -> list[int]:
    first = _midnight() - timedelta(days=6)
    rows = (
        Case.objects.filter(policy.visible(viewer), place=place, category__name=category, opened_at__gte=first)
        .annotate(day=TruncDate("opened_at", tzinfo=clock.BEIJING))
        .values_list("day")
        .annotate(n=Count("pk"))
    )
    found = dict(rows)
    return [found.get((first + timedelta(days=n)).date(), 0) for n in range(7)]


def _midnight() -> datetime:
    return datetime.combine(clock.now().astimezone(clock.BEIJING).date(), time(), clock.BEIJING)
