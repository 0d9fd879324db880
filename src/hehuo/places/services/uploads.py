from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock, codes, text
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.ground.tables import read_table
from hehuo.journal.services import append
from hehuo.places import events, policy
from hehuo.places.models import Place, Upload
from hehuo.places.rules import listing, normal_name, segment_for
from hehuo.places.selectors import in_force, today

from .common import touch

#: A checked list that nobody applied is dropped after this.
KEPT = timedelta(days=7)
_FACTS = ("floor_area", "usage", "unsold")


@dataclass(slots=True)
class Plan:
    """What a list would do to a community: new and changed places, and the fate of every row."""

    new: dict[str, Place] = field(default_factory=dict)
    changed: dict[str, Place] = field(default_factory=dict)
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0
    rows_new: int = 0
    rows_changed: int = 0

    def report(self) -> dict[str, Any]:
        """The plan in numbers, for the page and for keeping."""
        levels = [sum(place.level == level for place in self.new.values()) for level in range(6, 10)]
        return {
            "rows": self.rows,
            "created": self.rows_new,
            "updated": self.rows_changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "new": dict(zip(("estates", "buildings", "units", "dwellings"), levels, strict=True)),
        }


@service
def stage_upload(*, by: Viewer, place: str, filename: str, content: bytes) -> Upload:
    """Read a list of buildings and dwellings of the community ``place`` and check it; nothing is changed yet.

    The result's ``report`` says what applying would do, row by row where it cannot. Raises NotFound, NotAllowed,
    Invalid for an unreadable file or one without the needed columns.
    """
    if not codes.is_code(place) or codes.level(place) != Level.COMMUNITY or not _lives(place):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place})
    if not policy.may_fill(by, place):
        raise NotAllowed(_("Only those who work for this community may upload its buildings."))
    rows = read_table(content)
    where = listing.columns(rows[0])
    if "estate" not in where:
        raise Invalid(_("The first row must be the header and name the column 小区 (estate). Use our template."))
    Upload.objects.filter(place=place, applied_at=None, uploaded_at__lt=clock.now() - KEPT).delete()
    plan = _plan(place, rows)
    return Upload.objects.create(
        place=place,
        filename=text.clean(filename)[-200:],
        uploaded_by=by.person_id,
        uploaded_at=clock.now(),
        rows=rows,
        report=plan.report(),
    )


@service
def apply_upload(*, by: Viewer, upload: int) -> Upload:
    """Apply a checked list, against the tree as it is now; rows that cannot be taken are left out and reported.

    Applying twice, or the same list again, changes nothing the second time. Raises NotFound, NotAllowed, Refused when
    the list was dropped.
    """
    row = Upload.objects.select_for_update().filter(pk=upload).first()
    if row is None or not policy.may_fill(by, row.place):
        raise NotFound(_("There is no such list. Lists that nobody applies are dropped after seven days."))
    if row.applied_at is not None:
        return row
    if row.rows is None or not _lives(row.place):
        raise Refused(_("This list can no longer be applied. Upload it again."))
    touch([row.place])
    plan = _plan(row.place, row.rows)
    for level in range(Level.ESTATE, Level.DWELLING + 1):
        Place.objects.bulk_create([place for place in plan.new.values() if place.level == level], batch_size=2000)
    Place.objects.bulk_update(plan.changed.values(), _FACTS, batch_size=2000)
    row.applied_at, row.rows, row.report = clock.now(), None, plan.report()
    row.save(update_fields=["applied_at", "rows", "report"])
    if plan.new or plan.changed:
        above = Place.objects.get(code=row.place)
        append(
            subject=f"place:{above.pk}",
            kind=events.IMPORTED,
            payload={
                "added": len(plan.new),
                "changed": len(plan.changed),
                "unchanged": plan.unchanged,
                "rejected": len(plan.rejected),
            },
            by=by,
            place=row.place,
        )
    return row


def _lives(code: str) -> bool:
    return Place.objects.filter(in_force(), code=code).exists()


def _plan(community: str, rows: list[list[str]]) -> Plan:
    """Compare ``rows`` (header first) with what is recorded. One query."""
    plan = Plan()
    tree = _Tree(community)
    where = listing.columns(rows[0])
    said: dict[str, listing.Item] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        plan.rows += 1
        try:
            item = listing.read_row(cells, where)
            _take(plan, tree, item, said)
        except listing.BadRow as bad:
            plan.rejected.append((number, str(bad)))
    return plan


class _Tree:
    """The places of one community by parent and normal name, growing while a list is read."""

    def __init__(self, community: str) -> None:
        self.community = community
        self.by_name: dict[tuple[str, str], Place] = {}
        self.taken: dict[str, set[str]] = {}
        for place in Place.objects.filter(code__startswith=f"{community}/").defer("outline"):
            self.add(place)

    def add(self, place: Place) -> None:
        """Know ``place``; closed ones only keep their code."""
        above = codes.parent(place.code)
        self.taken.setdefault(above, set()).add(place.code[:-1].rpartition("/")[2])
        if place.valid_to is None:
            self.by_name[above, normal_name(place.name)] = place

    def make(self, above: str, name: str) -> Place:
        """A new place below ``above``, its code made as :func:`add_place` makes it."""
        level = Level(codes.level(above) + 1)
        code = codes.join(above, segment_for(level, name, self.taken.get(above, ())))
        place = Place(code=code, name=name, level=level, parent_id=above, valid_from=today())
        self.add(place)
        return place


def _take(plan: Plan, tree: _Tree, item: listing.Item, said: dict[str, listing.Item]) -> None:
    """Put one row into the plan. Raises BadRow when an earlier row says something else of the same dwelling."""
    above, made, place = tree.community, False, None
    for name in item.names:
        place = tree.by_name.get((above, normal_name(name)))
        if place is None:
            place = tree.make(above, name)
            plan.new[place.code] = place
            made = True
        above = place.code
    if place is None:
        raise listing.BadRow("empty")
    if said.setdefault(place.code, item) != item:
        raise listing.BadRow("twice")
    facts: dict[str, object] = {}
    if place.level == Level.DWELLING:
        given = {"floor_area": item.area, "usage": item.usage or None, "unsold": item.unsold}
        facts = {key: value for key, value in given.items() if value is not None and getattr(place, key) != value}
        for key, value in facts.items():
            setattr(place, key, value)
        if facts and place.code not in plan.new:
            plan.changed[place.code] = place
    plan.rows_new += made
    plan.rows_changed += bool(facts) and not made
    plan.unchanged += not made and not facts
