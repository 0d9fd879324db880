"""The pure resolution: one test per rule of 3-domain §3.3, and properties over random charters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from hehuo.charter.rules import (
    Charter,
    Clause,
    Duty,
    DutyKind,
    Nature,
    Outcome,
    Problem,
    Standing,
    Within,
    compile_charter,
    index_of,
    resolve,
    standing,
)
from hehuo.ground.codes import ancestors
from hehuo.ground.seats import Seat

DAY = date(2026, 3, 1)
SUBDISTRICT, COMMUNITY = "110108025", "110108025014"
HALLWAY = ("01", "0107")
WIDE = Charter(1, "Wide", SUBDISTRICT, charter=1)
DEEP = Charter(2, "Deep", COMMUNITY, charter=2)


def duty(charter=WIDE, number=1, seat=Seat.STEWARD, kind=DutyKind.LEAD, matters=(), position=1, kinds=(), text=""):
    return Duty(Clause(charter, number, "t", "", tuple(matters)), position, seat, kind, text, kinds=kinds)


def ask(*duties, place=COMMUNITY, chain=HALLWAY, at=DAY, tasks=None):
    charters = {d.clause.charter.key: d.clause.charter for d in duties}
    compiled = [compile_charter(c, [d for d in duties if d.clause.charter.key == key]) for key, c in charters.items()]
    return resolve(index_of(compiled), place=place, chain=chain, at=at, tasks=tasks)


def problems(found):
    return [one.problem for one in found]


def test_no_charter_is_a_named_gap():
    answer = ask()
    assert answer.lead is None
    assert problems(answer.gaps) == [Problem.NO_CHARTER]
    assert answer.gaps[0].values["place"] == COMMUNITY


def test_a_charter_that_says_nothing_about_it_leaves_a_gap_that_names_category_and_place():
    answer = ask(duty(matters=["03"]))
    assert problems(answer.gaps) == [Problem.NO_LEAD]
    with translation.override("en"):
        assert str(answer.gaps[0]) == "No lead for 0107 at 110108025014"


def test_one_clause_leads():
    only = duty(matters=["0107"])
    answer = ask(only)
    assert answer.lead == only
    assert answer.duties == (only,)
    assert not answer.gaps
    assert not answer.conflicts
    assert [line.outcome for line in answer.explanation] == [Outcome.STANDS]


def test_deeper_place_wins_even_when_its_matter_is_wider():
    wide, deep = duty(WIDE, matters=["0107"]), duty(DEEP, matters=[], seat=Seat.MASTERS)
    answer = ask(wide, deep)
    assert answer.lead == deep
    yields = next(line for line in answer.explanation if line.duty == wide)
    assert (yields.outcome, yields.against) == (Outcome.DEEPER, deep)


@pytest.mark.parametrize(("narrow", "wide"), [(["0107"], ["01"]), (["0107"], []), (["01"], [])])
def test_at_the_same_place_the_narrower_matter_wins(narrow, wide):
    winner, loser = duty(number=2, matters=narrow, seat=Seat.MASTERS), duty(number=1, matters=wide)
    answer = ask(winner, loser)
    assert answer.lead == winner
    assert [(line.duty, line.outcome) for line in answer.explanation] == [
        (winner, Outcome.STANDS),
        (loser, Outcome.NARROWER),
    ]


def test_narrower_is_decided_per_seat_and_kind():
    general = duty(number=1, seat=Seat.BACKING, kind=DutyKind.ASSIST)
    special = duty(number=2, seat=Seat.STEWARD, kind=DutyKind.ASSIST, matters=["0107"])
    assert set(ask(general, special).duties) == {general, special}


def test_two_equal_leads_of_different_seats_are_a_conflict_that_names_both_clauses():
    one, two = duty(number=3), duty(number=5, seat=Seat.MASTERS)
    answer = ask(one, two)
    assert answer.lead is None
    assert problems(answer.conflicts) == [Problem.TWO_LEADS]
    assert answer.conflicts[0].values["numbers"] == "3、5"
    assert [(line.outcome, line.against) for line in answer.explanation] == [(Outcome.EQUAL, two), (Outcome.EQUAL, one)]


def test_two_clauses_that_name_the_same_lead_do_not_contradict():
    answer = ask(duty(number=3), duty(number=5))
    assert answer.lead is not None
    assert answer.lead.clause.number == 3
    assert not answer.conflicts


def test_the_same_seat_narrowed_differently_is_a_conflict():
    assert problems(ask(duty(number=1, kinds=("police_station",)), duty(number=2)).conflicts) == [Problem.TWO_LEADS]


def test_a_worse_lead_is_no_part_of_a_conflict():
    narrowest = duty(number=9, matters=["0107"])
    answer = ask(duty(number=1), duty(number=2, matters=["01"], seat=Seat.MASTERS), narrowest)
    assert answer.lead == narrowest
    assert not answer.conflicts


def test_a_clause_that_names_both_levels_counts_as_the_narrower():
    both = duty(number=1, matters=["01", "0107"])
    answer = ask(both, duty(number=2, matters=["01"], seat=Seat.MASTERS))
    assert answer.lead == both
    assert len(answer.explanation) == 2


def test_several_duties_of_one_kind_in_one_clause_all_stand():
    police = duty(seat=Seat.BACKING, kind=DutyKind.CARRY_OUT, position=1, kinds=("police_station",))
    fire = duty(seat=Seat.BACKING, kind=DutyKind.CARRY_OUT, position=2, kinds=("fire_rescue",))
    assert ask(police, fire).duties == (police, fire)


@pytest.mark.parametrize("nature", [Nature.COVENANT, Nature.STATUTE])
def test_only_partnership_charters_resolve(nature):
    assert problems(ask(duty(replace(WIDE, nature=nature))).gaps) == [Problem.NO_CHARTER]


def test_in_force_from_its_first_day_up_to_not_including_its_last():
    text = replace(WIDE, starts=DAY, ends=DAY + timedelta(days=2))
    answers = [ask(duty(text), at=DAY + timedelta(days=n)).lead is not None for n in (-1, 0, 1, 2)]
    assert answers == [False, True, True, False]


def test_a_charter_of_another_place_says_nothing_here():
    assert ask(duty(DEEP), place="110108025001").lead is None


def test_the_charter_reaches_everything_below_its_place():
    assert ask(duty(DEEP), place=COMMUNITY + "/e1/b4/u2/601/").lead is not None


def test_a_first_level_category_is_not_reached_by_clauses_on_its_parts():
    assert problems(ask(duty(matters=["0107"]), chain=("01",)).gaps) == [Problem.NO_LEAD]


def test_codes_of_another_tree_are_not_ours():
    other = replace(WIDE, tree="other")
    assert problems(ask(duty(other, matters=["0107"])).gaps) == [Problem.NO_LEAD]
    assert ask(duty(other)).lead is not None


def test_without_category_or_with_a_bad_place_it_raises():
    with pytest.raises(ValueError, match="category"):
        ask(chain=())
    with pytest.raises(ValueError, match="division"):
        ask(place="x")


# Regulation, art. 17


ORGANISER = duty(seat=Seat.ORGANISER, matters=["0107"])


def test_the_residents_committee_may_lead_its_own_tasks():
    answer = ask(ORGANISER, tasks={SUBDISTRICT: {"01": Standing.OWN}})
    assert answer.lead == ORGANISER
    assert not answer.conflicts


def test_it_may_not_lead_where_it_only_assists_and_the_next_one_leads():
    fallback = duty(WIDE, number=9, seat=Seat.BACKING)
    answer = ask(ORGANISER, fallback, tasks={SUBDISTRICT: {"01": Standing.ASSIST}})
    assert answer.lead == fallback
    assert problems(answer.conflicts) == [Problem.COMMITTEE_MAY_NOT_LEAD]
    assert answer.conflicts[0].source
    assert answer.conflicts[0].duties == (ORGANISER,)
    assert answer.explanation[-1].outcome is Outcome.BARRED


def test_where_it_assists_it_may_carry_out_its_part():
    part = replace(ORGANISER, kind=DutyKind.CARRY_OUT)
    answer = ask(part, duty(number=2), tasks={SUBDISTRICT: {"01": Standing.ASSIST}})
    assert part in answer.duties
    assert not answer.conflicts


@pytest.mark.parametrize("kind", [DutyKind.LEAD, DutyKind.CARRY_OUT])
def test_nothing_outside_its_list_is_handed_to_it(kind):
    answer = ask(replace(ORGANISER, kind=kind), tasks={SUBDISTRICT: {"02": Standing.OWN}})
    assert not answer.duties
    assert problems(answer.conflicts) == [Problem.NOT_ON_THE_LIST]
    assert problems(answer.gaps) == [Problem.NO_LEAD]


def test_what_yields_anyway_is_no_conflict():
    narrower = duty(number=9, seat=Seat.BACKING, matters=["0107"])
    answer = ask(
        replace(ORGANISER, clause=replace(ORGANISER.clause, matters=("01",))),
        narrower,
        tasks={"11": {"01": Standing.ASSIST}},
    )
    assert answer.lead == narrower
    assert not answer.conflicts
    assert answer.explanation[1].outcome is Outcome.NARROWER


def test_with_one_of_its_leads_out_the_next_one_is_looked_at_too():
    wider = replace(ORGANISER, clause=replace(ORGANISER.clause, number=2, matters=("01",)))
    last = duty(number=9, seat=Seat.BACKING)
    answer = ask(ORGANISER, wider, last, tasks={"11": {"01": Standing.ASSIST}})
    assert answer.lead == last
    assert set(answer.conflicts[0].duties) == {ORGANISER, wider}


def test_without_a_list_the_duty_stands_and_the_missing_list_is_a_gap():
    answer = ask(ORGANISER)
    assert answer.lead == ORGANISER
    assert problems(answer.gaps) == [Problem.NO_TASK_LIST]


@pytest.mark.parametrize("kind", [DutyKind.ASSIST, DutyKind.BE_TOLD, DutyKind.BE_HEARD, DutyKind.SUPERVISE])
def test_other_duties_need_no_list(kind):
    answer = ask(replace(ORGANISER, kind=kind), duty(number=2))
    assert not answer.gaps
    assert not answer.conflicts


def test_others_on_the_organisers_seat_are_not_meant():
    answer = ask(replace(ORGANISER, kinds=("social_organisation",)))
    assert not answer.gaps


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ({}, Standing.UNKNOWN),
        ({SUBDISTRICT: {}}, Standing.UNKNOWN),
        ({SUBDISTRICT: {"0108": Standing.OWN}}, Standing.OUTSIDE),
        ({SUBDISTRICT: {"": Standing.ASSIST}}, Standing.ASSIST),
        ({SUBDISTRICT: {"01": Standing.ASSIST, "0107": Standing.OWN}}, Standing.OWN),
        ({SUBDISTRICT: {"0107": Standing.ASSIST}, COMMUNITY: {"01": Standing.OWN}}, Standing.OWN),
        ({SUBDISTRICT: {"0107": Standing.ASSIST}, COMMUNITY: {"02": Standing.OWN}}, Standing.ASSIST),
    ],
)
def test_standing_on_the_list(tasks, expected):
    assert standing(tasks, COMMUNITY, HALLWAY) is expected


# words


@pytest.mark.parametrize(
    ("within", "words"),
    [
        (Within(), ""),
        (Within(30), "30 minutes"),
        (Within(60), "1 hour"),
        (Within(90), "90 minutes"),
        (Within(1440), "24 hours"),
        (Within(2880), "2 days"),
        (Within(working_days=1), "1 working day"),
        (Within(working_days=5), "5 working days"),
    ],
)
def test_times_in_words(within, words):
    with translation.override("en"):
        assert str(within.label) == words
    assert bool(within) is bool(words)
    assert within.duration == (timedelta(minutes=within.minutes) if within.minutes else None)


def test_every_line_says_why():
    with translation.override("en"):
        lines = ask(duty(WIDE, number=4), duty(DEEP, number=7)).explanation
        assert [line.because for line in lines] == [
            "stands: nothing deeper or narrower speaks about it",
            "yields to clause 7 of “Deep”, which was made for a place closer by",
        ]


# properties

PLACES = ancestors(COMMUNITY + "/e1/")
seats, kinds = st.sampled_from(list(Seat)), st.sampled_from(list(DutyKind))
matters = st.lists(st.sampled_from(["01", "0107", "0108", "03"]), max_size=3)


@st.composite
def charters(draw):
    """A handful of charters with clauses at places that reach the case or do not."""
    compiled = []
    for key in range(draw(st.integers(0, 4))):
        place = draw(st.sampled_from([*PLACES, "110108025001", "1102"]))
        starts = draw(st.sampled_from([date.min, DAY, DAY + timedelta(days=1)]))
        charter = Charter(key, f"c{key}", place, starts=starts, charter=key)
        duties = []
        for number in range(1, draw(st.integers(1, 5))):
            clause = Clause(charter, number, "t", "", tuple(draw(matters)))
            duties += [Duty(clause, p, draw(seats), draw(kinds)) for p in range(draw(st.integers(1, 3)))]
        compiled.append((charter, duties))
    return compiled


def rank(duty):
    narrow = max((HALLWAY.index(m) + 1 for m in duty.clause.matters if m in HALLWAY), default=0)
    return len(duty.clause.charter.place), narrow


def covers(duty):
    charter = duty.clause.charter
    return (
        COMMUNITY.startswith(charter.place)
        and charter.in_force(DAY)
        and (not duty.clause.matters or any(m in HALLWAY for m in duty.clause.matters))
    )


def answer_to(given_charters):
    return resolve(
        index_of(compile_charter(c, d) for c, d in given_charters), place=COMMUNITY, chain=HALLWAY, at=DAY, tasks={}
    )


@given(charters(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_input_never_matters(found, random):
    first = answer_to(found)
    shuffled = [(charter, random.sample(duties, len(duties))) for charter, duties in random.sample(found, len(found))]
    assert answer_to(shuffled) == first


@given(charters())
@settings(max_examples=300, deadline=None)
def test_the_best_duty_per_seat_and_kind_stands_and_every_candidate_is_explained(found):
    answer = answer_to(found)
    candidates = [duty for _charter, duties in found for duty in duties if covers(duty)]
    assert sorted(map(repr, candidates)) == sorted(repr(line.duty) for line in answer.explanation)
    expected = []
    for duty in candidates:
        others = [o for o in candidates if o.kind is duty.kind and (duty.kind is DutyKind.LEAD or o.seat is duty.seat)]
        if rank(duty) == max(map(rank, others)):
            expected.append(duty)
    assert sorted(map(repr, expected)) == sorted(map(repr, answer.duties))
    leads = {duty.seat for duty in expected if duty.kind is DutyKind.LEAD}
    assert (answer.lead is not None) == (len(leads) == 1)
    assert (Problem.TWO_LEADS in problems(answer.conflicts)) == (len(leads) > 1)
    assert (Problem.NO_LEAD in problems(answer.gaps) or Problem.NO_CHARTER in problems(answer.gaps)) == (not leads)


@given(charters())
@settings(max_examples=100, deadline=None)
def test_charters_that_do_not_reach_the_case_change_nothing_but_their_absence(found):
    reaching = [(c, d) for c, d in found if COMMUNITY.startswith(c.place) and c.in_force(DAY)]
    assert answer_to(reaching) == answer_to(found)
