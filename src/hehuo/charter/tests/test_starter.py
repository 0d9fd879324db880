"""The texts that come with Hehuo cover every matter at every community, and nothing in them contradicts."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from hehuo.charter import rules, services
from hehuo.charter.models import Charter, CommunityTask, Version
from hehuo.charter.rules import DutyKind, Problem
from hehuo.charter.selectors import resolve, resolve_many
from hehuo.charter.services.starter import FIXTURES, TEXTS, duty_from
from hehuo.ground.access import SYSTEM
from hehuo.ground.seats import Seat
from hehuo.matters import selectors as matters
from hehuo.parties import services as parties
from hehuo.places import selectors as places
from hehuo.places import services as place_services

DAY = date(2021, 4, 16)


def test_loading_again_changes_nothing(starter):
    assert [version.charter.place for version in starter] == ["110108025", "110108025014"]
    before = Version.objects.count(), CommunityTask.objects.count()
    assert services.load_starter_charters(by=SYSTEM) == []
    assert (Version.objects.count(), CommunityTask.objects.count()) == before


def test_without_the_places_nothing_is_loaded(tree):
    assert services.load_starter_charters(by=SYSTEM) == []
    assert not Charter.objects.exists()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_whole(name):
    text = tomllib.loads((FIXTURES / name).read_text())
    clauses = text["clause"]
    covered = {matter[:2] for clause in clauses for matter in clause.get("matters", ())}
    assert covered == {f"{n:02}" for n in range(1, 21)}
    matters_named = [matter for clause in clauses for matter in clause.get("matters", ())]
    assert len(matters_named) == len(set(matters_named)), "two clauses of one text speak about the same matter"
    duties = [duty_from(line) for clause in clauses for line in clause.get("duties", ())]
    assert {duty.seat for duty in duties} == set(Seat)
    assert {duty.kind for duty in duties} == set(DutyKind)


def test_in_every_first_level_matter_all_six_seats_have_something_to_do(starter):
    for place in ("110108025", "110108025014"):
        for answer in resolve_many([(place, root) for root in matters.roots()], DAY):
            assert {duty.seat for duty in answer.duties} == set(Seat), f"{place} {answer.category}"


def test_every_category_has_a_lead_and_no_conflict_at_every_community(tree):
    place_services.load_divisions(by=SYSTEM)
    parties.load_starter_parties(by=SYSTEM)
    services.load_starter_charters(by=SYSTEM)
    communities = [place.code for place in places.communities("110108025")]
    assert len(communities) == 18
    categories = matters.every()
    assert len(categories) == 143
    answers = resolve_many([(place, category) for place in communities for category in categories], DAY)
    for answer in answers:
        where = f"{answer.category} at {answer.place}"
        assert not answer.conflicts, f"{where}: {answer.conflicts[0]}"
        assert answer.lead is not None, where
        named = {gap.problem for gap in answer.gaps}
        assert named <= {Problem.EMPTY_SEAT, Problem.NOBODY_OF_KIND}, where
        if not answer.lead.organisations:
            assert named, f"{where}: the lead's empty seat is not named"


@pytest.mark.parametrize(
    ("category", "seat", "kinds", "number"),
    [
        ("0107", Seat.BACKBONE, (), 8),
        ("0301", Seat.BACKING, ("public_service_enterprise",), 12),
        ("0105", Seat.STEWARD, (), 7),
        ("0103", Seat.MASTERS, (), 5),
        ("1402", Seat.ORGANISER, (), 24),
        ("1403", Seat.BACKING, ("police_station",), 25),
        ("1301", Seat.BACKING, ("enforcement_team",), 23),
    ],
)
def test_who_leads_at_shanghe(starter, category, seat, kinds, number):
    lead = resolve("110108025014", category, DAY).lead
    assert lead is not None
    assert (lead.seat, lead.kinds, lead.clause.number) == (seat, kinds, number)
    assert lead.place == "110108025014"


def test_hallway_clutter_at_shanghe_is_led_and_carried_out_as_the_clause_says(starter, world):
    answer = resolve("110108025014", "0107", DAY)
    assert answer.clear
    assert answer.lead is not None
    assert [one.name for one in answer.lead.organisations] == ["上河村社区党委"]
    steward = [duty for duty in answer.owed_by(DutyKind.CARRY_OUT) if duty.seat is Seat.STEWARD]
    assert len(steward) == 3
    assert {str(duty.within.minutes) for duty in steward} == {"120", "1440", "None"}
    police = [duty for duty in answer.duties if duty.kinds == ("police_station",)]
    assert [[one.name for one in duty.organisations] for duty in police] == [["曙光派出所"]]


def test_before_the_pilot_began_no_charter_was_in_force(starter):
    answer = resolve("110108025014", "0107", date(2018, 11, 30))
    assert Problem.NO_CHARTER in {gap.problem for gap in answer.gaps}


def test_nobody_without_statutory_power_is_given_compulsion():
    for name in TEXTS:
        for clause in tomllib.loads((FIXTURES / name).read_text())["clause"]:
            for line in clause.get("duties", ()):
                duty = duty_from(line)
                assert not rules.compels(Seat(duty.seat), duty.text), line


def test_a_badly_written_duty_is_no_duty():
    with pytest.raises(ValueError, match="not a duty"):
        duty_from("steward: somehow")
