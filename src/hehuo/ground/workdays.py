"""Working days and working time over a given calendar; pure, so that every deadline can be worked out again.

China's State Council moves days off and makes some weekends working days, by a notice per year. A :class:`Calendar`
holds the notices that are known. A year without one is taken as Monday to Friday and called provisional, so that work
never stops for want of a notice (2-house, "working days").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hehuo.ground.clock import BEIJING

#: A working day's opening and closing hour, as hours after midnight in Beijing; 8.5 is half past eight.
Hours = tuple[float, float]
WHOLE_DAY: Hours = (0, 24)
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice: weekdays that are ``off``, weekend days on which people ``work``.

    A notice may reach back into the December before it (2019's did). ``provisional`` marks a guess that the State
    Council's notice will replace.
    """

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known about each year; unknown years are weekdays, provisionally."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on ``day``. The following year's notice, being younger, is asked first."""
        for notice in (self.years.get(day.year + 1), self.years.get(day.year)):
            if notice is not None:
                if day in notice.off:
                    return False
                if day in notice.work:
                    return True
        return day.weekday() < 5

    def provisional(self, first: date, last: date | None = None) -> bool:
        """Whether a year between ``first`` and ``last`` (both included) is unknown or only guessed."""
        years = range(first.year, (last or first).year + 1)
        return any(year not in self.years or self.years[year].provisional for year in years)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself is not counted (Civil Code art. 201).

        A negative ``count`` goes back; zero gives ``day``.
        """
        step = _DAY if count >= 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def add_working_time(self, start: datetime, amount: timedelta, *, day: Hours = WHOLE_DAY) -> datetime:
        """The earliest moment at which ``amount`` of working time has passed since ``start``.

        ``start`` must be aware and the answer is in Beijing time. Working time runs on working days between the two
        hours of ``day``. Raises ValueError for a naive start, a negative amount or hours in the wrong order.
        """
        if amount < _NOTHING:
            raise ValueError("working time can only be added")
        if amount == _NOTHING:
            return _beijing(start)
        for opens, closes in self._openings(_beijing(start), day):
            if amount <= closes - opens:
                return opens + amount
            amount -= closes - opens
        raise AssertionError("unreachable: openings never end")

    def working_time_between(self, start: datetime, end: datetime, *, day: Hours = WHOLE_DAY) -> timedelta:
        """The working time from ``start`` to ``end``; negative when ``end`` lies before ``start``.

        Raises ValueError for naive moments or hours in the wrong order.
        """
        start, end = _beijing(start), _beijing(end)
        if end < start:
            return -self.working_time_between(end, start, day=day)
        passed = _NOTHING
        for opens, closes in self._openings(start, day):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def _openings(self, start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from ``start`` on, without end."""
        if not 0 <= hours[0] < hours[1] <= 24:
            raise ValueError(f"not the hours of a day: {hours}")
        opening, closing = timedelta(hours=hours[0]), timedelta(hours=hours[1])
        midnight = datetime.combine(start.date(), time(), tzinfo=BEIJING)
        while True:
            opens, closes = max(midnight + opening, start), midnight + closing
            # An empty stretch (start after closing time) is no stretch.
            if opens < closes and self.is_working_day(midnight.date()):
                yield opens, closes
            midnight += _DAY


def _beijing(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(BEIJING)
