"""The six gates: complete facts pass, every broken condition is named, and a gate without one condition is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.custody.rules import ABSENT, OWN, Basis, Facts, Missing, gates, may_move

from .complete import ALWAYS, BREAKS, COMPLETE, STILL_FINE, WAYBILL, Break

Gate = Callable[[Basis, Facts], list[Missing]]


def every_break() -> Iterator[tuple[Basis, str, Break]]:
    """Every single way to break a gate."""
    for basis in Basis:
        for code, ways in {**ALWAYS, **BREAKS[basis]}.items():
            for way in ways:
                yield basis, code, way
        if basis is not Basis.ABANDONED:
            yield basis, "waybill", WAYBILL


def unnoticed(gate: Gate) -> set[tuple[Basis, str]]:
    """The oracle: what ``gate`` lets move although the law forbids it, or holds back for another reason."""
    found = set()
    for basis, code, way in every_break():
        if [one.code for one in gate(basis, way(COMPLETE[basis]))] != [code]:
            found.add((basis, code))
    for basis in Basis:
        for way in [lambda facts: facts, *STILL_FINE[basis]]:
            if gate(basis, way(COMPLETE[basis])):
                found.add((basis, "complete"))
    return found


def test_the_gates_say_what_the_law_says() -> None:
    assert unnoticed(may_move) == set()


@pytest.mark.parametrize("basis", Basis)
def test_the_oracle_knows_every_condition_of_the_gate(basis: Basis) -> None:
    assert {one.code for one in OWN[basis]} == set(BREAKS[basis])
    assert {one.code for one in gates.ALWAYS} == {*ALWAYS, "waybill"}


CONDITIONS = [
    pytest.param(basis, condition.code, id=condition.code) for basis in Basis for condition in gates.OWN[basis]
]


@pytest.mark.parametrize(("basis", "code"), CONDITIONS)
def test_a_planted_mutant_dies(basis: Basis, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch one condition out of one gate: the oracle notices, and names it."""
    left = tuple(one for one in gates.OWN[basis] if one.code != code)
    monkeypatch.setitem(gates.OWN, basis, left)
    assert (basis, code) in unnoticed(may_move)


@pytest.mark.parametrize("code", [one.code for one in gates.ALWAYS])
def test_a_planted_mutant_of_all_gates_dies(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch out one of the conditions that hold on any basis: the oracle notices on every basis."""
    monkeypatch.setattr(gates, "ALWAYS", tuple(one for one in gates.ALWAYS if one.code != code))
    where = {basis for basis, named in unnoticed(may_move) if named == code}
    assert where == set(Basis) - ({Basis.ABANDONED} if code == "waybill" else set())


@pytest.mark.parametrize("basis", Basis)
def test_a_gate_turned_off_dies(basis: Basis) -> None:
    """The coarsest mutant: one basis that always lets pass."""

    def open_gate(asked: Basis, facts: Facts) -> list[Missing]:
        return [] if asked is basis else may_move(asked, facts)

    assert {code for where, code in unnoticed(open_gate) if where is basis} >= set(BREAKS[basis])


@pytest.mark.parametrize("basis", Basis)
def test_without_its_paper_nothing_moves(basis: Basis) -> None:
    bare = replace(COMPLETE[basis], will=None, notice=None, procedure=None)
    assert [one.code for one in may_move(basis, bare)] == [ABSENT[basis].code]
    assert [one.code for one in may_move(basis, replace(bare, storage=False))] == [ABSENT[basis].code, "storage"]


@pytest.mark.parametrize("basis", Basis)
def test_the_paper_of_another_basis_is_none(basis: Basis) -> None:
    for other in Basis:
        facts = COMPLETE[other]
        if basis is not other and not (facts.procedure is not None and basis.value.startswith("C")):
            assert may_move(basis, facts)


@given(st.sampled_from(list(Basis)).flatmap(
    lambda basis: st.tuples(
        st.just(basis),
        st.lists(st.sampled_from(sorted({**ALWAYS, **BREAKS[basis]})), min_size=1, max_size=6, unique=True),
    )
), st.randoms(use_true_random=False))  # fmt: skip
def test_several_faults_are_all_told(broken: tuple[Basis, list[str]], chance: object) -> None:
    """Whatever is wrong besides, nothing hides a fault that does not rest on the same fact."""
    basis, codes = broken
    facts, ways = COMPLETE[basis], {**ALWAYS, **BREAKS[basis]}
    for code in codes:
        facts = chance.choice(ways[code])(facts)  # type: ignore[attr-defined]
    told = {one.code for one in may_move(basis, facts)}
    assert told
    assert told & set(codes)


def test_every_refusal_says_why_and_where_it_is_written() -> None:
    for basis in Basis:
        for condition in (*OWN[basis], *gates.ALWAYS):
            missing = condition.missing()
            assert (missing.message, missing.source) == (condition.message, condition.source)
            assert str(missing.message)
            assert str(missing.source) or missing.code == "state"
        assert str(ABSENT[basis].message)
        assert str(ABSENT[basis].source)
