"""What happens to every request on its way in and out; the order stands in the settings."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hehuo.ground import clock
from hehuo.ground.errors import HehuoError, Invalid
from hehuo.ground.tracing import request_id
from hehuo.ground.web import Request

Next = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("hehuo.request")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
#: Pages that somebody who is only half signed in must reach.
_DOORSTEP = ("/accounts/", "/i18n/", "/static/")
_SEEN = "hehuo_seen"
#: How stale the note of somebody's last page may be; each refresh is a write.
_SEEN_EVERY_SECONDS = 60


class RequestIdMiddleware:
    """Gives every request an id (the proxy's, when it sent a sane one), returns it, and logs one line without names.

    The line holds the route, not the path: paths of progress pages hold a receipt's secret.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _ID.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            self._note(request, response, round((time.perf_counter() - started) * 1000))
            return response
        finally:
            request_id.reset(token)

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponseBase, milliseconds: int) -> None:
        said: dict[str, str | int | None] = {
            "method": request.method,
            "route": request.resolver_match.route if request.resolver_match else "",
            "status": response.status_code,
            "milliseconds": milliseconds,
        }
        log.info("%(method)s %(route)s %(status)s %(milliseconds)d ms", said, extra=said)


class ClientAddressMiddleware:
    """Behind ``HEHUO_PROXIES`` proxies, ``REMOTE_ADDR`` becomes the address that the outermost of them saw.

    Addresses further left in ``X-Forwarded-For`` are the client's own claim and are never believed.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PROXIES:
            hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
            if len(hops) >= settings.PROXIES:
                request.META["REMOTE_ADDR"] = hops[-settings.PROXIES]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Staff see nothing before they set up and used a second factor (MLPS level 3; ``HEHUO_SECOND_FACTOR``)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECOND_FACTOR_REQUIRED and not request.path.startswith(_DOORSTEP):
            request = cast("Request", request)
            if request.user.is_authenticated and request.viewer.is_staff and not self._used(request):
                return self._lead(request)
        return self.get_response(request)

    @staticmethod
    def _used(request: HttpRequest) -> bool:
        records = get_authentication_records(request, request.user)
        return any(record.get("method") == "mfa" for record in records)

    @staticmethod
    def _lead(request: HttpRequest) -> HttpResponseBase:
        if not is_mfa_enabled(request.user):
            messages.info(request, _("Please set up your second factor first: staff sign in with two."))
            return redirect("mfa_activate_totp")
        logout(request)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


class IdleSignOutMiddleware:
    """Signs staff out who did nothing for ``HEHUO_IDLE_MINUTES``: desks in an office are shared and left."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.IDLE_MINUTES and request.user.is_authenticated:
            now = int(clock.now().timestamp())
            seen = request.session.get(_SEEN, now)
            if now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("You were signed out because nothing happened for a while."))
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if _SEEN not in request.session or now - seen >= _SEEN_EVERY_SECONDS:
                request.session[_SEEN] = now
        return self.get_response(request)


class ErrorMiddleware:
    """Turns an error of :mod:`hehuo.ground.errors` that no view caught into a clear page, or JSON below ``/api/``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            # No address of ours holds one, and the database refuses to look for it.
            return self._tell(request, Invalid(_("This address holds a character that nothing here is called by.")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this with what a view raised; None lets everything else go its way."""
        return self._tell(request, error) if isinstance(error, HehuoError) else None

    @staticmethod
    def _tell(request: HttpRequest, error: HehuoError) -> HttpResponse:
        if request.path.startswith("/api/"):
            fields = {name: str(message) for name, message in error.fields.items()}
            body = {"code": error.code, "message": str(error), "source": str(error.source), "fields": fields}
            return JsonResponse({"error": body}, status=error.status)
        return error_page(request, status=error.status, message=str(error), source=str(error.source))


def error_page(
    request: HttpRequest, *, status: int, message: str = "", source: str = "", template: str = ""
) -> HttpResponse:
    """The page for ``status``: its own template where there is one, with what happened in the user's words."""
    context = {"message": message, "source": source, "request_id": request_id.get()}
    page = render_to_string([template or f"{status}.html", "error.html"], context, request=request)
    return HttpResponse(page, status=status)


def client_address(request: HttpRequest) -> str:
    """The address that counts for lock-outs, after :class:`ClientAddressMiddleware`."""
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """What somebody sees after too many wrong passwords; the same whether or not the name exists."""
    return error_page(
        request,
        status=429,
        message=_("Too many attempts to sign in. Please wait a quarter of an hour, or ask your administrator."),
    )
