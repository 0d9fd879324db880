"""Short papers: the dissuasion notice 劝阻提示单, the receipt for fetched items, the notice posted on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground.paper import stamp

from .sheet import Line, Signature, code, sheet, signed


def dissuasion(
    *, number: str, issuer: str, rows: Sequence[Line], demand: str, deadline: str, signatures: Sequence[Signature]
) -> bytes:
    """劝阻提示单 in two copies on one sheet: time, place and kind (``rows``), demand, deadline."""
    pictures: dict[str, bytes] = {}
    facts = {
        "issuer": issuer,
        "title": _("Dissuasion notice"),
        "number": _("No. %(number)s · made out in duplicate") % {"number": number},
        "copies": [_("Copy 1 · counterfoil"), _("Copy 2 · for the person concerned")],
        "rows": rows,
        "lead": _("Please: %(demand)s By %(deadline)s.") % {"demand": _ended(demand), "deadline": deadline},
        "columns": [],
        "items": [],
        "lines": [
            _("Evacuation routes, stairways and exits must stay free (Fire Protection Law, art. 28)."),
            _(
                "This is a dissuasion, not a penalty: the issuer has no power to punish, seize or remove. What "
                "is not "
                "put right is reported to the competent authority (Beijing Property Management Regulation, art. 65)."
            ),
            _("If you need a hand with carrying, tell us: help is free."),
        ],
        "signatures": signed(signatures, pictures),
        "qr": False,
        "scan": "",
    }
    return sheet("dissuasion.typ", facts, pictures)


def receipt(
    *, number: str, issuer: str, rows: Sequence[Line], items: Sequence[Sequence[str]], signatures: Sequence[Signature]
) -> bytes:
    """The receipt for fetched ``items`` (number, name, quantity, condition on return), two copies."""
    pictures: dict[str, bytes] = {}
    facts = {
        "issuer": issuer,
        "title": _("Receipt for fetched items"),
        "number": _("No. %(number)s · made out in duplicate") % {"number": number},
        "copies": [_("Copy 1 · for the record"), _("Copy 2 · for who fetched")],
        "rows": rows,
        "lead": _("I have received the items below, checked them against the inventory, and paid nothing for it."),
        "columns": [
            pgettext("inventory", "No."),
            pgettext("inventory", "Name"),
            pgettext("inventory", "Qty"),
            pgettext("receipt", "Condition and remarks"),
        ],
        "items": items,
        "lines": [],
        "signatures": signed(signatures, pictures),
        "qr": False,
        "scan": "",
    }
    return sheet("dissuasion.typ", facts, pictures)


def notice(
    *,
    number: str,
    issuer: str,
    place: str,
    items: Sequence[Sequence[str]],
    posted: datetime,
    until: str,
    contact: str,
    link: str,
    signatures: Sequence[Signature],
) -> bytes:
    """The notice for apparently abandoned ``items`` (number, name, quantity, point), to be posted until ``until``."""
    pictures: dict[str, bytes] = {}
    facts = {
        "issuer": issuer,
        "number": _("No. %(number)s") % {"number": number},
        "title": _("Is this yours?"),
        "lead": _(
            "At %(place)s the items below stand without a known owner. If one of them is yours, or you know "
            "whose it is, please tell us or clear it yourself."
        )
        % {"place": place},
        "until_label": _("Please by"),
        "until": until,
        "columns": [
            pgettext("inventory", "No."),
            pgettext("inventory", "Name"),
            pgettext("inventory", "Qty"),
            pgettext("inventory", "Floor, point"),
        ],
        "items": items,
        "lines": [
            _("One word is enough: call %(contact)s or scan the code. The item then stays where it is and we talk.")
            % {"contact": contact or "12345"},
            _(
                "What nobody claims by then is photographed, numbered, carried to the storage place by two "
                "people who sign for it, and kept there unopened."
            ),
            _("It can still be fetched afterwards, free of charge."),
        ],
        "qr": code(link, pictures),
        "scan": _("Scan: “This is mine”"),
        "day": _("Posted %(at)s") % {"at": stamp(posted)},
        "signatures": signed(signatures, pictures),
        "foot": _("Beijing City Appearance Regulation, art. 35 by analogy; Civil Code, art. 314–318."),
    }
    return sheet("notice.typ", facts, pictures)


def _ended(words: str) -> str:
    return words if words.endswith(("。", ".", "！", "!")) else f"{words}。"
