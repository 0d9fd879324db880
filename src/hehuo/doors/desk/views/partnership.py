"""The room of one partnership."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hehuo.doors.desk.room import room_of
from hehuo.ground.web import Request, staff
from hehuo.partnerships import selectors as partnerships


@staff()
@require_GET
def room(request: Request, number: str) -> HttpResponse:
    """Who sits there, what each owes and did, what the next gate lacks, what may be done now."""
    found = partnerships.partnership_for(request.viewer, number)
    return render(request, "desk/partnership.html", {"room": room_of(request.viewer, found)})
