"""Entries as sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hehuo.ground.access import Viewer
from hehuo.journal.kinds import KINDS, Kind, Ref, Visibility, names_of
from hehuo.journal.models import Entry
from hehuo.journal.policy import visible

Names = Mapping[str, Mapping[Any, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it: ``at`` is when it happened, ``sentence`` and names are in the active language."""

    at: datetime
    recorded_at: datetime
    sentence: str
    actor: str
    visibility: Visibility
    entry: Entry
    #: The name of the place, its code where nobody names it, empty where it belongs to none.
    place: str = ""

    @property
    def late(self) -> bool:
        """Whether it was recorded noticeably after it happened (offline, paper, import)."""
        return self.recorded_at - self.at > timedelta(minutes=1)

    @property
    def erased(self) -> bool:
        """Whether what it said is gone."""
        return self.entry.payload.erased_at is not None

    @property
    def own(self) -> bool:
        """Whether the journal speaks of itself."""
        return self.entry.name.startswith("journal.")


def timeline(*, thread: str, viewer: Viewer, limit: int = 50, before: int | None = None) -> list[Line]:
    """The newest entries on the timeline of ``thread`` (``"case:12"``) that ``viewer`` may read, newest first.

    Its own chain and whatever named it as a thread. ``before`` (an entry id) pages on. One query for the entries, one
    for each sort of name in them.
    """
    on_thread = Q(subject=thread) | (Q(threads__contains=[thread]) & ~Q(threads=[]))
    entries = Entry.objects.filter(on_thread).filter(visible(viewer)).select_related("payload")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    return lines(list(entries.order_by("-pk")[:limit]))


def lines(entries: Sequence[Entry]) -> list[Line]:
    """``entries`` (with their payloads) as sentences, in the same order."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for entry in entries:
        if entry.actor is not None:
            wanted["person"].add(entry.actor)
        if entry.party is not None:
            wanted["organisation"].add(entry.party)
        if entry.place:
            wanted["place"].add(entry.place)
        kind = KINDS.get(entry.name)
        for field, sort in kind.fields.items() if kind else ():
            if isinstance(sort, Ref):
                wanted[sort.what].update(_ids((entry.payload.body or {}).get(field)))
    names = names_of(wanted)
    return [
        Line(
            at=entry.happened_at,
            recorded_at=entry.recorded_at,
            sentence=_sentence(entry, names),
            actor=_actor(entry, names),
            visibility=Visibility(entry.visibility),
            entry=entry,
            place=names.get("place", {}).get(entry.place, entry.place),
        )
        for entry in entries
    ]


class _Shown(dict[str, str]):
    """Fields as words. A sentence that names a field the kind lacks must not break the page for its readers."""

    def __missing__(self, _field: str) -> str:
        return "—"


def _ids(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _sentence(entry: Entry, names: Names) -> str:
    kind = KINDS.get(entry.name)
    if kind is None:
        return entry.name
    if entry.payload.erased_at is not None:
        return str(kind.sentence) % _Shown.fromkeys(kind.fields, _("[erased]"))
    body = entry.payload.body or {}
    return str(kind.sentence) % _Shown(
        (field, _show(sort, body.get(field), names)) for field, sort in kind.fields.items()
    )


def outline(kind: Kind) -> str:
    """What ``kind`` says, with dots for what varies, for lists of kinds."""
    return str(kind.sentence) % dict.fromkeys(kind.fields, "…")


def _actor(entry: Entry, names: Names) -> str:
    if entry.actor is not None:
        return names.get("person", {}).get(entry.actor) or _("Person %(id)s") % {"id": entry.actor}
    if entry.party is not None:
        return names.get("organisation", {}).get(entry.party) or _("Organisation %(id)s") % {"id": entry.party}
    return ""


def _show(sort: Any, value: Any, names: Names) -> str:
    if value is None or value == []:
        return "—"
    if isinstance(value, list):
        return "、".join(_show(sort, item, names) for item in value)
    if isinstance(sort, Ref):
        return names.get(sort.what, {}).get(value) or f"#{value}"
    if isinstance(sort, Mapping):
        return str(sort.get(value, value))
    if sort is bool:
        return _("yes") if value else _("no")
    if sort is datetime:
        return date_format(localtime(datetime.fromisoformat(value)), "Y-m-d H:i")
    if sort is date:
        return date_format(date.fromisoformat(value), "Y-m-d")
    if sort is Decimal:
        return f"{Decimal(value):f}"
    if isinstance(sort, type) and issubclass(sort, Enum):
        known = next((member for member in sort if member.value == value), None)
        return str(getattr(known, "label", value))
    return str(value)
