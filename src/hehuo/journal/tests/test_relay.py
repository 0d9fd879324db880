"""From the outbox to the handlers, with nothing lost and nobody's data in the log."""

from __future__ import annotations

import json
import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import NotAllowed, NotFound
from hehuo.journal import relay, selectors, services, tasks
from hehuo.journal.models import Entry, Failure, Undelivered
from hehuo.journal.services.relaying import ATTEMPTS, RUN_HANDLER, event_of, wait_before

pytestmark = pytest.mark.django_db


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND (args ->> 'entry')::bigint IN "
            "(SELECT id FROM journal_entry) ORDER BY id",
            [RUN_HANDLER],
        )
        return [json.loads(row[0]) for row in cursor]


def run(entry, handler, attempts=0):
    context = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    tasks.run_handler.func(context, entry=entry, handler=handler)


@pytest.fixture
def heard(handlers):
    """What the trial handler was told."""
    told = []
    handlers["trial.did"] = {"trial": told.append}
    return told


def test_each_handler_of_each_entry_gets_its_job(write, handlers):
    first, second = write("trial:1", 1), write("trial:2", 2)
    handlers["trial.did"] = {"a": print, "b": print}
    assert services.relay_batch() == 2
    assert {(job["entry"], job["handler"]) for job in jobs()} == {
        (entry.pk, name) for entry in (first, second) for name in "ab"
    }
    assert not Undelivered.objects.exists()
    assert services.relay_batch() == 0


def test_what_nobody_waits_for_just_leaves_the_outbox(write, handlers):
    write()
    assert tasks.relay_once() == 1
    assert not jobs()


def test_batches_and_bounded_queries(write, heard, django_assert_num_queries):
    for n in range(7):
        write("trial:1", n)
    with django_assert_num_queries(5):
        assert services.relay_batch(limit=5) == 5
    assert services.relay_batch(limit=5) == 2


def test_a_handler_reads_the_event(write, heard):
    entry = write("trial:12", 5, place="110108", threads=["trial:9"])
    run(entry.pk, "trial")
    (event,) = heard
    assert (event.entry, event.name, event.subject_id, event.place) == (entry.pk, "trial.did", 12, "110108")
    assert event.payload == {"who": 7, "n": 5}
    assert event.threads == ("trial:9",)
    assert not Failure.objects.exists()


def test_an_erased_payload_is_empty_for_handlers(write, heard):
    entry = write()
    services.erase_payload(by=SYSTEM, entry=entry.pk, reason="request")
    run(entry.pk, "trial")
    assert heard[0].payload == {}


def test_a_failure_is_written_down_without_its_words_and_solved_later(write, handlers):
    entry, broken = write(), True

    def handler(_event):
        if broken:
            raise ValueError("王小明 13800138000")

    handlers["trial.did"] = {"trial": handler}
    for attempt in range(2):
        with pytest.raises(ValueError, match="王小明"):
            run(entry.pk, "trial", attempt)
    failure = Failure.objects.get()
    assert (failure.attempts, failure.given_up, failure.solved_at) == (2, False, None)
    assert failure.error.startswith("ValueError (handler:")
    assert "王" not in failure.error
    assert selectors.count_failures() == 1
    broken = False
    run(entry.pk, "trial", 2)
    failure.refresh_from_db()
    assert failure.solved_at
    assert selectors.failures(viewer=SYSTEM) == []


def test_a_handler_that_is_gone_is_a_failure_too(write, handlers):
    with pytest.raises(KeyError):
        run(write().pk, "trial")
    assert Failure.objects.get().error.startswith("KeyError")


def test_it_gives_up_at_last_and_can_be_started_again(write, handlers):
    entry = write()
    with pytest.raises(KeyError):
        run(entry.pk, "trial", ATTEMPTS - 1)
    failure = Failure.objects.get()
    assert failure.given_up
    admin = Viewer(person_id=5, grants=(Grant(Role.ADMIN, "11"),))
    with pytest.raises(NotAllowed):
        services.retry_failed(by=Viewer(person_id=6, grants=(Grant(Role.WORKER, "11"),)), failure=failure.pk)
    assert services.retry_failed(by=admin, failure=failure.pk)
    assert not services.retry_failed(by=admin, failure=failure.pk)
    assert [job["handler"] for job in jobs()] == ["trial"]
    assert Entry.objects.get(name="journal.retried").actor == 5
    with pytest.raises(NotFound):
        services.retry_failed(by=admin, failure=failure.pk + 1)


def test_waits_grow_and_end():
    strategy = tasks._BackOff()
    waits = []
    for attempt in range(ATTEMPTS + 1):
        decision = strategy.get_retry_decision(exception=ValueError(), job=SimpleNamespace(attempts=attempt))
        waits.append(decision and decision.retry_at)
    assert waits[ATTEMPTS - 1 :] == [None, None]
    assert all(waits[: ATTEMPTS - 1])
    assert [wait_before(n) for n in (0, 1, 2, 30)] == [15, 30, 60, 21600]


def test_the_loop_relays_and_survives_the_database(monkeypatch):
    stop, seen = threading.Event(), []

    def once():
        seen.append(1)
        if len(seen) == 1:
            raise OperationalError("away")
        if len(seen) == 3:
            stop.set()
        return 0

    monkeypatch.setattr(tasks, "relay_once", once)
    monkeypatch.setattr(tasks.connection, "close", lambda: None)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    tasks.relay_forever(stop, pause=0.001)
    assert len(seen) == 3


def test_two_handlers_cannot_share_a_name(handlers):
    def handler(_event):
        return None

    relay.on("trial.did", "trial.other")(handler)
    relay.on("trial.did")(handler)
    other = lambda _event: None  # noqa: E731
    other.__qualname__ = handler.__qualname__
    with pytest.raises(ValueError, match="two handlers"):
        relay.on("trial.did")(other)


def test_an_unknown_entry_has_no_event():
    with pytest.raises(NotFound):
        event_of(0)
