"""For everybody: published minutes; and the calendar of whoever holds its address."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hehuo.deliberation import selectors
from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.web import Request
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

from .calling import CALENDAR


@require_safe
def read(request: Request, pk: int) -> HttpResponse:
    """The text that everybody may read, and nothing else of the meeting."""
    found = selectors.public_meeting(pk)
    context = {"meeting": found, "place_name": places.path_of(codes.truncate(found.place, Level.COMMUNITY))}
    return render(request, "deliberation/public.html", context)


@never_cache
@require_safe
def feed(_request: Request, token: str) -> HttpResponse:
    """A person's meetings for her calendar; the address is the key, and she may renew it."""
    viewer = parties.viewer_of(selectors.person_of_feed(token))
    return HttpResponse(selectors.ical(selectors.my_meetings(viewer)), content_type=CALENDAR)
