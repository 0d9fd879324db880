"""Looking at a name unmasked: for those who handle matters there, and written down each time (PIPL art. 51)."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import (
    Claim,
    Consent,
    DissuasionNotice,
    Inventory,
    Item,
    Objection,
    WatchAgreement,
)
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.service import service

from .common import report, require

Named = Inventory | Consent | WatchAgreement | Objection | Claim | DissuasionNotice | Item


class _Subject(Protocol):
    @property
    def subject(self) -> str: ...


#: What each row keeps sealed: field → for the journal.
_FIELDS: dict[str, tuple[str, ...]] = {
    "Inventory": ("owner_name",),
    "Consent": ("signer_name",),
    "WatchAgreement": ("owner_name", "signer_name"),
    "Objection": ("name",),
    "Claim": ("name",),
    "DissuasionNotice": ("name",),
    "Item": ("witness", "receiver"),
}


def _inventory(row: Named) -> Inventory | None:
    if isinstance(row, Inventory):
        return row
    if isinstance(row, Consent | Objection | Item):
        return row.inventory
    return row.item.inventory if isinstance(row, Claim) else None


@service
def reveal_name(*, by: Viewer, of: Named, field: str = "") -> str:
    """The name behind ``of`` (``field`` where it keeps two), unmasked, with a confidential journal entry.

    Raises NotAllowed for all but the handlers of the place; NotFound where nobody is named or it cannot be read.
    """
    inventory = _inventory(of)
    place = inventory.place if inventory is not None else of.place  # type: ignore[union-attr]
    require(policy.may_know_names(by, place), _("Names in the clear are for those who handle matters at the place."))
    fields = _FIELDS[type(of).__name__]
    which = field if field in fields else fields[0]
    sealed = getattr(of, which)
    if not sealed:
        raise NotFound(_("Nobody is named there."))
    try:
        told = open_sealed(sealed)
    except Unreadable:
        raise NotFound(_("The name cannot be read any more.")) from None
    table = None if inventory is not None else of.partnership  # type: ignore[union-attr]
    report(of.subject, events.REVEALED, by, place=place, of=inventory, partnership=table,
           what=type(of).__name__.lower(), row=of.pk)  # fmt: skip
    return told
