"""Pages for what Django itself refuses."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from hehuo.ground.middleware import error_page
from hehuo.ground.tracing import request_id

log = logging.getLogger("hehuo.errors")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed."""
    del exception
    return error_page(request, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    del exception
    return error_page(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or none that this person may know of."""
    del exception
    return error_page(request, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page names the request so that somebody can find it in the logs."""
    try:
        return error_page(request, status=500)
    except Exception:
        # Whatever broke (the database, say) may break the page that tells of it, too.
        log.exception("the page of error failed")
        return HttpResponse(f"500 · 12345 · {request_id.get()}\n", status=500, content_type="text/plain; charset=utf-8")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with the usual reason: the form was open for too long."""
    del reason
    return error_page(request, status=403, template="403_csrf.html")
