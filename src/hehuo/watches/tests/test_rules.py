"""The streak against a naive count by hand, and the deadlines at their edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid
from hehuo.watches.rules import (
    Day,
    Seen,
    Standing,
    State,
    calendar,
    deadline_for,
    in_window,
    parse_slots,
    refusal,
    removable,
    standing,
    streak,
)

FIRST = date(2021, 4, 17)
DONE, MISSED, OPEN = Standing.DONE, Standing.MISSED, Standing.OPEN
C, F, U, P = Day.CLEAR, Day.FINDING, Day.UNKNOWN, Day.PENDING


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def of(*days: list[Seen], points: tuple[int, ...] = (1, 2), found: set[tuple[date, int]] | None = None):
    last = FIRST + timedelta(days=len(days) - 1)
    rounds = [one for day in days for one in day]
    return calendar(points=points, first=FIRST, last=last, rounds=rounds, found=found or set())


def seen(n: int, how: Standing = DONE, *, planned: bool = True, **looks: bool) -> Seen:
    """A round of day ``n``; ``p1=True`` means point 1 was seen clear."""
    return Seen(FIRST + timedelta(days=n), how, planned=planned, looks={int(k[1:]): v for k, v in looks.items()})


def test_a_day_is_clear_when_every_round_saw_every_point_clear() -> None:
    known = of([seen(0, p1=True, p2=True), seen(0, p1=True, p2=True)])
    assert known.whole == (C,)
    assert known.points == {1: (C,), 2: (C,)}
    assert known.streak == 1


def test_a_finding_makes_the_day_a_finding_day_at_its_point_and_as_a_whole() -> None:
    known = of([seen(0, p1=True, p2=True)], [seen(1, p1=False, p2=True)], [seen(2, p1=True, p2=True)])
    assert known.whole == (C, F, C)
    assert known.streak == 1
    assert known.streak_at(1) == 1
    assert known.streak_at(2) == 3


def test_what_a_neighbour_saw_counts_although_every_round_was_clear() -> None:
    known = of([seen(0, p1=True, p2=True)], found={(FIRST, 2)})
    assert known.whole == (F,)
    assert known.points == {1: (C,), 2: (F,)}


def test_a_missed_round_makes_the_day_unknown_even_beside_a_clear_one() -> None:
    known = of([seen(0, p1=True, p2=True)], [seen(1, p1=True, p2=True), seen(1, MISSED)])
    assert known.whole == (C, U)
    assert known.streak == 0


def test_a_finding_outweighs_a_missed_round() -> None:
    assert of([seen(0, p1=False, p2=True), seen(0, MISSED)]).whole == (F,)
    assert of([seen(0, p1=False, p2=True), seen(0, MISSED)]).points == {1: (F,), 2: (U,)}


def test_a_day_without_planned_round_is_unknown_whatever_was_seen_besides() -> None:
    assert of([]).whole == (U,)
    assert of([seen(0, planned=False, p1=True, p2=True)]).whole == (U,)


def test_a_round_more_does_not_stand_for_the_one_that_was_missed() -> None:
    assert of([seen(0, MISSED), seen(0, planned=False, p1=True, p2=True)]).whole == (U,)


def test_a_finding_on_a_round_more_counts() -> None:
    assert of([seen(0, p1=True, p2=True), seen(0, planned=False, p1=False)]).whole == (F,)


def test_a_point_that_nobody_saw_on_a_round_is_unknown() -> None:
    assert of([seen(0, p1=True)]).points == {1: (C,), 2: (U,)}


def test_a_day_that_is_not_over_neither_counts_nor_ends_the_streak() -> None:
    known = of([seen(0, p1=True, p2=True)], [seen(1, p1=True, p2=True), seen(1, OPEN)])
    assert known.whole == (C, P)
    assert known.streak == 1


def test_a_watch_without_points_is_never_clear() -> None:
    assert of([seen(0)], points=()).whole == (U,)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), 0),
        ((C,), 1),
        ((C, C, P), 2),
        ((C, U, C), 1),
        ((C, F), 0),
        ((U,), 0),
        ((P,), 0),
        ((C, P, C), 1),
        ((F, C, C), 2),
    ],
)
def test_streak(days: tuple[Day, ...], expected: int) -> None:
    assert streak(days) == expected


def naive(days: list[Day]) -> int:
    """The same said in another way: the longest clear end of the list once the days to come are cut off."""
    while days and days[-1] is P:
        days = days[:-1]
    return max((n for n in range(len(days) + 1) if all(day is C for day in days[len(days) - n :])), default=0)


@given(st.lists(st.sampled_from(list(Day)), max_size=14))
def test_the_streak_is_what_a_naive_count_says(days: list[Day]) -> None:
    assert streak(days) == naive(days)


@given(st.lists(st.sampled_from([C, F, U]), max_size=14), st.sampled_from([F, U]))
def test_one_more_day_that_is_not_clear_ends_it_and_a_clear_one_adds_one(days: list[Day], bad: Day) -> None:
    assert streak([*days, bad]) == 0
    assert streak([*days, C]) == streak(days) + 1


LOOKS = st.dictionaries(st.sampled_from([1, 2, 3]), st.booleans())
ROUNDS = st.lists(
    st.builds(
        lambda n, how, planned, looks: Seen(FIRST + timedelta(days=n), how, planned=planned, looks=looks),
        st.integers(0, 6), st.sampled_from(list(Standing)), st.booleans(), LOOKS,
    ),
    max_size=20,
)  # fmt: skip


@given(ROUNDS, st.sets(st.tuples(st.integers(0, 6), st.sampled_from([1, 2, 3])), max_size=3))
def test_the_calendar_is_what_a_naive_look_at_each_day_says(rounds: list[Seen], found: set[tuple[int, int]]) -> None:
    points = (1, 2, 3)
    stood = {(FIRST + timedelta(days=n), point) for n, point in found}
    known = calendar(points=points, first=FIRST, last=FIRST + timedelta(days=6), rounds=rounds, found=stood)
    for n, day in enumerate(known.days):
        of_day = [one for one in rounds if one.day == day]
        planned = [one for one in of_day if one.planned]
        clear = (
            bool(planned)
            and all(one.standing is DONE and one.looks.get(point) for one in planned for point in points)
            and not any(False in one.looks.values() for one in of_day)
            and not any((day, point) in stood for point in points)
        )
        assert (known.whole[n] is C) == clear
        assert clear == all(known.points[point][n] is C for point in points)
    assert known.streak <= min(known.streak_at(point) for point in points)


def test_a_missed_round_is_derived_from_its_time_and_not_from_who_noticed() -> None:
    due, grace = at("2021-04-17 09:00"), timedelta(hours=2)
    assert standing(state="planned", due_at=due, grace=grace, now=due + grace) is OPEN
    assert standing(state="planned", due_at=due, grace=grace, now=due + grace + timedelta(seconds=1)) is MISSED
    assert standing(state="done", due_at=due, grace=grace, now=due + timedelta(days=9)) is DONE
    assert standing(state="missed", due_at=due, grace=grace, now=due) is MISSED


def test_the_window_of_a_round_includes_its_edges() -> None:
    due, hour = at("2021-04-17 09:00"), timedelta(hours=1)
    for moment, fits in ((due - hour, True), (due + hour, True), (due - 2 * hour, False), (due + 2 * hour, False)):
        assert in_window(moment, due_at=due, early=hour, grace=hour) is fits


def test_slots_come_in_order_once_each() -> None:
    assert parse_slots(["17:30", "9:00", "09:00", " 12：15 "]) == ["09:00", "12:15", "17:30"]
    for wrong in ([], ["24:00"], ["9"], ["09:60"], [f"{n:02d}:00" for n in range(9)]):
        with pytest.raises(Invalid):
            parse_slots(wrong)


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ("2021-04-17 09:00", "2021-04-17 18:00"),
        ("2021-04-17 17:00", "2021-04-17 18:00"),
        ("2021-04-17 17:01", "2021-04-18 18:00"),
        ("2021-04-17 23:59", "2021-04-18 18:00"),
        ("2021-04-18 00:00", "2021-04-18 18:00"),
    ],
)
def test_the_deadline_is_the_same_evening_where_enough_time_is_left(told: str, ends: str) -> None:
    assert deadline_for(at(told), hour=18, least=timedelta(hours=1)) == at(ends)


@given(st.integers(0, 60 * 24 * 400), st.integers(12, 22), st.integers(0, 12))
def test_the_owner_always_has_the_least_time_and_never_two_days(minute: int, hour: int, least: int) -> None:
    told = at("2021-01-01 00:00") + timedelta(minutes=minute)
    left = deadline_for(told, hour=hour, least=timedelta(hours=least)) - told
    assert timedelta(hours=least) <= left < timedelta(hours=24 + least) + timedelta(seconds=1)


def refused(**given_: object) -> str:
    facts = {
        "numbered": True, "told_at": at("2021-04-19 09:00"), "deadline": at("2021-04-19 18:00"), "agreed": True,
        "at": at("2021-04-19 19:00"),
    } | given_  # fmt: skip
    found = removable(**facts)  # type: ignore[arg-type] - the facts above, one of them changed
    return found.code if found else ""


def test_a_finding_is_moved_only_when_numbered_told_over_and_agreed() -> None:
    assert refused() == ""
    assert refused(at=at("2021-04-19 18:00")) == ""
    assert refused(at=at("2021-04-19 17:59")) == "too_early"
    assert refused(numbered=False) == "not_numbered"
    assert refused(told_at=None) == "not_told"
    assert refused(told_at=at("2021-04-19 19:01")) == "not_told"
    assert refused(agreed=False) == "no_agreement"
    assert refused(agreed=False, numbered=False, told_at=None) == "no_agreement"


def test_moves_and_the_states_in_which_they_are_made() -> None:
    table = {
        "round": {State.RUNNING, State.PROPOSED, State.RELAPSED, State.SETTLED},
        "settle": {State.PROPOSED},
        "relapse": {State.SETTLED},
        "end": {State.RUNNING, State.PROPOSED, State.RELAPSED, State.SETTLED},
    }
    for move, allowed in table.items():
        assert {state for state in State if refusal(move, state) is None} == allowed


def test_every_state_and_day_has_a_word() -> None:
    for one in (*State, *Day, *Standing):
        assert str(one.label)
