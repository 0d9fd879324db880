"""Writing the journal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.canonical import canonical, plain

from .kinds import Kind
from .models import Entry, Head, Payload, Undelivered, Visibility

GENESIS = bytes(32)


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

    Must run inside the transaction of the change that it reports. ``payload`` holds ids, codes, numbers and salted
    references, never personal data. ``threads`` are further subjects on whose timelines the entry appears.
    """
    assert connection.in_atomic_block, "a journal entry belongs to the transaction of its change"
    recorded_at = clock.now()
    Head.objects.bulk_create([Head(subject=subject, sequence=0, hash=GENESIS)], ignore_conflicts=True)
    with transaction.atomic():
        head = Head.objects.select_for_update().get(subject=subject)
        salt = secrets.token_bytes(16)
        body = plain(payload)
        digest = hashlib.sha256(salt + canonical(payload)).digest()
        entry = Entry(
            subject=subject,
            sequence=head.sequence + 1,
            name=kind.name,
            threads=[subject, *threads],
            actor=by.person_id,
            party=party,
            place=place,
            visibility=kind.visibility if visibility is None else visibility,
            happened_at=happened_at or recorded_at,
            recorded_at=recorded_at,
            digest=digest,
            prev=head.hash,
        )
        entry.hash = hashlib.sha256(bytes(head.hash) + canonical(_header(entry)) + digest).digest()
        entry.save(force_insert=True)
        Payload.objects.create(entry=entry, salt=salt, body=body)
        Undelivered.objects.create(entry=entry)
        Head.objects.filter(subject=subject).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _header(entry: Entry) -> dict[str, object]:
    return {
        "subject": entry.subject,
        "sequence": entry.sequence,
        "name": entry.name,
        "threads": entry.threads,
        "actor": entry.actor,
        "party": entry.party,
        "place": entry.place,
        "visibility": int(entry.visibility),
        "happened_at": entry.happened_at,
        "recorded_at": entry.recorded_at,
    }
