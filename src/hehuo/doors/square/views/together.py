"""Solved together: the list, one partnership, and "I can help"."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.doors.square import together
from hehuo.doors.square.forms import Help
from hehuo.doors.square.places import here
from hehuo.ground import limits
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships import services

_MOST = 60


@require_GET
def listed(request: Request) -> HttpResponse:
    """What the neighbourhood solves together, newest first."""
    place = here(request)
    state = request.GET.get("state", "")
    ended = {"open": False, "solved": True}.get(state)
    rows = partnerships.public_partnerships(place.subdistrict, limit=_MOST)
    shown = [row for row in rows if ended is None or (row.settled_at is not None) is ended]
    context = {
        "here": place,
        "state": state if ended is not None else "",
        "cards": together.cards(shown),
        "calls": together.calls(partnerships.calls_open(place.subdistrict, limit=6)),
    }
    return render(request, "square/together/list.html", context)


@require_GET
def one(request: Request, number: str) -> HttpResponse:
    """One partnership to be understood in half a minute: the way, the seats, what was promised and kept."""
    found = partnerships.public_partnership(number)
    open_calls = [call for call in partnerships.calls_open(found.place) if call.partnership_id == found.pk]
    context = {"it": together.page_of(found) | {"calls": together.calls(open_calls)}}
    return render(request, "square/together/one.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def help_(request: Request, pk: int) -> HttpResponseBase:
    """Offer help to an open call, without an account; twice is once."""
    call = partnerships.call_public(pk)
    form = Help(*sent(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.pop("website"):
            form.add_error(None, _("A hidden field was filled, as programs do. Please send it again without autofill."))
            status = 422
        elif not limits.may_report(request):
            form.add_error(None, _("Many offers came from your network. Wait a little, then send it again."))
            status = 429
        else:
            try:
                services.offer_help(call=call, **form.cleaned_data)
            except HehuoError as error:
                fault(form, error)
                status = error.status
            else:
                return redirect("square-helped", pk)
    elif form.errors:
        status = 422
    context = {"call": together.calls([call])[0], "place": together.place_of(call), "form": form}
    return render(request, "square/together/help.html", context, status=status)


@require_GET
def helped(request: Request, pk: int) -> HttpResponse:
    """Thanks, and what else is asked."""
    return render(request, "square/together/helped.html", {"call": partnerships.call_public(pk)})
