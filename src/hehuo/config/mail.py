"""``HEHUO_EMAIL_URL`` as Django wants it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from . import env

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def parse(url: str) -> dict[str, Any]:
    """Django's settings for ``smtp://``, ``smtp+tls://`` or ``smtps://user:password@host:port``; "" logs mail."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in PORTS or not parts.hostname or port == -1:
        env.PROBLEMS["HEHUO_EMAIL_URL"] = "not of the form smtp+tls://user:password@host:port."
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": port or PORTS.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
