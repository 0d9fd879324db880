"""Limits and clocks: when a case is due, and how it stands now. Time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from hehuo.ground.workdays import Calendar

from .stages import RUNNING, Stage

Basis = Literal["natural", "working"]
#: Working hours of a day, for limits that count working time.
WORKING_DAY = (9.0, 18.0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take; ``working`` counts working days (and working hours below a day) only."""

    amount: timedelta
    basis: Basis = "natural"


def due_at(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The moment at which ``limit`` runs out when it starts at ``start`` (aware)."""
    if limit.basis == "natural":
        return start + limit.amount
    days, rest = divmod(limit.amount, _DAY)
    end = calendar.add_working_time(start, days * _DAY)
    return calendar.add_working_time(end, rest, day=WORKING_DAY)


def grade_limit(grade: int, read: Callable[[str], Any]) -> Limit:
    """The limit of ``grade`` (1–4) by policy; ``read`` gives the value of a setting in force."""
    return Limit(read(f"cases.limit.grade{grade}"), read(f"cases.basis.grade{grade}"))


class State(StrEnum):
    """How the limit stands at a moment: derived, never stored."""

    NONE = "none"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    KEPT = "kept"
    MISSED = "missed"


def state_of(
    *, stage: Stage, due: datetime | None, answered_at: datetime | None, now: datetime, soon: timedelta
) -> State:
    """How the limit stands: while it runs against ``now``, afterwards against the answer."""
    if due is None:
        return State.NONE
    if stage not in RUNNING:
        if answered_at is None:
            return State.NONE
        return State.KEPT if answered_at <= due else State.MISSED
    if now > due:
        return State.OVERDUE
    return State.DUE_SOON if due - now <= soon else State.ON_TIME
