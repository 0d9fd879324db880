"""Walking the whole journal: is every entry as it was written, and is everything still there?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from django.db import connection, transaction

from hehuo.journal.events import ERASED, SEALED
from hehuo.journal.models import Seal
from hehuo.journal.rules import GENESIS, Header, SealHeader, Tree, digest_of, leaf_hash

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is not as it should be; ``what`` is a code, ``detail`` says it in English for the log."""

    what: str
    detail: str
    subject: str | None = None
    sequence: int | None = None
    entry: int | None = None
    seal: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification saw."""

    ok: bool
    entries: int
    subjects: int
    seals: int
    seconds: float
    broken: Break | None

    def public(self) -> dict[str, Any]:
        """The report as ``hehuo verify --json`` prints it."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "subjects": self.subjects,
            "seals": self.seals,
            "seconds": round(self.seconds, 3),
            "break": asdict(self.broken) if self.broken else None,
        }


class _Broken(Exception):
    def __init__(self, what: str, detail: str, **where: Any) -> None:
        super().__init__(detail)
        self.found = Break(what, detail, **where)


@dataclass(slots=True)
class _Counts:
    entries: int = 0
    subjects: int = 0
    seals: int = 0


def verify(*, against: str = "") -> Report:
    """Walk all chains and seals in one snapshot, in bounded memory, up to the first break.

    ``against`` is the hash of a seal that somebody kept (a printed page of yesterday): it must be among ours.
    """
    started, counts, broken = time.perf_counter(), _Counts(), None
    try:
        with _snapshot():
            _check_tables()
            _check_chains(counts)
            _check_erasures()
            _check_seals(counts, against.strip().lower())
    except _Broken as stop:
        broken = stop.found
    seconds = time.perf_counter() - started
    return Report(broken is None, counts.entries, counts.subjects, counts.seals, seconds, broken)


@contextmanager
def _snapshot() -> Iterator[None]:
    fresh = not connection.in_atomic_block
    with transaction.atomic():
        if fresh:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _rows(sql: str, params: list[Any] | None = None) -> Iterator[Iterator[Any]]:
    """Rows by a server-side cursor, which is closed before a break is reported and the savepoint goes."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        yield chain.from_iterable(iter(lambda: cursor.fetchmany(CHUNK), []))


def _one(sql: str, params: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


_TABLES = ("entry", "payload", "head", "seal", "leaf")
_FILLED = """SELECT EXISTS (SELECT FROM journal_entry), EXISTS (SELECT FROM journal_payload),
EXISTS (SELECT FROM journal_head), EXISTS (SELECT FROM journal_seal), EXISTS (SELECT FROM journal_leaf)"""


def _check_tables() -> None:
    """A table that is empty while its neighbours are not was emptied."""
    filled = dict(zip(_TABLES, _one(_FILLED), strict=True))
    if any(filled.values()):
        for table in ("entry", "payload", "head"):
            if not filled[table]:
                raise _Broken("truncated_table", f"table journal_{table} is empty, but other tables are not")
    if not filled["seal"] and _one("SELECT EXISTS (SELECT FROM journal_entry WHERE name = %s)", [SEALED.name])[0]:
        raise _Broken("truncated_table", "table journal_seal is empty, but the journal speaks of seals")
    if not filled["leaf"] and _one("SELECT EXISTS (SELECT FROM journal_seal WHERE count > 0)")[0]:
        raise _Broken("truncated_table", "table journal_leaf is empty, but seals count leaves")


_CHAINS = """
SELECT e.subject, e.sequence, e.id, e.name, e.threads, e.actor, e.party, e.place, e.visibility, e.happened_at,
       e.recorded_at, e.digest, e.prev, e.hash, p.entry_id, p.salt, p.body::text, p.erased_at IS NOT NULL,
       h.sequence, h.hash
