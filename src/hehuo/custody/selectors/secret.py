"""The owner's own key: number and secret on her copy, or the signed link behind the QR code."""

from __future__ import annotations

import hmac
import secrets as random
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from hehuo.custody.models import Inventory, WatchAgreement
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import fingerprint

#: Without 0/O, 1/I/L, U: read over the telephone without mistakes. 10 characters are 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_SALT = "custody.things"


@dataclass(frozen=True, slots=True)
class Opened:
    """What number and secret open: a list of things, or a watch agreement."""

    inventory: Inventory | None = None
    agreement: WatchAgreement | None = None


def new_secret(key: str | None = None) -> str:
    """A fresh secret; with an idempotency ``key`` the one that belongs to it, so that a retry gets it again."""
    if not key:
        return "".join(random.choice(ALPHABET) for _place in range(LENGTH))
    told = int.from_bytes(fingerprint(f"custody secret for {key}"))
    return "".join(ALPHABET[told // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))


def digest(secret: str) -> bytes:
    """What the database keeps of a secret (HMAC)."""
    return fingerprint("custody secret:" + secret.strip().upper().replace("-", "").replace(" ", ""))


def link_token(row: Inventory | WatchAgreement) -> str:
    """The token of the link behind the QR code; opens the owner's page without typing."""
    return signing.Signer(salt=_SALT).sign(row.number)


def opens(row: Inventory | WatchAgreement, proof: str) -> bool:
    """Whether ``proof`` (the secret or the link's token) opens ``row``; takes the same time either way."""
    if ":" in proof:
        try:
            return signing.Signer(salt=_SALT).unsign(proof) == row.number
        except signing.BadSignature:
            return False
    return hmac.compare_digest(bytes(row.secret), digest(proof))


def by_secret(number: str, secret: str) -> Opened:
    """The list or agreement with this number. Raises NotFound, with one message for a wrong number and secret."""
    number = number.strip().upper()
    inventory = Inventory.objects.filter(number=number).first()
    if inventory is not None and opens(inventory, secret):
        return Opened(inventory=inventory)
    agreement = WatchAgreement.objects.filter(number=number).first()
    if agreement is not None and opens(agreement, secret):
        return Opened(agreement=agreement)
    raise NotFound(_("Number and secret do not match. Both stand on your copy."))
