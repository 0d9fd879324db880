"""Rules: edges, gates and clocks, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.clock import BEIJING
from hehuo.ground.workdays import Calendar
from hehuo.whistles.rules import (
    CALL_EDGES,
    EDGES,
    ENDED,
    OPEN_CALLS,
    SETTINGS,
    Arrival,
    Called,
    CallState,
    ClockStanding,
    How,
    Kind,
    Standing,
    State,
    Who,
    arrival_refusal,
    call_refusal,
    called_off,
    clock_of,
    closing,
    edge_at,
    edge_for,
    leave_refusal,
    limits,
    number_for,
    refusal,
)

AT = datetime(2026, 11, 20, 10, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
DEFAULTS = {setting.key: setting.default for setting in SETTINGS}


def _may(who: str, person: int | None = 1) -> Standing:
    return Standing(frozenset(Who(each) for each in who.split()), person)


def test_every_move_says_why_and_leads_somewhere() -> None:
    assert all(edge.label and edge.reason and edge.who and edge.from_ for edge in (*EDGES, *CALL_EDGES))
    assert all(State(edge.to) for edge in EDGES)
    assert all(edge.to is None or CallState(edge.to) for edge in CALL_EDGES)


def test_the_end_is_the_end() -> None:
    for state in ENDED:
        assert not [edge for edge in EDGES if state in edge.from_]


@given(st.sampled_from(CallState), st.sampled_from(sorted(ENDED)))
def test_after_the_end_only_judgement_remains(state: CallState, end: State) -> None:
    moves = {edge.move for edge in CALL_EDGES if edge_for(edge.move, state, end)}
    assert moves <= {"assess", "reply", "rate", "excuse", "recall"}
    assert not moves or end is State.CONCLUDED


def test_an_edge_that_is_not_there_is_a_fault_of_the_programme() -> None:
    with pytest.raises(LookupError):
        edge_at("approve", State.BLOWN)


@given(st.sampled_from(CallState))
def test_nothing_stays_open_when_it_is_concluded_or_called_off(state: CallState) -> None:
    assert closing(state) not in OPEN_CALLS
    assert called_off(state) not in OPEN_CALLS | {CallState.REFUSED}


@pytest.mark.parametrize(
    ("state", "after"),
    [("called", "absent"), ("acknowledged", "absent"), ("on_site", "done"), ("left", "left"), ("refused", "refused")],
)
def test_what_becomes_of_a_call_at_the_end(state: str, after: str) -> None:
    assert closing(CallState(state)) == after


def test_who_got_in_touch_did_its_part() -> None:
    assert closing(CallState.ACKNOWLEDGED, in_touch=True) is CallState.DONE
    assert closing(CallState.REFUSED, in_touch=True) is CallState.REFUSED


def test_the_proposer_does_not_approve_herself() -> None:
    for move in ("approve", "reject"):
        own = refusal(move, state="proposed", standing=_may("dispatch", 7), proposer=7)
        assert own is not None
        assert not own.right
        assert refusal(move, state="proposed", standing=_may("dispatch", 8), proposer=7) is None
    assert refusal("take_back", state="proposed", standing=_may("proposer", 7), proposer=7) is None


def test_a_programme_that_proposed_may_be_approved_by_anybody() -> None:
    assert refusal("approve", state="proposed", standing=_may("dispatch", None), proposer=None) is None


def test_a_community_does_not_approve() -> None:
    refused = refusal("approve", state="proposed", standing=_may("community"))
    assert refused is not None
    assert refused.right


def test_concluding_names_who_never_came() -> None:
    refused = refusal("conclude", state="blown", standing=_may("dispatch"), unexplained=["派出所", "消防站"])
    assert refused is not None
    assert "派出所、消防站" in str(refused.message)
    assert refused.source
    assert refusal("conclude", state="blown", standing=_may("dispatch")) is None


@pytest.mark.parametrize(
    ("move", "state", "whistle", "words"),
    [
        ("acknowledge", "called", State.CONCLUDED, "ended"),
        ("assess", "on_site", State.BLOWN, "concluded"),
        ("acknowledge", "called", State.PROPOSED, "approves"),
        ("acknowledge", "acknowledged", State.BLOWN, "Acknowledged"),
        ("approve", "blown", None, "Blown"),
    ],
)
def test_a_wrong_moment_says_which_one_it_is(move: str, state: str, whistle: State | None, words: str) -> None:
    with override("en"):
        refused = refusal(move, state=state, standing=_may("unit dispatch"), whistle=whistle)
        assert refused is not None
        assert words in str(refused.message)


def _unit(pk: int = 1, *, lead: bool = False, kind: str = "police_station", task: str = "unknown") -> Called:
    return Called(pk, f"单位{pk}", kind, lead, task)


def test_one_unit_leads() -> None:
    assert call_refusal([]) is not None
    assert call_refusal([_unit()]) is not None
    assert call_refusal([_unit(lead=True), _unit(2, lead=True)]) is not None
    assert call_refusal([_unit(lead=True), _unit(2)]) is None


@pytest.mark.parametrize(
    ("task", "lead", "may"),
    [
        ("own", True, True),
        ("own", False, True),
        ("assist", False, True),
        ("assist", True, False),
        ("outside", False, False),
        ("outside", True, False),
        ("unknown", False, False),
        ("unknown", True, False),
    ],
)
def test_nothing_is_pushed_down_to_a_residents_committee(task: str, lead: bool, may: bool) -> None:
    committee = _unit(1, lead=lead, kind="residents_committee", task=task)
    refused = call_refusal([committee, _unit(2, lead=not lead)])
    assert (refused is None) == may
    if refused is not None:
        assert "第十七条" in str(refused.source)


@pytest.mark.parametrize(
    ("arrival", "there"),
    [
        (Arrival(How.POSITION, positioned=True, metres=200), True),
        (Arrival(How.POSITION, positioned=True, metres=0), True),
        (Arrival(How.POSITION, positioned=True, metres=201), False),
        (Arrival(How.POSITION, positioned=True), False),
        (Arrival(How.POSITION), False),
        (Arrival(How.PHOTO), False),
        (Arrival(How.PHOTO, photographed=True), True),
        (Arrival(How.PHOTO, photographed=True, metres=9000, positioned=True), True),
        (Arrival(How.PHOTO, photographed=True, for_another=True), False),
        (Arrival(How.LIST, for_another=True), False),
        (Arrival(How.LIST, for_another=True, on_site=True), True),
        (Arrival(How.LIST, on_site=True), True),
    ],
)
def test_what_shows_that_somebody_is_there(arrival: Arrival, there: bool) -> None:
    assert (arrival_refusal(arrival, 200) is None) == there


def test_too_far_says_how_far() -> None:
    refused = arrival_refusal(Arrival(How.POSITION, positioned=True, metres=830), 200)
    assert refused is not None
    assert "830" in str(refused.message)
    assert "200" in str(refused.message)


def test_until_it_is_done_nobody_leaves_without_a_reason() -> None:
    assert leave_refusal(State.BLOWN, "") is not None
    assert leave_refusal(State.BLOWN, "另有警情") is None
    assert leave_refusal(State.CONCLUDED, "") is None


def _limits(kind: Kind) -> Any:
    return limits(kind, AT, DEFAULTS.__getitem__, Calendar())


def test_the_clocks_of_each_kind() -> None:
    routine, hard, emergency = (_limits(kind) for kind in Kind)
    assert (routine.acknowledge_by, routine.check_in_by, routine.conclude_by) == (AT + HOUR, AT + 24 * HOUR, None)
    assert (emergency.acknowledge_by, emergency.check_in_by) == (None, AT + HOUR / 2)
    # Friday 20 November: ten working days later is Friday 4 December, up to midnight.
    assert hard.conclude_by == datetime(2026, 12, 4, 23, 59, 59, tzinfo=BEIJING)
    assert hard.check_in_by is None


@pytest.mark.parametrize(
    ("met", "now", "owed", "standing"),
    [
        (None, HOUR, True, ClockStanding.RUNNING),
        (None, 2 * HOUR, True, ClockStanding.LATE),
        (None, 2 * HOUR, False, ClockStanding.STOPPED),
        (HOUR, 5 * HOUR, True, ClockStanding.KEPT),
        (2 * HOUR, 5 * HOUR, True, ClockStanding.MISSED),
    ],
)
def test_late_is_derived(met: timedelta | None, now: timedelta, owed: bool, standing: ClockStanding) -> None:
    clock = clock_of("check_in", AT + HOUR, AT + met if met else None, AT + now, owed=owed)
    assert clock is not None
    assert clock.standing is standing
    assert clock.late == (standing in {ClockStanding.LATE, ClockStanding.MISSED})


def test_no_limit_no_clock() -> None:
    assert clock_of("check_in", None, AT, AT, owed=True) is None


def test_numbers_name_the_day() -> None:
    assert number_for(AT.date(), 7) == "W20261120-0007"
