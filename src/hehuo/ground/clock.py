"""The one clock. Rules never read it (time comes in as an argument); services and jobs do, and only here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_moved: ContextVar[datetime | None] = ContextVar("hehuo_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC; the moved moment inside :func:`at`."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (aware) for stories, imports and tests in this context."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
