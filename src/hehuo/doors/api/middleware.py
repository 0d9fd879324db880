"""One shape of error, also for what happens before or beside our own code."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

_CODES = {400: "bad_request", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class OneErrorShapeMiddleware:
    """Below ``/api/`` an HTML or plain error page becomes the JSON error that every other failure has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            not request.path.startswith("/api/")
            or response.status_code < 400
            or response.get("Content-Type", "").startswith("application/json")
        ):
            return response
        code = _CODES.get(response.status_code, "server_error" if response.status_code >= 500 else "error")
        words = {
            404: _("There is nothing at this address."),
            405: _("This address does not take that method."),
        }.get(response.status_code, _("That did not work. Please try again, or read the documentation."))
        shaped = JsonResponse(error_body(code, words), status=response.status_code)
        if allow := response.get("Allow"):
            shaped["Allow"] = allow
        return shaped


def error_body(code: str, message: str, source: str = "", fields: dict[str, str] | None = None) -> dict[str, object]:
    """The one error shape of the interface (see the OpenAPI document)."""
    return {"error": {"code": code, "message": message, "source": source, "fields": fields or {}}}
