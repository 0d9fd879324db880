"""One at a time, where there is no row to lock yet."""

from __future__ import annotations

from django.db import connection


def alone(what: str) -> None:
    """Let a second caller for ``what`` wait until this transaction ends; she then finds everything there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"parties.{what}"])
