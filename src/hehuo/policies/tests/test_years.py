"""Loading the working days of a year."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Invalid, NotAllowed
from hehuo.policies import selectors, services
from hehuo.policies.models import CalendarYear
from hehuo.policies.rules import NoticeDay, read_notice

ORACLE = Path(__file__).parents[2] / "ground" / "tests" / "state_council.json"
NOTICES = {int(year): days for year, days in json.loads(ORACLE.read_text()).items()}
SAID = {date.fromisoformat(day): off for days in NOTICES.values() for day, off in days}


def as_published(year: int) -> str:
    days = [{"name": "节", "date": day, "isOffDay": off} for day, off in NOTICES[year]]
    return json.dumps({"year": year, "days": days}, ensure_ascii=False)


@pytest.mark.django_db
def test_the_library_agrees_with_every_notice_on_every_day() -> None:
    assert services.load_known_years(by=SYSTEM)[:8] == sorted(NOTICES)
    calendar = selectors.calendar()
    day = date(2019, 1, 1)
    while day < date(2027, 1, 1):
        assert calendar.is_working_day(day) is (not SAID[day] if day in SAID else day.weekday() < 5), day
        assert not calendar.provisional(day)
        day += timedelta(days=1)
    assert services.load_known_years(by=SYSTEM) == []


def test_the_library_guesses_are_not_taken() -> None:
    assert services.library_notice(2035) == []


@pytest.mark.django_db
def test_upload_outranks_the_library_and_old_notices_stay() -> None:
    year, days = read_notice(as_published(2026))
    row, new = services.load_year(by=SYSTEM, year=year, days=days, source="国务院办公厅通知")
    assert new
    assert services.load_year(by=SYSTEM, year=year, days=days, source="再次") == (row, False)
    assert services.load_known_years(by=SYSTEM, years=[2026]) == []
    changed = [*days, NoticeDay(date(2026, 3, 9), True, "试")]
    assert services.load_year(by=SYSTEM, year=year, days=changed, source="更正")[1]
    assert not selectors.calendar().is_working_day(date(2026, 3, 9))
    assert CalendarYear.objects.filter(year=2026).count() == 2
    assert [one.year for one in selectors.years()] == [2026]


@pytest.mark.django_db
def test_only_an_administrator_loads() -> None:
    leader = Viewer(1, (Grant(Role.LEADER, "110108025"),))
    with pytest.raises(NotAllowed):
        services.load_year(by=leader, year=2026, days=read_notice(as_published(2026))[1], source="x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"year": 2026, "days": [1]}',
        '{"year": "x", "days": []}',
        "[" * 100_000,
        "\x00",
        "<html>",
    ],
)
def test_what_is_no_notice(text: str) -> None:
    with pytest.raises(Invalid, match="no holiday notice"):
        read_notice(text)


def edited(**day: object) -> str:
    told = json.loads(as_published(2026))
    told["days"][0] |= day
    return json.dumps(told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"year": 2026, "days": []}', "between 5 and 100"),
        ('{"year": 1999, "days": []}', "out of range"),
        (edited(date="2024-05-05"), "does not belong"),
        (edited(date="2027-01-01"), "does not belong"),
        (edited(date="2026-01-02"), "named twice"),
        (edited(date="2026-03-09", isOffDay=False), "is a weekday"),
        (edited(isOffDay="yes"), "no holiday notice"),
    ],
)
def test_impossible_notices(text: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read_notice(text)


@pytest.mark.django_db
def test_intake_never_fails_on_an_unknown_year() -> None:
    far = clock.now().date().replace(year=2090, day=3)
    assert selectors.calendar().provisional(far)
    selectors.calendar().is_working_day(far)
