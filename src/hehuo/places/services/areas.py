from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.ground import codes, text
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.kinds import Kind
from hehuo.journal.services import append
from hehuo.places import events, policy
from hehuo.places.models import AreaMember, ManagementArea, Place
from hehuo.places.selectors import in_force, today

from .common import touch


@service
def form_area(
    *, by: Viewer, place: str, name: str, members: Iterable[str], happened_at: datetime | None = None
) -> ManagementArea:
    """Form the property management area ``name`` of the community ``place`` from estates and buildings (codes).

    An estate or building belongs to one area at most, and an estate's buildings go with it. Forming the same again
    returns the one that is there. Raises NotFound, NotAllowed, Invalid for foreign members, Conflict where one is
    taken already.
    """
    _may(by, place)
    touch([place])  # one writer at a time per subdistrict: overlaps are checked without racing
    name = " ".join(text.clean(name).split())
    if not 0 < len(name) <= 100:
        raise Invalid(_("Give a name of at most 100 characters."), fields={"name": _("Give a name.")})
    rows = _members(place, members)
    same = ManagementArea.objects.filter(place=place, name=name, valid_to__isnull=True).first()
    if same is not None:
        if _current(same) == {row.code for row in rows}:
            return same
        raise Conflict(
            _("There is already a management area %(name)s here; change that one.") % {"name": name},
            fields={"name": _("This name is taken.")},
        )
    _check_free(rows, None)
    area = ManagementArea.objects.create(place=place, name=name, valid_from=today())
    AreaMember.objects.bulk_create(AreaMember(area=area, member=row) for row in rows)
    _report(events.AREA_FORMED, area, by, happened_at, rows)
    return area


@service
def change_area(
    *, by: Viewer, area: int, name: str, members: Iterable[str], happened_at: datetime | None = None
) -> ManagementArea:
    """Give ``area`` this name and exactly these members; nothing is written where nothing differs. Raises as above."""
    row = _open(by, area)
    touch([row.place])
    name = " ".join(text.clean(name).split())
    if not 0 < len(name) <= 100:
        raise Invalid(_("Give a name of at most 100 characters."), fields={"name": _("Give a name.")})
    wanted = _members(row.place, members)
    now = _current(row)
    codes_wanted = {place.code for place in wanted}
    if row.name == name and now == codes_wanted:
        return row
    taken = ManagementArea.objects.filter(place=row.place, name=name, valid_to__isnull=True).exclude(pk=row.pk)
    if taken.exists():
        raise Conflict(_("Another management area has this name."), fields={"name": _("This name is taken.")})
    _check_free(wanted, row)
    AreaMember.objects.filter(area=row, left_on__isnull=True).exclude(member__code__in=codes_wanted).update(
        left_on=today()
    )
    AreaMember.objects.bulk_create(AreaMember(area=row, member=place) for place in wanted if place.code not in now)
    row.name = name
    row.save(update_fields=["name"])
    _report(events.AREA_CHANGED, row, by, happened_at, wanted)
    return row


@service
def close_area(*, by: Viewer, area: int, happened_at: datetime | None = None) -> ManagementArea:
    """Dissolve ``area`` from today; its estates and buildings become free. Closing twice is one closing."""
    row = _open(by, area, closed=True)
    if row.valid_to is not None:
        return row
    touch([row.place])
    row.valid_to = today()
    row.save(update_fields=["valid_to"])
    AreaMember.objects.filter(area=row, left_on__isnull=True).update(left_on=row.valid_to)
    _report(events.AREA_CLOSED, row, by, happened_at, None)
    return row


def _may(by: Viewer, place: str) -> None:
    if not codes.is_code(place) or codes.level(place) != Level.COMMUNITY:
        raise Invalid(_("A management area belongs to one community."))
    if not Place.objects.filter(in_force(), code=place).exists():
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place})
    if not policy.may_fill(by, place):
        raise NotAllowed(_("Only those who work for this community may draw its management areas."))


def _open(by: Viewer, pk: int, *, closed: bool = False) -> ManagementArea:
    row = ManagementArea.objects.select_for_update().filter(pk=pk).first()
    if row is None or not policy.may_see_areas(by, row.place):
        raise NotFound(_("There is no such management area."))
    _may(by, row.place)
    if row.valid_to is not None and not closed:
        raise Refused(_("%(name)s was dissolved; form a new management area.") % {"name": row.name})
    return row


def _current(area: ManagementArea) -> set[str]:
    return set(AreaMember.objects.filter(area=area, left_on__isnull=True).values_list("member__code", flat=True))


def _members(place: str, members: Iterable[str]) -> list[Place]:
    wanted = sorted(set(members))
    rows = list(
        Place.objects.select_for_update()
        .filter(in_force(), code__in=wanted, level__in=[Level.ESTATE, Level.BUILDING], code__startswith=place)
        .order_by("code")
    )
    if not rows or len(rows) != len(wanted):
        raise Invalid(
            _("Choose estates or buildings of this community."), fields={"members": _("Choose at least one.")}
        )
    return rows


def _check_free(rows: list[Place], own: ManagementArea | None) -> None:
    for row in rows:
        if any(other.code != row.code and codes.is_within(row.code, other.code) for other in rows):
            raise Invalid(
                _("%(name)s already comes with its estate; choose one of the two.") % {"name": row.name},
                fields={"members": _("An estate comes with all its buildings.")},
            )
    others = AreaMember.objects.filter(left_on__isnull=True, area__place=codes.truncate(rows[0].code, Level.COMMUNITY))
    if own is not None:
        others = others.exclude(area=own)
    for other in others.select_related("member", "area"):
        for row in rows:
            if codes.is_within(row.code, other.member.code) or codes.is_within(other.member.code, row.code):
                raise Conflict(
                    _("%(name)s belongs to %(area)s already.") % {"name": row.name, "area": other.area.name},
                    fields={"members": _("Owners vote in one management area only.")},
                )


def _report(
    kind: Kind, area: ManagementArea, by: Viewer, happened_at: datetime | None, members: list[Place] | None
) -> None:
    payload: dict[str, object] = {"area": area.pk}
    if members is not None:
        payload["members"] = [row.code for row in members]
    append(subject=f"area:{area.pk}", kind=kind, payload=payload, by=by, place=area.place, happened_at=happened_at)
