"""Light or dark, type size, and the visitor's community: remembered in cookies, no account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hehuo.doors.square.places import COOKIE, here, served
from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.display import SIZE_COOKIE, SIZES, THEME_COOKIE, THEMES, YEAR
from hehuo.ground.errors import NotFound
from hehuo.ground.web import Request
from hehuo.places import selectors as places


@require_POST
def display(request: Request) -> HttpResponse:
    """Remember light or dark and the type size in a cookie, then go back to the page."""
    response = redirect(_goal(request))
    for field, cookie, known in (("theme", THEME_COOKIE, THEMES), ("type", SIZE_COOKIE, SIZES)):
        value = request.POST.get(field, "")
        if value in known:
            _remember(response, request, cookie, value)
    return response


@require_http_methods(["GET", "POST"])
def choose_place(request: Request) -> HttpResponse:
    """The subdistricts that we serve, the communities of one of them; a choice is kept for a year."""
    if request.method == "POST":
        code = request.POST.get("place", "")
        if not codes.is_code(code) or not places.exists(code):
            raise NotFound("")
        response = redirect(_goal(request))
        _remember(response, request, COOKIE, code)
        return response
    asked = request.GET.get("in", "") or here(request).subdistrict
    inside = asked if codes.is_code(asked) and codes.level(asked) == Level.SUBDISTRICT else ""
    codes_served = served()
    names = places.paths(codes_served)
    return render(
        request,
        "square/place.html",
        {
            "here": here(request),
            "subdistricts": [(code, names.get(code, code)) for code in codes_served],
            "inside": inside,
            "inside_name": places.name_of(inside) if inside else "",
            "communities": places.communities(inside) if inside else [],
            "next": request.GET.get("next", ""),
        },
    )


def _goal(request: Request) -> str:
    goal = request.POST.get("next", "")
    return goal if url_has_allowed_host_and_scheme(goal, allowed_hosts={request.get_host()}) else "/"


def _remember(response: HttpResponse, request: Request, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
