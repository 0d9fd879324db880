"""The inventory in duplicate (3-domain §3.4): one copy for the record, one for the person concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .sheet import Line, Signature, code, ending, sheet, signed


@dataclass(frozen=True, slots=True)
class Row:
    """One item, words ready to read; pictures as JPEG or PNG bytes."""

    number: str
    name: str
    quantity: int = 1
    condition: str = ""
    perishable: bool = False
    point: str = ""
    before: bytes | None = None
    after: bytes | None = None
    owner: str = ""
    basis: str = ""
    noticed: str = ""
    handlers: str = ""
    witness: str = ""
    storage: str = ""
    claim_until: str = ""
    claimed: str = ""
    claim_drawing: bytes | None = None
    disposal: str = ""


@dataclass(frozen=True, slots=True)
class InventoryPaper:
    """The whole inventory. ``authority`` says that an authority seized things: remedies stand on the paper then."""

    number: str
    rows: Sequence[Line]
    items: Sequence[Row]
    signatures: Sequence[Signature] = ()
    link: str = ""
    authority: bool = False
    foot: str = field(default="")


def inventory(paper: InventoryPaper) -> bytes:
    """Both copies in one PDF, each with its own page numbers."""
    pictures: dict[str, bytes] = {}
    items = [_item(n, row, pictures) for n, row in enumerate(paper.items)]
    pieces = sum(row.quantity for row in paper.items)
    facts = {
        "title": _("Inventory of items"),
        "number": _("No. %(number)s · made out in duplicate") % {"number": paper.number},
        "copies": [_("Copy 1 · for the record"), _("Copy 2 · for the person concerned")],
        "rows": paper.rows,
        "groups": _groups(),
        "columns": _columns(),
        "items": items,
        "total": ngettext(
            "%(n)d number, %(pieces)d pieces. Blank below.",
            "%(n)d numbers, %(pieces)d pieces. Blank below.",
            len(items),
        )
        % {"n": len(items), "pieces": pieces},
        "rights": _rights(authority=paper.authority),
        "signatures": signed(paper.signatures, pictures),
        "qr": code(paper.link, pictures),
        "scan": _("Scan: where my items are"),
        "foot": paper.foot,
    }
    return sheet("inventory.typ", facts, pictures)


def _groups() -> list[tuple[str, int]]:
    return [
        (pgettext("inventory", "Item"), 6),
        (pgettext("inventory", "Photos"), 2),
        (pgettext("inventory", "Owner and basis"), 3),
        (pgettext("inventory", "Present"), 2),
        (pgettext("inventory", "Destination"), 2),
        (pgettext("inventory", "Afterwards"), 2),
    ]


def _columns() -> list[str]:
    return [
        pgettext("inventory", "No."),
        pgettext("inventory", "Name"),
        pgettext("inventory", "Qty"),
        pgettext("inventory", "Condition"),
        pgettext("inventory", "Perish-able"),
        pgettext("inventory", "Floor, point"),
        pgettext("inventory", "Before"),
        pgettext("inventory", "After"),
        pgettext("inventory", "Owner if known"),
        pgettext("inventory", "Basis"),
        pgettext("inventory", "Noticed at"),
        pgettext("inventory", "Handlers"),
        pgettext("inventory", "Witness"),
        pgettext("inventory", "Destination, storage place"),
        pgettext("inventory", "Fetch until"),
        pgettext("inventory", "Fetched, signature"),
        pgettext("inventory", "Disposal"),
    ]


def _item(number: int, row: Row, pictures: dict[str, bytes]) -> dict[str, str]:
    shown = {}
    for name, data in (("before", row.before), ("after", row.after), ("signature", row.claim_drawing)):
        shown[name] = f"{name}-item-{number}{ending(data)}" if data else ""
        if data:
            pictures[shown[name]] = data
    words = {
        "serial": row.number.rpartition("-")[2],
        "name": row.name,
        "quantity": str(row.quantity),
        "condition": row.condition,
        "perishable": pgettext("inventory", "yes") if row.perishable else pgettext("inventory", "no"),
        "point": row.point,
        "owner": row.owner,
        "basis": row.basis,
        "noticed": row.noticed,
        "handlers": row.handlers,
        "witness": row.witness,
        "storage": row.storage,
        "claim_until": row.claim_until,
        "claimed": row.claimed,
        "disposal": row.disposal,
    }
    return {**words, **shown}


def _rights(*, authority: bool) -> list[str]:
    lines = [
        _("Items are kept unopened and undamaged; keeping and fetching are free of charge."),
        _("Whoever finds an entry wrong may say so on the spot; it is written down beside the entry."),
    ]
    if authority:
        lines.append(
            _(
                "Against a seizure one may ask for administrative reconsideration within 60 days of learning of it, "
                "or sue within 6 months (Administrative Reconsideration Law, art. 20; Administrative Litigation Law, "
                "art. 46)."
            )
        )
    else:
        lines.append(_("An item that its owner wants to keep is not moved: an objection stops the removal at once."))
    return lines
