"""The problem ledger and its ageing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.cases import policy
from hehuo.cases.models import LedgerEntry
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

_OPEN = Q(state__in=("open", "working"))


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open problems by age, and how many were solved; ``oldest`` is the day on which the oldest open one began."""

    quarter: int
    year: int
    three_years: int
    older: int
    open: int
    solved: int
    oldest: date | None


def ledger(viewer: Viewer, place: str, *, state: str = "", text: str = "") -> QuerySet[LedgerEntry]:
    """Entries at ``place`` and below, oldest first; none for those who may not read them. ``state``: one of
    ``LedgerState``, ``unsolved`` for open and working, or empty for all."""
    rows = LedgerEntry.objects.filter(place__startswith=place)
    if not policy.may_read_ledger(viewer, place):
        return rows.none()
    if state == "unsolved":
        rows = rows.filter(_OPEN)
    elif state:
        rows = rows.filter(state=state)
    if text.strip():
        rows = rows.filter(title__icontains=text.strip())
    return rows.select_related("owner", "case").order_by("since", "pk")


def ledger_entry(viewer: Viewer, pk: int) -> LedgerEntry:
    """One entry. Raises NotFound for those who may not read it."""
    entry = LedgerEntry.objects.select_related("owner", "case").filter(pk=pk).first()
    if entry is None or not policy.may_read_ledger(viewer, entry.place):
        raise NotFound(_("There is no such entry."))
    return entry


def ledger_ageing(place: str) -> Ageing:
    """How old the open problems of ``place`` (a prefix) are: up to 90 days, a year, three years, more. One query."""
    today = clock.now().astimezone(clock.BEIJING).date()
    quarter, year, three = (today - timedelta(days=days) for days in (90, 365, 3 * 365))
    found = LedgerEntry.objects.filter(place__startswith=place).aggregate(
        quarter=Count("pk", filter=_OPEN & Q(since__gte=quarter)),
        year=Count("pk", filter=_OPEN & Q(since__lt=quarter, since__gte=year)),
        three_years=Count("pk", filter=_OPEN & Q(since__lt=year, since__gte=three)),
        older=Count("pk", filter=_OPEN & Q(since__lt=three)),
        open=Count("pk", filter=_OPEN),
        solved=Count("pk", filter=Q(state="solved")),
        oldest=Min("since", filter=_OPEN),
    )
    return Ageing(**found)
