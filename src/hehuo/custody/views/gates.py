"""What each ground lacks for the things on a page, in words; asked of the one gate that also moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hehuo.custody import selectors
from hehuo.custody.models import Inventory, Item, StoragePlace
from hehuo.custody.rules import ABSENT, PROCEDURES, Basis, Missing
from hehuo.custody.selectors import Ground


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing on one basis: the best paper there is for it, and what is still missing."""

    item: Item
    ground: Ground
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """One missing condition on a page, with the way to mend it where there is one."""

    code: str
    message: str
    source: str
    url: str = ""
    do: str = ""


def judge(
    inventory: Inventory, items: Sequence[Item], *, to: StoragePlace | None, at: datetime
) -> dict[Basis, list[Judged]]:
    """Each of ``items`` on each basis, with its best paper. Things alike in all that gates read are asked once."""
    rows = (selectors.consents_of(inventory), selectors.notices_of(inventory), selectors.proceedings_of(inventory))
    papers = [{item.pk for item in paper.items.all()} for found in rows for paper in found]
    objected = set(selectors.objections_of(inventory).values_list("item", flat=True))
    known: dict[tuple[Any, ...], list[selectors.Way]] = {}
    judged: dict[Basis, list[Judged]] = {basis: [] for basis in Basis}
    for item in items:
        alike = (*_kind(item), item.pk in objected, *(item.pk in named for named in papers))
        if alike not in known:
            item.inventory = inventory
            known[alike] = selectors.ways(item, to=to, at=at)
        for way in known[alike]:
            judged[way.basis].append(Judged(item, way.ground, tuple(way.missing)))
    return judged


def _kind(item: Item) -> tuple[Any, ...]:
    shown = getattr(item, "shown", ())
    return (
        item.state, item.place, item.point, item.perishable, item.opened, item.waybill_named, item.waybill_redacted,
        bool(shown),
    )  # fmt: skip


def lacks(inventory: Inventory, basis: Basis, judged: Sequence[Judged]) -> list[Lack]:
    """What is missing, each condition once; the numbers of the things where it concerns only some."""
    said: dict[str, tuple[Missing, list[str]]] = {}
    for one in judged:
        for missing in one.missing:
            said.setdefault(missing.code, (missing, []))[1].append(one.item.number.rpartition("-")[2])
    found = []
    for missing, serials in said.values():
        some = f" ({_('、').join(serials)})" if len(serials) < len(judged) else ""
        url, do = _mend(inventory, basis, missing.code)
        found.append(Lack(missing.code, f"{missing.message}{some}", str(missing.source), url, do))
    return found


def _mend(inventory: Inventory, basis: Basis, code: str) -> tuple[str, str]:
    """Where the missing thing can be done."""
    number = inventory.number
    if code == ABSENT[Basis.OWN_WILL].code or (basis is Basis.OWN_WILL and code.startswith("A.cover")):
        return reverse("custody-consent", args=[number]), _("Let her sign")
    if code == ABSENT[Basis.ABANDONED].code:
        return reverse("custody-notice-new", args=[number]), _("Post a notice")
    if code == ABSENT[Basis.SEIZURE].code and basis in PROCEDURES:
        return reverse("custody-proceeding-new", args=[number, basis.value]), _("Open it")
    if code == "storage":
        return reverse("custody-storages"), _("Storage places")
    return "", ""
