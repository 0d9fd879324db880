"""Who calls: a stranger, or a program with somebody's key."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, NotAllowed, TooMany
from hehuo.ground.limits import may_call
from hehuo.parties import selectors as parties

from . import selectors, services
from .models import Scope


class Unauthorised(HehuoError):
    """No key, or one that no longer opens anything."""

    code = "unauthorised"
    status = 401


class Key(HttpBearer):
    """``Authorization: Bearer hehuo_…``; answers with the viewer behind the key. ``scope`` is what it must allow."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        row = selectors.token_for(services.digest_of(token))
        if row is None:
            raise Unauthorised(_("This key is unknown, revoked or too old. Make a new one on your own page."))
        if self.scope not in row.scopes:
            raise NotAllowed(_("This key may not do that; make one with the right to it."))
        if not may_call(request, row.person_id):
            raise TooMany(_("This key called too often; please wait a minute."))
        services.note_use(token=row)
        viewer = parties.viewer_of(row.person_id)
        if not viewer.is_staff:
            raise Unauthorised(_("The person behind this key has no desk any more."))
        return viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """The person behind the key that opened this request."""
    return cast("Viewer", request.auth)  # type: ignore[attr-defined] # set by the key
