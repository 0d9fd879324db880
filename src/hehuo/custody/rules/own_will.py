"""Basis A: the owner's own will. No charter clause and no vote replaces it (Civil Code art. 240)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from .days import day_of
from .facts import Facts, Missing, Will
from .kinds import Authority

_OWNERSHIP = _("Civil Code, art. 240")
_AGENCY = _("Civil Code, art. 161–165 and 171")
_DECLARATION = _("Civil Code, art. 137 and 143")
_KEEPING = _("Civil Code, art. 888 and 899")
_REVOKED = _("Civil Code, art. 240 and 933")
_CODE = _("3-domain §3.4, basis A")

ABSENT = Missing(
    "A.will", _("There is no signed consent of the owner and no watch agreement in force for this point."), _OWNERSHIP
)


def _will(facts: Facts) -> Will:
    if facts.will is None:
        raise ValueError
    return facts.will


def signed(facts: Facts) -> bool:
    """Signed before it moves."""
    at = _will(facts).signed_at
    return at is not None and at <= facts.at


def entitled(facts: Facts) -> bool:
    """By the owner; by family only with authority that was shown."""
    will = _will(facts)
    return will.authority is Authority.OWNER or (will.authority is Authority.FAMILY and will.authority_paper)


def same_owner(facts: Facts) -> bool:
    """By the owner of this very thing; who is not known has not consented."""
    return facts.thing.owner != b"" and facts.thing.owner == _will(facts).owner


def covered(facts: Facts) -> bool:
    """The consent's list names the thing; the agreement names its point."""
    return _will(facts).covers


def destination(facts: Facts) -> bool:
    """It goes where the owner was told."""
    return _will(facts).destination


def storage_period(facts: Facts) -> bool:
    """How long it is kept is named, and that time is not over."""
    until = _will(facts).until
    return until is not None and day_of(facts.at) <= until


def free_return(facts: Facts) -> bool:
    """Fetching costs nothing."""
    return _will(facts).free_return


def in_period(facts: Facts) -> bool:
    """Within the period of a watch agreement; a consent to a list has none."""
    will, day = _will(facts), day_of(facts.at)
    if not will.agreement:
        return True
    return will.starts_on is not None and will.ends_on is not None and will.starts_on <= day <= will.ends_on


def not_revoked(facts: Facts) -> bool:
    """Not taken back before that moment."""
    revoked = _will(facts).revoked_at
    return revoked is None or revoked > facts.at


def nobody_objects(facts: Facts) -> bool:
    """No objection stands."""
    return not facts.objected


CONDITIONS: tuple[tuple[str, Any, Any, Callable[[Facts], bool]], ...] = (
    ("A.signed", _("It is not signed."), _DECLARATION, signed),
    ("A.authority", _("Family signs only with the owner's authority in writing."), _AGENCY, entitled),
    ("A.owner", _("The owner of this thing is not the one who signed, or is not known."), _OWNERSHIP, same_owner),
    ("A.list", _("The list that was signed does not name this thing, nor the agreement its point."), _CODE, covered),
    ("A.destination", _("It would go to another place than the one that was signed."), _CODE, destination),
    ("A.storage", _("How long it is kept is not named, or that time is over."), _KEEPING, storage_period),
    ("A.return", _("Return free of charge was not promised."), _CODE, free_return),
    ("A.period", _("The watch agreement is not in force on this day."), _CODE, in_period),
    ("A.revoked", _("The owner took the consent back."), _REVOKED, not_revoked),
    ("A.objection", _("Somebody objects: that stops the removal. Report it; do not move anything."), _OWNERSHIP,
     nobody_objects),
)  # fmt: skip
