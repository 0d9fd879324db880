"""What the public reads and what the table asks of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.web import Request, fault, staff
from hehuo.parties.events import REASONS
from hehuo.partnerships import policy, selectors, services
from hehuo.partnerships.forms import CallForm, ChecksForm, PublicForm
from hehuo.partnerships.models import OpenCall

from .common import attempt, form_page, led, room, step, worked

_FIELDS = ("public_title", "public_text", "public_result", "public_thanks")


@staff()
@form_page
def write(request: Request, number: str) -> HttpResponse:
    """Write what the public will read."""
    partnership = worked(request, number)
    initial = {name: getattr(partnership, name) for name in _FIELDS}
    initial["public_thanks"] = initial["public_thanks"] or partnership.thanks
    return step(
        request, partnership, PublicForm(request.POST or None, initial=initial),
        lambda **given: services.write_public(by=request.viewer, partnership=partnership, **given),
        heading=_("What the public reads"), button=_("Save for review"),
        done=_("Saved. Somebody else reviews it before anybody reads it."),
        intro=_("Nobody may be recognised by it: no complainant, no name, no flat, nothing about anybody's health. "
                "A second person reads it before it is published."),
    )  # fmt: skip


@staff()
@form_page
def publish(request: Request, number: str) -> HttpResponse:
    """Review somebody else's words line by line, see them as the public will, and publish."""
    partnership = led(request, number)
    form = ChecksForm(request.POST or None)
    own = request.viewer.person_id is not None and request.viewer.person_id == partnership.written_by_id
    if request.method == "POST" and form.is_valid():
        read = {name: request.POST[name] for name in _FIELDS if name in request.POST}
        try:
            services.publish_partnership(
                by=request.viewer, partnership=partnership, checks=form.cleaned_data["checks"], **_read(read)
            )
        except HehuoError as error:
            fault(form, error)
        else:
            return room(partnership)
    context = {
        "partnership": partnership,
        "form": form,
        "own": own,
        "fields": [(name, getattr(partnership, name)) for name in _FIELDS],
        "overrides": selectors.overrides(partnership),
    }
    return render(request, "partnerships/publish.html", context)


def _read(given: dict[str, str]) -> dict[str, Any]:
    """Browsers send line ends their own way; what counts are the words."""
    return {name: text.replace("\r\n", "\n") for name, text in given.items()}


@staff()
@require_POST
def unpublish(request: Request, number: str) -> HttpResponse:
    """Close the public page at once."""
    partnership = worked(request, number)
    attempt(
        request,
        lambda: services.unpublish_partnership(by=request.viewer, partnership=partnership),
        _("The public page is closed."),
    )
    return room(partnership)


@staff()
@form_page
def calls(request: Request, number: str) -> HttpResponse:
    """Ask everybody for help, and read what people offered."""
    partnership = led(request, number)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_call(by=request.viewer, partnership=partnership, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect("partnerships-calls", number)
    context = {"partnership": partnership, "form": form, "calls": selectors.calls_of(partnership), "reasons": REASONS}
    return render(request, "partnerships/calls.html", context)


@staff()
@require_POST
def close_call(request: Request, number: str, pk: int) -> HttpResponse:
    """Nothing more is needed."""
    partnership = led(request, number)
    call = get_object_or_404(OpenCall, partnership=partnership, pk=pk)
    attempt(request, lambda: services.close_call(by=request.viewer, call=call), _("The call is closed."))
    return redirect("partnerships-calls", number)


@staff()
@require_POST
def offer(request: Request, number: str, pk: int, act: str) -> HttpResponse:
    """Take an offer, decline it with thanks, or look who made it."""
    partnership = led(request, number)
    found = selectors.offer_for(request.viewer, partnership, pk)
    if act == "reveal":
        return _reveal(request, found)
    if act not in ("accept", "decline"):
        raise Http404
    attempt(
        request,
        lambda: services.answer_offer(
            by=request.viewer, offer=found, accept=act == "accept", text=request.POST.get("text", "")
        ),
        _("Answered. Please also tell the person."),
    )
    return redirect("partnerships-calls", number)


def _reveal(request: Request, found: Any) -> HttpResponse:
    if not policy.may_know_names(request.viewer, found.call.partnership):
        raise NotAllowed(_("Sealed names are read by those who handle the case only."))
    revealed = services.reveal_offer(by=request.viewer, offer=found, reason=request.POST.get("reason", "call"))
    context = {"partnership": found.call.partnership, "offer": found, "revealed": revealed}
    response = render(request, "partnerships/offer.html", context)
    response["Cache-Control"] = "no-store"
    return response
