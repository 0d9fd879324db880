"""``/api/v1/``: one interface object, one error shape, OpenAPI for free."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hehuo.ground.errors import HehuoError

from .field import router as field
from .middleware import error_body
from .public import router as public
from .staff import router as staff

api = NinjaAPI(
    title="Hehuo",
    version="1",
    description=(
        "Report a problem, follow it, read what the neighbourhood is solving; with a key, work through one's inbox. "
        "Every error has the shape of `Error`. Whatever makes something new takes an `Idempotency-Key`: the same key "
        "makes nothing twice; "
        "a move that was made already is answered with the case as it stands."
    ),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", public)
api.add_router("", staff)
api.add_router("", field)


@api.exception_handler(HehuoError)
def _ours(request: HttpRequest, error: HehuoError) -> HttpResponse:
    fields = {name: str(message) for name, message in error.fields.items()}
    body = error_body(error.code, str(error), str(error.source), fields)
    return api.create_response(request, body, status=error.status)


@api.exception_handler(ValidationError)
def _shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(map(str, fault["loc"][2:] or fault["loc"])): fault["msg"] for fault in error.errors}
    body = error_body("invalid", _("Please look at the marked fields."), fields=fields)
    return api.create_response(request, body, status=422)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    body = error_body("unauthorised", _("Send a key: Authorization: Bearer …"))
    response = api.create_response(request, body, status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def _framework(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, error_body("bad_request", str(error)), status=error.status_code)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Any) -> HttpResponse:
    return api.create_response(request, error_body("not_found", _("There is nothing at this address.")), status=404)
