"""What the owner sees on her own page: her things, where they wait, and what she may do. Nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.templatetags.hehuo import day
from hehuo.places import selectors as places

from . import reading, selectors
from .models import Claim, ClaimState, Inventory, Item, WatchAgreement
from .rules import KEPT, PROCEDURES, State


@dataclass(frozen=True, slots=True)
class MyThing:
    """One thing in the owner's words."""

    serial: str
    name: str
    quantity: int
    state: Any
    tone: str
    told: str
    picture: str
    day: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where some of her things wait, and until when."""

    name: str
    address: str
    keeper: Any
    hours: str
    phone: str
    until: date | None


@dataclass(frozen=True, slots=True)
class MyAgreement:
    """Her watch agreement."""

    scope: str
    starts: date
    ends: date
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Mine:
    """The whole page."""

    number: str
    place: str
    told: str
    waiting: int
    standing: int
    items: list[MyThing]
    storages: list[Waiting]
    objections: list[dict[str, Any]]
    wished: list[str]
    agreement: MyAgreement | None
    remedies: list[str]
    lists: list[Inventory] = field(default_factory=list)


def mine(number: str, secret: str) -> Mine:
    """What number and secret (or the link's token) open. Raises NotFound for a wrong pair."""
    opened = selectors.by_secret(number, secret)
    agreement = opened.agreement
    lists = [opened.inventory] if opened.inventory else _lists_of(agreement)
    rows = reading.with_all(Item.objects.filter(inventory__in=lists).select_related("inventory", "storage__keeper"))
    items = list(rows.order_by("day", "short", "serial"))
    kept = [item for item in items if item.state_is in KEPT]
    standing = [item for item in items if item.state_is is State.NUMBERED]
    place = agreement.place if agreement else lists[0].place
    asked = Claim.objects.filter(item__in=kept, state=ClaimState.ASKED).exclude(words="")
    return Mine(
        number=number,
        place=places.path_of(codes.truncate(place, Level.BUILDING)),
        told=_told(len(kept), len(standing), len(items)),
        waiting=len(kept),
        standing=len(standing),
        items=[_thing(item, secret) for item in items],
        storages=_storages(kept),
        objections=[one for row in lists for one in reading.objections(row)],
        wished=sorted(set(asked.values_list("words", flat=True))),
        agreement=_agreement(agreement),
        remedies=_remedies(items),
        lists=lists,
    )


def _lists_of(agreement: WatchAgreement | None) -> list[Inventory]:
    """The lists of the agreement's own owner at its place."""
    if agreement is None:
        return []
    found = Inventory.objects.filter(owner_mark=bytes(agreement.owner_mark), place__startswith=agreement.place)
    return list(found.order_by("happened_at", "pk"))


def _told(kept: int, standing: int, total: int) -> str:
    if not total:
        return _("Nothing of yours was numbered or moved.")
    parts = []
    if kept:
        parts.append(ngettext("%(n)d thing is kept for you.", "%(n)d things are kept for you.", kept) % {"n": kept})
    if standing:
        words = ngettext(
            "%(n)d thing still stands where it was.", "%(n)d things still stand where they were.", standing
        )
        parts.append(words % {"n": standing})
    return " ".join(parts) or _("All settled. Nothing of yours is with us any more.")


def _thing(item: Item, secret: str) -> MyThing:
    shown = reading.pictures_of(item)
    picture = reverse("custody-mine-photo", args=[secret, shown[0].attachment.uuid]) if shown and ":" in secret else ""
    return MyThing(
        serial=item.number.rpartition("-")[2],
        name=item.name,
        quantity=item.quantity,
        state=item.state_is.label,
        tone=reading.TONES[item.state_is],
        told=_where(item),
        picture=picture,
        day=item.day,
    )


def _where(item: Item) -> str:
    state = item.state_is
    if state is State.NUMBERED:
        return _("It stands at %(point)s.") % {"point": item.point}
    if state in KEPT and item.storage:
        if item.return_by:
            said = {"storage": item.storage.name, "day": day(item.return_by)}
            return _("At %(storage)s, to be fetched until %(day)s.") % said
        return _("At %(storage)s.") % {"storage": item.storage.name}
    ended = day(item.ended_at)
    if state is State.CLEARED:
        return _("You cleared it yourself on %(day)s.") % {"day": ended}
    return _("On %(day)s.") % {"day": ended}


def _storages(kept: Sequence[Item]) -> list[Waiting]:
    by_place: dict[int, list[Item]] = {}
    for item in kept:
        if item.storage_id is not None:
            by_place.setdefault(item.storage_id, []).append(item)
    found = []
    for items in by_place.values():
        storage = items[0].storage
        if storage is None:
            continue
        until = min((item.return_by for item in items if item.return_by), default=None)
        found.append(Waiting(storage.name, storage.address, storage.keeper, storage.hours, storage.phone, until))
    return found


def _agreement(row: WatchAgreement | None) -> MyAgreement | None:
    if row is None:
        return None
    return MyAgreement(_("、").join(row.points), row.starts_on, row.ends_on, row.revoked_at)


def _remedies(items: Sequence[Item]) -> list[str]:
    if not any(item.basis_is in PROCEDURES for item in items):
        return []
    return [
        _(
            "Against what an authority took you may ask for reconsideration within 60 days, or sue within 6 months. "
            "The decision you were given says where."
        )
    ]
