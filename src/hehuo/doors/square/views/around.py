"""What the neighbourhood is solving: first page, list, one case, map."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hehuo.cases import selectors as cases
from hehuo.charter import selectors as charters
from hehuo.doors.square import reading, together
from hehuo.doors.square.places import Here, here, served
from hehuo.files import selectors as files
from hehuo.ground import codes
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.codes import Level
from hehuo.ground.web import Request
from hehuo.journal import selectors as journal
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

_PAGE = 20


@require_GET
def home(request: Request) -> HttpResponse:
    """Three big buttons, numbers to call, what is being solved and what was solved nearby."""
    place = here(request)
    near = place.subdistrict
    duty = cases.on_duty(place.code) if place.code else []
    context = {
        "here": place,
        "figures": cases.public_figures(place.code),
        "open": reading.cards(cases.public_cases(near, ended=False, limit=4)),
        "solved": reading.cards(cases.public_cases(near, ended=True, limit=4)),
        "together": together.cards(partnerships.public_partnerships(near, limit=4)),
        "calls": len(partnerships.calls_open(near)),
        "duty": [(str(shift.substitute or shift.person), shift.ends_at) for shift in duty[:1]],
    }
    return render(request, "square/home.html", context)


@require_GET
def around(request: Request) -> HttpResponse:
    """Published cases by community and state."""
    place = _place(request)
    state = request.GET.get("state", "")
    ended = {"open": False, "solved": True}.get(state)
    before = _moment(request.GET.get("before", ""))
    rows = list(cases.public_cases(place.code, ended=ended, limit=_PAGE + 1, before=before))
    context = {
        "here": place,
        "state": state if ended is not None else "",
        "cards": reading.cards(rows[:_PAGE]),
        "older": f"{rows[_PAGE - 1].published_at:%Y-%m-%dT%H:%M:%S.%f%z}" if len(rows) > _PAGE else "",
        "communities": places.communities(place.subdistrict) if place.subdistrict else [],
        "served": places.names(served()).items(),
        "figures": cases.public_figures(place.code),
    }
    return render(request, "square/around.html", context)


@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """One published case: the way so far, who does what by the charter, what happened, the result."""
    found = cases.public_case(number)
    category = found.category.code if found.category else ""
    context = {
        "case": found,
        "card": reading.cards([found])[0],
        "steps": cases.walk(found),
        "lines": journal.timeline(thread=found.subject, viewer=ANONYMOUS, limit=50),
        "table": reading.table_of(found.place, category, found.opened_at),
        "place": places.path_of(reading.community_of(found.place)),
        "photos": [each for each in files.of(found.subject, ANONYMOUS) if each.kind == "photo"],
    }
    return render(request, "square/case.html", context)


@require_GET
def map_page(request: Request) -> HttpResponse:
    """The map; without script a list says the same."""
    place = _place(request)
    near = place.subdistrict
    return render(
        request, "square/map.html", {"here": place, "rows": reading.spots(near), "tiles": settings.TILES, "near": near}
    )


@require_GET
def map_data(request: Request) -> JsonResponse:
    """Outlines and counts of published cases, for the map's script."""
    near = _place(request).subdistrict
    rows = reading.spots(near)
    wanted = [row.code for row in rows]
    wanted += [near, codes.truncate(near, Level.DISTRICT)] if near else []
    shapes = places.outlines(wanted)
    return JsonResponse(
        {
            "tiles": {**settings.TILES},
            "areas": [{"code": code, "polygons": shape} for code, shape in shapes.items()],
            "points": [asdict(row) for row in rows if row.lon is not None],
        }
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _place(request: Request) -> Here:
    """The place of the query (``place=`` a subdistrict or community), else the visitor's own."""
    code = request.GET.get("place", "")
    if codes.is_code(code) and Level.SUBDISTRICT <= codes.level(code) <= Level.COMMUNITY:
        name = places.names([code]).get(code)
        if name:
            return Here(code, name)
    return here(request)


@require_GET
def join(request: Request) -> HttpResponse:
    """How to help: what is asked for now, the six seats here, their charters, and what everybody can do today."""
    place = here(request)
    context = {
        "here": place,
        "calls": together.calls(partnerships.calls_open(place.subdistrict)),
        "chairs": reading.sitting(place.code) if place.code else [],
        "holders": [(seat, who) for seat, who in parties.seat_holders(place.code).items()] if place.code else [],
        "charters": charters.charters_at(place.code, ANONYMOUS) if place.code else [],
        "open": reading.cards(cases.public_cases(place.subdistrict, ended=False, limit=3)),
    }
    return render(request, "square/join.html", context)
