"""The demo's door: a card per role, one click signs in. It exists only where ``HEHUO_DEMO`` says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground.web import Request
from hehuo.parties.models import User
from hehuo.parties.rules import ROLE_LABELS
from hehuo.parties.starter import PLAYERS

from .accounts import BACKEND

# icons: home-heart headset flag-3 shield-check tool heart-handshake school eye-check settings
ICONS = {
    "worker": "home-heart",
    "dispatcher": "headset",
    "leader": "flag-3",
    "officer": "shield-check",
    "property_staff": "tool",
    "coordinator": "heart-handshake",
    "expert": "school",
    "auditor": "eye-check",
    "admin": "settings",
}


def _demo_only(view: Callable[[Request], HttpResponseBase]) -> Callable[[Request], HttpResponseBase]:
    @wraps(view)
    def inner(request: Request) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return inner


@never_cache
@_demo_only
@require_safe
def demo(request: Request) -> HttpResponseBase:
    """Who would you like to be?"""
    known = set(
        User.objects.filter(username__in=[player.username for player in PLAYERS]).values_list("username", flat=True)
    )
    cards = [
        {"player": player, "role": ROLE_LABELS[player.role], "icon": ICONS[player.role]}
        for player in PLAYERS
        if player.username in known
    ]
    return render(request, "parties/demo.html", {"cards": cards})


@_demo_only
@require_POST
def enter(request: Request) -> HttpResponseBase:
    """Sign in as one of the invented people; nobody else can be entered here."""
    wanted = request.POST.get("who", "")
    if wanted not in {player.username for player in PLAYERS}:
        raise Http404
    user = get_object_or_404(User, username=wanted, is_active=True)
    login(request, user, backend=BACKEND)
    # A demo shows the desk, not the second factor: its people have no secrets.
    record_authentication(request, user, method="password", username=user.username)
    record_authentication(request, user, method="mfa", type="totp")
    UserSession.objects.create_from_request(request)
    return redirect(settings.LOGIN_REDIRECT_URL)
