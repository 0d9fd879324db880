"""Lists and numbers: one photo, one name, one number, before anything is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Inventory, Item, Moment
from hehuo.custody.rules import State, item_number, short_of
from hehuo.custody.selectors.agreements import agreements_in_force
from hehuo.custody.selectors.secret import digest, link_token, new_secret
from hehuo.ground import clock, rows
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.secrets import seal
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import (
    NAME,
    acting_for,
    day_of,
    fault,
    fresh_id,
    known_inventory,
    mark,
    moment,
    numbered,
    pictures,
    place_code,
    report,
    require,
    tell,
    the_inventory,
    the_item,
    words,
)

if TYPE_CHECKING:
    from hehuo.actions.models import Action
    from hehuo.partnerships.models import Partnership

_WHO = _("Only those who work at this place number things here.")
_NEXT = """
INSERT INTO custody_itemcounter AS counter (short, day, last) VALUES (%s, %s, %s)
ON CONFLICT (short, day) DO UPDATE SET last = counter.last + excluded.last RETURNING last
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh list. ``secret`` and ``link`` open the owner's page; the secret is told only here."""

    inventory: Inventory
    secret: str
    link: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands there, as somebody sees it without opening anything."""

    name: str
    quantity: int = 1
    condition: str = ""
    perishable: bool = False
    parcel: bool = False
    waybill_named: bool = False
    waybill_redacted: bool = False
    point: str = ""


@service
def open_inventory(
    *,
    by: Viewer,
    place: str,
    point: str,
    partnership: Partnership | None = None,
    action: Action | None = None,
    watch: str = "",
    owner_name: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Opened:
    """Begin a list of what stands at ``point``; ``action`` implies its partnership.

    A list of a watch round (``watch`` names it) without ``owner_name`` is taken for the things of the one owner whose
    watch agreement is in force there: she agreed about this very point. Raises NotAllowed, Invalid, Conflict.
    """
    code = place_code(place)
    require(policy.may_work(by, code), _WHO)
    table = action.partnership if action is not None else partnership
    asked = (by.person_id, code, point, table and table.pk, action and action.pk, watch, owner_name, happened_at)
    fingerprint = f"{asked}"
    if (known := journal.replay(key=key, service="custody.open_inventory", fingerprint=fingerprint)) is not None:
        row = Inventory.objects.get(pk=known)
        return Opened(row, new_secret(key), link_token(row))
    at = moment(happened_at)
    where = words(point, "point", most=200)
    sealed, owner = _owner(owner_name, code, where, watch, at)
    secret = new_secret(key)
    day = day_of(at)
    row = Inventory.objects.create(
        **numbered(Inventory, "Q", day),
        place=code,
        point=where,
        day=day,
        partnership=table,
        action=action,
        watch=watch,
        organisation_id=acting_for(by),
        owner_name=sealed,
        owner_mark=owner,
        secret=digest(secret),
        opened_by_id=by.person_id,
        happened_at=at,
        recorded_at=clock.now(),
    )
    report(row.subject, events.OPENED, by, place=code, of=row, happened_at=at, inventory=row.pk)
    tell(by, row, "custody.basis", row.subject, 1)
    journal.remember(key=key, service="custody.open_inventory", fingerprint=fingerprint, result=row.pk)
    return Opened(row, secret, link_token(row))


def _owner(owner_name: str, place: str, point: str, watch: str, at: datetime) -> tuple[bytes | None, bytes]:
    told = words(owner_name, "owner_name", most=NAME, needed=False)
    if told:
        return seal(told), mark(told)
    found = agreements_in_force(place, point, at) if watch else []
    if len({bytes(one.owner_mark) for one in found}) == 1:
        return bytes(found[0].owner_name), bytes(found[0].owner_mark)
    return None, b""


@service
def name_owner(*, by: Viewer, inventory: Inventory, owner_name: str, happened_at: datetime | None = None) -> Inventory:
    """Somebody turns out to own the things of this list: from then on only that owner's will counts (basis A), never
    "abandoned". A known owner is not replaced by another (Refused): begin another list. Raises NotAllowed, Invalid."""
    row = the_inventory(by, inventory)
    require(policy.may_work(by, row.place), _WHO)
    told = words(owner_name, "owner_name", most=NAME)
    if bytes(row.owner_mark) == mark(told):
        return row
    if row.owner_mark:
        raise Refused(_("Another owner is named for this list. Begin a list of its own for other people's things."))
    row.owner_name, row.owner_mark = seal(told), mark(told)
    row.save(update_fields=["owner_name", "owner_mark"])
    at = moment(happened_at, after=[row.happened_at])
    report(row.subject, events.OWNER_NAMED, by, place=row.place, of=row, happened_at=at, inventory=row.pk)
    return row


@service
def number_item(
    *,
    by: Viewer,
    inventory: Inventory,
    name: str,
    quantity: int = 1,
    condition: str = "",
    perishable: bool = False,
    point: str = "",
    photos: Sequence[Any] = (),
    parcel: bool = False,
    waybill_named: bool = False,
    waybill_redacted: bool = False,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Item:
    """Give a thing the next number of its place and day; ``photos`` show it where it stands (before).

    ``waybill_named``: a waybill on it names somebody; it is covered before anything moves (``waybill_redacted``).
    Raises NotAllowed, Invalid, and Conflict where ``key`` came with other words.
    """
    thing = Thing(name, quantity, condition, perishable, parcel, waybill_named, waybill_redacted, point)
    return _number(
        by, inventory, [thing], photos=photos, service_name="custody.number_item", happened_at=happened_at, key=key
    )[0]


@service
def number_items(
    *,
    by: Viewer,
    inventory: Inventory,
    things: Sequence[Thing],
    happened_at: datetime | None = None,
    key: str | None = None,
) -> list[Item]:
    """Number several things at once, in their order; the same as :func:`number_item` for each."""
    if not things:
        fault("things", _("Name at least one thing."))
    return _number(
        by, inventory, things, photos=(), service_name="custody.number_items", happened_at=happened_at, key=key
    )


def _number(
    by: Viewer, inventory: Inventory, things: Sequence[Thing], *, photos: Sequence[Any], service_name: str,
    happened_at: datetime | None, key: str | None,
) -> list[Item]:  # fmt: skip
    fingerprint = f"{by.person_id}|{inventory.pk}|{things}|{happened_at}"
    if (known := journal.replay(key=key, service=service_name, fingerprint=fingerprint)) is not None:
        return list(Item.objects.filter(pk__in=known.split(",")).order_by("serial"))
    row = known_inventory(by, inventory)
    require(policy.may_work(by, row.place), _WHO)
    at = moment(happened_at, after=[row.happened_at])
    items = [_item(row, thing, at, by) for thing in things]
    for item in items:
        report(item.subject, events.NUMBERED, by, place=row.place, of=row, happened_at=at, item=item.pk)
        pictures(by, item, photos, Moment.BEFORE, at)
        tell(by, row, "custody.items", item.subject, 1)
        tell(by, row, "custody.open", item.subject, 1)
    result = ",".join(str(item.pk) for item in items)
    journal.remember(key=key, service=service_name, fingerprint=fingerprint, result=result)
    _give_numbers(items, row.place, at)
    for item in items:
        rows.insert(item)
    return items


def _item(row: Inventory, thing: Thing, at: datetime, by: Viewer) -> Item:
    if not 1 <= thing.quantity <= 100_000:
        fault("quantity", _("How many? At least one."))
    return Item(
        id=fresh_id(Item._meta.db_table),
        inventory=row,
        place=row.place,
        point=words(thing.point, "point", most=200, needed=False) or row.point,
        name=words(thing.name, "name", most=120),
        quantity=thing.quantity,
        condition=words(thing.condition, "condition", most=500, needed=False),
        perishable=thing.perishable,
        parcel=thing.parcel or thing.waybill_named,
        waybill_named=thing.waybill_named,
        waybill_redacted=thing.waybill_redacted,
        numbered_at=at,
        numbered_by_id=by.person_id,
        recorded_at=clock.now(),
    )


def _give_numbers(items: Sequence[Item], place: str, at: datetime) -> None:
    """The next serials of the place and day. Whoever comes at the same time waits for this transaction's end, so that
    no serial is given twice; the rows' own constraint holds it besides. Therefore this comes last: photos, journal and
    facts are written before, and the wait is as long as the inserts."""
    short, day = short_of(place), day_of(at)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [short, day, len(items)])
        last = int(cursor.fetchone()[0])
    for serial, item in enumerate(items, last - len(items) + 1):
        item.short, item.day, item.serial = short, day, serial
        item.number = item_number(short, day, serial)


@service
def describe_item(
    *,
    by: Viewer,
    item: Item,
    name: str | None = None,
    condition: str | None = None,
    point: str | None = None,
    quantity: int | None = None,
    perishable: bool | None = None,
    opened: bool | None = None,
    waybill_named: bool | None = None,
    waybill_redacted: bool | None = None,
) -> Item:
    """Correct what is given. Once it has moved only the waybill may still be covered; nothing new writes nothing.

    ``opened`` says that a parcel was found open. What was named by a waybill stays named. Raises NotAllowed, Refused.
    """
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    texts = {"name": (name, 120), "condition": (condition, 500), "point": (point, 200)}
    values: dict[str, object] = {
        field: words(text, field, most=most, needed=field != "condition")
        for field, (text, most) in texts.items()
        if text is not None
    }
    flags = {"quantity": quantity, "perishable": perishable, "opened": opened, "waybill_named": waybill_named,
             "waybill_redacted": waybill_redacted}  # fmt: skip
    values |= {field: value for field, value in flags.items() if value is not None}
    values = {field: value for field, value in values.items() if getattr(row, field) != value}
    if not values:
        return row
    if row.state != State.NUMBERED and values.keys() != {"waybill_redacted"}:
        raise Refused(_("It has moved; its description stands. Add a note where it changes hands."))
    if values.get("waybill_named") is False or values.get("opened") is False:
        raise Refused(_("That a waybill names somebody, or that a parcel was open, is not taken back."))
    if quantity is not None and not 1 <= quantity <= 100_000:
        fault("quantity", _("How many? At least one."))
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))
    report(row.subject, events.DESCRIBED, by, place=row.place, of=row.inventory, item=row.pk, fields=sorted(values))
    return row


@service
def add_pictures(
    *, by: Viewer, item: Item, photos: Sequence[Any], when: str = "before", happened_at: datetime | None = None
) -> int:
    """Keep more pictures; ``before`` only while it stands where it was. Returns how many are new."""
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    if (when == Moment.BEFORE) != (row.state == State.NUMBERED):
        raise Refused(_("A picture from before is taken before it moves, one from after afterwards."))
    at = moment(happened_at, after=[row.numbered_at])
    new = pictures(by, row, photos, when, at)
    if new:
        report(row.subject, events.PICTURED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk,
               count=new, moment=when)  # fmt: skip
    return new
