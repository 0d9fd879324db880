"""Secrets that were just made: shown to who made them while she is signed in, stored nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from hehuo.custody import selectors
from hehuo.custody.models import Inventory, WatchAgreement
from hehuo.ground.paper import qr
from hehuo.ground.web import Request

_KEY = "custody-fresh"
#: A visit makes a few; older ones are forgotten.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the owner is given once."""

    number: str
    secret: str
    link: str
    qr: SafeString


def remember(request: Request, number: str, secret: str) -> None:
    """Keep ``secret`` in the session of who made it."""
    known = dict(request.session.get(_KEY, {}))
    known[number] = secret
    request.session[_KEY] = dict(list(known.items())[-_MOST:])


def secret_of(request: Request, number: str) -> str:
    """The secret of ``number`` where this visit made it."""
    return str(request.session.get(_KEY, {}).get(number, ""))


def link(request: Request, row: Inventory | WatchAgreement) -> str:
    """The address behind the code on the owner's copy."""
    return request.build_absolute_uri(reverse("custody-mine", args=[selectors.link_token(row)]))


def of(request: Request, row: Inventory | WatchAgreement) -> Fresh | None:
    """Number, secret and code for the owner, where this visit made them."""
    secret = secret_of(request, row.number)
    if not secret:
        return None
    address = link(request, row)
    return Fresh(row.number, secret, address, qr(address))
