"""The problem ledger of a community: old problems, aged, owned, worked off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.cases import selectors, services
from hehuo.cases.selectors import LedgerState
from hehuo.doors.desk.forms import LedgerForm, LedgerStepForm, LedgerUpload
from hehuo.doors.desk.forms.other import communities_of
from hehuo.doors.desk.tables import ledger_rows
from hehuo.ground import codes
from hehuo.ground.access import HANDLERS, Role
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.journal import selectors as journal
from hehuo.places import selectors as places

_READERS = (*HANDLERS, Role.AUDITOR)


@staff(*_READERS)
@require_GET
def ledger(request: Request) -> HttpResponse:
    """The list, oldest first, with its ages."""
    reach = request.viewer.reach(*_READERS)
    place = request.GET.get("place", "")
    if not place or not codes.is_code(place) or not request.viewer.has(*_READERS, place=place):
        place = reach[0]
    state = request.GET.get("state", "unsolved")
    found = selectors.ledger(request.viewer, place, state=state, text=request.GET.get("q", ""))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/ledger.html",
        {
            "page": page,
            "place": place,
            "place_name": places.name_of(place),
            "names": places.names({row.place for row in page}, request.viewer),
            "communities": communities_of(request.viewer),
            "state": state,
            "states": [("unsolved", _("Unsolved")), *LedgerState.choices, ("", _("All"))],
            "ageing": selectors.ledger_ageing(place),
            "text": request.GET.get("q", ""),
            "may_write": request.viewer.has(*HANDLERS, place=place),
        },
    )


@staff(*_READERS)
@require_GET
def entry(request: Request, pk: int) -> HttpResponse:
    """One problem."""
    found = selectors.ledger_entry(request.viewer, pk)
    may_write = request.viewer.has(*HANDLERS, place=found.place)
    path = places.path_of(found.place, request.viewer)
    story = journal.timeline(thread=f"problem:{found.pk}", viewer=request.viewer, limit=50)
    shown = {"entry": found, "path": path, "may_write": may_write, "story": story}
    return render(request, "desk/ledger_entry.html", shown)


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponseBase:
    """Write down a problem."""
    form = LedgerForm(*sent(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_entry(by=request.viewer, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Written down."))
            return redirect("desk-ledger-entry", pk=made.pk)
    return _form(request, form, _("Write down an old problem"))


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponseBase:
    """A whole list from a table file; bad rows are told with their line, the rest lands."""
    form = LedgerUpload(*sent(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            rows, bad = ledger_rows(form.cleaned_data["file"])
            done = services.import_entries(
                by=request.viewer, place=form.cleaned_data["place"], rows=rows, source="table"
            )
        except HehuoError as error:
            fault(form, error)
        else:
            rejected = sorted([*bad, *done.rejected])
            return render(request, "desk/ledger_report.html", {"done": done, "rejected": rejected})
    return _form(request, form, _("Bring in a list of old problems"))


_STEPS: dict[str, Callable[..., object]] = {
    "start": services.start_entry,
    "solve": services.solve_entry,
    "drop": services.drop_entry,
}


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def step(request: Request, pk: int, step: str) -> HttpResponseBase:
    """Work begins, it is solved, or it is no longer a problem."""
    if step not in _STEPS:
        raise Http404
    found = selectors.ledger_entry(request.viewer, pk)
    form = LedgerStepForm(*sent(request), step=step, entry=found)
    if request.method == "POST" and form.is_valid():
        try:
            _STEPS[step](by=request.viewer, entry=found, **form.arguments())
        except HehuoError as error:
            if error.status == 404:
                raise
            fault(form, error)
        else:
            return redirect("desk-ledger-entry", pk=pk)
    return _form(request, form, form.heading)


def _form(request: Request, form: Any, heading: Any) -> HttpResponse:
    shown = {"form": form, "heading": heading, "back": "desk-ledger"}
    return render(request, "desk/form.html", shown, status=422 if form.is_bound else 200)
