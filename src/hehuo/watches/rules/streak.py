"""How many days in a row a place has stayed clear (连续无复发天数).

A day is clear only where every planned round of it was made and every point was seen clear in each. Whatever was found
makes it a day with a finding, also where the owner removed it the same day. Where a round was missed nobody knows: such
a day is never clear, and ends the streak as a finding does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from .rounds import Standing


class Day(StrEnum):
    """What is known of a day, at one point or at all of them."""

    CLEAR = "clear"
    FINDING = "finding"
    UNKNOWN = "unknown"
    #: Rounds of this day are still to come; nothing speaks against it so far.
    PENDING = "pending"

    @property
    def label(self) -> Promise:
        """The word beside the symbol of the calendar."""
        return _LABELS[self]


_LABELS: dict[Day, Promise] = {
    Day.CLEAR: pgettext_lazy("day of a watch", "Clear"),
    Day.FINDING: pgettext_lazy("day of a watch", "Something found"),
    Day.UNKNOWN: pgettext_lazy("day of a watch", "Unknown"),
    Day.PENDING: pgettext_lazy("day of a watch", "Not over yet"),
}
#: Of several points the gravest speaks for all.
_GRAVEST = (Day.FINDING, Day.UNKNOWN, Day.PENDING)


@dataclass(frozen=True, slots=True)
class Seen:
    """One round: on which day, whether the schedule planned it, how it stands, and point → was it clear?"""

    day: date
    standing: Standing
    planned: bool = True
    looks: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days in order with what is known of each: ``whole`` of all points together, ``points`` of each one."""

    days: tuple[date, ...]
    whole: tuple[Day, ...]
    points: Mapping[int, tuple[Day, ...]]

    @property
    def streak(self) -> int:
        """Clear days in a row up to the end, all points together."""
        return streak(self.whole)

    def streak_at(self, point: int) -> int:
        """Clear days in a row up to the end at one point."""
        return streak(self.points[point])


def streak(days: Sequence[Day]) -> int:
    """Clear days in a row up to the end; a day that is not over yet neither counts nor ends it."""
    count = 0
    for day in reversed(days):
        if day is Day.PENDING and count == 0:
            continue
        if day is not Day.CLEAR:
            break
        count += 1
    return count


def calendar(
    *, points: Sequence[int], first: date, last: date, rounds: Iterable[Seen], found: Collection[tuple[date, int]] = ()
) -> Calendar:
    """What is known of every day from ``first`` to ``last`` (both included) at each of ``points``.

    ``found`` names days and points where something stood, whoever saw it. A day without planned round is unknown.
    """
    by_day: dict[date, list[Seen]] = {}
    for one in rounds:
        by_day.setdefault(one.day, []).append(one)
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    known = {
        point: tuple(_at_point(point, by_day.get(day, ()), found=(day, point) in found) for day in days)
        for point in points
    }
    whole = tuple(_of_all([known[point][n] for point in points]) for n in range(len(days)))
    return Calendar(days, whole, known)


def _at_point(point: int, rounds: Sequence[Seen], *, found: bool) -> Day:
    if found or any(one.looks.get(point) is False for one in rounds):
        return Day.FINDING
    planned = [one for one in rounds if one.planned]
    if not planned or any(one.standing is Standing.MISSED for one in planned):
        return Day.UNKNOWN
    if any(one.standing is Standing.OPEN for one in planned):
        return Day.PENDING
    return Day.CLEAR if all(one.looks.get(point) is True for one in planned) else Day.UNKNOWN


def _of_all(states: Sequence[Day]) -> Day:
    return next((grave for grave in _GRAVEST if grave in states), Day.CLEAR if states else Day.UNKNOWN)
