"""The complainant's own key to her case: a short secret on the slip, or a signed link behind the QR code."""

from __future__ import annotations

import hmac
import secrets as random

from django.core import signing
from django.utils.translation import gettext_lazy as _

from hehuo.cases.models import Case
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import fingerprint

#: Without 0/O, 1/I/L, U: read over the telephone without mistakes. 10 characters are 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_SALT = "cases.progress"


def new_secret(key: str | None = None) -> str:
    """A fresh secret; with an idempotency ``key`` the one that belongs to it, so that a retry gets it again."""
    if not key:
        return "".join(random.choice(ALPHABET) for _place in range(LENGTH))
    digest = int.from_bytes(fingerprint(f"case secret for {key}"))
    return "".join(ALPHABET[digest // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))


def digest(secret: str) -> bytes:
    """What the database keeps of a secret."""
    return fingerprint("case secret:" + secret.strip().upper().replace("-", "").replace(" ", ""))


def link_token(case: Case) -> str:
    """The token of the link behind the QR code; opens the progress page without typing."""
    return signing.Signer(salt=_SALT).sign(case.number)


def opens(case: Case, proof: str) -> bool:
    """Whether ``proof`` (the secret or the link's token) opens ``case``; takes the same time either way."""
    if ":" in proof:
        try:
            return signing.Signer(salt=_SALT).unsign(proof) == case.number
        except signing.BadSignature:
            return False
    return hmac.compare_digest(bytes(case.secret), digest(proof))


def own_case(number: str, proof: str, *, lock: bool = False) -> Case:
    """The complainant's case. Raises NotFound, with one message for a wrong number and a wrong secret."""
    rows = Case.objects.select_for_update() if lock else Case.objects.all()
    case = rows.filter(number=number.strip()).first()
    if case is None or not opens(case, proof):
        raise NotFound(_("Number and secret do not match. Both stand on your receipt."))
    return case
