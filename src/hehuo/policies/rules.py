"""What a setting is, which of its rows counts, and how the State Council's notice is read; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hehuo.ground.codes import is_within
from hehuo.ground.errors import Invalid
from hehuo.ground.workdays import Year


class Kind(StrEnum):
    """What a value is made of; in brackets the Python type that readers get."""

    INT = "int"  # int
    DECIMAL = "decimal"  # Decimal, stored as a string
    BOOL = "bool"  # bool
    TEXT = "text"  # str
    CHOICE = "choice"  # str, one of ``choices``
    DURATION = "duration"  # timedelta, stored as whole seconds
    HOURS = "hours"  # (opens, closes) in hours after midnight, as ground.workdays.Hours
    LIST = "list"  # tuple of str


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure or choice that no source fixes for ever: declared by a room, decided on a page, dated.

    ``key`` is ``room.name``; ``default`` is a typed value; ``source`` names the law or practice behind the default.
    ``lowest`` and ``highest`` bound numbers and durations; ``choices`` maps a stored value to its label.
    """

    key: str
    kind: str
    default: Any
    label: Any
    unit: Any = ""
    source: Any = ""
    lowest: Any = None
    highest: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    help: Any = ""

    def __post_init__(self) -> None:
        Kind(self.kind)
        if self.read(self.write(self.default)) != self.default:
            raise ValueError(f"setting {self.key}: the default {self.default!r} is not a value of its kind")

    @property
    def room(self) -> str:
        """The room that declared it: the key up to its first dot."""
        return self.key.partition(".")[0]

    def write(self, value: Any) -> Any:
        """``value`` as JSON. Raises :class:`Invalid` where it is no possible value of this setting."""
        self._check(value)
        return _WRITE.get(self.kind, lambda plain: plain)(value)

    def read(self, stored: Any) -> Any:
        """The typed value behind the JSON of :meth:`write`."""
        return _READ.get(self.kind, lambda plain: plain)(stored)

    def say(self, value: Any) -> str:
        """``value`` in words with its unit, as a page shows it."""
        match self.kind:
            case Kind.DURATION:
                return say_duration(value)
            case Kind.HOURS:
                return "–".join(f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in value)
            case Kind.BOOL:
                return str(_("Yes") if value else _("No"))
            case Kind.CHOICE:
                return str(self.choices.get(value, value))
            case Kind.LIST:
                return "、".join(str(self.choices.get(one, one)) for one in value) or "—"
        return f"{value} {self.unit}".strip()

    def _check(self, value: Any) -> None:
        if not _IS[self.kind](value):
            raise Invalid(_("“%(value)s” is not a value for “%(label)s”.") % {"value": value, "label": self.label})
        if self.choices and any(one not in self.choices for one in (value if self.kind == Kind.LIST else [value])):
            raise Invalid(_("“%(value)s” is not among the choices.") % {"value": value})
        if self.lowest is not None and value < self.lowest:
            raise Invalid(_("The least that is possible is %(lowest)s.") % {"lowest": self.say(self.lowest)})
        if self.highest is not None and value > self.highest:
            raise Invalid(_("The most that is possible is %(highest)s.") % {"highest": self.say(self.highest)})


def _is_hours(value: Any) -> bool:
    match value:
        case (int() | float() as opens, int() | float() as closes):
            return 0 <= opens < closes <= 24
    return False


def say_duration(span: timedelta) -> str:
    """``2 hours``, ``7 days``, ``90 minutes``: in the largest unit that divides it."""
    seconds = int(span.total_seconds())
    if seconds % 86_400 == 0:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86_400) % {"n": seconds // 86_400}
    if seconds % 3600 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}


_IS: Mapping[str, Callable[[Any], bool]] = {
    Kind.INT: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Kind.DECIMAL: lambda value: isinstance(value, Decimal) and value.is_finite(),
    Kind.BOOL: lambda value: isinstance(value, bool),
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.CHOICE: lambda value: isinstance(value, str),
    Kind.DURATION: lambda value: isinstance(value, timedelta) and not value.microseconds,
    Kind.HOURS: _is_hours,
    Kind.LIST: lambda value: isinstance(value, tuple) and all(isinstance(one, str) for one in value),
}
_WRITE: Mapping[str, Callable[[Any], Any]] = {
    Kind.DECIMAL: str,
    Kind.DURATION: lambda value: int(value.total_seconds()),
    Kind.HOURS: list,
    Kind.LIST: list,
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    Kind.DECIMAL: Decimal,
    Kind.DURATION: lambda stored: timedelta(seconds=stored),
    Kind.HOURS: tuple,
    Kind.LIST: tuple,
}


