"""Every verb: who may, who may not, who may not even know; at the wrong stage; and twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from hehuo.cases import services
from hehuo.cases.models import Case, Return
from hehuo.ground import clock
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import NOW

pytestmark = pytest.mark.django_db

D, L, W = "dispatcher", "leader", "worker"
STRANGERS = (
    "officer", "property_staff", "coordinator", "expert", "admin", "outsider",
    "neighbour_worker", "neighbour_dispatcher", "neighbour_leader", "foreign_dispatcher",
)  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """``twice``: what a second call does: "same" (one effect, same answer) or the error's code."""

    stage: str
    may: tuple[str, ...]
    call: Callable[[Any, Case, Any], Any]
    wrong: str = "closed"
    twice: str = "same"
    prepare: Callable[[Any, Case, Any], Any] = field(default=lambda cast, case, world: None)


def _return(cast: Any, case: Case, world: Any) -> None:
    services.return_case(by=cast.worker.viewer, case=case, reason="不属于本社区")


VERBS = {
    "assign": Verb("received", (D, L), lambda by, c, w: services.assign_case(by=by, case=c, unit=w.committee.pk)),
    "hand_down": Verb("accepted", (D, L), lambda by, c, w: services.hand_down(by=by, case=c, unit=w.police.pk)),
    "assist": Verb("accepted", (D, L), lambda by, c, w: services.add_assistant(by=by, case=c, unit=w.property.pk)),
    "accept": Verb("assigned", (D, L, W), lambda by, c, w: services.accept_case(by=by, case=c)),
    "contact": Verb(
        "accepted", (D, L, W), lambda by, c, w: services.log_contact(by=by, case=c, outcome="reached", text="通话")
    ),
    "visit": Verb("accepted", (D, L, W), lambda by, c, w: services.record_visit(by=by, case=c, text="到现场")),
    "mediate": Verb(
        "handling", (D, L, W), lambda by, c, w: services.record_mediation(by=by, case=c, text="调解", outcome="agreed")
    ),
    "dissuade": Verb(
        "handling",
        (D, L, W),
        lambda by, c, w: services.record_dissuasion(by=by, case=c, text="劝阻", outcome="refused"),
    ),
    "note": Verb("handling", (D, L, W), lambda by, c, w: services.add_note(by=by, case=c, text="留言")),
    "classify": Verb(
        "handling", (D, L, W), lambda by, c, w: services.classify_case(by=by, case=c, grade=2, kind="complain")
    ),
    "mark_hard": Verb("handling", (D, L, W), lambda by, c, w: services.mark_hard(by=by, case=c)),
    "extend": Verb(
        "handling",
        (D, L),
        lambda by, c, w: services.extend_case(
            by=by, case=c, due_at=NOW + timedelta(days=10), reason="需要施工", told_at=NOW
        ),
    ),
    "answer": Verb("handling", (D, L, W), lambda by, c, w: services.answer_case(by=by, case=c, text="已解决")),
    "call_back": Verb(
        "answered",
        (D, L),
        lambda by, c, w: services.record_call_back(by=by, case=c, reached=True, solved="yes"),
        twice="again",
    ),
    "close": Verb("called_back", (D, L), lambda by, c, w: services.close_case(by=by, case=c), wrong="handling"),
    "redo": Verb(
        "called_back",
        (D, L),
        lambda by, c, w: services.reopen_case(by=by, case=c, reason="没有解决"),
        wrong="handling",
        twice="refused",
    ),
    "object": Verb("assigned", (D, L), lambda by, c, w: services.object_to_assignment(by=by, case=c, reason="非属地")),
    "decide_objection": Verb(
        "assigned",
        (D, L),
        lambda by, c, w: services.decide_objection(by=by, case=c, result="upheld"),
        twice="refused",
        prepare=lambda cast, c, w: services.object_to_assignment(by=cast.leader.viewer, case=c, reason="非属地"),
    ),
    "return": Verb("assigned", (W,), lambda by, c, w: services.return_case(by=by, case=c, reason="不属于")),
    "grant_return": Verb(
        "assigned",
        (D, L),
        lambda by, c, w: services.examine_return(by=by, case=c, granted=True, decision="同意"),
        twice="refused",
        prepare=_return,
    ),
    "refuse_return": Verb(
        "assigned",
        (D, L),
        lambda by, c, w: services.examine_return(by=by, case=c, granted=False, decision="不同意"),
        twice="refused",
        prepare=_return,
    ),
    "shelve": Verb(
        "handling",
        (L,),
        lambda by, c, w: services.shelve_case(
            by=by, case=c, reason="等待改造", review_on=NOW.date() + timedelta(days=30)
        ),
    ),
    "withdraw": Verb("handling", (D, L, W), lambda by, c, w: services.withdraw_case(by=by, case=c, reason="不需要了")),
    "divert": Verb(
        "received", (D, L), lambda by, c, w: services.divert_case(by=by, case=c, to="statutory", evidence="已起诉")
    ),
    "publish": Verb(
        "closed", (D, L), lambda by, c, w: services.publish_case(by=by, case=c, title="题目", text="内容"), wrong=""
    ),
    "unpublish": Verb(
        "closed",
        (D, L, W),
        lambda by, c, w: services.unpublish_case(by=by, case=c),
        wrong="",
        prepare=lambda cast, c, w: services.publish_case(by=cast.leader.viewer, case=c, title="题", text="文"),
    ),
}


