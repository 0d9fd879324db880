from __future__ import annotations

from collections.abc import Sequence

from hehuo.ground import clock, rows
from hehuo.ground.access import Viewer

from .models import Token


def tokens_of(viewer: Viewer) -> Sequence[Token]:
    """Her own keys, newest first."""
    return list(Token.objects.filter(person=viewer.person_id).order_by("-created_at")[:100])


def token_for(digest: bytes) -> Token | None:
    """The living key with this digest."""
    return rows.fetch(Token, "digest = %s AND revoked_at IS NULL AND expires_at > %s", digest, clock.now())
