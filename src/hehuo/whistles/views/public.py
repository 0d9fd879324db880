"""What residents do without an account: rate the units that came, by the link that was given to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hehuo.ground.errors import HehuoError, TooMany
from hehuo.ground.limits import may_look_up
from hehuo.ground.web import Request, fault, sent
from hehuo.places import selectors as places
from hehuo.whistles import selectors, services
from hehuo.whistles.forms import RateForm


@require_http_methods(["GET", "POST"])
def rate(request: Request, token: str) -> HttpResponseBase:
    """Which units were called, and how residents saw them. Nobody is asked who she is."""
    if not may_look_up(request):
        raise TooMany(_("Too many attempts from your connection. Please wait a while."))
    whistle = selectors.whistle_by_token(token)
    calls = selectors.calls_of(whistle)
    form = RateForm(*sent(request), calls=calls)
    rated = [call for call in calls if getattr(call, "rating", None) is not None]
    if request.method == "POST" and form.is_valid():
        try:
            services.rate_whistle(by=request.viewer, token=token, stars=form.stars(), text=form.cleaned_data["words"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Thank you. The units and the district will read it."))
            return redirect("whistles-rate", token)
    return _page(request, {"whistle": whistle, "calls": calls, "form": form, "rated": rated,
                           "place_name": places.path_of(whistle.place[:12])})  # fmt: skip


def _page(request: Request, context: dict[str, object]) -> HttpResponse:
    response = render(request, "whistles/rate.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
