"""The import itself: read, turn, hand over in batches, report what was left out."""

from __future__ import annotations

import csv
import gc
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext_lazy as _

from hehuo.cases import services as cases
from hehuo.cases.rules import ImportRow
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

from .maps import ColumnMap, squeeze
from .rows import BadRow, Reader, community_name
from .sheets import Row, read_rows

#: Rows per transaction: large enough for COPY, small enough that memory stays flat and locks short.
BATCH = 4000
#: The header stands within the first rows; exports like to put a title above it.
_HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why."""

    row: int
    number: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What an import did, or in a dry run would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    dry_run: bool = False

    def counts(self) -> dict[str, int]:
        """The figures, as ``--json`` prints them; the last four sum up to the first."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": len(self.rejected),
        }


def import_file(
    *,
    by: Viewer,
    path: Path,
    map: ColumnMap,  # noqa: A002 - the word of the command line and the documentation
    place: str,
    dry_run: bool = False,
    progress: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Take in every good row of ``path``; bad ones are reported, the rest lands. Twice is once.

    ``progress`` hears the figures after each batch. In a dry run nothing is kept. Raises :class:`Invalid` where the
    file as a whole cannot be read, and what ``cases.services.import_cases`` raises (NotAllowed).
    """
    if not codes.is_code(place) or codes.level(place) < Level.SUBDISTRICT or not places.exists(place):
        raise Invalid(_("There is no subdistrict or community with the code %(code)s.") % {"code": place})
    lines = read_rows(path, map.sheet)
    reader = _reader(map, place, lines)
    outcome = Outcome(dry_run=dry_run)
    good = _good(reader, lines, outcome)
    with _quiet_collector() as collect:
        _take_in(good, outcome, collect, progress, by=by, place=place, map=map)
    outcome.rejected.sort(key=lambda one: one.row)
    return outcome


def _take_in(
    good: Iterator[ImportRow],
    outcome: Outcome,
    collect: Callable[[int], int],
    progress: Callable[[Outcome], None] | None,
    *,
    by: Viewer,
    place: str,
    map: ColumnMap,  # noqa: A002 - as above
) -> None:
    while batch := list(itertools.islice(good, BATCH)):
        result = cases.import_cases(
            by=by, source=map.source, place=place, rows=batch, clocks=map.clocks, dry_run=outcome.dry_run
        )
        outcome.created += result.created
        outcome.updated += result.updated
        outcome.unchanged += result.unchanged
        outcome.rejected += [Rejected(one.row, one.ref, str(one.reason)) for one in result.rejected]
        if progress is not None:
            progress(outcome)
        collect(1)


@contextmanager
def _quiet_collector() -> Iterator[Callable[[int], int]]:
    """No search for reference cycles while rows are made by the hundred thousand (a seventh of the time); the caller
    collects the young ones after each batch, so that memory stays flat."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if was_on:
            gc.enable()


def _reader(map: ColumnMap, place: str, lines: Iterator[Row]) -> Reader:  # noqa: A002
    for _number, cells in itertools.islice(lines, _HEADER_WITHIN):
        columns = map.find(cells)
        if columns is not None:
            return Reader(map, columns, place, clock.now(), _categories(place), _communities(place))
    names = "；".join(" / ".join(map.columns[name][:3]) for name in ("number", "time", "text"))
    raise Invalid(_("The header row was not found. These columns are needed: %(names)s") % {"names": names})


def _good(reader: Reader, lines: Iterator[Row], outcome: Outcome) -> Iterator[ImportRow]:
    seen: dict[str, int] = {}
    for number, cells in lines:
        if not any(cell not in {None, ""} for cell in cells):
            continue
        outcome.rows += 1
        try:
            row = reader.read(number, cells)
            first = seen.setdefault(row.ref, number)
            if first != number:
                raise BadRow(_("The number stands already in row %(row)s.") % {"row": first})
        except BadRow as bad:
            outcome.rejected.append(Rejected(number, reader.number_in(cells), str(bad)))
            continue
        yield row


def _categories(place: str) -> dict[str, str]:
    """Names and codes of our category tree → code; a second level also as ``first/second``."""
    found: dict[str, str] = {}
    for category in matters.every(matters.tree_for(place)):
        chain = [squeeze(one.name) for one in matters.chain(category)]
        for name in (category.code, chain[-1], "/".join(chain[-2:])):
            found.setdefault(name, category.code)
    return found


def _communities(place: str) -> dict[str, str]:
    if codes.level(place) >= Level.COMMUNITY:
        return {}
    return {community_name(one.name): one.code for one in places.children(place)}


def write_report(rejected: Sequence[Rejected], path: Path) -> None:
    """The rows left out as CSV that Excel opens: row, number, reason."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(rejected, file)


def write_rows(rejected: Sequence[Rejected], file: TextIO) -> None:
    """The lines of :func:`write_report`."""
    lines = csv.writer(file)
    lines.writerow([str(_("Row")), str(_("Number")), str(_("Reason"))])
    for one in rejected:
        lines.writerow([one.row, harmless(one.number), harmless(one.reason)])


def harmless(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if re.match(r"[=+\-@\t\r]", text) else text
