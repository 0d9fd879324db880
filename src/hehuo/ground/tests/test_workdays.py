"""Working days against the State Council's own notices, working time by its laws."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.clock import BEIJING
from hehuo.ground.workdays import WHOLE_DAY, Calendar, Year

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "holidays"


def notices() -> dict[int, dict[date, bool]]:
    """Each year's notice: day → off? From the fixture, which equals ``../shared`` wherever that is at hand."""
    kept = json.loads((HERE / "state_council.json").read_text())
    return {int(year): {date.fromisoformat(day): off for day, off in days} for year, days in kept.items()}


def year_of(notice: dict[date, bool]) -> Year:
    return Year(frozenset(d for d, off in notice.items() if off), frozenset(d for d, off in notice.items() if not off))


NOTICES = notices()
CALENDAR = Calendar({year: year_of(notice) for year, notice in NOTICES.items()})


def test_the_fixture_is_what_the_shared_files_say() -> None:
    for file in SHARED.glob("*.json"):
        told = json.loads(file.read_text())
        days = {date.fromisoformat(entry["date"]): entry["isOffDay"] for entry in told["days"]}
        assert NOTICES[told["year"]] == days


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_of_a_known_year(year: int) -> None:
    said = {day: off for notice in NOTICES.values() for day, off in notice.items()}
    day = date(year, 1, 1)
    while day.year == year:
        works = not said[day] if day in said else day.weekday() < 5
        assert CALENDAR.is_working_day(day) is works, day
        assert not CALENDAR.provisional(day)
        day += timedelta(days=1)


def test_a_notice_reaches_back_into_december() -> None:
    assert CALENDAR.is_working_day(date(2018, 12, 29))
    assert not CALENDAR.is_working_day(date(2018, 12, 31))


def test_an_unknown_year_is_weekdays_and_provisional() -> None:
    assert CALENDAR.is_working_day(date(2031, 10, 1))
    assert not CALENDAR.is_working_day(date(2031, 10, 4))
    assert CALENDAR.provisional(date(2031, 10, 1))
    assert CALENDAR.provisional(date(2026, 12, 30), date(2027, 1, 2))
    assert not CALENDAR.provisional(date(2025, 12, 30), date(2026, 1, 2))
    assert Calendar({2030: Year(provisional=True)}).provisional(date(2030, 5, 5))


def test_working_days_are_counted_from_the_day_after() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 18), 1) == date(2026, 9, 20)  # a Sunday, made up for
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert CALENDAR.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 3)


def beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (beijing(2026, 9, 21, 10), 2, beijing(2026, 9, 21, 12)),
        (beijing(2026, 9, 21, 10), 7, beijing(2026, 9, 21, 17)),  # ends at closing time, not next morning
        (beijing(2026, 9, 21, 16), 2, beijing(2026, 9, 22, 10)),
        (beijing(2026, 9, 21, 20), 1, beijing(2026, 9, 22, 10)),
        (beijing(2026, 9, 30, 16, 30), 1, beijing(2026, 10, 8, 9, 30)),
        (beijing(2026, 9, 19, 12), 8, beijing(2026, 9, 20, 17)),  # the make-up Sunday counts whole
        (beijing(2026, 9, 19, 12), 0, beijing(2026, 9, 19, 12)),
        (datetime(2026, 9, 21, 8, 0, tzinfo=UTC), 2, beijing(2026, 9, 22, 10)),
    ],
)
def test_working_hours(start: datetime, hours: int, end: datetime) -> None:
    assert CALENDAR.add_working_time(start, timedelta(hours=hours), day=(9, 17)) == end


def test_what_is_no_question() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_time(datetime(2026, 1, 1), timedelta(1))  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="only be added"):
        CALENDAR.add_working_time(beijing(2026, 1, 1), timedelta(-1))
    for hours in [(17, 9), (9, 9), (-1, 8), (9, 25)]:
        with pytest.raises(ValueError, match="hours of a day"):
            CALENDAR.add_working_time(beijing(2026, 1, 1), timedelta(1), day=hours)


moments = st.datetimes(datetime(2018, 12, 1), datetime(2027, 12, 31), timezones=st.just(BEIJING))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(0), timedelta(days=40))
windows = st.tuples(st.sampled_from([0, 8, 8.5, 9]), st.sampled_from([12, 17, 17.5, 24]))


@given(moments, amounts, windows)
def test_what_is_added_has_passed(start: datetime, amount: timedelta, day: tuple[float, float]) -> None:
    end = CALENDAR.add_working_time(start, amount, day=day)
    assert end >= start
    assert CALENDAR.working_time_between(start, end, day=day) == amount
    if amount:  # the earliest such moment: a breath earlier it had not passed
        breath = timedelta(microseconds=1)
        assert CALENDAR.working_time_between(start, end - breath, day=day) == amount - breath


@given(moments, amounts, amounts, windows)
def test_adding_twice_is_adding_the_sum(
    start: datetime, one: timedelta, two: timedelta, day: tuple[float, float]
) -> None:
    halfway = CALENDAR.add_working_time(start, one, day=day)
    assert CALENDAR.add_working_time(halfway, two, day=day) == CALENDAR.add_working_time(start, one + two, day=day)


@given(moments, moments, moments, windows)
def test_stretches_add_up(a: datetime, b: datetime, c: datetime, day: tuple[float, float]) -> None:
    between = CALENDAR.working_time_between
    assert between(a, b, day=day) + between(b, c, day=day) == between(a, c, day=day)


@given(moments, moments)
def test_whole_days_of_working_time_are_working_days(a: datetime, b: datetime) -> None:
    first, last = sorted((a.date(), b.date()))
    midnight = [datetime.combine(day, time(), tzinfo=BEIJING) for day in (first, last)]
    days = sum(CALENDAR.is_working_day(first + timedelta(days=n)) for n in range((last - first).days))
    assert CALENDAR.working_time_between(*midnight, day=WHOLE_DAY) == timedelta(days=days)


@given(st.dates(date(2019, 2, 1), date(2027, 10, 1)), st.integers(0, 60))
def test_there_and_back_again(day: date, count: int) -> None:
    there = CALENDAR.add_working_days(day, count)
    back = CALENDAR.add_working_days(there, -count)
    assert back <= day if count else back == day
    if CALENDAR.is_working_day(day):
        assert back == day
