"""Appending: one statement for one event, COPY for many, and the pieces for a statement of one's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.canonical import plain
from hehuo.ground.errors import Conflict
from hehuo.journal.kinds import KINDS, Kind, Visibility
from hehuo.journal.models import Entry
from hehuo.journal.rules import GENESIS, Header, digest_of

#: Stands for the id of a row that the same statement makes (see :data:`OPENING`).
NEW = "{new}"


@dataclass(frozen=True, slots=True)
class Draft:
    """One event to append, as :func:`append` takes it."""

    subject: str
    kind: Kind
    payload: Mapping[str, object]
    by: Viewer
    place: str = ""
    threads: Sequence[str] = ()
    party: int | None = None
    happened_at: datetime | None = None
    visibility: Visibility | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked event, ready for its chain: everything but its number and what it follows."""

    header: Header
    salt: bytes
    body: Any
    digest: bytes

    def entry(self, *, pk: int, sequence: int, prev: bytes) -> Entry:
        """The entry as number ``sequence`` after ``prev``, not saved."""
        head = self.header
        return Entry(
            id=pk,
            subject=head.subject,
            sequence=sequence,
            name=head.name,
            threads=list(head.threads),
            actor=head.actor,
            party=head.party,
            place=head.place,
            visibility=head.visibility,
            happened_at=head.happened_at,
            recorded_at=head.recorded_at,
            digest=self.digest,
            prev=prev,
            hash=head.link(sequence=sequence, prev=prev, digest=self.digest),
        )

    def row(self, *, pk: int, sequence: int, prev: bytes) -> tuple[Any, ...]:
        """The same as a row for COPY, in the order of ``_COLUMNS``: a third of the time that a model takes."""
        head = self.header
        return (
            pk, head.subject, sequence, head.name, list(head.threads), head.actor, head.party, head.place,
            head.visibility, head.happened_at, head.recorded_at, self.digest, prev,
            head.link(sequence=sequence, prev=prev, digest=self.digest),
        )  # fmt: skip

    def params(self) -> dict[str, Any]:
        """The named parameters (all beginning ``j_``) of :data:`OPENING` and of ``append``'s own statement."""
        front, back = self.header.halves()
        head = self.header
        return {
            "j_subject": head.subject,
            "j_front": front,
            "j_back": back,
            "j_first": (front + b"1" + back).decode(),
            "j_name": head.name,
            "j_threads": list(head.threads),
            "j_actor": head.actor,
            "j_party": head.party,
            "j_place": head.place,
            "j_visibility": int(head.visibility),
            "j_happened_at": head.happened_at,
            "j_recorded_at": head.recorded_at,
            "j_digest": self.digest,
            "j_salt": self.salt,
            "j_body": Jsonb(self.body),
            "j_genesis": GENESIS,
        }


def prepare(draft: Draft, *, recorded_at: datetime) -> Prepared:
    """Check ``draft`` against its kind and compute what does not depend on the chain.

    Raises TypeError, a programming error, for a kind that is not in the catalogue or a payload that is not the kind's.
    """
    kind = draft.kind
    if KINDS.get(kind.name) is not kind:
        raise TypeError(f"event kind {kind.name} is not in the catalogue; define it in events.py")
    if not draft.subject.isascii() or ":" not in draft.subject:
        raise TypeError(f"a subject is written sort:id in ASCII, not {draft.subject!r}")
    kind.check(draft.payload)
    salt, body = secrets.token_bytes(16), plain(draft.payload)
    header = Header(
        subject=draft.subject,
        name=kind.name,
        threads=tuple(dict.fromkeys(thread for thread in draft.threads if thread != draft.subject)),
        actor=draft.by.person_id,
        party=draft.party,
        place=draft.place,
        visibility=int(kind.visibility if draft.visibility is None else draft.visibility),
        happened_at=draft.happened_at or recorded_at,
        recorded_at=recorded_at,
    )
    return Prepared(header, salt, body, digest_of(salt, body))


