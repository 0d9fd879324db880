"""Storing, giving back, disposing, and what still lies open; numbers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.custody.rules import (
    PROCEDURES,
    Basis,
    Disposal,
    Kept,
    Missing,
    State,
    is_open,
    item_number,
    may_dispose,
    may_return,
    may_store,
    paper_number,
    short_of,
)
from hehuo.custody.rules.days import day_of, hour_of
from hehuo.ground.clock import BEIJING

AT = datetime(2026, 10, 21, 10, tzinfo=BEIJING)
TODAY = date(2026, 10, 21)
STORED = Kept(at=AT, state=State.STORED, basis=Basis.OWN_WILL, return_by=TODAY, second_person=True)
ANY_BASIS = [None, *Basis]


def codes(found: Sequence[Missing]) -> list[str]:
    """The codes, each with words and a source (that a thing is somewhere else needs none)."""
    for one in found:
        assert str(one.message) not in {"", "None"}
        told = one.code.endswith(".state") or str(one.source) not in {"", "None"}
        assert told, f"{one.code} names no source"
    return [one.code for one in found]


@pytest.mark.parametrize("state", State)
def test_only_what_is_in_our_hands_is_stored_or_goes_back(state: State) -> None:
    ours = state in {State.MOVED, State.STORED}
    kept = replace(STORED, state=state)
    assert codes(may_store(kept)) == ([] if ours else ["S.state"])
    assert codes(may_return(kept)) == ([] if ours else ["R.state"])


def test_on_basis_b_the_photo_after_completes() -> None:
    kept = replace(STORED, state=State.MOVED, basis=Basis.ABANDONED)
    assert codes(may_store(kept)) == ["S.photo"]
    assert codes(may_store(replace(kept, photo_after=True))) == []


@pytest.mark.parametrize("basis", Basis)
def test_what_an_authority_holds_the_authority_returns(basis: Basis) -> None:
    kept = replace(STORED, basis=basis)
    assert codes(may_return(kept)) == (["R.authority"] if basis in PROCEDURES else [])
    assert codes(may_return(replace(kept, lifted=True))) == []
    assert codes(may_return(replace(kept, by_authority=True))) == []


def test_the_owners_things_go_only_with_the_owners_word() -> None:
    assert codes(may_dispose(Disposal.RECYCLED, replace(STORED, owners_word=True))) == []
    for how in (Disposal.RECYCLED, Disposal.DONATED, Disposal.SURRENDERED):
        assert codes(may_dispose(how, STORED)) == ["D.word"]
    assert codes(may_dispose(Disposal.DEPOSITED, STORED)) == ["D.deadline", "D.reminder"]
    over = replace(STORED, return_by=TODAY - timedelta(days=1), reminded_at=AT - timedelta(days=31), remind_days=30)
    assert codes(may_dispose(Disposal.DEPOSITED, over)) == []
    assert codes(may_dispose(Disposal.DEPOSITED, replace(over, reminded_at=AT - timedelta(days=30)))) == ["D.reminder"]
    assert codes(may_dispose(Disposal.DEPOSITED, replace(over, return_by=None))) == ["D.deadline"]


def test_what_nobody_claims_goes_to_the_authority_after_a_year() -> None:
    found = replace(STORED, basis=Basis.ABANDONED, noticed_at=AT - timedelta(days=366), owners_word=False)
    assert codes(may_dispose(Disposal.SURRENDERED, found)) == []
    assert codes(may_dispose(Disposal.SURRENDERED, replace(found, noticed_at=AT - timedelta(days=365)))) == ["D.year"]
    assert codes(may_dispose(Disposal.SURRENDERED, replace(found, noticed_at=None))) == ["D.year"]
    assert codes(may_dispose(Disposal.RECYCLED, found)) == ["D.found"]


@pytest.mark.parametrize("basis", PROCEDURES)
def test_what_an_authority_took_the_authority_decides_about(basis: Basis) -> None:
    kept = replace(STORED, basis=basis, owners_word=True)
    for decided, authority in ((False, False), (True, False), (False, True)):
        told = may_dispose(Disposal.RECYCLED, replace(kept, decided=decided, by_authority=authority))
        assert codes(told) == ["D.decision"]
    assert codes(may_dispose(Disposal.RECYCLED, replace(kept, decided=True, by_authority=True))) == []


@pytest.mark.parametrize("change", [{"asked_back": True}, {"objected": True}])
def test_nothing_is_disposed_of_while_somebody_asks_for_it(change: dict[str, bool]) -> None:
    kept = replace(STORED, owners_word=True, **change)  # type: ignore[arg-type]
    assert codes(may_dispose(Disposal.RECYCLED, kept)) == ["D.claim"]


def test_two_people_and_only_from_storage() -> None:
    kept = replace(STORED, owners_word=True)
    assert codes(may_dispose(Disposal.RECYCLED, replace(kept, second_person=False))) == ["D.second"]
    for state in set(State) - {State.STORED}:
        assert codes(may_dispose(Disposal.RECYCLED, replace(kept, state=state))) == ["D.state"]


@pytest.mark.parametrize("basis", ANY_BASIS)
def test_what_lies_open(basis: Basis | None) -> None:
    kept = replace(STORED, basis=basis)
    for state in State:
        away = state in {State.RELEASED, State.CLAIMED, State.CLEARED, State.DISPOSED}
        expected = not away and state is not State.STORED
        assert is_open(replace(kept, state=state)) is expected
    assert is_open(replace(kept, return_by=None))
    over = replace(kept, return_by=TODAY - timedelta(days=1))
    assert is_open(over) is (basis is Basis.SEIZURE)
    assert is_open(replace(over, perishable=True))
    assert not is_open(replace(kept, perishable=True))
    assert is_open(replace(kept, perishable=True, return_by=None))


def test_the_day_is_that_of_beijing() -> None:
    late = replace(STORED, at=datetime.fromisoformat("2026-10-20T17:00:00+00:00"), perishable=True)
    assert not is_open(late)
    assert is_open(replace(late, return_by=date(2026, 10, 20)))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 100_000), st.integers(1, 100_000))
def test_numbers_differ_wherever_serials_do(day: date, one: int, other: int) -> None:
    assert (item_number("08025014", day, one) == item_number("08025014", day, other)) is (one == other)


def test_numbers_read_as_place_day_serial() -> None:
    assert short_of("110108025014/e1/b1/") == "08025014"
    assert short_of("110108025") == "08025"
    assert item_number("08025014", TODAY, 7) == "08025014-20261021-007"
    assert paper_number("Q", TODAY, 12) == "Q20261021-0012"


def test_day_and_hour_are_those_of_beijing_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.fromisoformat("2026-10-20T21:45:00+00:00")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/New_York")
        time.tzset()
        assert day_of(moment) == date(2026, 10, 21)
        assert hour_of(moment) == 5.75
    time.tzset()
