"""How often somebody may do something without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited


def may_report(request: HttpRequest) -> bool:
    """Count one anonymous report from this address; False once ``HEHUO_REPORT_RATE`` is exceeded.

    Behind a mobile operator many people share an address, so the default is generous; the page then names 12345.
    """
    return _may(request, "report", settings.REPORT_RATE)


def may_look_up(request: HttpRequest) -> bool:
    """Count one look-up by receipt number and secret; False once ``HEHUO_LOOKUP_RATE`` is exceeded."""
    return _may(request, "look-up", settings.LOOKUP_RATE)


def may_call(request: HttpRequest, caller: int) -> bool:
    """Count one call of the programming interface by the person ``caller``; False beyond ``HEHUO_API_RATE``."""
    return _may(request, "api", settings.API_RATE, key=lambda _group, _request: str(caller))


def _may(request: HttpRequest, group: str, rate: str, key: Any = "ip") -> bool:
    limit = None if rate == "off" else rate
    return not is_ratelimited(request, group=f"hehuo.{group}", key=key, rate=limit, increment=True)
