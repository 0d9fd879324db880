"""Idempotency: a request that comes twice is answered once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock, rows
from hehuo.ground.errors import Conflict
from hehuo.ground.service import service as service_
from hehuo.journal.models import Key

#: How long an answer is kept for retries.
KEPT_DAYS = 30


def _digest(fingerprint: str | bytes) -> bytes:
    return hashlib.sha256(fingerprint if isinstance(fingerprint, bytes) else fingerprint.encode()).digest()


def replay(*, key: str | None, service: str, fingerprint: str | bytes) -> str | None:
    """The remembered result of ``service`` under ``key``, or None where it is new.

    Call it first in the service's transaction: it holds the key until that ends, so that of two requests at once the
    second waits and then finds the first one's answer. ``fingerprint`` is whatever makes the request what it is (who
    asks, and what); the same key with another raises Conflict. An empty key means none: None at no cost.
    """
    if not key:
        return None
    if not connection.in_atomic_block:
        raise RuntimeError("an idempotency key belongs to the transaction of its service")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7401))", [f"{service}\n{key}"])
    found = rows.fetch(Key, "service = %s AND key = %s", service, key)
    if found is None:
        return None
    if bytes(found.fingerprint) != _digest(fingerprint):
        raise Conflict(_("This key was already used for another request. Take a new key."), code="key_reused")
    return found.result


def remember(*, key: str | None, service: str, fingerprint: str | bytes, result: object) -> None:
    """Keep ``result`` (as text, such as an id) for retries under ``key``; call it last, after :func:`replay`."""
    if not key:
        return
    rows.insert(Key(service=service, key=key, fingerprint=_digest(fingerprint), result=str(result), at=clock.now()))


@service_
def forget_old_keys() -> int:
    """Drop answers older than ``KEPT_DAYS`` and return how many."""
    return Key.objects.filter(at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]
