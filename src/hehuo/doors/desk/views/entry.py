"""A worker types for a caller."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.cases import services
from hehuo.doors.desk.forms import EntryForm
from hehuo.files import services as files
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff

_RECEIPT = "desk_receipt"


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def enter(request: Request) -> HttpResponseBase:
    """The form; a second send of the same page is the same case."""
    key = {"key": secrets.token_urlsafe(16)}
    form = EntryForm(*sent(request), viewer=request.viewer, initial=key)
    if request.method == "POST" and form.is_valid():
        try:
            photos = [files.prepare(one, place=form.cleaned_data["place"]) for one in form.cleaned_data["photos"]]
            # Together or not at all: whoever reads an error must not have a case already.
            with transaction.atomic():
                made = services.enter_case(by=request.viewer, **form.arguments())
                for photo in photos:
                    files.attach(by=request.viewer, subject=made.case.subject, upload=photo, place=made.case.place)
        except HehuoError as error:
            fault(form, error)
        else:
            request.session[_RECEIPT] = {"number": made.number, "secret": made.secret, "token": made.token}
            return redirect("desk-receipt")
    return render(request, "desk/enter.html", {"form": form}, status=422 if form.is_bound else 200)


@staff(*HANDLERS)
@require_GET
def receipt(request: Request) -> HttpResponseBase:
    """Number and secret of the case just entered, to read to the caller and to print."""
    given = request.session.get(_RECEIPT)
    if not given:
        return redirect("desk-enter")
    response = render(request, "desk/receipt.html", given)
    response["Cache-Control"] = "no-store"
    return response
