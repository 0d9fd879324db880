from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.apps import apps
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from hehuo.ground import codes, text
from hehuo.ground.access import Role, Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.services import append
from hehuo.places import events, policy
from hehuo.places.models import AreaMember, Place
from hehuo.places.rules import normal_name, segment_for
from hehuo.places.selectors import in_force, today

from .common import touch


class Fields(TypedDict, total=False):
    """What may be said of a place: coordinates in WGS-84, floor area in m² with two decimals."""

    name: str
    aliases: list[str]
    lon: float | None
    lat: float | None
    outline: list[list[list[list[float]]]] | None
    floor_area: Decimal | None
    usage: str
    unsold: bool
    official: bool
    valid_from: date | None


EDITABLE = frozenset(Fields.__annotations__)


def lock(code: str) -> Place:
    """The row of ``code``, locked. Raises NotFound."""
    place = Place.objects.select_for_update().filter(code=code).first()
    if place is None:
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    return place


def check_fields(level: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` cleaned and checked against what a place of ``level`` can have. Raises Invalid with ``fields``."""
    wrong: dict[str, Any] = {}
    clean = dict(fields)
    if unknown := set(fields) - EDITABLE:
        raise Invalid(_("These fields cannot be set: %(fields)s") % {"fields": ", ".join(sorted(unknown))})
    if "name" in clean:
        clean["name"] = " ".join(text.clean(clean["name"]).split())
        if not 0 < len(clean["name"]) <= 100:
            wrong["name"] = _("Give a name of at most 100 characters.")
    if "aliases" in clean:
        kept = dict.fromkeys(" ".join(text.clean(alias).split()) for alias in clean["aliases"])
        clean["aliases"] = [alias for alias in kept if alias]
        if any(len(alias) > 100 for alias in clean["aliases"]):
            wrong["aliases"] = _("Give a name of at most 100 characters.")
    area = clean.get("floor_area")
    if area is not None and level != Level.DWELLING:
        wrong["floor_area"] = _("Only a dwelling has a floor area.")
    elif area is not None and not 0 < area < 10_000_000:
        wrong["floor_area"] = _("The floor area must be more than 0 m².")
    if (clean.get("lon") is None) != (clean.get("lat") is None):
        wrong["lat"] = _("Give both longitude and latitude, or neither.")
    elif clean.get("lon") is not None and not (-180 <= clean["lon"] <= 180 and -90 <= clean["lat"] <= 90):
        wrong["lat"] = _("Longitude lies between -180 and 180, latitude between -90 and 90.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return clean


def _subject(place: Place) -> str:
    return f"place:{place.pk}"


@service
def add_place(
    *, by: Viewer, parent: str, code: str = "", happened_at: datetime | None = None, **fields: Unpack[Fields]
) -> Place:
    """Add one place below ``parent`` and return it.

    Below a community the code may be left out: it is made from the name (4号楼 → ``b4``). Repeating the same call
    (same parent, same code or, without a code, same name) returns the place that is there. Raises NotFound for an
    unknown parent, NotAllowed, Invalid (name, code, area), Conflict when the code has another name.
    """
    above = lock(parent)
    if not policy.may_see(by, parent):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": parent})
    if not policy.may_fill(by, parent):
        raise NotAllowed(_("You may not add places here. Ask the administrator of %(place)s.") % {"place": above.name})
    if above.valid_to is not None:
        raise Refused(_("%(place)s is closed; nothing can be added to it.") % {"place": above.name})
    if above.level == Level.DWELLING:
        raise Refused(_("A dwelling has nothing below it."))
    level = Level(above.level + 1)
    clean = check_fields(level, {"name": "", **fields})
    siblings = {place.code: place for place in Place.objects.filter(parent__code=parent)}
    same = next(
        (p for p in siblings.values() if p.valid_to is None and normal_name(p.name) == normal_name(clean["name"])), None
    )
    if same is not None and code in ("", same.code):
        return same
    code = code or _new_code(above, level, clean["name"], siblings)
    if code in siblings:
        raise Conflict(
            _("The code %(code)s already belongs to %(name)s.") % {"code": code, "name": siblings[code].name},
            fields={"code": _("This code is taken.")},
        )
    if same is not None:
        raise Conflict(
            _("%(name)s is already here, with the code %(code)s.") % {"name": same.name, "code": same.code},
            fields={"name": _("This name is taken.")},
        )
    if not codes.is_code(code) or codes.parent(code) != parent:
        raise Invalid(
            _("%(code)s is not a code below %(parent)s.") % {"code": code, "parent": parent},
            fields={"code": _("The code must continue the code of the place above.")},
        )
    place = Place.objects.create(**{"code": code, "level": level, "parent_id": parent, "valid_from": today(), **clean})
    touch([code])
    append(
        subject=_subject(place),
        kind=events.ADDED,
        payload={"place": code},
        by=by,
        place=code,
        threads=[_subject(above)],
        happened_at=happened_at,
    )
    return place


def _new_code(above: Place, level: Level, name: str, siblings: Iterable[str]) -> str:
    if level <= Level.COMMUNITY:
        raise Invalid(_("Give the official code of the new division."), fields={"code": _("Give the official code.")})
    taken = {code[:-1].rpartition("/")[2] for code in siblings}
    return codes.join(above.code, segment_for(level, name, taken))


@service
def change_place(*, by: Viewer, code: str, happened_at: datetime | None = None, **fields: Unpack[Fields]) -> Place:
    """Rename ``code`` or correct its aliases, coordinates (WGS-84), outline, floor area (m²), usage.

    Nothing is written where nothing differs. Raises NotFound, NotAllowed, Invalid, Conflict for a sibling's name.
    """
    place = lock(code)
    _may_edit(by, place)
    if {"lon", "lat"} & set(fields):
        fields.setdefault("lon", place.lon)
        fields.setdefault("lat", place.lat)
    clean = check_fields(place.level, fields)
    changed = sorted(key for key, value in clean.items() if getattr(place, key) != value)
    if not changed:
        return place
    if "name" in changed:
        siblings = Place.objects.filter(in_force(), parent=place.parent).exclude(pk=place.pk)
        if any(normal_name(other.name) == normal_name(clean["name"]) for other in siblings):
            raise Conflict(
                _("%(name)s is already here.") % {"name": clean["name"]}, fields={"name": _("This name is taken.")}
            )
    for key in changed:
        setattr(place, key, clean[key])
    place.save(update_fields=changed)
    touch([code])
    append(
        subject=_subject(place),
        kind=events.CHANGED,
        payload={"place": code, "fields": changed},
        by=by,
        place=code,
        happened_at=happened_at,
    )
    return place


@service
def close_place(*, by: Viewer, code: str, on: date | None = None, happened_at: datetime | None = None) -> Place:
    """Close ``code`` from the day ``on`` (today). What was recorded there stays; nothing new can be put there.

    Closing twice is one closing. Raises NotFound, NotAllowed, Refused while something below it or a management area
    still lives on it.
    """
    place = lock(code)
    _may_edit(by, place)
    if place.valid_to is not None:
        return place
    if Place.objects.filter(in_force(), parent__code=code).exists():
        raise Refused(_("There are still places below %(place)s. Close or move those first.") % {"place": place.name})
    if AreaMember.objects.filter(member=place, left_on__isnull=True).exists():
        raise Refused(
            _("%(place)s belongs to a property management area. Take it out there first.") % {"place": place.name}
        )
    on = on or today()
    if place.valid_from and on < place.valid_from:
        raise Refused(_("It cannot end before it began (%(day)s).") % {"day": place.valid_from})
    place.valid_to = on
    place.save(update_fields=["valid_to"])
    touch([code])
    append(
        subject=_subject(place),
        kind=events.CLOSED,
        payload={"place": code},
        by=by,
        place=code,
        happened_at=happened_at,
    )
    return place


def _may_edit(by: Viewer, place: Place) -> None:
    if not policy.may_see(by, place.code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place.code})
    if not policy.may_edit(by, place.code):
        raise NotAllowed(
            _("You may not change %(place)s. Ask the administrator of the place above.") % {"place": place.name}
        )


@service
def recode_place(*, by: Viewer, code: str, new: str, happened_at: datetime | None = None) -> Place:
    """Give ``code``, and with it everything below, the code ``new``; return the living place.

    The old codes stay as closed rows with the living rows as successors. Every row of the house that carries one of
    them in ``place`` moves along; the journal keeps the old ones. Repeating it returns the moved place. Raises
    NotFound, NotAllowed unless she administers both ends, Invalid for a code of another level, Conflict if it is taken.
    """
    place = lock(code)
    for end in (code, new):
        if not codes.is_code(end) or codes.level(end) != place.level or place.level > Level.COMMUNITY:
            raise Invalid(
                _("%(code)s is not a code of the same level.") % {"code": end}, fields={"new": _("Check this code.")}
            )
        if not by.has(Role.ADMIN, place=codes.parent(end)):
            raise NotAllowed(_("Only an administrator of both places may re-code."))
    if place.successor is not None:
        if place.successor.code == new:
            return place.successor
        raise Conflict(_("%(code)s was re-coded before.") % {"code": code})
    if Place.objects.filter(code__startswith=new).exists():
        raise Conflict(_("The code %(code)s is taken.") % {"code": new}, fields={"new": _("This code is taken.")})
    above = codes.parent(new)
    if above and not Place.objects.filter(in_force(), code=above).exists():
        raise Invalid(
            _("There is no place %(code)s to move into.") % {"code": above}, fields={"new": _("Check this code.")}
        )
    moved = _move(place, new)
    touch([code, new])
    append(
        subject=_subject(place),
        kind=events.RECODED,
        payload={"place": new, "old": code, "new": new, "moved": moved},
        by=by,
        place=new,
        happened_at=happened_at,
    )
    return Place.objects.get(code=new)


def _move(place: Place, new: str) -> int:
    """Change the prefix ``place.code`` to ``new`` everywhere and leave closed rows behind; how many places moved."""
    old, day = place.code, today()
    living = Place.objects.filter(code__startswith=old, successor__isnull=True)
    subtree = list(living.select_for_update().order_by("code"))
    rest = len(old) + 1
    living.exclude(code=old).update(
        code=Concat(Value(new), Substr("code", rest)), parent_id=Concat(Value(new), Substr("parent_id", rest))
    )
    Place.objects.filter(code=old).update(code=new, parent_id=codes.parent(new) or None)
    Place.objects.bulk_create(
        Place(
            code=row.code,
            name=row.name,
            level=row.level,
            parent_id=row.parent_id,
            official=row.official,
            aliases=row.aliases,
            valid_from=row.valid_from,
            valid_to=row.valid_to or max(day, row.valid_from or day),
            successor_id=row.pk,
        )
        for row in subtree
    )
    for model in apps.get_models():
        field = next((f for f in model._meta.concrete_fields if f.name == "place"), None)
        if field is None or getattr(field, "db_collation", None) != "C" or model._meta.app_label == "journal":
            continue
        model._base_manager.filter(Q(place__startswith=old)).update(place=Concat(Value(new), Substr(F("place"), rest)))
    return len(subtree)
