"""What voices decide, when a meeting may, how two texts become one."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hehuo.deliberation import rules
from hehuo.deliberation.rules import EDGES, Result, Rule, Standing, State, Tally

COUNTS = st.integers(0, 60)
TALLIES = st.builds(Tally, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
KEEPER, INVITED = {Standing.KEEPER}, {Standing.INVITED}


@pytest.mark.parametrize(
    ("rule", "favour", "against", "adopted"),
    [
        ("consent", 1, 0, True),
        ("consent", 5, 1, False),
        ("consent", 0, 0, False),
        ("majority", 3, 2, True),
        ("majority", 2, 2, False),
        ("majority", 1, 2, False),
        ("majority", 0, 0, False),
        ("two_thirds", 2, 1, True),
        ("two_thirds", 4, 2, True),
        ("two_thirds", 3, 2, False),
        ("two_thirds", 5, 3, False),
        ("two_thirds", 0, 0, False),
    ],
)
def test_the_three_rules_at_their_edges(rule: str, favour: int, against: int, adopted: bool) -> None:
    """Half is no majority; two thirds includes the number; consent bears nobody against."""
    assert rules.decide(rule, Tally(favour, against)).adopted is adopted


@given(TALLIES, st.sampled_from(Rule))
def test_those_who_do_not_say_for_or_against_never_weigh(tally: Tally, rule: Rule) -> None:
    assert rules.decide(rule, tally) == rules.decide(rule, Tally(tally.favour, tally.against))


@given(TALLIES)
def test_what_consent_adopts_two_thirds_adopt_and_what_two_thirds_adopt_a_majority_does(tally: Tally) -> None:
    consent, two_thirds, majority = (
        rules.decide(rule, tally).adopted for rule in ("consent", "two_thirds", "majority")
    )
    assert consent <= two_thirds <= majority


@given(TALLIES, st.sampled_from(Rule))
def test_one_more_for_never_hurts_and_one_more_against_never_helps(tally: Tally, rule: Rule) -> None:
    now = rules.decide(rule, tally).adopted
    assert now <= rules.decide(rule, Tally(tally.favour + 1, tally.against)).adopted
    assert rules.decide(rule, Tally(tally.favour, tally.against + 1)).adopted <= now


@given(TALLIES, st.sampled_from(Rule))
def test_nothing_is_adopted_for_which_nobody_spoke(tally: Tally, rule: Rule) -> None:
    silent = Tally(0, tally.against, tally.abstain, tally.aside, tally.silent)
    assert rules.decide(rule, silent).result is Result.REJECTED


def test_an_outcome_says_why() -> None:
    with override("en"):
        _says_why()


def _says_why() -> None:
    assert str(rules.decide("majority", Tally(3, 1)).why) == "3 of 4 is more than half"
    assert "two thirds" in str(rules.decide("two_thirds", Tally(1, 1)).why)
    assert "against" in str(rules.decide("consent", Tally(1, 1)).why)


def test_a_tally_counts_each_stance_and_the_silent() -> None:
    tally = Tally.of(["for", "for", "against", "aside", "abstain"], 8)
    assert (tally.favour, tally.against, tally.abstain, tally.aside, tally.silent) == (2, 1, 1, 1, 3)
    assert (tally.given, tally.counting) == (5, 3)


@given(st.integers(0, 100), st.integers(0, 99))
def test_a_quorum_is_more_than_its_share_and_can_be_reached(voices: int, percent: int) -> None:
    quorum = rules.quorum_of(voices, percent)
    assert 1 <= quorum <= max(1, voices)
    assert not voices or quorum == voices or 100 * quorum > percent * voices
    assert voices <= 1 or 100 * (quorum - 1) <= percent * voices


def test_half_of_six_is_not_enough() -> None:
    assert rules.quorum_of(6, 50) == 4
    assert rules.quorum_of(7, 50) == 4
    assert not rules.quorate(3, 4)
    assert rules.quorate(4, 4)
    assert not rules.quorate(0, 0)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", EDGES)
def test_every_move_is_for_its_states_alone(move: str, state: State) -> None:
    """The keeper may wherever the edge begins there, and is told why elsewhere."""
    refused = rules.refusal(move, state, KEEPER)
    assert (refused is None) is (state in EDGES[move].sources)
    assert refused is None or (refused[0] is False and str(refused[1]))


def test_a_cancelled_meeting_does_nothing_any_more() -> None:
    assert all(rules.refusal(move, State.CANCELLED, KEEPER | INVITED) for move in EDGES)


@pytest.mark.parametrize("move", EDGES)
def test_outsiders_do_nothing_and_the_invited_only_what_is_theirs(move: str) -> None:
    theirs = {"answer", "write", "propose", "voice", "agree"}
    for state in EDGES[move].sources:
        assert (rules.refusal(move, state, ()) or (False, ""))[0] is True
        assert (rules.refusal(move, state, INVITED) is None) is (move in theirs)


def test_edges_lead_only_forward_except_taking_back() -> None:
    """Nobody can make an agreed meeting an open one again."""
    order = [State.PLANNED, State.OPEN, State.HELD, State.MINUTED, State.PUBLISHED]
    for edge in EDGES.values():
        if edge.to in order and edge.move != "withdraw":
            assert all(order.index(source) <= order.index(edge.to) for source in edge.sources)


# ── two texts ───────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = st.lists(st.text("abcde甲乙🙂 ", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=8)
TEXTS = LINES.map("\n".join)


@given(TEXTS, TEXTS)
def test_alone_one_simply_saves(base: str, mine: str) -> None:
    assert rules.merge(base, mine, base) == mine
    assert rules.merge(base, base, mine) == mine
    assert rules.merge(base, mine, mine) == mine


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_somebody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    whole = rules.merge(base, mine, theirs, both=True)
    assert whole is not None
    written = (set(mine.split("\n")) | set(theirs.split("\n"))) - set(base.split("\n"))
    assert written <= set(whole.split("\n")) | {""}


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_brought_together_without_trouble_is_the_same_either_way(base: str, mine: str, theirs: str) -> None:
    whole = rules.merge(base, mine, theirs)
    if whole is not None:
        assert whole == rules.merge(base, mine, theirs, both=True)
        assert sorted(whole.split("\n")) == sorted((rules.merge(base, theirs, mine) or "").split("\n"))


def test_two_who_write_at_different_places_or_at_the_end_come_together() -> None:
    assert rules.merge("一\n二\n三", "一\n二！\n三", "零\n一\n二\n三") == "零\n一\n二！\n三"
    assert rules.merge("一\n", "一\n我\n", "一\n你\n") == "一\n你\n我\n"
    assert rules.merge("", "我", "你") == "你\n我"


def test_two_who_change_one_line_are_told_or_both_stand() -> None:
    assert rules.merge("一\n二", "一\n二甲", "一\n二乙") is None
    assert rules.merge("一\n二", "一\n二甲", "一\n二乙", both=True) == "一\n二乙\n二甲"
    assert rules.merge("一\n二\n三", "三", "一\n二！\n三") is None


# ── agreeing and publishing ─────────────────────────────────────────────────────────────────────────────────────────


def test_minutes_are_agreed_when_every_voice_agreed_and_none_objects() -> None:
    assert rules.agreed({"a", "b"}, [("a", True), ("b", True)])
    assert not rules.agreed({"a", "b"}, [("a", True)])
    assert not rules.agreed({"a", "b"}, [("a", True), ("b", True), ("b", False)])
    assert not rules.agreed(set(), [])


def test_what_may_not_go_out() -> None:
    assert rules.missing_from_public("王小明来了", ["王小明"]) == ["王小明"]
    assert rules.missing_from_public("电话 13812345678", []) == [""]
    assert rules.missing_from_public("大家说好了", ["王小明", "明", ""]) == []
