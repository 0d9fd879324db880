"""What must be true before a partnership's story is told in public (3-domain §3.7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hehuo.ground.text import mask_numbers

#: What the reviewer has looked for, one by one.
CHECKS: Mapping[str, Promise] = {
    "no_complainant": _("Nobody can tell from it who complained."),
    "no_person": _("The person concerned and the family are not named and cannot be recognised."),
    "no_dwelling": _("No flat or unit number is in it."),
    "no_health": _("Nothing is said about anybody's health or state of mind."),
    "no_faces": _("No face, number plate, waybill or door number can be seen in a picture."),
    "fair": _("It is fair to everybody who took part."),
}
#: "3号楼2单元601", "601室": a household can be found by it.
_DWELLING = re.compile(r"\d+\s*单元\s*\d{2,4}|\d{3,4}\s*(室|户)(?!外)")


def unticked(ticked: Collection[str]) -> list[str]:
    """The checks that are still open."""
    return [check for check in CHECKS if check not in ticked]


def gives_away(text: str) -> bool:
    """Whether a telephone, identity or flat number is still in ``text``."""
    return mask_numbers(text) != text or _DWELLING.search(text) is not None
