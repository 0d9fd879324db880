from __future__ import annotations

from collections import deque
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.cases.rules import (
    EDGES,
    ENDED,
    START,
    Facts,
    Limit,
    Stage,
    Standing,
    State,
    Who,
    allowed,
    due_at,
    edge_for,
    next_of,
    next_stage,
    number_for,
    refusal,
    state_of,
)
from hehuo.ground.clock import BEIJING
from hehuo.ground.workdays import Calendar, Year

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVERYBODY = Standing(frozenset(Who), person=1)
MOVES = sorted({edge.move for edge in EDGES})


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_no_sequence_of_moves_leaves_the_graph(sequence: list[str]) -> None:
    stage = START
    for move in sequence:
        edge = edge_for(move, stage)
        if edge is None:
            with pytest.raises(KeyError):
                next_stage(move, stage)
            continue
        stage = next_stage(move, stage)
        assert stage in Stage
        assert edge in allowed(edge.to or stage) or edge.to is not None


def test_every_stage_and_every_edge_is_reachable_from_the_start() -> None:
    seen, queue = {START}, deque([START])
    while queue:
        stage = queue.popleft()
        for edge in allowed(stage):
            after = edge.to or stage
            if after not in seen:
                seen.add(after)
                queue.append(after)
    assert seen == set(Stage)
    assert all(edge.from_ & seen for edge in EDGES)


def test_from_every_open_stage_the_case_can_end() -> None:
    ends = set(ENDED)
    while True:
        more = {s for s in Stage for e in allowed(s) if (e.to or s) in ends} - ends
        if not more:
            break
        ends |= more
    assert ends == set(Stage)


def test_a_move_has_one_edge_per_stage() -> None:
    pairs = [(edge.move, stage) for edge in EDGES for stage in edge.from_]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.move}-{edge.to}")
def test_every_edge_says_who_and_why(edge: object) -> None:
    assert edge.who
    assert str(edge.label)
    assert str(edge.reason)


def test_the_ordinary_walk_is_what_comes_next() -> None:
    stage, contacted, visited, walk = START, False, False, []
    for _ in range(12):
        coming = next_of(stage, contacted=contacted, visited=visited, solved="yes")
        if not coming.move:
            break
        walk.append(coming.move)
        contacted, visited = contacted or coming.move == "contact", visited or coming.move == "visit"
        stage = next_stage(coming.move, stage)
    assert walk == ["assign", "accept", "contact", "visit", "answer", "call_back", "close"]


@pytest.mark.parametrize(
    ("stage", "solved", "move"),
    [
        (Stage.CALLED_BACK, "no", "redo"),
        (Stage.CALLED_BACK, "partly", "close"),
        (Stage.RETURNED, "", "grant_return"),
        (Stage.SHELVED, "", "resume"),
        (Stage.WITHDRAWN, "", ""),
        (Stage.DIVERTED, "", ""),
    ],
)
def test_what_comes_next_aside(stage: Stage, solved: str, move: str) -> None:
    assert next_of(stage, contacted=True, solved=solved).move == move


# -- gates ----------------------------------------------------------------------------------------------------------


def why(move: str, standing: Standing = EVERYBODY, now: datetime = NOW, **facts: object) -> str:
    refused = refusal(move, Facts(**facts), standing, now)
    return "" if refused is None else ("right" if refused.right else str(refused.message))


def only(*who: Who, person: int | None = 1) -> Standing:
    return Standing(frozenset(who), person)


def test_the_right_is_asked_after_the_stage() -> None:
    assert why("assign", only(Who.UNIT), stage=Stage.RECEIVED) == "right"
    assert why("assign", only(Who.UNIT), stage=Stage.CLOSED) not in {"", "right"}
    assert why("assign", only(Who.DISPATCH), stage=Stage.RECEIVED) == ""


def test_only_an_urgent_case_is_handled_before_the_paperwork() -> None:
    assert why("visit", stage=Stage.RECEIVED) != ""
    assert why("visit", stage=Stage.RECEIVED, urgent=True) == ""
    assert why("contact", stage=Stage.ASSIGNED) != ""
    assert why("contact", stage=Stage.ASSIGNED, urgent=True) == ""