@pytest.mark.parametrize("name", VERBS)
def test_who_may(name: str, case_at: Any, cast: Any, world: Any) -> None:
    verb = VERBS[name]
    case = case_at(verb.stage)
    verb.prepare(cast, case, world)
    for who in (D, L, W, "auditor", *STRANGERS):
        viewer = cast.people[who].viewer
        events = Entry.objects.count()
        before = transaction.savepoint()
        if who in verb.may:
            verb.call(viewer, case, world)
            assert Entry.objects.count() == events + 1, who
        else:
            with pytest.raises(NotFound if who in STRANGERS else (NotAllowed, Refused)):
                verb.call(viewer, case, world)
            assert Entry.objects.count() == events, who
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("name", [name for name, verb in VERBS.items() if verb.wrong])
def test_wrong_stage(name: str, case_at: Any, cast: Any, world: Any) -> None:
    verb = VERBS[name]
    case = case_at(verb.wrong)
    events = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        verb.call(cast.leader.viewer if L in verb.may else cast.worker.viewer, case, world)
    assert str(refused.value)
    assert Entry.objects.count() == events


@pytest.mark.parametrize("name", VERBS)
def test_twice(name: str, case_at: Any, cast: Any, world: Any) -> None:
    verb = VERBS[name]
    case = case_at(verb.stage)
    verb.prepare(cast, case, world)
    viewer = cast.people[verb.may[0]].viewer
    first = verb.call(viewer, case, world)
    events = Entry.objects.count()
    if verb.twice == "same":
        assert verb.call(viewer, case, world) == first
        assert Entry.objects.count() == events
    elif verb.twice == "again":
        assert verb.call(viewer, case, world) != first
    else:
        with pytest.raises(HehuoError) as error:
            verb.call(viewer, case, world)
        assert error.value.code == verb.twice
        assert Entry.objects.count() == events


def test_an_organisation_knows_the_cases_handed_to_it_and_only_those(case_at: Any, cast: Any, world: Any) -> None:
    handed, other = case_at("assigned", unit=world.property), case_at("assigned")
    staff = cast.property_staff.viewer
    services.accept_case(by=staff, case=handed)
    services.record_visit(by=staff, case=handed, text="看过")
    with pytest.raises(NotAllowed):
        services.log_contact(by=staff, case=handed, outcome="reached")
    with pytest.raises(NotFound):
        services.accept_case(by=staff, case=other)


def test_an_assistant_reports_but_does_not_answer(case_at: Any, cast: Any, world: Any) -> None:
    case = case_at("handling")
    services.add_assistant(by=cast.dispatcher.viewer, case=case, unit=world.property.pk)
    services.record_visit(by=cast.property_staff.viewer, case=case, text="物业到场")
    with pytest.raises(NotAllowed):
        services.answer_case(by=cast.property_staff.viewer, case=case, text="好了")


def test_who_returned_does_not_examine_even_as_a_leader(case_at: Any, cast: Any, world: Any) -> None:
    case = case_at("assigned")
    leader = cast.leader.viewer
    services.return_case(by=cast.worker.viewer, case=case, reason="不属于")
    Return.objects.update(by=leader.person_id)
    with pytest.raises(Refused, match=r"."):
        services.examine_return(by=leader, case=case, granted=True, decision="同意")


def test_a_refused_return_must_be_accepted_again(case_at: Any, cast: Any) -> None:
    case = case_at("accepted")
    services.return_case(by=cast.worker.viewer, case=case, reason="不属于")
    services.examine_return(by=cast.dispatcher.viewer, case=case, granted=False, decision="请办理")
    case.refresh_from_db()
    assert (case.stage, case.handler) == ("assigned", None)
    services.accept_case(by=cast.worker.viewer, case=case)


def test_a_colleague_was_first(case_at: Any, cast: Any) -> None:
    case = case_at("accepted")
    with pytest.raises(HehuoError) as error:
        services.accept_case(by=cast.dispatcher.viewer, case=case)
    assert error.value.code == "conflict"


def test_the_chain_holds_one_lead_per_level(case_at: Any, cast: Any, world: Any) -> None:
    case = case_at("accepted", unit=world.committee)
    services.hand_down(by=cast.dispatcher.viewer, case=case, unit=world.police.pk)
    leads = case.assignments.filter(lead=True, ended_at=None)
    assert [lead.unit for lead in leads] == [world.police]
    services.accept_case(by=cast.officer.viewer, case=case)
    with pytest.raises(Refused):
        services.hand_down(by=cast.dispatcher.viewer, case=case, unit=world.police.pk)


def test_a_level_one_assignment_stays_below_level_two(report: Any, cast: Any, world: Any) -> None:
    case = report().case
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.office.pk)
    services.accept_case(by=cast.leader.viewer, case=case)
    services.hand_down(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    assert list(case.assignments.filter(ended_at=None).order_by("level").values_list("level", flat=True)) == [1, 2]


def test_a_closed_unit_is_refused(report: Any, cast: Any, world: Any) -> None:
    world.police.valid_to = clock.now().date() - timedelta(days=1)
    world.police.save()
    with pytest.raises(Refused):
        services.assign_case(by=cast.dispatcher.viewer, case=report().case, unit=world.police.pk)
    with pytest.raises(Refused):
        services.assign_case(by=cast.dispatcher.viewer, case=report().case, unit=987654)
