"""The problem ledger: old problems of a community, with or without a complaint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events, policy
from hehuo.cases.models import Case, LedgerEntry, LedgerState
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import HehuoError, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.places import selectors as places

from .steps import one_at_a_time, words


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of an old list; ``row`` is its line in the file, ``ref`` its number there."""

    row: int
    title: str
    since: date
    text: str = ""
    kind: str = ""
    ref: str = ""
    place: str = ""
    solved_on: date | None = None


@dataclass(slots=True)
class LedgerReport:
    """What an import did; ``rejected`` are (row, reason)."""

    created: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, Any]] = field(default_factory=list)


@service
def add_entry(
    *,
    by: Viewer,
    place: str,
    title: str,
    since: date,
    text: str = "",
    kind: str = "",
    source: str = "",
    source_ref: str = "",
    owner: int | None = None,
    case: Case | None = None,
    solved_on: date | None = None,
) -> LedgerEntry:
    """Write down an old problem of a community. The same again (title and date, or source and number) is the same."""
    entry, made = _enter(by, place, LedgerRow(0, title, since, text, kind, source_ref, "", solved_on), source)
    if made and (owner or case):
        entry.owner_id, entry.case = owner, case
        entry.save(update_fields=["owner", "case"])
    if made:
        _report(entry, by, events.PROBLEM_ADDED)
    return entry


@service
def import_entries(*, by: Viewer, place: str, rows: Iterable[LedgerRow], source: str) -> LedgerReport:
    """Write down a whole list; bad rows are told with their line, the rest lands; again, nothing is doubled."""
    done = LedgerReport()
    for row in rows:
        try:
            entry, made = _enter(by, row.place or place, row, source)
        except HehuoError as error:
            done.rejected.append((row.row, error.message))
            continue
        if made:
            done.created += 1
            _report(entry, by, events.PROBLEM_ADDED)
        else:
            done.unchanged += 1
    return done


@service
def start_entry(*, by: Viewer, entry: LedgerEntry, owner: int | None = None) -> LedgerEntry:
    """Work on it begins, by ``owner`` (organisation id) if given. Twice is once."""
    row = _locked(by, entry)
    if row.state == LedgerState.WORKING and (owner is None or row.owner_id == owner):
        return row
    _open_only(row)
    row.state, row.owner_id = LedgerState.WORKING, owner or row.owner_id
    row.save(update_fields=["state", "owner"])
    _report(row, by, events.PROBLEM_STARTED)
    return row


@service
def solve_entry(*, by: Viewer, entry: LedgerEntry, how: str, on: date | None = None) -> LedgerEntry:
    """It is solved; ``how`` says by what. Twice is once."""
    return _end(by, entry, LedgerState.SOLVED, how, on)


@service
def drop_entry(*, by: Viewer, entry: LedgerEntry, why: str) -> LedgerEntry:
    """It is no longer a problem (demolished, doubled, mistaken); ``why`` says so. Twice is once."""
    return _end(by, entry, LedgerState.DROPPED, why, None)


def _enter(by: Viewer, place: str, row: LedgerRow, source: str) -> tuple[LedgerEntry, bool]:
    if not codes.is_code(place) or codes.level(place) < Level.COMMUNITY or not places.exists(place):
        raise Invalid(_("The ledger is kept per community; there is no community %(code)s.") % {"code": place})
    if not policy.may_keep_ledger(by, place):
        raise NotAllowed(_("You can write in the ledger of your own communities only."))
    today = clock.now().astimezone(clock.BEIJING).date()
    if row.since > today:
        raise Invalid(_("A problem cannot begin in the future."), fields={"since": _("It lies in the future.")})
    title = words(row.title, "title", most=200)
    one_at_a_time("ledger")
    known = LedgerEntry.objects.filter(place=place, source=source)
    known = known.filter(source_ref=row.ref) if row.ref else known.filter(title=title, since=row.since)
    if (same := known.first()) is not None:
        return same, False
    entry = LedgerEntry.objects.create(
        place=place,
        title=title,
        text=words(row.text, "text", needed=False),
        kind=row.kind[:40],
        source=source[:40],
        source_ref=row.ref[:80],
        since=row.since,
        state=LedgerState.SOLVED if row.solved_on else LedgerState.OPEN,
        solved_on=row.solved_on,
    )
    return entry, True


def _end(by: Viewer, entry: LedgerEntry, state: LedgerState, how: str, on: date | None) -> LedgerEntry:
    row = _locked(by, entry)
    if row.state == state:
        return row
    _open_only(row)
    on = on or clock.now().astimezone(clock.BEIJING).date()
    if on < row.since:
        raise Invalid(_("It cannot be solved before it began."), fields={"on": _("It lies before the beginning.")})
    row.state, row.solved_on, row.how_solved = state, on, words(how, "how")
    row.save(update_fields=["state", "solved_on", "how_solved"])
    _report(row, by, events.PROBLEM_SOLVED if state == LedgerState.SOLVED else events.PROBLEM_DROPPED)
    return row


def _open_only(row: LedgerEntry) -> None:
    if row.solved_on is not None:
        raise Refused(_("This problem is already off the list."))


def _locked(by: Viewer, entry: LedgerEntry) -> LedgerEntry:
    row = LedgerEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if row is None or not policy.may_keep_ledger(by, row.place):
        raise NotFound(_("There is no such entry."))
    return row


def _report(entry: LedgerEntry, by: Viewer, kind: Kind) -> None:
    journal.append(subject=f"problem:{entry.pk}", kind=kind, payload={}, by=by, place=entry.place)