def test_a_unit_that_may_not_call_is_told_who_does() -> None:
    told = why("answer", only(Who.UNIT), stage=Stage.HANDLING)
    assert told not in {"", why("answer", only(Who.HANDLER), stage=Stage.HANDLING)}
    assert why("answer", only(Who.UNIT), stage=Stage.HANDLING, contacted=True) == ""


def test_an_answer_needs_a_talk_or_a_reason() -> None:
    staff = only(Who.HANDLER)
    assert why("answer", staff, stage=Stage.HANDLING) != ""
    assert why("answer", staff, stage=Stage.HANDLING, contacted=True) == ""
    assert why("answer", staff, stage=Stage.HANDLING, extra={"unreachable": True}) == ""
    assert why("answer", only(Who.SYSTEM), stage=Stage.HANDLING) == ""


def test_who_answered_does_not_call_back() -> None:
    staff = only(Who.HANDLER)
    assert why("call_back", staff, stage=Stage.ANSWERED, answered_by=1) != ""
    assert why("call_back", staff, stage=Stage.ANSWERED, answered_by=2) == ""
    assert why("call_back", only(Who.HANDLER, person=None), stage=Stage.ANSWERED, answered_by=None) == ""


def test_closing() -> None:
    dispatch, leader = only(Who.DISPATCH), only(Who.DISPATCH, Who.LEADER)
    assert why("close", dispatch, stage=Stage.CALLED_BACK, solved="yes") == ""
    assert "X" in why("close", dispatch, stage=Stage.CALLED_BACK, solved="yes", holds=("X",))
    assert why("close", dispatch, stage=Stage.CALLED_BACK, solved="no") != ""
    assert why("close", leader, stage=Stage.CALLED_BACK, solved="no") != ""
    assert why("close", dispatch, stage=Stage.CALLED_BACK, solved="no", extra={"reason": "r"}) != ""
    assert why("close", leader, stage=Stage.CALLED_BACK, solved="no", extra={"reason": "r"}) == ""
    assert why("close", dispatch, stage=Stage.ANSWERED) != ""
    assert why("close", dispatch, stage=Stage.ANSWERED, call_back_until=NOW + timedelta(seconds=1)) != ""
    assert why("close", dispatch, stage=Stage.ANSWERED, call_back_until=NOW) == ""


def test_who_returned_does_not_examine() -> None:
    for move in ("grant_return", "refuse_return"):
        assert why(move, only(Who.DISPATCH), stage=Stage.RETURNED, returned_by=1) != ""
        assert why(move, only(Who.DISPATCH), stage=Stage.RETURNED, returned_by=2) == ""
        assert why(move, only(Who.DISPATCH, person=None), stage=Stage.RETURNED, returned_by=None) == ""


def test_an_extension_comes_before_the_limit_and_as_often_as_policy_says() -> None:
    staff = only(Who.DISPATCH)
    assert why("extend", staff, stage=Stage.HANDLING, due=NOW) == ""
    assert why("extend", staff, stage=Stage.HANDLING, due=NOW - timedelta(seconds=1)) != ""
    assert why("extend", staff, stage=Stage.HANDLING, due=NOW, extensions=1, most_extensions=1) != ""
    assert why("extend", staff, stage=Stage.HANDLING, due=NOW, extensions=1, most_extensions=2) == ""
    assert why("extend", staff, stage=Stage.HANDLING, due=None) == ""


def test_public_page_and_mark() -> None:
    assert why("unpublish", only(Who.HANDLER), stage=Stage.CLOSED) != ""
    assert why("unpublish", only(Who.HANDLER), stage=Stage.CLOSED, published=True) == ""
    assert why("publish", only(Who.DISPATCH), stage=Stage.CLOSED, published=True) == ""
    assert why("mark_hard", only(Who.UNIT), stage=Stage.HANDLING, hard=True) != ""
    assert why("mark_hard", only(Who.UNIT), stage=Stage.HANDLING) == ""


