"""The owner's own will on paper (basis A): consent to a list of items, and the watch agreement. Two copies each."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .sheet import Line, Signature, code, sheet, signed


def _columns() -> list[str]:
    return [
        pgettext("inventory", "No."),
        pgettext("inventory", "Name"),
        pgettext("inventory", "Qty"),
        pgettext("inventory", "Condition"),
        pgettext("inventory", "Floor, point"),
    ]


def consent(
    *,
    number: str,
    rows: Sequence[Line],
    items: Sequence[Sequence[str]],
    signatures: Sequence[Signature],
    link: str = "",
) -> bytes:
    """Consent to the removal of ``items`` (number, name, quantity, condition, point), for signing or signed."""
    pictures: dict[str, bytes] = {}
    facts = {
        "title": _("Consent to the removal of items"),
        "number": _("No. %(number)s · made out in duplicate") % {"number": number},
        "copies": [_("Copy 1 · for the record"), _("Copy 2 · for the owner")],
        "rows": rows,
        "lead": _(
            "I have read the list below and agree of my own will that these items, and no others, are moved to the "
            "place named above and kept there for me."
        ),
        "columns": _columns(),
        "items": items,
        "clauses": [
            _("Each item bears its number; photos are taken before and after; parcels stay unopened."),
            _(
                "Moving, keeping and fetching cost me nothing. I may fetch everything at any time until the day "
                "named above."
            ),
            _("Until an item has been moved I may take my consent back, for all items or for single ones."),
            _("Nothing is thrown away, sold or given to others without my word."),
        ],
        "remember_title": _("You may always say no."),
        "remember": _(
            "No rule of the house and no vote replaces this consent. Whoever objects at the door stops the removal."
        ),
        "secret": "",
        "secret_label": "",
        "qr": code(link, pictures),
        "scan": _("Scan: where my items are"),
        "signatures": signed(signatures, pictures),
        "foot": _("Civil Code, art. 240; Administrative Coercion Law, art. 17: nobody here has a power of compulsion."),
    }
    return sheet("consent.typ", facts, pictures)


def agreement(
    *, number: str, rows: Sequence[Line], signatures: Sequence[Signature], link: str = "", secret: str = ""
) -> bytes:
    """The watch agreement, for signing or signed. ``secret`` only for who has just been given it."""
    pictures: dict[str, bytes] = {}
    facts = {
        "title": _("Watch agreement"),
        "number": _("No. %(number)s · made out in duplicate") % {"number": number},
        "copies": [_("Copy 1 · for the record"), _("Copy 2 · for the owner")],
        "rows": rows,
        "lead": _(
            "So that the way stays clear, I agree for the period and the place named above to what follows, of my "
            "own will."
        ),
        "columns": [],
        "items": [],
        "clauses": [
            _("What is found there on a round is labelled and I am told the same day."),
            _(
                "I clear it myself by the end of that day, or it is carried to the storage place that evening "
                "and kept for me."
            ),
            _("Every item gets a number, photos before and after, and a line in the inventory. Parcels stay unopened."),
            _(
                "Moving, keeping and fetching cost me nothing. I may fetch my things whenever the storage place "
                "is open."
            ),
            _("Only things at the place named above are meant, never what stands inside my dwelling."),
            _(
                "I may end this agreement at any time, by word at the door, by telephone or on the page below; "
                "from that moment nothing more is moved on its ground."
            ),
        ],
        "remember_title": _("You may end it at any time."),
        "remember": _("Open the page by the code, or type number and secret, and touch “End the agreement”."),
        "secret": secret,
        "secret_label": _("Secret (keep it to yourself)") if secret else "",
        "qr": code(link, pictures),
        "scan": _("Scan: where my items are"),
        "signatures": signed(signatures, pictures),
        "foot": _("Civil Code, art. 240; Administrative Coercion Law, art. 17: nobody here has a power of compulsion."),
    }
    return sheet("consent.typ", facts, pictures)
