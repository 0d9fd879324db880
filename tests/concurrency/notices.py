"""The notices' services, all at once: one worker sends, the others step back."""

from __future__ import annotations

from hehuo.doors.notices import services
from hehuo.doors.notices.models import Delivery, Status
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal.relay import Event
from tests.concurrency import Scenario, all_ok, exactly_one

EVENT = {
    "entry": 1, "subject": "case:1", "sequence": 1, "name": "case.answered", "threads": (), "actor": None,
    "party": None, "place": "", "payload": {},
}  # fmt: skip


def _event(_world, _cast):
    now = clock.now()
    return Event(**EVENT, happened_at=now, recorded_at=now)


def _one_claims(_state, outcomes):
    exactly_one(outcomes)
    assert Delivery.objects.get().attempts == 1


def _claimed(world, cast):
    return services.claim_notice(by=SYSTEM, event=_event(world, cast)).pk


def _settled_once(_state, outcomes):
    all_ok(outcomes)
    assert sorted(outcome.value for outcome in outcomes) == [False, False, True]


SCENARIOS = {
    "claim_notice": Scenario(
        prepare=_event, call=lambda state, i: {"by": SYSTEM, "event": state}, check=_one_claims, callers=4
    ),
    "settle_notice": Scenario(
        prepare=_claimed,
        call=lambda state, i: {"by": SYSTEM, "delivery": state, "status": Status.SENT},
        check=_settled_once,
    ),
}
