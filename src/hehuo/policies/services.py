"""Deciding about settings and loading the working days of a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import holidays
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal.services import append

from . import policy, selectors
from .events import DECIDED, WITHDRAWN, YEAR_LOADED
from .models import CalendarYear, PolicyRow
from .rules import NoticeDay, check_notice

REASON_LENGTH = 2000
#: The first year for which cases are imported; earlier years stay weekdays, provisionally.
FIRST_YEAR = 2019


@service
def decide(
    *,
    by: Viewer,
    key: str,
    place: str,
    value: Any,
    reason: str,
    in_force_from: datetime | None = None,
    for_open_cases: bool = False,
) -> PolicyRow:
    """Decide that setting ``key`` is ``value`` at ``place`` from ``in_force_from`` (now when None) on.

    ``value`` is typed as the setting's kind says; None gives the matter back to the wider place. The same decision
    sent twice is one row. Raises NotAllowed, NotFound (no such setting), Invalid (no possible value, no reason),
    Refused (in the past) and Conflict (another decision from the very same moment).
    """
    declared = selectors.setting(key)
    if not policy.may_decide(by, place):
        raise NotAllowed(_("Only an administrator or leader of this place decides about it."))
    now = clock.now()
    since = in_force_from or now
    reason = clean(reason)
    stored = None if value is None else declared.write(value)
    if not reason or len(reason) > REASON_LENGTH:
        raise Invalid(
            _("Please say why, in at most %(n)s characters: people will ask.") % {"n": REASON_LENGTH},
            fields={"reason": _("A reason is needed.")},
        )
    if since < now:
        raise Refused(_("A policy cannot change what was; please choose a moment from now on."))
    row = PolicyRow(
        key=key,
        place=place,
        value=stored,
        in_force_from=since,
        for_open_cases=for_open_cases,
        reason=reason,
        decided_by_id=by.person_id,
        decided_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _decided_already(row)
    selectors.changed()
    append(
        subject=f"policy:{key}",
        kind=DECIDED,
        payload={"setting": key, "row": row.pk, "in_force_from": since},
        by=by,
        place=place,
    )
    return row


def _decided_already(row: PolicyRow) -> PolicyRow:
    """The row that was first at this moment, when it says the same."""
    first = PolicyRow.objects.filter(
        key=row.key, place=row.place, in_force_from=row.in_force_from, withdrawn_at=None
    ).first()
    if first is None or (first.value, first.for_open_cases) != (row.value, row.for_open_cases):
        raise Conflict(_("Somebody decided about this setting for the same moment. Please look at it again."))
    return first


@service
def withdraw(*, by: Viewer, row_id: int) -> PolicyRow:
    """Take back a decision that is not in force yet; a second time changes nothing.

    Raises NotFound, NotAllowed, Refused (it is in force already: decide anew instead).
    """
    row = PolicyRow.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such decision."))
    if not policy.may_decide(by, row.place):
        raise NotAllowed(_("Only an administrator or leader of this place decides about it."))
    if row.withdrawn_at is not None:
        return row
    now = clock.now()
    if row.in_force_from <= now:
        raise Refused(_("This decision is in force already. Decide anew instead; the past stays as it was."))
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    selectors.changed()
    append(
        subject=f"policy:{row.key}",
        kind=WITHDRAWN,
        payload={"setting": row.key, "row": row.pk},
        by=by,
        place=row.place,
    )
    return row


@service
def load_year(
    *, by: Viewer, year: int, days: list[NoticeDay], source: str, provisional: bool = False
) -> tuple[CalendarYear, bool]:
    """Load a year's notice; returns the row and whether it is new (the same notice twice is one row).

    Earlier notices of the year stay on record. Raises NotAllowed and Invalid.
    """
    if not policy.may_load_years(by):
        raise NotAllowed(_("Only an administrator loads the working days of a year."))
    if not provisional:
        check_notice(year, days)
    stored = [[one.day.isoformat(), one.off, clean(one.name)[:60]] for one in sorted(days, key=lambda one: one.day)]
    with connection.cursor() as cursor:
        # Two people loading the same year: the second waits here and then finds the first one's row.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policies.load_year'), %s)", [year])
    latest = CalendarYear.objects.filter(year=year).order_by("-id").first()
    if latest is not None and (latest.days, latest.provisional) == (stored, provisional):
        return latest, False
    row = CalendarYear.objects.create(
        year=year,
        days=stored,
        provisional=provisional,
        source=clean(source)[:200],
        loaded_by_id=by.person_id,
        loaded_at=clock.now(),
    )
    selectors.changed()
    append(subject=f"calendar:{year}", kind=YEAR_LOADED, payload={"year": year, "provisional": provisional}, by=by)
    return row, True


@service
def load_known_years(*, by: Viewer, years: Iterable[int] = ()) -> list[int]:
    """Load the notices that the library ``holidays`` knows (all from 2019 on by default); returns the new years.

    A year that somebody loaded already is left alone: a person's upload outranks the library.
    """
    wanted = list(years) or range(FIRST_YEAR, clock.now().year + 3)
    there = set(CalendarYear.objects.filter(year__in=wanted, provisional=False).values_list("year", flat=True))
    loaded = []
    for year in wanted:
        days = library_notice(year)
        if days and year not in there:
            load_year(
                by=by, year=year, days=days, source=f"国务院办公厅节假日安排通知（据 holidays {version('holidays')}）"
            )
            loaded.append(year)
    return loaded


def library_notice(year: int) -> list[NoticeDay]:
    """The notice of ``year`` as the library ``holidays`` knows it; empty where it only guesses.

    The library guesses years that are not announced yet from the lunar calendar. Every notice since 2007 has make-up
    days, a guess never has one: that tells them apart.
    """
    china = holidays.country_holidays("CN", years=[year - 1, year], language="zh_CN")
    made_up: set[date] = {day for day in china.weekend_workdays if day.year == year}
    if not made_up:
        return []
    off = {day: name for day, name in china.items() if day.year == year}
    return [
        *(NoticeDay(day, True, name) for day, name in sorted(off.items())),
        *(NoticeDay(day, False, "") for day in sorted(made_up)),
    ]
