"""From the outbox to the handlers: nothing lost between an entry's commit and its last handler."""

from __future__ import annotations

import traceback
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.service import service
from hehuo.journal import policy, relay
from hehuo.journal.events import RETRIED
from hehuo.journal.models import Entry, Failure

from .writing import append

#: The name of the job that runs one handler for one entry (``tasks.run_handler``).
RUN_HANDLER = "journal.run_handler"
#: How often a handler is tried before a person has to look (the waits add up to a day and a half).
ATTEMPTS = 16


def wait_before(attempt: int) -> int:
    """Seconds to wait before try number ``attempt`` + 2: 15, 30, 60 … at most six hours."""
    return int(min(15 * 2**attempt, 6 * 3600))


@service
def relay_batch(*, limit: int = 500) -> int:
    """Hand the oldest undelivered entries to their handlers and return how many left the outbox.

    Rows that another worker holds are skipped; deferring the jobs and clearing the outbox is one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Materialised: a plan that ran the subquery again would take more rows than asked for.
            "WITH batch AS MATERIALIZED ("
            "SELECT entry_id FROM journal_undelivered ORDER BY entry_id LIMIT %s FOR UPDATE SKIP LOCKED"
            ") DELETE FROM journal_undelivered u USING batch WHERE u.entry_id = batch.entry_id RETURNING u.entry_id",
            [limit],
        )
        ids = [row[0] for row in cursor]
    if not ids:
        return 0
    wanted: dict[str, list[int]] = defaultdict(list)
    for pk, name in (
        Entry.objects.filter(pk__in=ids, name__in=list(relay.HANDLERS)).order_by("pk").values_list("pk", "name")
    ):
        wanted[name].append(pk)
    jobs: list[dict[str, Any]] = [
        {"entry": pk, "handler": handler}
        for name, pks in wanted.items()
        for handler in relay.HANDLERS[name]
        for pk in pks
    ]
    if jobs:
        app.configure_task(RUN_HANDLER, queue="relay").batch_defer(*jobs)
    return len(ids)


def event_of(entry: int) -> relay.Event:
    """The entry as handlers read it. Raises NotFound where there is none."""
    row = Entry.objects.select_related("payload").filter(pk=entry).first()
    if row is None:
        raise NotFound(_("There is no such entry."))
    return relay.Event(
        entry=row.pk,
        subject=row.subject,
        sequence=row.sequence,
        name=row.name,
        threads=tuple(row.threads),
        actor=row.actor,
        party=row.party,
        place=row.place,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        payload=row.payload.body or {},
    )


def record_failure(*, entry: int, handler: str, error: BaseException, given_up: bool) -> None:
    """Write down that ``handler`` raised ``error``: its kind and where it arose, never its text."""
    frames = traceback.extract_tb(error.__traceback__)
    spot = f" ({frames[-1].name}:{frames[-1].lineno})" if frames else ""
    now: datetime = clock.now()
    failure, _made = Failure.objects.get_or_create(
        entry_id=entry, handler=handler, defaults={"first_at": now, "last_at": now}
    )
    failure.attempts += 1
    failure.error = f"{type(error).__name__}{spot}"[:200]
    failure.last_at, failure.solved_at, failure.given_up = now, None, given_up
    failure.save()


def record_success(*, entry: int, handler: str) -> None:
    """Mark an earlier failure of ``handler`` as solved."""
    Failure.objects.filter(entry_id=entry, handler=handler, solved_at=None).update(
        solved_at=clock.now(), given_up=False
    )


@service
def retry_failed(*, by: Viewer, failure: int) -> bool:
    """Start a handler that gave up once more; False where it is no longer given up (somebody was first).

    Raises NotAllowed without the role, NotFound.
    """
    row = Failure.objects.select_for_update(of=("self",)).select_related("entry").filter(pk=failure).first()
    if row is None:
        raise NotFound(_("There is no such failure."))
    policy.require_relay(by, row.entry)
    if not row.given_up:
        return False
    row.given_up = False
    row.save(update_fields=["given_up"])
    app.configure_task(RUN_HANDLER, queue="relay").defer(entry=row.entry_id, handler=row.handler)
    append(
        subject=f"handler:{row.entry_id}",
        kind=RETRIED,
        payload={"entry": row.entry_id, "handler": row.handler},
        by=by,
    )
    return True
