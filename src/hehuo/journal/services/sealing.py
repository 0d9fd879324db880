"""The daily seal."""

from __future__ import annotations

import time
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.journal.events import SEALED
from hehuo.journal.models import Seal
from hehuo.journal.policy import READERS
from hehuo.journal.rules import GENESIS, SealHeader, Tree, leaf_hash

from .writing import append

#: How long a seal waits for writers that are in the middle of something.
PATIENCE_SECONDS = 120.0


@service
def seal_day(*, by: Viewer, day: date | None = None) -> Seal:
    """Seal the journal under ``day`` (Beijing; today unless given) and return the seal.

    The seal covers every chain that grew since the last one: its head becomes a leaf, the Merkle root over the leaves
    and the last seal's hash are hashed into the new one. A day is sealed once; asked again, the same seal comes back.
    Raises NotAllowed, Refused for a day before the last seal's, Conflict where a writer does not end.
    """
    if not by.holds(*READERS):
        raise NotAllowed(_("Only administrators and auditors may seal the journal."))
    day = day or clock.now().astimezone(clock.BEIJING).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7402)")
    if existing := Seal.objects.filter(day=day).first():
        return existing
    last = Seal.objects.order_by("-number").first()
    if last is not None and day < last.day:
        raise Refused(_("A later day is sealed already; the past cannot be sealed again."))
    up_to = _fence()
    number = last.number + 1 if last else 1
    root, count = _write_leaves(number, last.up_to if last else 0, up_to)
    header = SealHeader(
        number=number,
        day=day,
        root=root,
        count=count,
        up_to=up_to,
        sealed_at=clock.now(),
        prev=bytes(last.hash) if last else GENESIS,
    )
    seal = Seal.objects.create(
        number=number,
        day=day,
        root=root,
        count=count,
        up_to=up_to,
        sealed_at=header.sealed_at,
        prev=header.prev,
        hash=header.hash(),
    )
    append(
        subject="journal:seals",
        kind=SEALED,
        payload={"number": number, "count": count, "hash": seal.hash.hex()},
        by=by,
    )
    return seal


#: Transaction numbers are shared by all databases of a server; only those of this one can write entries here.
_QUIET = """
SELECT NOT EXISTS (
    SELECT FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE running < %s::xid8 AND NOT EXISTS (
        SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND transactionid = running::xid
        AND datname <> current_database()
    )
)
"""


def _fence() -> int:
    """The greatest entry id below which nothing is still being written.

    Ids are handed out before their transactions commit. So: read the counter, then wait until every transaction that
    was writing then has ended. Nobody is held up by it. Raises Conflict where one does not end in time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM journal_entry_id_seq")
        up_to: int = cursor.fetchone()[0]
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        xmax: str = cursor.fetchone()[0]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            cursor.execute(_QUIET, [xmax])
            if cursor.fetchone()[0]:
                return up_to
            if time.monotonic() > deadline:
                raise Conflict(_("Something is still being written. The journal will be sealed later."))
            time.sleep(0.05)


def _write_leaves(number: int, after: int, up_to: int) -> tuple[bytes, int]:
    """Write the leaves of seal ``number`` and return root and count; memory stays flat."""
    tree = Tree()
    with connection.chunked_cursor() as heads, connection.cursor() as writer:
        heads.execute(
            "SELECT DISTINCT ON (subject) subject, sequence, hash FROM journal_entry "
            "WHERE id > %s AND id <= %s ORDER BY subject, sequence DESC",
            [after, up_to],
        )
        while rows := heads.fetchmany(5000):
            with writer.copy("COPY journal_leaf (seal_id, position, subject, sequence, hash) FROM STDIN") as copy:
                for subject, sequence, digest in rows:
                    copy.write_row((number, tree.count, subject, sequence, bytes(digest)))
                    tree.add(leaf_hash(subject, sequence, bytes(digest)))
    return tree.root(), tree.count
