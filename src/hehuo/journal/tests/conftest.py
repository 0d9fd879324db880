"""A kind of event to play with, and what the journal's tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from hehuo.ground.access import SYSTEM, Viewer
from hehuo.journal import kinds, relay, services
from hehuo.journal.models import Entry

TRIAL = kinds.define("trial.did", "%(who)s did number %(n)s", who=kinds.Ref("person"), n=int)


@pytest.fixture
def write(db) -> Callable[..., Entry]:
    """``write(subject, n)`` appends one trial event."""

    def append(subject: str = "trial:1", n: int = 1, by: Viewer = SYSTEM, **more) -> Entry:
        with transaction.atomic():
            return services.append(subject=subject, kind=TRIAL, payload={"who": 7, "n": n}, by=by, **more)

    return append


@pytest.fixture
def tamper(db) -> Callable[..., None]:
    """``tamper(sql)`` runs SQL as a superuser who switched the triggers off."""

    def run(*statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                for statement in statements:
                    cursor.execute(statement)
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")

    return run


@pytest.fixture
def handlers():
    """An empty map of handlers, put back afterwards."""
    before = {name: dict(found) for name, found in relay.HANDLERS.items()}
    relay.HANDLERS.clear()
    yield relay.HANDLERS
    relay.HANDLERS.clear()
    relay.HANDLERS.update(before)