#: Every setting of the house by key; rooms add theirs through ``selectors.register``.
SETTINGS: dict[str, Setting] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One decision, as the rules see it. ``value`` None means: from here on the wider place's value holds again."""

    id: int
    key: str
    place: str
    value: Any
    in_force_from: datetime
    for_open_cases: bool = False


def row_in_force(rows: Iterable[Row], *, place: str, at: datetime, asked_at: datetime | None = None) -> Row | None:
    """The row of one setting that holds at ``place`` and moment ``at``; None where the default does.

    Per place the youngest row counts, then the deepest place that has a value of its own. With ``asked_at``, later
    rows that were decided for open cases too count as well (3-domain §3.1: an open case keeps the policy of its
    opening unless the new one says otherwise).
    """
    youngest: dict[str, Row] = {}
    for row in rows:
        in_time = row.in_force_from <= at or (
            asked_at is not None and row.for_open_cases and row.in_force_from <= asked_at
        )
        if in_time and is_within(place, row.place):
            other = youngest.get(row.place)
            if other is None or (row.in_force_from, row.id) > (other.in_force_from, other.id):
                youngest[row.place] = row
    own = [row for row in youngest.values() if row.value is not None]
    return max(own, key=lambda row: len(row.place), default=None)


def version_at(rows: Iterable[Row], at: datetime) -> int:
    """The number of the latest decision in force at ``at``; 0 before the first. Never falls as time goes on."""
    return max((row.id for row in rows if row.in_force_from <= at), default=0)


# -- the year's notice -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day that a notice names: off, or worked although it is a weekend."""

    day: date
    off: bool
    name: str


def read_notice(text: str) -> tuple[int, list[NoticeDay]]:
    """The year and days of a notice in the usual JSON layout ``{"year", "days": [{"name", "date", "isOffDay"}]}``.

    Raises :class:`Invalid` in words where the text is not such a notice.
    """
    try:
        told = json.loads(text)
        year = int(told["year"])
        days = [
            NoticeDay(date.fromisoformat(day["date"]), _flag(day["isOffDay"]), str(day.get("name", "")))
            for day in told["days"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(
            _("This is no holiday notice: we expect JSON with “year” and “days” of “name”, “date” and “isOffDay”.")
        ) from None
    check_notice(year, days)
    return year, days


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def check_notice(year: int, days: list[NoticeDay]) -> None:
    """Refuse what cannot be a State Council notice of ``year``. Raises :class:`Invalid`."""
    if not 2000 <= year <= 2100:
        raise Invalid(_("The year %(year)s is out of range.") % {"year": year})
    if not 5 <= len(days) <= 100:
        raise Invalid(_("A year's notice names between 5 and 100 days; this one names %(n)s.") % {"n": len(days)})
    if len({day.day for day in days}) != len(days):
        raise Invalid(_("A day is named twice."))
    for day in days:
        if not date(year - 1, 12, 1) <= day.day <= date(year, 12, 31):
            raise Invalid(_("%(day)s does not belong to the year %(year)s.") % {"day": day.day, "year": year})
        if not day.off and day.day.weekday() < 5:
            raise Invalid(_("%(day)s is a weekday: it cannot be made up for.") % {"day": day.day})


def year_of(days: Iterable[NoticeDay], *, provisional: bool = False) -> Year:
    """The calendar's view of a notice."""
    named = list(days)
    return Year(
        off=frozenset(day.day for day in named if day.off),
        work=frozenset(day.day for day in named if not day.off),
        provisional=provisional,
    )


def parse_decimal(text: str) -> Decimal:
    """``text`` as a finite decimal. Raises :class:`Invalid`."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Invalid(_("Please write a number, such as 0.5."))
    return value
