"""``DATABASE_URL`` as Django wants it."""

from __future__ import annotations

import select
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from . import env


class Pooled(psycopg.Connection[Any]):
    """A connection whose health check costs nothing while the server is silent.

    Before each use the pool executes the empty statement. An idle server says nothing; one that ended has closed the
    socket, which then can be read. So the statement is sent only where there is something to read.
    """

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        """As psycopg's own, but for the pool's check."""
        if query == "" and not self._said_something():
            return self.cursor()
        return super().execute(query, *args, **kwargs)

    def _said_something(self) -> bool:
        watch = select.poll()
        watch.register(self, select.POLLIN)
        return bool(watch.poll(0))


def parse(url: str, *, pool: int) -> dict[str, object]:
    """The connection that ``url`` names; with ``pool`` > 0 each process keeps up to so many connections open.

    What cannot be understood is noted for the system checks; the parts that can be read are used.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as trouble:
        env.PROBLEMS["DATABASE_URL"] = f"{trouble}."
        parts, port = urlsplit("postgresql:///"), ""
    if parts.scheme not in {"postgresql", "postgres"}:
        env.PROBLEMS["DATABASE_URL"] = f"Hehuo speaks PostgreSQL only, not {parts.scheme or 'nothing'!r}."
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = str(options.pop("host", "") or parts.hostname or "")
    if pool:
        # With a pool of its own Django keeps no connection per thread (CONN_MAX_AGE must stay 0).
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10, "connection_class": Pooled}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
