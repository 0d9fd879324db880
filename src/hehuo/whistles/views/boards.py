"""The live board, the same on a wall, and the whistles that call me."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hehuo.ground import clock
from hehuo.ground.access import HANDLERS
from hehuo.ground.web import Request, staff
from hehuo.whistles import policy, selectors


@staff(*policy.EVERYBODY)
@require_GET
def board(request: Request) -> HttpResponse:
    """Every whistle that she may know of as it stands now; the middle of the page renews itself."""
    context = {
        "board": selectors.board(request.viewer),
        "now": clock.now(),
        "may_blow": request.viewer.holds(*HANDLERS),
        "may_wall": request.viewer.holds(*policy.AT_PLACE),
        "mine": len(selectors.my_calls(request.viewer)),
    }
    part = request.htmx and request.htmx.target == "live"
    return render(request, "whistles/desk/_board.html" if part else "whistles/desk/board.html", context)


@staff(*policy.AT_PLACE)
@require_GET
def wall(request: Request) -> HttpResponse:
    """The board for a screen on the wall: large, and nothing to press."""
    context = {"board": selectors.board(request.viewer), "now": clock.now()}
    part = request.htmx and request.htmx.target == "live"
    return render(request, "whistles/desk/_wall.html" if part else "whistles/desk/wall.html", context)


@staff(*policy.BY_ORGANISATION)
@require_GET
def mine(request: Request) -> HttpResponse:
    """The whistles that call my unit: one big button each."""
    context = {"calls": selectors.my_calls(request.viewer), "answers": selectors.answers_owed(request.viewer)}
    return render(request, "whistles/desk/mine.html", context)
