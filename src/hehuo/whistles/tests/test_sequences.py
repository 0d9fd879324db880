"""Random sequences of services by random people never break what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hehuo.ground import clock
from hehuo.ground.errors import HehuoError
from hehuo.journal import selectors as journal
from hehuo.whistles import selectors, services
from hehuo.whistles.models import Call, CheckIn, Whistle
from hehuo.whistles.rules import ENDED, OPEN_CALLS, CallState, State

from .conftest import NEAR, NOW

pytestmark = pytest.mark.django_db


def _leave(by: Any, call: Call, _at: datetime) -> None:
    row = CheckIn.objects.filter(call=call, left_at=None).first()
    if row is not None:
        services.leave_site(by=by, check_in=row, reason="另有任务")


#: Name → what is done to one call; ``at`` is a moment that may lie a little in the past.
ACTIONS: dict[str, Callable[[Any, Call, datetime], Any]] = {
    "approve": lambda by, c, at: services.approve_whistle(by=by, whistle=c.whistle, happened_at=at),
    "reject": lambda by, c, at: services.reject_whistle(by=by, whistle=c.whistle, reason="先劝阻"),
    "withdraw": lambda by, c, at: services.withdraw_whistle(by=by, whistle=c.whistle, reason="误报", happened_at=at),
    "acknowledge": lambda by, c, at: services.acknowledge_call(by=by, call=c, happened_at=at),
    "refuse": lambda by, c, at: services.refuse_call(by=by, call=c, reason="不属管辖", happened_at=at),
    "excuse": lambda by, c, at: services.decide_refusal(
        by=by, call=c, upheld=True, reason="属实", reference="区 1 号", happened_at=at
    ),
    "recall": lambda by, c, at: services.decide_refusal(
        by=by, call=c, upheld=False, reason="属地", reference="区 1 号", happened_at=at
    ),
    "check_in": lambda by, c, at: services.check_in(by=by, call=c, how="position", position=NEAR, happened_at=at),
    "leave": _leave,
    "report": lambda by, c, at: services.report_whistle(by=by, call=c, text="进展", happened_at=at),
    "conclude": lambda by, c, at: services.conclude_whistle(by=by, whistle=c.whistle, result="好", happened_at=at),
    "conclude_explained": lambda by, c, at: services.conclude_whistle(
        by=by, whistle=c.whistle, result="好", absent={o.pk: "因故" for o in c.whistle.calls.all()}, happened_at=at
    ),
    "assess": lambda by, c, at: services.assess_call(by=by, call=c, grade="good", text="好"),
    "reply": lambda by, c, at: services.reply_to_assessment(by=by, call=c, text="谢谢"),
}  # fmt: skip
PEOPLE = ("worker", "dispatcher", "leader", "officer", "property_staff", "auditor", "neighbour_officer")


def holds_always(whistle: Whistle) -> None:
    """The invariants of one whistle."""
    calls = list(whistle.calls.prefetch_related("check_ins"))
    assert sum(call.lead for call in calls) == 1
    ended = whistle.state in ENDED
    assert (whistle.ended_at is not None) == ended
    if ended and whistle.blown_at is not None:
        assert not [call for call in calls if call.state in OPEN_CALLS]
    for call in calls:
        if whistle.state == State.CONCLUDED:
            assert call.arrived_at or call.explanation or call.refusal or call.reports.exists()
        moments = [call.called_at, call.acknowledged_at, call.arrived_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known)
        there = list(call.check_ins.all())
        for row in there:
            assert call.arrived_at is not None
            assert call.arrived_at <= row.arrived_at <= (row.left_at or whistle.ended_at or row.arrived_at)
            assert row.left_at is None or row.stayed or row.leave_reason
            assert row.left_at is None or whistle.ended_at is None or row.left_at <= whistle.ended_at
        assert (call.state == CallState.ON_SITE) == any(row.left_at is None for row in there)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    proposed=st.booleans(),
    steps=st.lists(
        st.tuples(
            st.sampled_from(sorted(ACTIONS)), st.sampled_from(PEOPLE), st.integers(0, 90), st.integers(0, 60),
            st.booleans(),
        ),
        min_size=4, max_size=22,
    ),
)  # fmt: skip
def test_no_sequence_breaks_an_invariant(
    blow: Any, cast: Any, world: Any, proposed: bool, steps: list[tuple[str, str, int, int, bool]]
) -> None:
    start = transaction.savepoint()
    whistle = blow(called=[world.police.pk, world.property.pk])
    if proposed:
        whistle = services.propose_whistle(
            by=cast.worker.viewer, place=world.shanghe, kind="hard", title="请到场", position=NEAR,
            called=[world.police.pk, world.property.pk], lead=world.police.pk,
        )  # fmt: skip
    at = NOW
    for name, who, minutes, ago, second in steps:
        at += timedelta(minutes=minutes)
        call = whistle.calls.get(organisation=world.property if second else world.police)
        with clock.at(at):
            with suppress(HehuoError):
                ACTIONS[name](cast.people[who].viewer, call, at - timedelta(minutes=ago))
            whistle.refresh_from_db()
            holds_always(whistle)
            selectors.clocks(whistle)
            for one in selectors.calls_of(whistle):
                selectors.call_moves(one, cast.people[who].viewer)
    assert journal.verify().ok
    transaction.savepoint_rollback(start)
