"""Public pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hehuo.ground.display import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES, YEAR
from hehuo.ground.web import Request


@require_GET
def home(request: Request) -> HttpResponse:
    """The first page."""
    return render(request, "square/home.html", {})


@require_POST
def display(request: Request) -> HttpResponse:
    """Remember light or dark and the type size in a cookie, then go back to the page."""
    goal = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(goal, allowed_hosts={request.get_host()}):
        goal = "/"
    response = redirect(goal)
    for field, cookie, known in (("theme", THEME_COOKIE, THEMES), ("type", SIZE_COOKIE, SIZES)):
        value = request.POST.get(field, "")
        if value in known:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response
