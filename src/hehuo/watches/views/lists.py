"""What is to do today and this evening, and all watches."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hehuo.ground import clock
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places
from hehuo.watches import policy, selectors


@staff(*policy.READERS)
@require_safe
def today(request: Request) -> HttpResponse:
    """My rounds today, the next one on top, and what is to move tonight."""
    rows = selectors.my_rounds(request.viewer)
    mine = bool(rows)
    if not mine:
        rows = selectors.rounds_today(request.viewer)
    to_do = [row for row in rows if row.standing == "open"]
    context = {
        "next": to_do[0] if to_do else None,
        "later": to_do[1:],
        "over": [row for row in rows if row.standing != "open"],
        "tonight": selectors.tonight(request.viewer),
        "mine": mine,
        "now": clock.now(),
    }
    return render(request, "watches/today.html", context)


@staff(*policy.READERS)
@require_safe
def tonight(request: Request) -> HttpResponse:
    """Tonight's removals: what the owner has not cleared, place by place."""
    return render(request, "watches/tonight.html", {"rows": selectors.tonight(request.viewer), "now": clock.now()})


@staff(*policy.READERS)
@require_safe
def everything(request: Request) -> HttpResponse:
    """The watches that I may know of."""
    rows = selectors.watches(request.viewer, ended="ended" in request.GET)
    names = places.paths(row.watch.place for row in rows)
    shown = [{"row": row, "place": names.get(row.watch.place, row.watch.place)} for row in rows]
    return render(request, "watches/watches.html", {"rows": shown, "ended": "ended" in request.GET})
