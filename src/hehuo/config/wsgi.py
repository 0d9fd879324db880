"""The way in for the web server: people's pages, and beside them the interface for programs."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hehuo.config.settings")


class ApiHandler(WSGIHandler):
    """Django's handler with ``API_MIDDLEWARE``: a sixth of what receiving a case costs went into sessions that no
    program has (``make bench ONLY=intake``)."""

    def load_middleware(self, is_async: bool = False) -> None:
        """As Django's own, which reads only ``settings.MIDDLEWARE``."""
        pages = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = pages


_pages = get_wsgi_application()
_programs = ApiHandler()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer one request."""
    handler = _programs if environ.get("PATH_INFO", "").startswith("/api/") else _pages
    return handler(environ, start_response)
