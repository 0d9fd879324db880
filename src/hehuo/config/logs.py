"""Logs: one JSON object a line, with the request's id and nothing personal in it."""

from __future__ import annotations

import logging

from pythonjsonlogger.json import JsonFormatter

from hehuo.ground.text import mask_numbers
from hehuo.ground.tracing import request_id

FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"
#: Attributes that Django's own loggers add and that would carry a whole request, addresses and all.
WITHHELD = ("request", "server_time", "sql", "params")


class Context(logging.Filter):
    """Adds ``request_id`` to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        record.request_id = request_id.get()
        for name in WITHHELD:
            record.__dict__.pop(name, None)
        return True


class Json(JsonFormatter):
    """JSON in which phone and identity numbers that slipped into a message or a traceback are hidden.

    That is the last line of defence: code must not log personal data in the first place.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        return mask_numbers(super().format(record))


class Text(logging.Formatter):
    """The same for eyes (``HEHUO_LOG_FORMAT=text``)."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of text, more for a traceback."""
        return mask_numbers(super().format(record))


def configuration(*, style: str, level: str) -> dict[str, object]:
    """The ``LOGGING`` setting."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": "hehuo.config.logs.Context"}},
        "formatters": {
            "json": {
                "()": "hehuo.config.logs.Json",
                "fmt": FIELDS,
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                "json_ensure_ascii": False,
            },
            "text": {"()": "hehuo.config.logs.Text", "fmt": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"},
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": style, "filters": ["context"]}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Its own handlers write to a console in DEBUG and mail administrators; ours do for both.
            "django": {"handlers": [], "level": level, "propagate": True},
            # Names the path of every 404, and paths of progress pages hold the receipt's secret.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Names the account and the address.
            "axes": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }
