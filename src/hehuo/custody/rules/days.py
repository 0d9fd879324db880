"""The day and hour of a moment: always Beijing's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The day in Beijing."""
    return at.astimezone(BEIJING).date()


def hour_of(at: datetime) -> float:
    """The hour after midnight in Beijing: half past five is 5.5."""
    local = at.astimezone(BEIJING)
    return local.hour + local.minute / 60
