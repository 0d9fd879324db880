"""The journal's services, all at once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal import relay, services
from hehuo.journal.kinds import define
from hehuo.journal.models import Entry, Failure, Key, Leaf, Payload, Seal, Undelivered
from tests.concurrency import Scenario, all_ok, same_answer

TRIAL = define("trial.concurrent", "%(n)s", n=int)


def _entries(count: int = 6) -> list[int]:
    with transaction.atomic():
        return [
            services.append(subject=f"trial:{n % 2}", kind=TRIAL, payload={"n": n}, by=SYSTEM).pk for n in range(count)
        ]


def _prepared(_world, cast):
    return cast.admin.viewer, _entries()


def _erased_once(state, outcomes):
    all_ok(outcomes)
    assert sorted(outcome.value for outcome in outcomes) == [False, False, True]
    assert Payload.objects.filter(erased_at__isnull=False).count() == 1
    assert Entry.objects.filter(name="journal.erased").count() == 1


def _sealed_once(_state, outcomes):
    same_answer(outcomes)
    assert Seal.objects.get().count == Leaf.objects.count() == 2


def _on_the_way(_world, _cast):
    relay.HANDLERS.setdefault(TRIAL.name, {})["tests.trial"] = lambda _event: None
    return _entries(30)


def _each_delivered_once(state, outcomes):
    relay.HANDLERS[TRIAL.name].pop("tests.trial")
    all_ok(outcomes)
    while services.relay_batch(limit=10):
        pass
    jobs = ProcrastinateJob.objects.filter(args__handler="tests.trial").values_list("args__entry", flat=True)
    delivered = sum(outcome.value for outcome in outcomes)
    assert delivered <= len(state)
    assert len(set(jobs)) == len(jobs) == delivered
    assert not Undelivered.objects.exists()


def _given_up(_world, cast):
    now = clock.now()
    failure = Failure.objects.create(
        entry_id=_entries(1)[0], handler="trial", attempts=12, first_at=now, last_at=now, given_up=True
    )
    return cast.admin.viewer, failure.pk


def _started_once(_state, outcomes):
    all_ok(outcomes)
    assert sorted(outcome.value for outcome in outcomes) == [False, False, True]
    assert ProcrastinateJob.objects.filter(args__handler="trial").count() == 1


def _old_keys(_world, _cast):
    for number, days in enumerate((1, 29, 31, 90)):
        Key.objects.create(
            service="s", key=str(number), fingerprint=b"", result="", at=clock.now() - timedelta(days=days)
        )


def _two_kept(_state, outcomes):
    all_ok(outcomes)
    assert sum(outcome.value for outcome in outcomes) == 2
    assert Key.objects.count() == 2


SCENARIOS = {
    "erase_payload": Scenario(
        prepare=_prepared,
        call=lambda state, i: {"by": state[0], "entry": state[1][0], "reason": "request"},
        check=_erased_once,
    ),
    "seal_day": Scenario(prepare=_prepared, call=lambda state, i: {"by": SYSTEM}, check=_sealed_once),
    "relay_batch": Scenario(
        prepare=_on_the_way, call=lambda state, i: {"limit": 10}, check=_each_delivered_once, callers=4
    ),
    "retry_failed": Scenario(
        prepare=_given_up, call=lambda state, i: {"by": state[0], "failure": state[1]}, check=_started_once
    ),
    "forget_old_keys": Scenario(prepare=_old_keys, call=lambda state, i: {}, check=_two_kept),
}
