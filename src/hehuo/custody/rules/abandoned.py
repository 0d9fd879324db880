"""Basis B: apparently abandoned, after a posted notice; never where anybody is known to own it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from .days import day_of
from .facts import Facts, Missing, Notice

_NOTICE = _("Beijing City Appearance Regulation, art. 35 by analogy; Civil Code, art. 201")
_FOUND = _("Civil Code, art. 314–318")
_OWNERSHIP = _("Civil Code, art. 240 and 314")
_CODE = _("3-domain §3.4, basis B")

ABSENT = Missing("B.notice", _("No notice was posted for this thing."), _NOTICE)


def _notice(facts: Facts) -> Notice:
    if facts.notice is None:
        raise ValueError
    return facts.notice


def covered(facts: Facts) -> bool:
    """The notice names the thing."""
    return _notice(facts).covers


def hung_long_enough(facts: Facts) -> bool:
    """The notice hung for its whole days; the day of posting is not counted (Civil Code art. 201)."""
    notice = _notice(facts)
    last = day_of(notice.posted_at) + timedelta(days=notice.days)
    return day_of(facts.at) > last


def still_posted(facts: Facts) -> bool:
    """It was not taken down before."""
    withdrawn = _notice(facts).withdrawn_at
    return withdrawn is None or withdrawn > facts.at


def nobody_claims(facts: Facts) -> bool:
    """Nobody said that it is hers."""
    return not facts.claimed


def nobody_objects(facts: Facts) -> bool:
    """No objection stands."""
    return not facts.objected


def owner_unknown(facts: Facts) -> bool:
    """Nobody is known to own it; else the owner is asked (basis A)."""
    return facts.thing.owner == b""


def waybill_silent(facts: Facts) -> bool:
    """No waybill names anybody."""
    return not facts.thing.waybill_names_owner


def pictured(facts: Facts) -> bool:
    """A photo shows it where it stands."""
    return facts.thing.photos_before >= 1


def two_sign(facts: Facts) -> bool:
    """Two people signed that it looks abandoned."""
    return _notice(facts).signers >= 2


CONDITIONS: tuple[tuple[str, Any, Any, Callable[[Facts], bool]], ...] = (
    ("B.list", _("The notice does not name this thing."), _NOTICE, covered),
    ("B.days", _("The notice has not hung long enough yet."), _NOTICE, hung_long_enough),
    ("B.posted", _("The notice was taken down."), _NOTICE, still_posted),
    ("B.claim", _("Somebody says that it is hers: ask her (basis A)."), _FOUND, nobody_claims),
    ("B.objection", _("Somebody objects: that stops the removal. Report it; do not move anything."), _OWNERSHIP,
     nobody_objects),
    ("B.owner", _("The owner is known: it is not abandoned. Ask the owner (basis A)."), _OWNERSHIP, owner_unknown),
    ("B.waybill", _("The waybill names somebody: it is not abandoned. Ask that person (basis A)."), _OWNERSHIP,
     waybill_silent),
    ("B.photo", _("Take a photo where it stands before it moves."), _CODE, pictured),
    ("B.signers", _("Two people sign that it looks abandoned."), _CODE, two_sign),
)  # fmt: skip
