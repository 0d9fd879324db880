"""People from a spreadsheet: every good row lands, every bad one is reported with its number and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, Invalid
from hehuo.ground.service import service
from hehuo.ground.text import squash
from hehuo.parties import policy
from hehuo.parties.models import Membership, Organisation
from hehuo.parties.rules import ROLE_LABELS
from hehuo.parties.selectors import today, valid_on

from .locks import alone
from .people import add_person

MOST_ROWS = 5000


@dataclass
class PeopleReport:
    """What an import did, or with ``dry_run`` would have done."""

    dry_run: bool
    rows: int = 0
    created: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


class _Enough(Exception):
    """Leaves a dry run's transaction without a trace."""


@service
def import_people(*, by: Viewer, rows: Iterable[tuple[int, Mapping[str, str]]], dry_run: bool = False) -> PeopleReport:
    """Enter people from ``rows`` (row number, column → text; columns as in ``sheets.COLUMNS``).

    The organisation is found by its name or short name among those the administrator keeps. Whoever is already a member
    of that name there counts as unchanged, so that the same sheet twice changes nothing. Raises NotAllowed for those
    who administer nothing, Invalid for more than ``MOST_ROWS`` rows.
    """
    reach = by.reach(*policy.KEEPERS)
    if not reach:
        policy.check_may_keep(by, "")
    alone("import")
    known = _organisations(reach)
    report = PeopleReport(dry_run)
    try:
        with transaction.atomic():
            for number, row in rows:
                _one(by, known, report, number, row)
            if dry_run:
                raise _Enough
    except _Enough:
        pass
    return report


def _one(
    by: Viewer, known: Mapping[str, list[Organisation]], report: PeopleReport, number: int, row: Mapping[str, str]
) -> None:
    report.rows += 1
    if report.rows > MOST_ROWS:
        raise Invalid(_("More than %(most)d rows. Please split the sheet.") % {"most": MOST_ROWS})
    try:
        organisation = _organisation(known, row)
        role = _role(row.get("role", ""))
        if _is_member(organisation, row.get("name", ""), role):
            report.unchanged += 1
            return
        with transaction.atomic():
            add_person(
                by=by,
                name=row.get("name", ""),
                organisation=organisation,
                role=role,
                place=row.get("place", ""),
                title=row.get("title", ""),
                contacts=[(kind, row[kind]) for kind in ("mobile", "email") if row.get(kind)],
            )
        report.created += 1
    except HehuoError as error:
        report.rejected.append((number, str(error)))


def _organisations(reach: tuple[str, ...]) -> dict[str, list[Organisation]]:
    found: dict[str, list[Organisation]] = {}
    for row in Organisation.objects.filter(valid_on(today())):
        if any(row.place.startswith(place) for place in reach):
            for name in {squash(row.name), squash(row.short_name)} - {""}:
                found.setdefault(name, []).append(row)
    return found


def _organisation(known: Mapping[str, list[Organisation]], row: Mapping[str, str]) -> Organisation:
    if not row.get("name", "").strip():
        raise Invalid(_("The name is missing."))
    name = row.get("organisation", "")
    found = known.get(squash(name), [])
    if not found:
        raise Invalid(_("There is no organisation “%(name)s” here. Please enter it first.") % {"name": name})
    if len(found) > 1:
        raise Invalid(_("Several organisations are called “%(name)s”. Please write the full name.") % {"name": name})
    return found[0]


def _role(text: str) -> str:
    wanted = squash(text)
    if not wanted:
        return ""
    for role, label in ROLE_LABELS.items():
        if wanted in {role.value, squash(str(label))}:
            return role.value
    raise Invalid(_("There is no role “%(role)s”.") % {"role": text})


def _is_member(organisation: Organisation, name: str, role: str, day: date | None = None) -> bool:
    return Membership.objects.filter(
        valid_on(day or today()), organisation=organisation, person__name=name.strip(), role=role
    ).exists()
