"""What every service of this room does first and last: lock, ask whether she may, report."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from hehuo.charter import policy
from hehuo.charter.models import Charter, Status, Version
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed, NotFound, Refused
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind


def locked(version: Version | int) -> Version:
    """The version with its charter row locked: all changes of one charter happen one after another."""
    pk = version if isinstance(version, int) else version.pk
    charter = Charter.objects.select_for_update(of=("self",)).filter(versions=pk).first()
    found = Version.objects.select_related("charter").filter(pk=pk).first()
    if charter is None or found is None:
        raise NotFound(_("There is no such version of a charter."))
    return found


def drafter(by: Viewer, version: Version) -> None:
    """Refuse whoever may not write at this place, and texts that stand still."""
    if not policy.may_read(by, version):
        raise NotFound(_("There is no such version of a charter."))
    if not policy.may_draft(by, version.charter.place):
        raise NotAllowed(_("Only leaders and administrators of this place write its charters."))
    if version.status != Status.DRAFT:
        raise Refused(_("This text stands still now. Take it back to the draft, or begin a new version, to change it."))


def publisher(by: Viewer, version: Version) -> None:
    """Refuse whoever may not speak for the place's decision."""
    if not policy.may_read(by, version):
        raise NotFound(_("There is no such version of a charter."))
    if not policy.may_publish(by, version.charter.place):
        raise NotAllowed(_("Only a leader of this place records its decision and puts a charter in force."))


def report(kind: Kind, version: Version, by: Viewer, happened_at: datetime | None = None, **payload: object) -> None:
    """Append to the charter's journal."""
    body = {key: value.isoformat() if isinstance(value, date) else value for key, value in payload.items()}
    journal.append(
        subject=f"charter:{version.charter_id}",
        kind=kind,
        payload={"version": version.number, **body},
        by=by,
        place=version.charter.place,
        happened_at=happened_at,
    )