# -- clocks ---------------------------------------------------------------------------------------------------------

PLAIN = Calendar({2026: Year()})
STARTS = st.integers(0, 300 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@given(STARTS, st.integers(1, 24 * 20))
def test_natural_time_is_plain_addition(at: datetime, hours: int) -> None:
    assert due_at(at, Limit(timedelta(hours=hours)), PLAIN) - at == timedelta(hours=hours)


@given(STARTS, st.integers(1, 15))
def test_working_days_never_end_before_natural_ones(at: datetime, days: int) -> None:
    natural = due_at(at, Limit(timedelta(days=days)), PLAIN)
    working = due_at(at, Limit(timedelta(days=days), "working"), PLAIN)
    assert working >= natural
    assert PLAIN.is_working_day((working - timedelta(microseconds=1)).astimezone(BEIJING).date())


@given(STARTS, st.integers(1, 14), st.integers(1, 23))
def test_a_longer_limit_never_ends_earlier(at: datetime, days: int, hours: int) -> None:
    short = due_at(at, Limit(timedelta(days=days), "working"), PLAIN)
    long = due_at(at, Limit(timedelta(days=days, hours=hours), "working"), PLAIN)
    assert long >= short


def test_a_make_up_working_day_counts_and_a_holiday_does_not() -> None:
    calendar = Calendar({2026: Year(off=frozenset({date(2026, 10, 1)}), work=frozenset({date(2026, 9, 27)}))})
    friday = datetime(2026, 9, 25, 10, tzinfo=BEIJING)
    assert due_at(friday, Limit(timedelta(days=1), "working"), calendar) == datetime(2026, 9, 27, 10, tzinfo=BEIJING)
    wednesday = datetime(2026, 9, 30, 10, tzinfo=BEIJING)
    assert due_at(wednesday, Limit(timedelta(days=1), "working"), calendar) == datetime(2026, 10, 2, 10, tzinfo=BEIJING)


def test_working_hours_run_from_nine_to_six() -> None:
    friday = datetime(2026, 11, 20, 17, tzinfo=BEIJING)
    assert due_at(friday, Limit(timedelta(hours=2), "working"), PLAIN) == datetime(2026, 11, 23, 10, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("stage", "due", "answered", "expected"),
    [
        (Stage.HANDLING, None, None, State.NONE),
        (Stage.HANDLING, timedelta(days=3), None, State.ON_TIME),
        (Stage.HANDLING, timedelta(days=1), None, State.DUE_SOON),
        (Stage.HANDLING, timedelta(0), None, State.DUE_SOON),
        (Stage.RECEIVED, timedelta(seconds=-1), None, State.OVERDUE),
        (Stage.RETURNED, timedelta(seconds=-1), None, State.OVERDUE),
        (Stage.ANSWERED, timedelta(days=-1), timedelta(days=-1), State.KEPT),
        (Stage.CLOSED, timedelta(days=-1), timedelta(hours=-23), State.MISSED),
        (Stage.WITHDRAWN, timedelta(days=-1), None, State.NONE),
        (Stage.SHELVED, timedelta(days=-1), None, State.NONE),
    ],
)
def test_state(stage: Stage, due: timedelta | None, answered: timedelta | None, expected: State) -> None:
    found = state_of(
        stage=stage,
        due=None if due is None else NOW + due,
        answered_at=None if answered is None else NOW + answered,
        now=NOW,
        soon=timedelta(days=1),
    )
    assert found is expected


def test_numbers_read_as_day_and_serial() -> None:
    assert number_for(date(2026, 11, 22), 123) == "20261122-000123"
    assert number_for(date(2026, 11, 22), 12345678) == "20261122-12345678"


@pytest.mark.parametrize("objected", [True, False])
def test_a_decision_needs_an_objection(objected: bool) -> None:
    facts = Facts(stage=Stage.ASSIGNED, objected=objected)
    refused = refusal("decide_objection", facts, Standing(frozenset({Who.DISPATCH})), datetime(2026, 3, 2, tzinfo=UTC))
    assert (refused is None) is objected
    assert refused is None or not refused.right