FROM journal_entry e LEFT JOIN journal_payload p ON p.entry_id = e.id LEFT JOIN journal_head h ON h.subject = e.subject
ORDER BY e.subject, e.sequence
"""


def _check_chains(counts: _Counts) -> None:
    subject, length, link, head = None, 0, GENESIS, (0, b"")
    with _rows(_CHAINS) as rows:
        for row in rows:
            if row[0] != subject:
                if subject is not None:
                    _check_end(subject, length, link, head)
                counts.subjects += 1
                subject, length, link = row[0], 0, GENESIS
                head = (row[18], bytes(row[19] or b""))
            _check_entry(row, length + 1, link)
            counts.entries += 1
            length, link = row[1], bytes(row[13])
    if subject is not None:
        _check_end(subject, length, link, head)
    lost = _one(
        "SELECT subject, sequence FROM journal_head h WHERE NOT EXISTS "
        "(SELECT FROM journal_entry e WHERE e.subject = h.subject) ORDER BY subject LIMIT 1"
    )
    if lost:
        raise _Broken("removed_tail", f"all {lost[1]} entries of {lost[0]} are gone", subject=lost[0], sequence=1)


def _check_entry(row: Any, sequence: int, link: bytes) -> None:
    where = {"subject": row[0], "sequence": row[1], "entry": row[2]}
    if row[1] != sequence:
        raise _Broken("missing_entry", f"{row[0]}: entry {sequence} is missing", subject=row[0], sequence=sequence)
    digest = bytes(row[11])
    header = Header(row[0], row[3], tuple(row[4]), row[5], row[6], row[7], row[8], row[9], row[10])
    if bytes(row[12]) != link or header.link(sequence=sequence, prev=link, digest=digest) != bytes(row[13]):
        raise _Broken("altered_row", f"{row[0]}: entry {sequence} is not as it was written", **where)
    if row[14] is None:
        raise _Broken("missing_payload", f"{row[0]}: what entry {sequence} said is gone", **where)
    if row[17]:
        if row[16] is not None or bytes(row[15]):
            raise _Broken("altered_payload", f"{row[0]}: entry {sequence} is marked as erased but is not", **where)
    elif row[16] is None or digest_of(bytes(row[15]), json.loads(row[16])) != digest:
        raise _Broken("altered_payload", f"{row[0]}: what entry {sequence} said was altered", **where)


def _check_end(subject: str, length: int, link: bytes, head: tuple[int | None, bytes]) -> None:
    if head[0] is None:
        raise _Broken("missing_head", f"{subject}: the head of the chain is gone", subject=subject)
    if length < head[0]:
        short = f"{subject}: the chain ends at {length}, its head says {head[0]}"
        raise _Broken("removed_tail", short, subject=subject, sequence=length + 1)
    if length > head[0] or link != head[1]:
        raise _Broken("altered_head", f"{subject}: the head is not the last entry's", subject=subject, sequence=length)


def _check_erasures() -> None:
    silent = _one(
        "SELECT e.subject, e.sequence, e.id FROM journal_payload p JOIN journal_entry e ON e.id = p.entry_id "
        "WHERE p.erased_at IS NOT NULL AND NOT EXISTS ("
        "SELECT FROM journal_entry x JOIN journal_payload xp ON xp.entry_id = x.id "
        "WHERE x.subject = e.subject AND x.name = %s AND xp.body ->> 'entry' = e.id::text) "
        "ORDER BY e.subject, e.sequence LIMIT 1",
        [ERASED.name],
    )
    if silent:
        raise _Broken(
            "altered_payload",
            f"{silent[0]}: what entry {silent[1]} said was erased, and no entry says so",
            subject=silent[0],
            sequence=silent[1],
            entry=silent[2],
        )


def _check_seals(counts: _Counts, against: str) -> None:
    link, up_to, found = GENESIS, 0, not against
    for number, seal in enumerate(Seal.objects.order_by("number"), start=1):
        header = seal.header
        if header.number != number:
            raise _Broken("missing_seal", f"seal {number} is missing", seal=number)
        if header.prev != link or header.hash() != bytes(seal.hash) or header.up_to < up_to:
            raise _Broken("altered_seal", f"seal {number} is not as it was published", seal=number)
        _check_leaves(header)
        link, up_to = header.hash(), header.up_to
        found = found or link.hex() == against
        counts.seals += 1
    if not found:
        raise _Broken("missing_seal", f"no seal of ours has the hash {against}")
    _check_announcements()


_LEAVES = """
SELECT l.position, l.subject, l.sequence, l.hash, e.hash
FROM journal_leaf l LEFT JOIN journal_entry e ON e.subject = l.subject AND e.sequence = l.sequence
WHERE l.seal_id = %s ORDER BY l.position
"""


def _check_leaves(header: SealHeader) -> None:
    tree = Tree()
    with _rows(_LEAVES, [header.number]) as rows:
        for position, subject, sequence, sealed, found in rows:
            where = {"subject": subject, "sequence": sequence, "seal": header.number}
            if position != tree.count:
                lost = f"leaf {tree.count} of seal {header.number} is missing"
                raise _Broken("altered_seal", lost, seal=header.number)
            if found is None:
                gone = f"{subject}: seal {header.number} saw entry {sequence}, which is gone"
                raise _Broken("removed_tail", gone, **where)
            if bytes(found) != bytes(sealed):
                other = f"{subject}: entry {sequence} is not the one that seal {header.number} saw"
                raise _Broken("altered_row", other, **where)
            tree.add(leaf_hash(subject, sequence, bytes(sealed)))
    if tree.count != header.count or tree.root() != header.root:
        astray = f"the leaves of seal {header.number} do not lead to its root"
        raise _Broken("altered_seal", astray, seal=header.number)


def _check_announcements() -> None:
    lost = _one(
        "SELECT (p.body ->> 'number')::int FROM journal_entry e JOIN journal_payload p ON p.entry_id = e.id "
        "WHERE e.name = %s AND NOT EXISTS (SELECT FROM journal_seal s WHERE s.number = (p.body ->> 'number')::int "
        "AND encode(s.hash, 'hex') = p.body ->> 'hash') ORDER BY e.sequence LIMIT 1",
        [SEALED.name],
    )
    if lost:
        raise _Broken("missing_seal", f"the journal speaks of seal {lost[0]}, which is gone or another", seal=lost[0])
