"""Lists, things, and where each stands. Fetching is authorising; every list costs a bounded number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.custody import policy
from hehuo.custody.models import (
    Consent,
    DissuasionNotice,
    HandOver,
    Inventory,
    Item,
    Notice,
    Objection,
    Proceeding,
    StoragePlace,
)
from hehuo.custody.rules import State
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.rows import fetch
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name
from hehuo.journal.kinds import resolver
from hehuo.journal.selectors import register_lookup as open_to_checks

from .facts import open_now

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership


def inventory_for(viewer: Viewer, number: str) -> Inventory:
    """The list with this number. Raises NotFound for those who may not know of it."""
    row = fetch(Inventory, "number = %s", number)
    if row is None or not policy.may_know(viewer, row):
        raise NotFound(_("There is no such inventory."))
    return row


def inventories(viewer: Viewer) -> QuerySet[Inventory]:
    """The lists at her places, the latest first."""
    rows = Inventory.objects.filter(policy.visible(viewer)).select_related("partnership", "organisation")
    return rows.order_by("-happened_at", "-pk")


def inventories_of(partnership: Partnership) -> QuerySet[Inventory]:
    """The lists of a table, in order."""
    return Inventory.objects.filter(partnership=partnership).order_by("happened_at", "pk")


def item_for(viewer: Viewer, which: str | int) -> Item:
    """The thing with this number or id. Raises NotFound for those who may not know of it."""
    rows = _whole(Item.objects.all())
    row = (rows.filter(pk=which) if isinstance(which, int) else rows.filter(number=which)).first()
    if row is None or not policy.may_know(viewer, row.inventory):
        raise NotFound(_("There is no such thing."))
    return row


def items_of(of: Inventory | Partnership) -> QuerySet[Item]:
    """The things of a list or of a table, in the order of their numbers."""
    rows = Item.objects.filter(inventory=of) if isinstance(of, Inventory) else Item.objects.filter(
        inventory__partnership=of
    )  # fmt: skip
    return _whole(rows).order_by("day", "short", "serial")


def _whole(rows: QuerySet[Item]) -> QuerySet[Item]:
    return rows.select_related(
        "inventory__partnership", "inventory__action", "storage", "consent", "agreement", "notice", "proceeding"
    )


def open_items(of: Inventory | Partnership) -> list[Item]:
    """The things for which somebody still owes something: not moved, on the way, or stored beyond the time that
    perishables and seizures have."""
    return [item for item in items_of(of) if open_now(item)]


#: What is counted, in the order in which it is told.
COUNTED = ("numbered", "moved", "cleared_by_owner", "stored", "claimed", "released", "disposed")


def counts(of: Inventory | Partnership) -> dict[str, int]:
    """How many were ever numbered and ever moved by us, how many their owners cleared, and where the moved ones are
    now. One query."""
    states = Counter(items_of(of).order_by().values_list("state", flat=True))
    total = sum(states.values())
    return {
        "numbered": total,
        "moved": total - states[State.NUMBERED] - states[State.CLEARED],
        "cleared_by_owner": states[State.CLEARED],
        "stored": states[State.STORED],
        "claimed": states[State.CLAIMED],
        "released": states[State.RELEASED],
        "disposed": states[State.DISPOSED],
    }


def chain(item: Item) -> QuerySet[HandOver]:
    """Through whose hands it went, in order."""
    return item.hand_overs.select_related("given_by", "organisation", "taken_by", "storage").order_by("position")


def storage_places(viewer: Viewer, place: str = "") -> QuerySet[StoragePlace]:
    """The open storage places that ``viewer`` knows of; with ``place`` those there and at wider places."""
    rows = StoragePlace.objects.filter(policy.visible(viewer), closed_at=None).select_related("keeper")
    if place:
        rows = rows.filter(place__in=codes.ancestors(place))
    return rows.order_by("name")


def storage_for(viewer: Viewer, pk: int) -> StoragePlace:
    """A storage place. Raises NotFound for those who may not know of it."""
    row = StoragePlace.objects.select_related("keeper").filter(pk=pk).first()
    if row is None or not policy.may_know_at(viewer, row.place):
        raise NotFound(_("There is no such storage place."))
    return row


def consents_of(inventory: Inventory) -> QuerySet[Consent]:
    """The consents for a list, in order."""
    return inventory.consents.select_related("destination").prefetch_related("items").order_by("pk")


def notices_of(inventory: Inventory) -> QuerySet[Notice]:
    """The notices about a list, in order."""
    return inventory.notices.prefetch_related("items", "signers").order_by("posted_at", "pk")


def proceedings_of(inventory: Inventory) -> QuerySet[Proceeding]:
    """The procedures over a list, in order, with steps and officers."""
    rows = inventory.proceedings.select_related("authority", "performer")
    return rows.prefetch_related("items", "steps", "officers__person").order_by("opened_at", "pk")


def objections_of(inventory: Inventory, *, standing: bool = True) -> QuerySet[Objection]:
    """The objections about a list, in order; only those that stand unless told otherwise."""
    rows = inventory.objections.select_related("item").order_by("raised_at", "pk")
    return rows.filter(ended_at=None) if standing else rows


def dissuasions(viewer: Viewer) -> QuerySet[DissuasionNotice]:
    """Dissuasion notices at her places, the latest first."""
    rows = DissuasionNotice.objects.filter(policy.visible(viewer)).select_related("organisation", "case", "partnership")
    return rows.order_by("-happened_at", "-pk")


def dissuasion_for(viewer: Viewer, number: str) -> DissuasionNotice:
    """The dissuasion notice with this number. Raises NotFound for those who may not know of it."""
    row = DissuasionNotice.objects.select_related("organisation", "case", "partnership").filter(number=number).first()
    if row is None or not policy.may_know_at(viewer, row.place):
        raise NotFound(_("There is no such notice."))
    return row


def masked(sealed: bytes | memoryview | None) -> str:
    """A sealed name as pages and papers show it: ``王**``; empty where nobody is named."""
    if not sealed:
        return ""
    try:
        return mask_name(open_sealed(sealed))
    except Unreadable:
        return "**"


@resolver("item")
def numbers_of_items(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Item.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


@resolver("inventory")
def numbers_of_inventories(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Inventory.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


@resolver("storage")
def names_of_storage(ids: Iterable[int]) -> Mapping[int, str]:
    """id → name, for the journal's sentences."""
    return dict(StoragePlace.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _subject_of_item(number: str) -> str | None:
    pk = Item.objects.filter(number=number).values_list("pk", flat=True).first()
    return f"item:{pk}" if pk else None


open_to_checks("item", _subject_of_item)