_ROWS = """
journal_entry_made AS (
  INSERT INTO journal_entry (subject, sequence, name, threads, actor, party, place, visibility,
                             happened_at, recorded_at, digest, prev, hash)
  SELECT subject, sequence, %(j_name)s, %(j_threads)s::varchar[], %(j_actor)s::bigint, %(j_party)s::bigint,
         %(j_place)s, %(j_visibility)s, %(j_happened_at)s::timestamptz, %(j_recorded_at)s::timestamptz,
         %(j_digest)s::bytea, prev, hash
  FROM journal_head_made
  RETURNING id, sequence, prev, hash
), journal_payload_made AS (
  INSERT INTO journal_payload (entry_id, salt, body) SELECT id, %(j_salt)s::bytea, %(j_body)s FROM journal_entry_made
), journal_undelivered_made AS (
  INSERT INTO journal_undelivered (entry_id) SELECT id FROM journal_entry_made
)"""

_NEW_HEAD = """
journal_head_made AS (
  INSERT INTO journal_head (subject, sequence, prev, hash)
  SELECT replace(%(j_subject)s, '{new}', made.id::text), 1, %(j_genesis)s::bytea,
         sha256(%(j_genesis)s::bytea || convert_to(replace(%(j_first)s, '{new}', made.id::text), 'UTF8')
                || %(j_digest)s::bytea)
  FROM made
  RETURNING subject, sequence, prev, hash
),"""

_MOVED_HEAD = """
journal_head_made AS (
  INSERT INTO journal_head AS head (subject, sequence, prev, hash)
  VALUES (%(j_subject)s, 1, %(j_genesis)s::bytea,
          sha256(%(j_genesis)s::bytea || convert_to(%(j_first)s, 'UTF8') || %(j_digest)s::bytea))
  ON CONFLICT (subject) DO UPDATE SET sequence = head.sequence + 1, prev = head.hash,
    hash = sha256(head.hash || %(j_front)s::bytea || convert_to((head.sequence + 1)::text, 'UTF8')
                  || %(j_back)s::bytea || %(j_digest)s::bytea)
  RETURNING subject, sequence, prev, hash
),"""

#: Common table expressions that write the first entry of a *new* subject inside the caller's own statement.
#:
#: The statement must have a one-row CTE ``made`` with a column ``id``; the subject is prepared as ``"case:{new}"`` and
#: ``{new}`` (in subject and threads) becomes that id. Parameters come from :meth:`Prepared.params`::
#:
#:     prepared = prepare(Draft(subject="case:{new}", kind=OPENED, payload={…}, by=by, place=place), recorded_at=now)
#:     cursor.execute(
#:         f"WITH made AS (INSERT INTO cases_case (…) VALUES (…) RETURNING id, number), {OPENING}"
#:         " SELECT id, number FROM made",
#:         {…} | prepared.params(),
#:     )
#:
#: The rows are the same as those of :func:`append` (a test compares them). A subject that has a chain already makes the
#: statement fail with a unique violation.
OPENING = _NEW_HEAD + _ROWS.replace(
    "%(j_threads)s::varchar[]",
    "replace(%(j_threads)s::varchar[]::text, '{new}', split_part(subject, ':', 2))::varchar[]",
)

_APPEND = f"WITH {_MOVED_HEAD} {_ROWS} SELECT id, sequence, prev FROM journal_entry_made"  # noqa: S608 - constants


def append(
    *,
    subject: str,
    kind: Kind,
    payload: Mapping[str, object],
    by: Viewer,
    place: str = "",
    threads: Sequence[str] = (),
    party: int | None = None,
    happened_at: datetime | None = None,
    visibility: Visibility | None = None,
) -> Entry:
    """Append one event to the chain of ``subject`` (``"case:12"``) and return its entry.

    Must run inside the transaction of the change that it reports; one statement, no job, no NOTIFY. ``payload`` holds
    exactly the fields that ``kind`` declares: ids, codes, numbers, never personal data. ``threads`` are further
    subjects on whose timelines the entry appears. Raises TypeError where the payload is not the kind's.
    """
    draft = Draft(subject, kind, payload, by, place, threads, party, happened_at, visibility)
    prepared = prepare(draft, recorded_at=clock.now())
    return append_prepared(prepared)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry belongs to the transaction of its change")


