"""The page of a neighbour who supervises, by her secret link: no account, no names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.ground import limits
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent
from hehuo.places import selectors as places
from hehuo.watches import selectors, services
from hehuo.watches.forms import NeighbourFoundForm, ReasonForm

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def by_link(view: View[P]) -> View[P]:
    """The address is the key: limited in tries, kept by no cache and no search engine."""

    @never_cache
    @wraps(view)
    def inner(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not limits.may_look_up(request):
            return render(request, "429.html", status=429)
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return inner


@by_link
@require_safe
def show(request: Request, secret: str) -> HttpResponse:
    """Today: the route to look at, and rounds to confirm."""
    page = selectors.page_by_secret(secret)
    context = {"page": page, "watch": page.watch, "secret": secret, "place_name": places.path_of(page.watch.place)}
    return render(request, "watches/neighbour.html", context)


@by_link
@require_POST
def clear(request: Request, secret: str, point: int) -> HttpResponse:
    """I saw it: clear."""
    spot = get_object_or_404(selectors.watcher_by_secret(secret).watch.points, pk=point)
    services.report_sighting(secret=secret, point=spot, clear=True)
    messages.success(request, _("Thank you: %(point)s is clear.") % {"point": spot.name})
    return redirect("watches-neighbour", secret)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Request, secret: str, point: int) -> HttpResponse:
    """I saw it: something stands there."""
    watch = selectors.watcher_by_secret(secret).watch
    spot = get_object_or_404(watch.points, pk=point)
    form = NeighbourFoundForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            services.report_sighting(secret=secret, point=spot, clear=False, **given)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Thank you. Somebody comes, numbers it and talks with the owner."))
            return redirect("watches-neighbour", secret)
    return render(
        request, "watches/neighbour_found.html", {"form": form, "point": spot, "watch": watch, "secret": secret}
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: Request, secret: str, pk: int) -> HttpResponse:
    """A round was as recorded (one tap), or it was not (with words)."""
    watch = selectors.watcher_by_secret(secret).watch
    row = get_object_or_404(watch.rounds, pk=pk)
    if request.method == "POST" and "agrees" in request.POST:
        services.witness_round(secret=secret, round=row)
        messages.success(request, _("Thank you for confirming."))
        return redirect("watches-neighbour", secret)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.witness_round(secret=secret, round=row, agrees=False, text=form.cleaned_data["text"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Thank you. The community looks into it."))
            return redirect("watches-neighbour", secret)
    return render(
        request, "watches/neighbour_doubt.html", {"form": form, "round": row, "watch": watch, "secret": secret}
    )
