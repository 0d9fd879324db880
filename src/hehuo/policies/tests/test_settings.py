"""What a setting may be, and which decision counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.errors import Invalid
from hehuo.policies.rules import Row, Setting, row_in_force, version_at

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("int", 3, 3),
        ("decimal", Decimal("0.50"), "0.50"),
        ("bool", True, True),
        ("text", "早", "早"),
        ("duration", timedelta(hours=2), 7200),
        ("hours", (8.5, 17), [8.5, 17]),
        ("list", ("a", "b"), ["a", "b"]),
    ],
)
def test_a_value_survives_the_database(kind: str, value: object, stored: object) -> None:
    setting = Setting("test.one", kind, value, "One")
    assert setting.write(value) == stored
    assert setting.read(stored) == value
    assert setting.room == "test"


@pytest.mark.parametrize(
    ("kind", "default", "wrong"),
    [
        ("int", 3, True),
        ("int", 3, "3"),
        ("decimal", Decimal(1), Decimal("NaN")),
        ("bool", True, 1),
        ("duration", DAY, timedelta(microseconds=1)),
        ("hours", (9, 17), (17, 9)),
        ("hours", (9, 17), (9, 25)),
        ("hours", (9, 17), "9-17"),
        ("list", (), ["a"]),
    ],
)
def test_what_is_no_value_of_its_kind(kind: str, default: object, wrong: object) -> None:
    with pytest.raises(Invalid):
        Setting("test.one", kind, default, "One").write(wrong)


def test_bounds_and_choices() -> None:
    bounded = Setting("test.one", "int", 3, "One", lowest=1, highest=5)
    assert bounded.write(1) == 1
    assert bounded.write(5) == 5
    for wrong in (0, 6):
        with pytest.raises(Invalid):
            bounded.write(wrong)
    with pytest.raises(Invalid, match="among the choices"):
        Setting("test.one", "choice", "a", "One", choices={"a": "A"}).write("b")
    with pytest.raises(ValueError, match="not a valid Kind"):
        Setting("test.one", "colour", "red", "One")


def row(number: int, place: str, day: int, value: object = 1, *, for_open: bool = False) -> Row:
    return Row(number, "test.one", place, value, T0 + day * DAY, for_open)


def test_the_deepest_place_wins_and_null_gives_back() -> None:
    rows = [row(1, "11", 0), row(2, "110108", 1), row(3, "110108025", 2), row(4, "110108025", 5, None)]
    found = {day: row_in_force(rows, place="110108025014", at=T0 + day * DAY) for day in (-1, 0, 1, 2, 4, 5)}
    assert {day: one and one.id for day, one in found.items()} == {-1: None, 0: 1, 1: 2, 2: 3, 4: 3, 5: 2}
    assert row_in_force(rows, place="110105", at=T0 + 9 * DAY) is rows[0]
    assert row_in_force(rows, place="12", at=T0 + 9 * DAY) is None


def test_an_open_case_keeps_its_policy_unless_the_new_one_says_otherwise() -> None:
    rows = [row(1, "", 0), row(2, "", 5), row(3, "", 7, for_open=True)]
    opened, later = T0 + DAY, T0 + 9 * DAY
    assert row_in_force(rows[:2], place="11", at=opened, asked_at=later) is rows[0]
    assert row_in_force(rows, place="11", at=opened, asked_at=later) is rows[2]
    assert row_in_force(rows, place="11", at=opened, asked_at=T0 + 6 * DAY) is rows[0]


PLACES = ["", "11", "1101", "110108", "110108025"]
rows_of = st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 20), st.one_of(st.none(), st.integers())))


@given(rows_of, st.sampled_from(PLACES), st.integers(0, 20))
def test_exactly_what_a_slow_reading_says(drawn: list[tuple[str, int, int | None]], place: str, day: int) -> None:
    rows = [row(n, where, when, value) for n, (where, when, value) in enumerate(drawn)]
    expected = None
    for where in (place[:length] for length in range(len(place), -1, -1)):
        there = [one for one in rows if one.place == where and one.in_force_from <= T0 + day * DAY]
        if there:
            latest = max(there, key=lambda one: (one.in_force_from, one.id))
            if latest.value is not None:
                expected = latest
                break
    assert row_in_force(rows, place=place, at=T0 + day * DAY) is expected


@given(rows_of, st.integers(0, 20), st.integers(0, 20))
def test_the_version_never_falls(drawn: list[tuple[str, int, int | None]], one: int, two: int) -> None:
    rows = [row(n + 1, where, when, value) for n, (where, when, value) in enumerate(drawn)]
    earlier, later = sorted((one, two))
    assert version_at(rows, T0 + earlier * DAY) <= version_at(rows, T0 + later * DAY)
    assert version_at(rows, T0 - DAY) == 0
