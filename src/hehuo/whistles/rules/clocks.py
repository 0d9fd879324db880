"""The clocks of a whistle: what they allow, and how they stand. Time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hehuo.ground.clock import BEIJING
from hehuo.ground.workdays import Calendar

from .words import Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """By when a unit acknowledges, is there (or in touch), and the whole is concluded; None where nothing is set."""

    acknowledge_by: datetime | None = None
    check_in_by: datetime | None = None
    conclude_by: datetime | None = None


def limits(kind: Kind, blown_at: datetime, read: Callable[[str], Any], calendar: Calendar) -> Limits:
    """The limits of a whistle blown at ``blown_at``; ``read`` gives the value of a setting in force.

    Hard work counts whole working days of the one calendar, its own day not counted (Civil Code art. 201), up to
    midnight of the last.
    """
    match kind:
        case Kind.ROUTINE:
            acknowledge = read("whistles.acknowledge.routine")
            return Limits(blown_at + acknowledge, blown_at + read("whistles.contact.routine"))
        case Kind.EMERGENCY:
            return Limits(check_in_by=blown_at + read("whistles.check_in.emergency"))
    last = calendar.add_working_days(blown_at.astimezone(BEIJING).date(), read("whistles.conclude.hard"))
    return Limits(conclude_by=datetime.combine(last, time(23, 59, 59), tzinfo=BEIJING))


class Standing(StrEnum):
    """How a clock stands: derived, never stored."""

    RUNNING = "running"
    LATE = "late"
    KEPT = "kept"
    MISSED = "missed"
    STOPPED = "stopped"

    @property
    def tone(self) -> str:
        """The colour that shows it."""
        return _TONES[self]


_TONES = {
    Standing.RUNNING: "",
    Standing.LATE: "bad",
    Standing.KEPT: "ok",
    Standing.MISSED: "bad",
    Standing.STOPPED: "",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit: ``due``, when it was met if it was, and how that stands."""

    name: str
    due: datetime
    met_at: datetime | None
    standing: Standing

    @property
    def label(self) -> Promise:
        """What is to be done by then."""
        return _NAMES[self.name]

    @property
    def late(self) -> bool:
        """Whether the limit passed before it was met."""
        return self.standing in {Standing.LATE, Standing.MISSED}


_NAMES = {
    "acknowledge": _("Acknowledge"),
    "check_in": _("Be on site"),
    "contact": _("Get in touch"),
    "conclude": _("Conclude"),
}


def clock_of(name: str, due: datetime | None, met_at: datetime | None, now: datetime, *, owed: bool) -> Clock | None:
    """The clock ``name`` as it stands ``now``; None where no limit is set. ``owed``: it still has to be met."""
    if due is None:
        return None
    if met_at is not None:
        standing = Standing.KEPT if met_at <= due else Standing.MISSED
    elif not owed:
        standing = Standing.STOPPED
    else:
        standing = Standing.RUNNING if now <= due else Standing.LATE
    return Clock(name, due, met_at, standing)


def second_clock(kind: Kind) -> str:
    """What a routine whistle asks for first is a talk; every other wants the unit to be there."""
    return "contact" if kind is Kind.ROUTINE else "check_in"
