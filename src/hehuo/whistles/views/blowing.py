"""Blowing or proposing a whistle."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hehuo.cases import selectors as cases
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.partnerships import selectors as partnerships
from hehuo.whistles.forms import BlowForm
from hehuo.whistles.rules import State


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Whom to call where and why. ``?case=`` and ``?partnership=`` (numbers) say what it is for.

    Changing matter or place renews the list of units (htmx, or the button "Who would be called?").
    """
    case = _origin(request, "case", cases.case_for)
    partnership = _origin(request, "partnership", partnerships.partnership_for)
    look = request.method == "POST" and "look" in request.POST
    data = sent(request)
    asked = {name: str(value) for name, value in request.GET.items()}
    form = BlowForm(*data, viewer=request.viewer, case=case, partnership=partnership, asked=asked)
    if look:
        form = _looked(request, form, case, partnership)
    elif request.method == "POST" and form.is_valid():
        try:
            whistle = form.perform()
        except HehuoError as error:
            fault(form, error)
        else:
            blown = whistle.state == State.BLOWN
            messages.success(request, _("The whistle is blown.") if blown else _("Proposed; the subdistrict decides."))
            return redirect("whistles-whistle", whistle.number)
    part = request.htmx and request.htmx.target == "units"
    name = "whistles/desk/_units.html" if part else "whistles/desk/new.html"
    return render(request, name, {"form": form, "case": case, "partnership": partnership})


def _origin(request: Request, name: str, find: Any) -> Any:
    number = request.GET.get(name, "")
    return find(request.viewer, number) if number else None


def _looked(request: Request, form: BlowForm, case: Any, partnership: Any) -> BlowForm:
    """The same form with what was typed, the units as the charter names them for the matter and place chosen now."""
    typed = {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in form.fields.items()
        if name not in {"called", "lead"}
    }
    known = {name: str(value) for name, value in typed.items() if value}
    return BlowForm(viewer=request.viewer, case=case, partnership=partnership, asked=known)
