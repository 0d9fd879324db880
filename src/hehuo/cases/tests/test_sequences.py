"""Random sequences of services by random people never break what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hehuo.cases import selectors, services
from hehuo.cases.models import Assignment, Case, Record
from hehuo.cases.rules import ENDED, Stage, allowed
from hehuo.ground import clock
from hehuo.ground.errors import HehuoError
from hehuo.journal import selectors as journal

from .conftest import NOW, STEPS

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, Callable[[Any, Case, Any], Any]] = {
    "assign": lambda by, c, w: services.assign_case(by=by, case=c, unit=w.office.pk),
    "hand_down": lambda by, c, w: services.hand_down(by=by, case=c, unit=w.committee.pk),
    "hand_on": lambda by, c, w: services.hand_down(by=by, case=c, unit=w.police.pk),
    "assist": lambda by, c, w: services.add_assistant(by=by, case=c, unit=w.property.pk),
    "accept": lambda by, c, w: services.accept_case(by=by, case=c),
    "contact": lambda by, c, w: services.log_contact(by=by, case=c, outcome="reached", text="通话"),
    "visit": lambda by, c, w: services.record_visit(by=by, case=c, text="到场"),
    "classify": lambda by, c, w: services.classify_case(by=by, case=c, grade=4),
    "extend": lambda by, c, w: services.extend_case(
        by=by, case=c, due_at=c.due_at + timedelta(days=2), reason="因", told_at=clock.now()
    ),
    "answer": lambda by, c, w: services.answer_case(by=by, case=c, text="答复", unreachable="空号"),
    "solved": lambda by, c, w: services.record_call_back(by=by, case=c, reached=True, solved="yes"),
    "not_solved": lambda by, c, w: services.record_call_back(by=by, case=c, reached=True, solved="no"),
    "close": lambda by, c, w: services.close_case(by=by, case=c),
    "redo": lambda by, c, w: services.reopen_case(by=by, case=c, reason="没解决"),
    "return": lambda by, c, w: services.return_case(by=by, case=c, reason="非属地"),
    "grant": lambda by, c, w: services.examine_return(by=by, case=c, granted=True, decision="同意"),
    "refuse": lambda by, c, w: services.examine_return(by=by, case=c, granted=False, decision="不同意"),
    "shelve": lambda by, c, w: services.shelve_case(
        by=by, case=c, reason="等", review_on=NOW.date() + timedelta(days=90)
    ),
    "resume": lambda by, c, w: services.resume_case(by=by, case=c),
    "withdraw": lambda by, c, w: services.withdraw_case(by=by, case=c, reason="不用了"),
    "divert": lambda by, c, w: services.divert_case(by=by, case=c, to="outside", evidence="依据"),
    "publish": lambda by, c, w: services.publish_case(by=by, case=c, title="题", text="文"),
    "unpublish": lambda by, c, w: services.unpublish_case(by=by, case=c),
    "hold": lambda by, c, w: services.place_hold(
        by=by, case=c, kind="trial", room="tests", subject="trial:1", reason="等待"
    ),
    "release": lambda by, c, w: services.release_hold(by=by, case=c, kind="trial", subject="trial:1"),
}
PEOPLE = ("worker", "dispatcher", "leader", "officer", "property_staff", "auditor")


def holds_always(case: Case, before: Stage, cast: Any) -> None:
    """The invariants of one case."""
    stage = Stage(case.stage)
    assert stage == before or stage in {edge.to for edge in allowed(before)}
    leads = Assignment.objects.filter(case=case, lead=True, ended_at=None)
    assert len({lead.level for lead in leads}) == len(leads) <= 2
    if stage in {Stage.ASSIGNED, Stage.ACCEPTED, Stage.HANDLING, Stage.ANSWERED, Stage.CALLED_BACK, Stage.CLOSED}:
        deepest = max(leads, key=lambda lead: lead.level)
        assert deepest.unit_id == case.unit_id
    assert (case.closed_at is not None) == (stage in ENDED)
    assert Record.objects.filter(case=case, first=True).count() == (case.contacted_at is not None)
    if stage is Stage.CLOSED:
        assert not case.holds.filter(released_at=None).exists()
    for who in PEOPLE:
        names = [move.name for move in selectors.moves(case, cast.people[who].viewer)]
        assert len(names) == len(set(names))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.sampled_from(STEPS),
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(ACTIONS)), st.sampled_from(PEOPLE), st.integers(0, 5)),
        min_size=5,
        max_size=25,
    ),
)
def test_no_sequence_breaks_an_invariant(
    case_at: Any, cast: Any, world: Any, first: str, steps: list[tuple[str, str, int]]
) -> None:
    start = transaction.savepoint()
    case, at = case_at(first), NOW
    for name, who, days in steps:
        at += timedelta(days=days)
        before = Stage(case.stage)
        with clock.at(at):
            with suppress(HehuoError):
                ACTIONS[name](cast.people[who].viewer, case, world)
            case.refresh_from_db()
            holds_always(case, before, cast)
    assert journal.verify().ok
    transaction.savepoint_rollback(start)
