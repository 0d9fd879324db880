"""劝阻提示单: what is asked, by when, in two copies; it compels nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from hehuo.cases import selectors as cases
from hehuo.custody import policy, selectors, services
from hehuo.custody.forms import DissuasionForm
from hehuo.custody.models import DissuasionNotice
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

from .inventory import form_page


@staff(*policy.WORKERS)
@form_page
def write(request: Request) -> HttpResponse:
    """Write a notice, for a place or for the case or partnership named in the address."""
    case, partnership = _belongs(request)
    fixed = case.place if case is not None else partnership.place if partnership is not None else ""
    form = DissuasionForm(*sent(request), fixed=bool(fixed))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        key, place = given.pop("key") or None, fixed or given.pop("place")
        name = given.pop("name")
        try:
            made = services.issue_dissuasion(
                by=request.viewer, place=place, case=case, partnership=partnership, person_name=name, key=key, **given
            )
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect("custody-dissuasion", made.number)
    return render(request, "custody/dissuade.html", {"form": form, "place": places.path_of(fixed) if fixed else ""})


def _belongs(request: Request) -> tuple[Any, Any]:
    number = request.GET.get("case", "")
    case = cases.case_for(request.viewer, number) if number else None
    number = request.GET.get("partnership", "")
    return case, partnerships.partnership_for(request.viewer, number) if number else None


@staff(*policy.AT_PLACE)
@require_safe
def show(request: Request, number: str) -> HttpResponse:
    """One notice as it was given, to print in two copies."""
    row = selectors.dissuasion_for(request.viewer, number)
    context = {"notice": row, "place": places.path_of(row.place, request.viewer), "rows": facts(row)}
    context["may_reveal"] = bool(row.name) and policy.may_know_names(request.viewer, row.place)
    return render(request, "custody/dissuasion.html", context)


def facts(row: DissuasionNotice) -> list[tuple[str, Any]]:
    """The notice as rows of label and value; the name masked."""
    rows = [
        (pgettext("custody", "Number"), row.number),
        (_("Kind"), row.get_kind_display()),
        (_("Where exactly?"), row.point),
        (_("What is asked"), row.demand),
        (_("By when?"), row.deadline),
        (_("To whom"), selectors.masked(row.name)),
        (_("How did it reach her?"), row.get_delivery_display()),
        (_("Given by"), row.organisation or ""),
    ]
    return [(label, value) for label, value in rows if value]
