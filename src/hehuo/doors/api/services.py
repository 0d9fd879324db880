"""Keys for programs: made by a person for herself, shown once, revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid, NotAllowed, NotFound
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal

from . import events
from .models import Scope, Token

#: A key that nobody renews dies by itself.
LONGEST_DAYS = 365
_PREFIX = "hehuo_"


def digest_of(secret: str) -> bytes:
    """What is kept of a key. It is 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


@service
def issue_token(*, by: Viewer, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """Make a key for ``by`` herself; returns the row and the secret, which is never shown again.

    ``days`` is its life, 1 to 365. Raises NotAllowed for people without a desk, Invalid naming the field.
    """
    if by.person_id is None or not by.is_staff:
        raise NotAllowed(_("Keys for programs belong to people with a desk."))
    name = clean(name)
    faults = {}
    if not 1 <= len(name) <= 60:
        faults["name"] = _("Give it a name of at most 60 characters, so that you know it again.")
    if not scopes or not set(scopes) <= set(Scope.values):
        faults["scopes"] = _("Choose what the program may do.")
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = _("A key lives between 1 and 365 days.")
    if faults:
        raise Invalid(_("Please look at the marked fields."), fields=faults)
    secret = _PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = Token.objects.create(
        person_id=by.person_id,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    journal.append(subject=f"token:{token.pk}", kind=events.TOKEN_ISSUED, payload={"token": token.pk}, by=by)
    return token, secret


@service
def revoke_token(*, by: Viewer, token: int) -> Token:
    """End one of her own keys at once; twice is once. Raises NotFound for anybody else's."""
    row = Token.objects.select_for_update().filter(pk=token, person=by.person_id).first()
    if row is None:
        raise NotFound(_("There is no such key."))
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        journal.append(subject=f"token:{row.pk}", kind=events.TOKEN_REVOKED, payload={"token": row.pk}, by=by)
    return row


@service
def note_use(*, token: Token) -> None:
    """Remember that a key is in use, at most once a minute: one look must not cost one write."""
    now = clock.now()
    if token.used_at is None or now - token.used_at > timedelta(minutes=1):
        Token.objects.filter(pk=token.pk).update(used_at=now)
