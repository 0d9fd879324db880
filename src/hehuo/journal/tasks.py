"""What the worker does for the journal: relay, run handlers, seal, forget old keys."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from hehuo.ground.access import SYSTEM

from . import relay, services
from .services.relaying import ATTEMPTS, RUN_HANDLER, event_of, record_failure, record_success, wait_before

log = logging.getLogger(__name__)


class _BackOff(BaseRetryStrategy):
    """Growing waits, whatever the error."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - the base class names it
        if job.attempts + 1 >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": wait_before(job.attempts)})


@app.task(name=RUN_HANDLER, queue="relay", retry=_BackOff(), pass_context=True)
def run_handler(context: JobContext, *, entry: int, handler: str) -> None:
    """Run one handler for one entry; failures are written down and tried again with growing waits."""
    attempts = context.job.attempts + 1 if context.job else 1
    try:
        event = event_of(entry)
        relay.HANDLERS[event.name][handler](event)
    except Exception as error:
        record_failure(entry=entry, handler=handler, error=error, given_up=attempts >= ATTEMPTS)
        raise
    record_success(entry=entry, handler=handler)


def relay_once(limit: int = 500) -> int:
    """Relay one batch (see ``services.relay_batch``); for tests, scripts and the loop below."""
    moved: int = services.relay_batch(limit=limit)
    return moved


def relay_forever(stop: threading.Event, *, pause: float = 1.0) -> None:
    """Relay until ``stop`` is set: batch after batch while there is work, then a look every ``pause`` seconds.

    Runs in a thread of the worker process (periodic tasks come once a minute at best). Any number of workers may run
    it. A database that is away is waited for.
    """
    while not stop.is_set():
        close_old_connections()
        try:
            moved = relay_once()
        except DatabaseError:
            log.exception("relay: the database did not answer, trying again")
            connection.close()
            moved = 0
        stop.wait(0 if moved else pause)
    connection.close()


@app.periodic(cron="55 15 * * *")
@app.task(queue="journal", queueing_lock="journal-seal", retry=5)
def seal_daily(timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Seal the journal at 23:55 Beijing time (15:55 UTC)."""
    services.seal_day(by=SYSTEM)


@app.periodic(cron="20 19 * * *")
@app.task(queue="journal", queueing_lock="journal-keys")
def forget_daily(timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Drop idempotency keys past their retention at 03:20 Beijing time."""
    services.forget_old_keys()
