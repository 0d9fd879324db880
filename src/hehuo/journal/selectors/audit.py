"""The journal for those who look after it: filtered entries, the outbox, handlers in trouble."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.journal.kinds import KINDS
from hehuo.journal.models import Entry, Failure, Undelivered
from hehuo.journal.policy import visible

from .timeline import Line, lines, outline


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first; ``older`` is the entry id to page on from, None at the end."""

    lines: list[Line]
    older: int | None


def entries(
    *,
    viewer: Viewer,
    subject: str = "",
    name: str = "",
    actor: int | None = None,
    place: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """Entries that ``viewer`` may read, newest first, by keyset.

    ``subject`` takes threads too; ``place`` is a prefix; ``since`` and ``until`` are Beijing days of recording, both
    included.
    """
    rows = Entry.objects.filter(visible(viewer)).select_related("payload")
    if subject:
        rows = rows.filter(Q(subject=subject) | (Q(threads__contains=[subject]) & ~Q(threads=[])))
    if name:
        rows = rows.filter(name=name)
    if actor is not None:
        rows = rows.filter(actor=actor)
    if place:
        rows = rows.filter(place__startswith=place)
    if since:
        rows = rows.filter(recorded_at__gte=_midnight(since))
    if until:
        rows = rows.filter(recorded_at__lt=_midnight(until + timedelta(days=1)))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return Page(lines(found[:limit]), found[limit - 1].pk if len(found) > limit else None)


def line(entry: int, *, viewer: Viewer) -> Line | None:
    """One entry as a sentence, None where ``viewer`` may not read it."""
    found = Entry.objects.filter(visible(viewer), pk=entry).select_related("payload").first()
    return lines([found])[0] if found else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.BEIJING)


def kinds_for_choice() -> list[tuple[str, str]]:
    """All kinds of events as (name, what it says), for a select box."""
    return [(kind.name, outline(kind)) for kind in sorted(KINDS.values(), key=lambda kind: kind.name)]


def undelivered(*, viewer: Viewer, limit: int = 50) -> list[Line]:
    """The oldest entries that no worker has taken up yet, as far as ``viewer`` may read them."""
    waiting = Undelivered.objects.order_by("entry_id").values("entry_id")[:1000]
    rows = Entry.objects.filter(pk__in=waiting).filter(visible(viewer)).select_related("payload")
    return lines(list(rows.order_by("pk")[:limit]))


def count_undelivered() -> int:
    """How many entries wait for the relay."""
    return Undelivered.objects.count()


def count_failures() -> int:
    """How many handlers have not managed yet."""
    return Failure.objects.filter(solved_at=None).count()


def failures(*, viewer: Viewer, limit: int = 100) -> list[dict[str, Any]]:
    """Handlers that did not manage yet, the latest first, for entries that ``viewer`` may read."""
    readable = Entry.objects.filter(visible(viewer)).values("pk")
    rows = Failure.objects.filter(solved_at=None, entry__in=readable).order_by("-last_at")
    fields = ("id", "entry_id", "entry__name", "entry__subject", "handler", "attempts", "error", "last_at", "given_up")
    return list(rows.values(*fields)[:limit])
