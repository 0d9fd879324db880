"""The round page: points as big rows, one tap when clear."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.ground import clock
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.watches import policy, selectors, services
from hehuo.watches.forms import FoundForm, PaperForm
from hehuo.watches.models import Round

form_page = require_http_methods(["GET", "HEAD", "POST"])


@staff(*policy.READERS)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One round, point by point."""
    return _shown(request, selectors.round_for(request.viewer, pk), "watches/round.html")


def _shown(request: Request, row: Round, template: str, *, problem: HehuoError | None = None) -> HttpResponse:
    stops = selectors.stops(row)
    seen = sum(stop.look is not None for stop in stops)
    context = {
        "round": row,
        "watch": row.watch,
        "stops": stops,
        "seen": seen,
        "standing": selectors.standing_of(row, row.watch, clock.now()),
        "begins": selectors.begins(row),
        "may_record": policy.may_record(request.viewer, row.watch),
        "witnesses": row.witnesses.order_by("at"),
        "problem": problem,
        "now": clock.now(),
    }
    return render(request, template, context)


@staff(*policy.READERS)
@require_POST
def extra(request: Request, pk: int) -> HttpResponse:
    """Go on one round more."""
    watch = selectors.watch_for(request.viewer, pk)
    row = services.begin_round(by=request.viewer, watch=watch)
    return redirect("watches-round", row.pk)


@staff(*policy.READERS)
@require_POST
def clear(request: Request, pk: int, point: int) -> HttpResponse:
    """One tap: this point is clear."""
    row = selectors.round_for(request.viewer, pk)
    spot = get_object_or_404(row.watch.points, pk=point)
    problem = None
    try:
        services.look(by=request.viewer, round=row, point=spot)
    except HehuoError as error:
        if not request.htmx:
            raise
        problem = error
    if request.htmx:
        return _shown(request, selectors.round_for(request.viewer, pk), "watches/parts/route.html", problem=problem)
    return redirect(f"{reverse('watches-round', args=[row.pk])}#point-{spot.pk}")


@staff(*policy.READERS)
@form_page
def found(request: Request, pk: int, point: int) -> HttpResponse:
    """Something stands there: photo, what it is, done."""
    row = selectors.round_for(request.viewer, pk)
    spot = get_object_or_404(row.watch.points, pk=point)
    if not policy.may_record(request.viewer, row.watch):
        raise NotFound(_("There is no such round."))
    form = FoundForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            finding = services.find(by=request.viewer, round=row, point=spot, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Numbered. Now tell the owner."))
            return redirect("watches-finding", finding.pk)
    context = {
        "round": row,
        "watch": row.watch,
        "point": spot,
        "form": form,
        "usual": selectors.usual_things(row.watch),
    }
    return render(request, "watches/found.html", context)


@staff(*policy.READERS)
@form_page
def paper(request: Request, pk: int) -> HttpResponse:
    """Enter a round that was ticked on paper."""
    row = selectors.round_for(request.viewer, pk)
    if not policy.may_record(request.viewer, row.watch):
        raise NotFound(_("There is no such round."))
    form = PaperForm(request.POST or None, points=list(row.watch.points.all()), initial={"happened_at": row.due_at})
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_round(
                by=request.viewer, round=row, seen=form.seen(), happened_at=form.cleaned_data["happened_at"]
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The round is entered."))
            return redirect("watches-round", row.pk)
    return render(request, "watches/paper.html", {"round": row, "watch": row.watch, "form": form})
