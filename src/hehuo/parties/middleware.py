"""Who is looking, on every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from hehuo.ground.access import Viewer
from hehuo.ground.web import Request

from . import selectors


class ViewerMiddleware:
    """Puts ``request.viewer`` there; nothing is asked of the database before somebody looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast("Request", request).viewer = cast("Viewer", SimpleLazyObject(lambda: selectors.viewer_for(request.user)))
        return self.get_response(request)
