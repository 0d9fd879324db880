"""Charters as residents read them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hehuo.charter import selectors
from hehuo.charter.forms import WhoForm
from hehuo.ground import codes
from hehuo.ground.errors import NotFound
from hehuo.ground.web import Request
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

PER_PAGE = 40


@require_safe
def charters(request: Request) -> HttpResponse:
    """The charters that reach one place, or all of them."""
    place = request.GET.get("place", "")
    if place and not codes.is_code(place):
        raise NotFound(f"no place {place}")
    page = None
    if place:
        found = selectors.charters_at(place, request.viewer)
    else:
        page = Paginator(selectors.charters_public(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
        found = list(page)
    names = places.paths(charter.place for charter in found)
    rows = [
        {
            "charter": charter,
            "place": names.get(charter.place, charter.place),
            "version": selectors.current(charter.shown),
        }
        for charter in found
    ]
    context = {"rows": rows, "page": page, "place": place, "place_name": places.path_of(place) if place else ""}
    return render(request, "charter/charters.html", context)


@require_safe
def read(request: Request, pk: int, number: int | None = None) -> HttpResponse:
    """One version to read, cite and print."""
    version = selectors.version_of(pk, request.viewer, number)
    clauses = selectors.clauses_of(version)
    context = {
        "version": version,
        "charter": version.charter,
        "place_name": places.path_of(version.charter.place),
        "clauses": clauses,
        "matters": _matter_names(version.charter.tree),
        "versions": selectors.siblings(version, request.viewer),
    }
    return render(request, "charter/read.html", context)


@require_safe
def who(request: Request) -> HttpResponse:
    """Who is responsible for …? A place and a matter in, six seats with every clause cited out."""
    asked = bool({"place", "place_q", "place_pick", "category"} & set(request.GET))
    form = WhoForm(request.GET if asked else None)
    context: dict[str, object] = {"form": form}
    if asked and form.is_valid():
        place, category = form.cleaned_data["place"], form.cleaned_data["category"]
        answer = selectors.resolve(place, category, form.cleaned_data["at"])
        context |= {
            "answer": answer,
            "place_name": places.path_of(codes.truncate(place, codes.Level.COMMUNITY)),
            "category": category,
            "category_path": matters.path_of(category),
        }
    return render(request, "charter/who.html", context)


def _matter_names(tree: str) -> dict[str, str]:
    return {category.code: category.name for category in matters.every(tree, retired=True)}
