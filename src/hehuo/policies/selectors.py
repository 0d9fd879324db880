"""Reading policies: ``value`` is what every room asks on its hot path, so a snapshot of the rows is kept in memory.

The rows are few and change a few times a year. A process reads them once and again after ``FRESH_SECONDS``; decisions
made on a page come into force a minute later at the earliest, so that every process knows them in time and no query is
needed per question.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hehuo.ground import clock
from hehuo.ground.errors import NotFound
from hehuo.ground.workdays import Calendar

from .models import FRESH_SECONDS, CalendarYear, PolicyRow
from .rules import SETTINGS, NoticeDay, Row, Setting, row_in_force, version_at, year_of


@dataclass(frozen=True, slots=True)
class _Snapshot:
    rows: Mapping[str, Sequence[Row]]
    calendar: Calendar
    read_at: float


class _Cache:
    snapshot: _Snapshot | None = None
    #: True while a transaction of this process has decided something that may still be rolled back.
    unsettled = False


def register(*settings: Setting) -> None:
    """Declare settings, from a room's ``AppConfig.ready()``. Raises ValueError when a key is taken by another."""
    for setting in settings:
        if SETTINGS.setdefault(setting.key, setting) is not setting:
            raise ValueError(f"setting {setting.key} is declared twice")


def setting(key: str) -> Setting:
    """The declared setting. Raises :class:`NotFound`."""
    try:
        return SETTINGS[key]
    except KeyError:
        raise NotFound(f"no setting {key}") from None


def value(key: str, place: str = "", at: datetime | None = None, *, asked_at: datetime | None = None) -> Any:
    """The typed value of setting ``key`` at ``place`` and moment ``at`` (now when None); deepest place wins.

    For an open case pass ``at=case.opened_at, asked_at=now``: it keeps the policy of its opening unless a later
    decision was made for open cases too. Raises :class:`NotFound` for an unknown key. Costs no query as a rule.
    """
    declared = setting(key)
    rows = _snapshot().rows.get(key)
    if rows:
        row = row_in_force(rows, place=place, at=at or clock.now(), asked_at=asked_at)
        if row is not None:
            return declared.read(row.value)
    return declared.default


def version(at: datetime | None = None) -> int:
    """A number that rises with every decision in force: kept by a case to say under which policies it was opened."""
    return version_at((row for rows in _snapshot().rows.values() for row in rows), at or clock.now())


def calendar() -> Calendar:
    """The working-day calendar of every loaded year."""
    return _snapshot().calendar


def forget() -> None:
    """Read the rows anew at the next question (tests, and commands that load in another process)."""
    _Cache.snapshot, _Cache.unsettled = None, False


def changed() -> None:
    """Services tell that a row was written in the running transaction: until it ends, nothing is kept in memory."""
    _Cache.snapshot, _Cache.unsettled = None, True
    transaction.on_commit(forget)


def rows_of(key: str, place: str) -> list[PolicyRow]:
    """All decisions about ``key`` that matter at ``place`` (there and at wider places), youngest first."""
    wider = [place[:length] for length in range(len(place) + 1)]
    return list(
        PolicyRow.objects.filter(key=key, place__in=wider)
        .select_related("decided_by")
        .order_by("-in_force_from", "-id")
    )


def current_rows(place: str) -> dict[str, PolicyRow]:
    """Per key the decision that holds at ``place`` now; keys without one are at their default."""
    now, rows = clock.now(), _snapshot().rows
    found = {key: row_in_force(rows[key], place=place, at=now) for key in rows}
    ids = {row.id: key for key, row in found.items() if row is not None}
    return {ids[row.pk]: row for row in PolicyRow.objects.filter(pk__in=ids).select_related("decided_by")}


def years() -> list[CalendarYear]:
    """The loaded years, the youngest notice of each, newest year first."""
    return list(CalendarYear.objects.order_by("-year", "-id").distinct("year").select_related("loaded_by"))


def notice_days(year: CalendarYear) -> list[NoticeDay]:
    """The days that a stored notice names."""
    return [NoticeDay(_day(day), off, name) for day, off, name in year.days]


def _snapshot() -> _Snapshot:
    unsettled = _Cache.unsettled and connection.in_atomic_block
    kept = _Cache.snapshot
    if kept is not None and not unsettled and time.monotonic() - kept.read_at < FRESH_SECONDS:
        return kept
    rows: dict[str, list[Row]] = {}
    for row in PolicyRow.objects.filter(withdrawn_at=None).order_by("id"):
        rows.setdefault(row.key, []).append(
            Row(row.pk, row.key, row.place, row.value, row.in_force_from, row.for_open_cases)
        )
    known = {one.year: year_of(notice_days(one), provisional=one.provisional) for one in years()}
    snapshot = _Snapshot(rows, Calendar(known), time.monotonic())
    if not unsettled:
        _Cache.snapshot, _Cache.unsettled = snapshot, False
    return snapshot


def _day(text: str) -> Any:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
