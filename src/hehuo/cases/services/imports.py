"""Cases from another platform's file, in bulk: the rules of single cases, written by COPY.

Imports tell nobody (the relay does not hear of them) and open no clocks but their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.cases import policy
from hehuo.cases.models import Case, Kind, Satisfied, Solved
from hehuo.cases.rules import ImportRow
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import is_within
from hehuo.ground.errors import Invalid, NotAllowed
from hehuo.ground.secrets import fingerprint
from hehuo.ground.service import service
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

from . import imports_changed, imports_new

#: What another platform took in is not cut; beyond this it is no complaint any more.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out; ``reason`` in words."""

    row: int
    ref: str
    reason: Any


@dataclass(slots=True)
class ImportResult:
    """What an import did, or in a dry run would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)


@service
def import_cases(
    *,
    by: Viewer,
    source: str,
    place: str,
    rows: Sequence[ImportRow],
    clocks: bool = True,
    dry_run: bool = False,
) -> ImportResult:
    """Take in the rows of ``source`` at ``place`` and below; the pair of source and number is a case's identity.

    New numbers become cases, with answer, official call-back and closing where the row tells of them; changed rows
    update what the platform owns and never take back what was done here; equal rows do nothing. Without ``clocks`` no
    limit runs (old material). A bad row is reported and the rest lands. Raises NotAllowed unless she dispatches at
    ``place``, Invalid for a source or place of no use.
    """
    if not by.has(*policy.DISPATCH, place=place):
        raise NotAllowed(_("Only a dispatcher or leader of this place imports its cases."))
    if not source or len(source) > 30 or not codes.is_code(place):
        raise Invalid(_("An import needs the code of its source and of its place."))
    with connection.cursor() as cursor:
        # Two imports of one source at once: the second waits and finds the first one's rows.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.import'), hashtext(%s))", [source])
    result = ImportResult()
    good = list(_checked(rows, source, place, result))
    known = {
        ref: (pk, bytes(told or b""), where)
        for ref, pk, told, where in Case.objects.filter(
            source=source, source_ref__in=[row.ref for row, _category in good]
        ).values_list("source_ref", "pk", "source_digest", "place")
    }
    fresh: list[imports_new.Fresh] = []
    changed: dict[int, imports_new.Fresh] = {}
    for row, category in good:
        told = digest_of(row)
        there = known.get(row.ref)
        if there is None:
            fresh.append((row, category, told))
        elif not is_within(there[2], place):
            result.rejected.append(RejectedRow(row.row, row.ref, _("This number belongs to another place.")))
        elif there[1] == told:
            result.unchanged += 1
        else:
            changed[there[0]] = (row, category, told)
    if not dry_run:
        imports_new.create(by, fresh, clocks=clocks)
        imports_changed.update(by, changed)
    result.created, result.updated = len(fresh), len(changed)
    return result


def _checked(
    rows: Iterable[ImportRow], source: str, place: str, result: ImportResult
) -> Iterable[tuple[ImportRow, int | None]]:
    """The rows that can be kept, each with its category's id; the others go to ``result.rejected``."""
    categories = {one.code: one.pk for one in matters.every(matters.tree_for(place), retired=True)}
    known_places: dict[str, bool] = {}
    seen: set[str] = set()
    for row in rows:
        if row.place not in known_places:
            known_places[row.place] = is_within(row.place, place) and places.exists(row.place)
        reason = _reason(row, source, seen, known_places[row.place], categories)
        if reason:
            result.rejected.append(RejectedRow(row.row, row.ref, reason))
        else:
            seen.add(row.ref)
            yield row, categories[row.category] if row.category else None


def _reason(row: ImportRow, source: str, seen: set[str], placed: bool, categories: dict[str, int]) -> Any:
    """Why ``row`` cannot be kept; empty where it can."""
    checks: tuple[tuple[bool, Any], ...] = (
        (row.source != source, _("The row is of another source.")),
        (not row.ref or len(row.ref) > 80, _("The number is missing or too long.")),
        (row.ref in seen, _("The number stands twice.")),
        (not row.text or len(row.text) > LONGEST_TEXT, _("The text is missing or too long.")),
        (len(row.title) > 120 or len(row.address) > 200, _("The title or the address is too long.")),
        (not placed, _("The place is unknown, or outside the place of the import.")),
        (bool(row.category) and row.category not in categories, _("The category is unknown.")),
        (bool(row.kind) and row.kind not in Kind.values, _("The kind of request is unknown.")),
        (row.grade is not None and row.grade not in range(1, 5), _("Grades go from 1 to 4.")),
        (bool(row.solved) and row.solved not in Solved.values, _("Whether it was solved cannot be read.")),
        (bool(row.satisfied) and row.satisfied not in Satisfied.values, _("The satisfaction cannot be read.")),
    )
    return next((reason for wrong, reason in checks if wrong), "")


def digest_of(row: ImportRow) -> bytes:
    """A keyed digest of everything that the platform says of the case, to tell an equal row from a changed one."""
    moments = (row.opened_at, row.answered_at, row.closed_at)
    words = (
        row.ref, row.place, row.text, row.title, row.address, row.kind, row.channel, row.category, row.contact_name,
        row.contact_phone, str(row.hidden), row.answer, row.solved, row.satisfied, str(row.grade), str(row.urgent),
        *(f"{moment.timestamp():.0f}" if moment else "" for moment in moments),
        *row.tags,
    )  # fmt: skip
    return fingerprint("\x1f".join(words))
