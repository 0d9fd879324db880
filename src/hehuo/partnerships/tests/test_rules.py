"""The gates, without database: each line on its own, and no way round them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.partnerships import rules
from hehuo.partnerships.rules import (
    ENDED,
    FACTS,
    LEGAL,
    RUNNING,
    WALK,
    CaseFacts,
    Facts,
    Force,
    Party,
    RiskFacts,
    RiskKind,
    Stage,
    Standing,
    TaskFacts,
    Told,
    Voice,
    asked,
    circle,
    force_of,
    gives_away,
    missing,
    missing_to_open,
    must_be_met,
    next_stage,
    put_together,
    standing_in_the_way,
    unticked,
)

#: Everything is there: every gate stands open.
COMPLETE = Facts(
    stage=Stage.OPENING,
    demanded={"backbone": "主心骨", "steward": "大管家"},
    seated=frozenset({"backbone", "steward"}),
    surveys=1,
    meetings=1,
    concerned=True,
    invited_concerned=True,
    plan=True,
    joint_action=True,
    admonition=True,
    tasks=(TaskFacts(1, "编号", has_member=True, has_due=True, done=True),),
    risks=(RiskFacts(1, "人群", countermeasure=True, stand_by=True, confirmed=True),),
    voices=(Voice(1, "物业", "agree"),),
    notice_given=True,
    admonished=True,
    roll_call=True,
    action_closed=True,
    watch_set_up=True,
    streak=7,
    clear_days=7,
    settlement_proposed=True,
    items=23,
    items_open=0,
    basis=True,
    lessons=True,
    thanks=True,
)

#: Stage → what is taken away → the code that then stands in the way.
LACKS = [
    (Stage.CONVENED, {"seated": frozenset({"backbone"})}, "seat.steward"),
    (Stage.CONVENED, {"seated": frozenset({"steward"})}, "seat.backbone"),
    (Stage.SURVEYED, {"surveys": 0}, "survey"),
    (Stage.CONSULTED, {"meetings": 0}, "meeting"),
    (Stage.CONSULTED, {"invited_concerned": False}, "concerned.invited"),
    (Stage.CONSULTED, {"unheard": (5,)}, "concerned.heard"),
    (Stage.PLANNED, {"plan": False}, "plan"),
    (Stage.PLANNED, {"tasks": ()}, "plan"),
    (Stage.PLANNED, {"tasks": (TaskFacts(3, "编号", has_member=False, has_due=True),)}, "task.3.member"),
    (Stage.PLANNED, {"tasks": (TaskFacts(3, "编号", has_member=True, has_due=False),)}, "task.3.due"),
    (Stage.PLANNED, {"risks": (RiskFacts(4, "人群", False, True, True),)}, "risk.4"),
    (Stage.PLANNED, {"risks": (RiskFacts(4, "人群", True, False, True),)}, "risk.4"),
    (Stage.PLANNED, {"risks": (RiskFacts(4, "人群", True, True, False),)}, "risk.4"),
    (Stage.PLANNED, {"voices": (Voice(6, "物业"),)}, "agree.6"),
    (Stage.PLANNED, {"voices": (Voice(6, "物业", "object", "人手不够"),)}, "agree.6"),
    (Stage.ACTING, {"notice_given": False}, "action.notice"),
    (Stage.ACTING, {"roll_call": False}, "action.roll_call"),
    (Stage.ACTING, {"admonished": False}, "action.admonished"),
    (Stage.WATCHING, {"action_closed": False}, "action.closed"),
    (Stage.WATCHING, {"watch_set_up": False}, "watch.set_up"),
    (Stage.WATCHING, {"basis": False}, "custody.basis"),
    (Stage.SETTLED, {"streak": 6}, "watch.streak"),
    (Stage.SETTLED, {"settlement_proposed": False}, "watch.proposed"),
    (Stage.SETTLED, {"items_open": 1}, "custody.open"),
    (Stage.SETTLED, {"basis": False}, "custody.basis"),
    (Stage.SETTLED, {"tasks": (TaskFacts(3, "编号", True, True, done=False),)}, "task.3.done"),
    (Stage.REVIEWED, {"to_call_back": ("20261120-000001",)}, "call_back.20261120-000001"),
    (Stage.REVIEWED, {"lessons": False}, "lessons"),
    (Stage.REVIEWED, {"thanks": False}, "thanks"),
]


@pytest.mark.parametrize("stage", WALK[1:])
def test_nothing_lacks_where_everything_is_there(stage):
    assert missing(stage, COMPLETE) == []


@pytest.mark.parametrize(("stage", "less", "code"), LACKS, ids=[f"{stage}-{code}" for stage, _, code in LACKS])
def test_each_line_of_a_gate(stage, less, code):
    lacks = missing(stage, replace(COMPLETE, **less))
    assert [lack.code for lack in lacks] == [code]
    assert str(lacks[0].message)
    assert str(lacks[0].source)
    assert lacks[0].legal is (code in LEGAL)


@pytest.mark.parametrize(("stage", "less", "code"), LACKS, ids=[f"{stage}-{code}" for stage, _, code in LACKS])
def test_an_override_opens_every_line_but_those_of_law(stage, less, code):
    facts = replace(COMPLETE, **less)
    left = standing_in_the_way(stage, facts, {code})
    assert [lack.code for lack in left] == ([code] if code in LEGAL else [])


def test_without_a_day_of_action_none_is_asked_for():
    facts = replace(COMPLETE, joint_action=False, notice_given=False, roll_call=False, admonished=False,
                    action_closed=False)  # fmt: skip
    assert missing(Stage.ACTING, facts) == missing(Stage.WATCHING, facts) == []


def test_no_admonition_where_the_plan_has_none():
    assert missing(Stage.ACTING, replace(COMPLETE, admonition=False, admonished=False)) == []


def test_nobody_concerned_nobody_to_hear():
    assert missing(Stage.CONSULTED, replace(COMPLETE, concerned=False, invited_concerned=False)) == []


def test_without_things_no_basis_is_asked_for():
    assert missing(Stage.SETTLED, replace(COMPLETE, items=0, basis=False)) == []


def test_aftercare_goes_on_after_the_settlement():
    after = TaskFacts(9, "上门看望", True, True, done=False, aftercare=True)
    assert missing(Stage.SETTLED, replace(COMPLETE, tasks=(after,))) == []


def test_seven_days_are_a_setting():
    assert missing(Stage.SETTLED, replace(COMPLETE, streak=2, clear_days=2)) == []
    (lack,) = missing(Stage.SETTLED, replace(COMPLETE, streak=2, clear_days=3))
    assert "1" in str(lack.message) or "one" in str(lack.message)


def test_stages_are_the_walk_and_dissolved():
    assert set(WALK) | {Stage.DISSOLVED} == set(Stage)
    assert set(Stage) == RUNNING | ENDED
    assert next_stage(Stage.DISSOLVED) is None
    assert next_stage(Stage.REVIEWED) is None
    assert [next_stage(stage) for stage in WALK[:-1]] == list(WALK[1:])
    assert all(str(stage.label) for stage in Stage)


_BOOL = st.booleans()
_FACTS = st.builds(
    Facts,
    stage=st.sampled_from(list(Stage)),
    demanded=st.dictionaries(st.sampled_from(["backbone", "organiser", "steward"]), st.just("席"), max_size=3),
    seated=st.frozensets(st.sampled_from(["backbone", "organiser", "steward"])),
    surveys=st.integers(0, 1),
    meetings=st.integers(0, 1),
    concerned=_BOOL,
    invited_concerned=_BOOL,
    unheard=st.sampled_from([(), (1,)]),
    plan=_BOOL,
    joint_action=_BOOL,
    admonition=_BOOL,
    tasks=st.lists(st.builds(TaskFacts, st.integers(1, 3), st.just("事"), _BOOL, _BOOL, _BOOL, _BOOL), max_size=3).map(
        tuple
    ),
    risks=st.lists(st.builds(RiskFacts, st.integers(1, 3), st.just("险"), _BOOL, _BOOL, _BOOL), max_size=2).map(tuple),
    voices=st.lists(
        st.builds(Voice, st.integers(1, 3), st.just("方"), st.sampled_from(["", "agree", "object"])), max_size=2
    ).map(tuple),
    notice_given=_BOOL,
    admonished=_BOOL,
    roll_call=_BOOL,
    action_closed=_BOOL,
    watch_set_up=_BOOL,
    streak=st.integers(0, 9),
    settlement_proposed=_BOOL,
    items=st.integers(0, 2),
    items_open=st.integers(0, 2),
    basis=_BOOL,
    to_call_back=st.sampled_from([(), ("1",)]),
    lessons=_BOOL,
    thanks=_BOOL,
)
_CODES = st.frozensets(
    st.sampled_from([code for _, _, code in LACKS] + ["action.admonished", "custody.basis", "agree.1", "risk.1"])
)


@given(_FACTS, st.sampled_from(list(Stage)), _CODES)
def test_no_stage_is_reached_without_its_gate_or_a_recorded_override(facts, to, overridden):
    if rules.may_advance(to, facts, overridden):
        assert next_stage(facts.stage) is to
        for lack in missing(to, facts):
            assert lack.code in overridden
            assert not lack.legal


@given(_FACTS, st.sampled_from(list(Stage)), _CODES)
def test_an_override_never_works_for_law(facts, to, overridden):
    legal = {lack.code for lack in missing(to, facts) if lack.legal}
    assert legal <= {lack.code for lack in standing_in_the_way(to, facts, overridden | LEGAL)}
    assert legal <= LEGAL


@given(st.lists(st.tuples(_FACTS, _CODES), max_size=12))
def test_a_walk_passes_every_gate_in_order(attempts):
    """Whatever is tried in whatever order, the stages reached are a beginning of the walk."""
    here, reached = Stage.OPENING, [Stage.OPENING]
    for facts, overridden in attempts:
        for to in Stage:
            if rules.may_advance(to, replace(facts, stage=here), overridden):
                here = to
                reached.append(to)
                break
    assert reached == list(WALK[: len(reached)])


# -- before it all ------------------------------------------------------------------------------------------------

TRIED = CaseFacts(
    "20261120-000001", hard=True, urgent=False, ended=False, contacted=True, dissuaded=True, mediated=True
)


def test_a_case_that_was_tried_may_be_opened_a_table_on():
    assert missing_to_open(TRIED) == []


@pytest.mark.parametrize(
    ("less", "code"),
    [
        ({"hard": False}, "case.hard"),
        ({"contacted": False}, "case.contact"),
        ({"dissuaded": False}, "case.dissuasion"),
        ({"mediated": False}, "case.mediation"),
        ({"ended": True}, "case.ended"),
    ],
)
def test_what_the_ordinary_way_has_to_try_first(less, code):
    lacks = missing_to_open(replace(TRIED, **less))
    assert [lack.code for lack in lacks] == [code]
    assert TRIED.number in str(lacks[0].message)


def test_urgency_opens_at_once_but_never_on_an_ended_case():
    nothing = replace(TRIED, hard=False, contacted=False, dissuaded=False, mediated=False)
    assert missing_to_open(nothing, urgent=True) == []
    assert missing_to_open(replace(nothing, urgent=True)) == []
    assert [lack.code for lack in missing_to_open(replace(nothing, ended=True), urgent=True)] == ["case.ended"]


# -- facts from above ---------------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_several_sources_make_one_answer():
    told = [
        Told("custody.items", "inventory:1", 20, NOON),
        Told("custody.items", "inventory:2", 3, NOON),
        Told("watch.streak", "watch:1", 9, NOON),
        Told("watch.streak", "watch:2", 2, NOON),
        Told("custody.basis", "inventory:1", 1, NOON),
        Told("custody.basis", "inventory:2", 0, NOON),
        Told("action.closed", "action:1", 0, NOON),
        Told("action.closed", "action:2", 1, NOON),
        Told("nobody.knows", "x:1", 1, NOON),
    ]
    assert put_together(told) == {"custody.items": 23, "watch.streak": 2, "custody.basis": 0, "action.closed": 1}


def test_what_was_said_of_an_earlier_attempt_no_longer_counts():
    told = [Told("action.closed", "action:1", 1, NOON), Told("custody.items", "inventory:1", 5, NOON)]
    assert put_together(told, since=NOON + timedelta(hours=1)) == {"custody.items": 5}
    assert put_together(told, since=NOON) == {"action.closed": 1, "custody.items": 5}


def test_every_fact_knows_how_it_is_put_together():
    assert set(FACTS.values()) <= {"sum", "max", "min"}


# -- plans --------------------------------------------------------------------------------------------------------

PARTIES = [
    Party(1, organised=True, on_seat=True, leads=True),
    Party(2, organised=True, on_seat=True, leads=False),
    Party(3, organised=True, on_seat=False, leads=False),
    Party(4, organised=False, on_seat=False, leads=False),
]


@pytest.mark.parametrize(("who", "wanted"), [("tasked", [2, 3]), ("seated", [1, 2]), ("lead", [1])])
def test_whose_agreement_a_plan_needs(who, wanted):
    assert asked(who, PARTIES, tasked=[2, 3, 4]) == wanted


@pytest.mark.parametrize(
    ("after", "wanted"),
    [({}, []), ({1: [], 2: [1], 3: [1, 2]}, []), ({1: [1]}, [1]), ({1: [2], 2: [3], 3: [1]}, [1, 2, 3])],
)
def test_circles_of_tasks_are_found(after, wanted):
    assert circle(after) == wanted


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_tasks_that_only_wait_for_earlier_ones_never_make_a_circle(pairs):
    after: dict[int, list[int]] = {}
    for one, other in pairs:
        if other < one:
            after.setdefault(one, []).append(other)
    assert circle(after) == []


@pytest.mark.parametrize(
    ("kind", "level", "threshold", "wanted"),
    [
        (RiskKind.AGITATED, 1, 4, True),
        (RiskKind.FIRE, 1, 4, True),
        (RiskKind.HEIGHT, 1, 4, True),
        (RiskKind.CROWD, 1, 4, True),
        (RiskKind.WEATHER, 2, 3, False),
        (RiskKind.WEATHER, 3, 3, True),
        (RiskKind.MEDICAL, 4, 3, True),
    ],
)
def test_which_risks_must_be_met(kind, level, threshold, wanted):
    assert must_be_met(kind, level, threshold) is wanted


@pytest.mark.parametrize(
    ("standing", "kind", "wanted"),
    [
        (Standing.SEAT, "party_branch", Force.GATHER),
        (Standing.SEAT, "owners_committee", Force.GIVE),
        (Standing.SEAT, "police_station", Force.PUSH),
        (Standing.SEAT, "property_company", Force.ASSIST),
        (Standing.SOCIAL_UNIT, "social_unit", Force.ASSIST),
        (Standing.EXPERT, "expert_body", Force.HELP),
        (Standing.EXPERT, "", Force.HELP),
        (Standing.PERSON_CONCERNED, "", Force.GIVE),
    ],
)
def test_which_force_somebody_brings(standing, kind, wanted):
    assert force_of(standing, kind) is wanted


# -- the public ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["电话 13812345678", "4号楼2单元601", "601室的住户", "身份证 110108198001011234"])
def test_what_gives_somebody_away(text):
    assert gives_away(text)


@pytest.mark.parametrize("text", ["4号楼的楼道清爽了", "23 件物品", "室外", "300 户外出"])
def test_what_gives_nobody_away(text):
    assert not gives_away(text)


def test_every_check_has_to_be_ticked():
    assert unticked([]) == list(rules.CHECKS)
    assert unticked(list(rules.CHECKS)) == []
    assert unticked([check for check in rules.CHECKS if check != "fair"]) == ["fair"]
