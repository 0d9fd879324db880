"""Who may know of things in custody, who works with them, who signs for an authority, who sees a name."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility
from hehuo.partnerships import selectors as partnerships

from .models import (
    Claim,
    Consent,
    DissuasionNotice,
    Inventory,
    Item,
    Notice,
    Objection,
    Proceeding,
    ProceedingStep,
    StoragePlace,
    WatchAgreement,
)

#: These carry, number and store things at their place.
WORKERS = HANDLERS | {Role.OFFICER, Role.PROPERTY_STAFF}
#: These know of every thing in custody at their place.
AT_PLACE = WORKERS | {Role.AUDITOR}
#: These take down what an owner signs and post notices: the public side, never the property company.
PUBLIC_SIDE = HANDLERS | {Role.OFFICER}


def visible(viewer: Viewer) -> Q:
    """The condition on rows with a ``place`` that ``viewer`` may know of; fails closed."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    return condition


def may_know_at(viewer: Viewer, place: str) -> bool:
    """Whether she may know of what is in custody at ``place``."""
    return viewer.has(*AT_PLACE, place=place)


def may_know(viewer: Viewer, inventory: Inventory) -> bool:
    """Whoever works at the place, and who sits at the table that the list belongs to."""
    if may_know_at(viewer, inventory.place):
        return True
    table = inventory.partnership
    return table is not None and bool(partnerships.members_acting(viewer, table))


def may_work(viewer: Viewer, place: str) -> bool:
    """Whether she numbers, moves and stores things at ``place``."""
    return viewer.has(*WORKERS, place=place)


def may_sign_for_public(viewer: Viewer, place: str) -> bool:
    """Whether she takes down consents and agreements, posts notices, and gives things back for good."""
    return viewer.has(*PUBLIC_SIDE, place=place)


def may_keep_storage(viewer: Viewer, place: str) -> bool:
    """Storage places are named by those who handle matters at the place."""
    return viewer.has(*HANDLERS, place=place)


def may_proceed(viewer: Viewer, place: str, authority: int) -> bool:
    """Only officers of the authority itself act in its procedure (行政强制法 art. 17)."""
    return viewer.system or (authority in viewer.organisations and viewer.has(Role.OFFICER, place=place))


def may_dissuade(viewer: Viewer, place: str) -> bool:
    """Dissuading is everybody's who works there, the property company's first of all (物业管理条例 art. 65)."""
    return viewer.has(*WORKERS, place=place)


def may_dispose(viewer: Viewer, place: str) -> bool:
    """Things are disposed of by those who handle matters at the place, with a second person."""
    return viewer.has(*HANDLERS, place=place)


def may_know_names(viewer: Viewer, place: str) -> bool:
    """Whether she may unseal the names of owners and signers there; each look is journaled."""
    return viewer.has(*HANDLERS, place=place)


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def _of_inventory(viewer: Viewer, inventory: Inventory | None, attachment: _File, *, signature: bool = False) -> bool:
    if inventory is None:
        return False
    if signature or attachment.visibility == Visibility.CONFIDENTIAL:
        return viewer.has(*PUBLIC_SIDE, Role.AUDITOR, place=inventory.place)
    return may_know(viewer, inventory)


def _of_item(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Item.objects.select_related("inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.inventory if row else None, attachment)


def _of_notice(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Notice.objects.select_related("inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.inventory if row else None, attachment)


def _of_proceeding(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Proceeding.objects.select_related("inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.inventory if row else None, attachment, signature=True)


def _of_step(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = ProceedingStep.objects.select_related("proceeding__inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.proceeding.inventory if row else None, attachment, signature=True)


def _of_consent(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Consent.objects.select_related("inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.inventory if row else None, attachment, signature=True)


def _of_objection(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Objection.objects.select_related("inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.inventory if row else None, attachment, signature=True)


def _of_claim(viewer: Viewer, pk: int, attachment: _File) -> bool:
    row = Claim.objects.select_related("item__inventory__partnership").filter(pk=pk).first()
    return _of_inventory(viewer, row.item.inventory if row else None, attachment, signature=True)


def _of_agreement(viewer: Viewer, pk: int, _attachment: _File) -> bool:
    row = WatchAgreement.objects.filter(pk=pk).first()
    return row is not None and viewer.has(*PUBLIC_SIDE, Role.AUDITOR, place=row.place)


def _of_dissuasion(viewer: Viewer, pk: int, _attachment: _File) -> bool:
    row = DissuasionNotice.objects.filter(pk=pk).first()
    return row is not None and may_know_at(viewer, row.place)


def _of_storage(viewer: Viewer, pk: int, _attachment: _File) -> bool:
    row = StoragePlace.objects.filter(pk=pk).first()
    return row is not None and may_know_at(viewer, row.place)


files.register("item", _of_item)
files.register("posting", _of_notice)
files.register("proceeding", _of_proceeding)
files.register("proceeding-step", _of_step)
files.register("consent", _of_consent)
files.register("objection", _of_objection)
files.register("claim", _of_claim)
files.register("agreement", _of_agreement)
files.register("dissuasion", _of_dissuasion)
files.register("storage", _of_storage)
