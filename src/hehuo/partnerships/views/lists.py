"""The list of tables, and opening one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hehuo.cases import selectors as cases
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.forms import offer
from hehuo.ground.web import Request, fault, staff
from hehuo.matters.forms import CategoryField
from hehuo.partnerships import policy, selectors, services
from hehuo.partnerships.forms import ListFilter, OpenForm, ThemeForm
from hehuo.partnerships.rules import WALK, Level
from hehuo.partnerships.selectors import Filters
from hehuo.places import selectors as places
from hehuo.places.forms import PlaceField

from .common import form_page


@staff()
@require_safe
def listed(request: Request) -> HttpResponse:
    """Every table that she may know of: where it stands, what it lacks, the next move."""
    form = ListFilter(request.GET or None)
    form.is_valid()
    wanted = form.cleaned_data if form.is_bound else {}
    number, tab = request.GET.get("page", ""), request.GET.get("tab", "")
    filters = Filters(
        tab=tab if tab in ("open", "mine", "ended", "all") else "open",
        stage=wanted.get("stage", ""),
        level=wanted.get("level", ""),
        text=wanted.get("q", ""),
        page=int(number) if number.isdecimal() and len(number) < 5 else 1,
    )
    page = selectors.partnerships(request.viewer, filters)
    labels = {"open": _("Under way"), "mine": _("We sit there"), "ended": _("Ended"), "all": _("All")}
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "form": form,
        "tabs": [(name, label, page.counts[name]) for name, label in labels.items()],
        "narrowed": bool(filters.text or filters.stage or filters.level),
        "query": query.urlencode(),
        "steps": WALK,
        "may_open": request.viewer.holds(*HANDLERS),
    }
    return render(request, "partnerships/list.html", context)


@staff(*HANDLERS)
@form_page
def opened(request: Request) -> HttpResponse:
    """Confirm a new table: six seats already filled, each duty cited, gaps named."""
    number = request.GET.get("case", "")
    if not number:
        return _without_case(request)
    case = cases.case_for(request.viewer, number)
    levels = selectors.may_be_opened(request.viewer, case)
    if not levels:
        raise NotAllowed(_("A partnership is opened by those who handle requests at this place."))
    there = selectors.open_on(case)
    if there is not None:
        return redirect("desk-partnership", there.partnership.number)
    form = OpenForm(request.POST or None, initial={"title": case.title, "level": levels[0]})
    offer(form, "level", [(value, Level(value).label) for value in levels])
    if request.method == "POST" and form.is_valid():
        return _open(request, form, cases=[case]) or _confirm(request, form, case)
    return _confirm(request, form, case)


def _open(request: Request, form: Any, **given: Any) -> HttpResponse | None:
    try:
        made = services.open_partnership(by=request.viewer, **{**form.cleaned_data, **given})
    except HehuoError as error:
        fault(form, error)
        return None
    messages.success(request, _("The table is open. Everybody named by the charter has been invited."))
    return redirect("desk-partnership", made.number)


def _confirm(request: Request, form: OpenForm, case: Any) -> HttpResponse:
    context = {
        "form": form,
        "case": case,
        "proposal": selectors.propose(case.place, case.category),
        "place_name": places.path_of(case.place, request.viewer),
        "lacks": selectors.lacks_to_open(case),
    }
    return render(request, "partnerships/open.html", context)


class PlaceThemeForm(ThemeForm):
    """With the two fields that need the rooms of places and matters."""

    place = PlaceField(label=_("Place"))
    category = CategoryField(label=_("Matter"), required=False)
    field_order = ["place", "theme", "category", "title", "level"]


def _without_case(request: Request) -> HttpResponse:
    """On a place or a theme, before anybody complained."""
    form = PlaceThemeForm(request.POST or None, initial={"level": Level.COMMUNITY})
    offer(form, "level", [(level.value, level.label) for level in Level])
    chosen = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "look" in request.POST:
            chosen = selectors.propose(given["place"], given["category"] or None)
        elif policy.may_open(request.viewer, given["place"], given["level"]):
            if (response := _open(request, form)) is not None:
                return response
        else:
            form.add_error("level", _("At this place you cannot open a partnership of this level."))
    return render(request, "partnerships/open.html", {"form": form, "proposal": chosen, "case": None})
