"""Pages that explain: about, privacy, accessibility."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hehuo.doors.square import reading
from hehuo.doors.square.places import here
from hehuo.ground.web import Request


@require_GET
def about(request: Request) -> HttpResponse:
    """What this is, in half a minute."""
    place = here(request)
    return render(request, "square/about.html", {"chairs": reading.sitting(place.code) if place.code else []})


@require_GET
def privacy(request: Request) -> HttpResponse:
    """What we keep about people who report, why, for how long, and what they may ask (PIPL art. 17)."""
    return render(request, "square/privacy.html", {"here": here(request)})


@require_GET
def accessibility(request: Request) -> HttpResponse:
    """What we do so that everybody can use it, and whom to tell when it does not work."""
    return render(request, "square/accessibility.html")
