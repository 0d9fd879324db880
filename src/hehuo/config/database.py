"""``DATABASE_URL`` as Django wants it."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from . import env


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
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
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
