"""Papers of a list by number or id: fetching is authorising, through the list they belong to."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from hehuo.custody import selectors
from hehuo.custody.models import (
    Claim,
    Consent,
    DissuasionNotice,
    Inventory,
    Item,
    Notice,
    Objection,
    Proceeding,
    WatchAgreement,
)
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

R = TypeVar("R", Consent, Notice, Objection, Proceeding)
#: Rows that keep a sealed name.
Named = Inventory | Consent | WatchAgreement | Objection | Claim | DissuasionNotice | Item


def _known(viewer: Viewer, row: R | None) -> R:
    if row is None:
        raise NotFound(_("There is no such record."))
    row.inventory = selectors.inventory_for(viewer, row.inventory.number)
    return row


def consent(viewer: Viewer, number: str) -> Consent:
    """The consent with this number. Raises NotFound for those who may not know of its list."""
    return _known(viewer, Consent.objects.select_related("inventory", "destination").filter(number=number).first())


def notice(viewer: Viewer, number: str) -> Notice:
    """The posted notice with this number. Raises NotFound for those who may not know of its list."""
    return _known(viewer, Notice.objects.select_related("inventory").filter(number=number).first())


def objection(viewer: Viewer, pk: int) -> Objection:
    """The objection with this id. Raises NotFound for those who may not know of its list."""
    return _known(viewer, Objection.objects.select_related("inventory").filter(pk=pk).first())


def proceeding(viewer: Viewer, number: str) -> Proceeding:
    """The procedure with this number. Raises NotFound for those who may not know of its list."""
    rows = Proceeding.objects.select_related("inventory", "authority", "performer")
    return _known(viewer, rows.prefetch_related("steps", "officers__person", "items").filter(number=number).first())


def claim(viewer: Viewer, pk: int) -> Claim:
    """The claim with this id. Raises NotFound for those who may not know of its list."""
    row = Claim.objects.select_related("item__inventory", "item__storage").filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such record."))
    row.item.inventory = selectors.inventory_for(viewer, row.item.inventory.number)
    return row


def named(viewer: Viewer, kind: str, pk: int) -> Named:
    """The row of ``kind`` that keeps a sealed name. Raises NotFound for those who may not know of it."""
    row: Named | None
    if kind == "claim":
        return claim(viewer, pk)
    if kind == "consent":
        return _known(viewer, Consent.objects.select_related("inventory").filter(pk=pk).first())
    if kind == "item":
        return selectors.item_for(viewer, pk)
    if kind == "objection":
        return objection(viewer, pk)
    if kind == "inventory" and (row := Inventory.objects.filter(pk=pk).first()) is not None:
        return selectors.inventory_for(viewer, row.number)
    if kind == "agreement" and (row := WatchAgreement.objects.filter(pk=pk).first()) is not None:
        return selectors.agreement_for(viewer, row.number)
    if kind == "dissuasion" and (row := DissuasionNotice.objects.filter(pk=pk).first()) is not None:
        return selectors.dissuasion_for(viewer, row.number)
    raise NotFound(_("There is no such record."))