def append_prepared(prepared: Prepared) -> Entry:
    """Append an event that :func:`prepare` checked."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, prepared.params())
        pk, sequence, prev = cursor.fetchone()
    entry = prepared.entry(pk=pk, sequence=sequence, prev=bytes(prev))
    entry._state.adding, entry._state.db = False, connection.alias
    return entry


def append_many(drafts: Iterable[Draft], *, deliver: bool = True) -> list[int]:
    """Append many events by COPY and return the ids of their entries, in order.

    The same rules and the same chains as one :func:`append` each. ``deliver=False`` keeps them from the relay: no
    handler will hear of them (imports send no notices). Chains are locked in the order of their names, so that two
    bulk writers cannot lock each other out. Raises TypeError as :func:`append`, Conflict where others keep opening the
    same chains.
    """
    _require_transaction()
    recorded_at, told = clock.now(), list(drafts)
    if not told:
        return []
    for _attempt in range(3):
        try:
            with transaction.atomic():
                return _copy(told, recorded_at, deliver=deliver)
        except _Overtaken:
            continue
        except IntegrityError as error:
            if "journal_one_per_sequence" not in str(error):
                raise
    raise Conflict(_("The same things are being recorded by somebody else right now. Please try again."))


class _Overtaken(Exception):
    """Somebody opened a chain between our look and our write."""


def _copy(drafts: Sequence[Draft], recorded_at: datetime, *, deliver: bool) -> list[int]:
    subjects = sorted({draft.subject for draft in drafts})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, sequence, hash FROM journal_head WHERE subject = ANY(%s::varchar[]) "
            "ORDER BY subject FOR UPDATE",
            [subjects],
        )
        heads = {subject: (sequence, bytes(digest)) for subject, sequence, digest in cursor}
        old = set(heads)
        prevs: dict[str, bytes] = {}
        cursor.execute("SELECT nextval('journal_entry_id_seq') FROM generate_series(1, %s) ORDER BY 1", [len(drafts)])
        ids = [row[0] for row in cursor]
        payloads = []
        with cursor.copy(f"COPY journal_entry ({', '.join(_COLUMNS)}) FROM STDIN") as rows:
            # Computed while the server takes in what went before: the two halves of the work overlap.
            for pk, draft in zip(ids, drafts, strict=True):
                item = prepare(draft, recorded_at=recorded_at)
                sequence, prev = heads.get(draft.subject, (0, GENESIS))
                row = item.row(pk=pk, sequence=sequence + 1, prev=prev)
                heads[draft.subject], prevs[draft.subject] = (sequence + 1, row[-1]), prev
                rows.write_row(row)
                payloads.append((pk, item.salt, Jsonb(item.body)))
        with cursor.copy("COPY journal_payload (entry_id, salt, body) FROM STDIN") as rows:
            for payload in payloads:
                rows.write_row(payload)
        if deliver:
            with cursor.copy("COPY journal_undelivered (entry_id) FROM STDIN") as rows:
                for pk in ids:
                    rows.write_row((pk,))
        _move_heads(cursor, subjects, old, heads, prevs)
    return ids


def _move_heads(
    cursor: Any, subjects: list[str], old: set[str], heads: dict[str, tuple[int, bytes]], prevs: dict[str, bytes]
) -> None:
    fresh = [subject for subject in subjects if subject not in old]
    moved = [subject for subject in subjects if subject in old]

    def columns(names: list[str]) -> list[object]:
        return [names, [heads[n][0] for n in names], [prevs[n] for n in names], [heads[n][1] for n in names]]

    if fresh:
        cursor.execute(
            "INSERT INTO journal_head (subject, sequence, prev, hash) "
            "SELECT * FROM unnest(%s::varchar[], %s::int[], %s::bytea[], %s::bytea[]) ON CONFLICT (subject) DO NOTHING",
            columns(fresh),
        )
        if cursor.rowcount != len(fresh):
            raise _Overtaken
    if moved:
        cursor.execute(
            "UPDATE journal_head AS head SET sequence = new.sequence, prev = new.prev, hash = new.hash "
            "FROM unnest(%s::varchar[], %s::int[], %s::bytea[], %s::bytea[]) AS new (subject, sequence, prev, hash) "
            "WHERE head.subject = new.subject",
            columns(moved),
        )


_COLUMNS = (
    "id", "subject", "sequence", "name", "threads", "actor", "party", "place", "visibility",
    "happened_at", "recorded_at", "digest", "prev", "hash",
)  # fmt: skip
