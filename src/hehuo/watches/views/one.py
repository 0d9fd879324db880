"""One watch: how long it has stayed clear, its route, those who watch along, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.ground import clock, codes
from hehuo.ground.access import HANDLERS
from hehuo.ground.codes import Level
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.paper import qr
from hehuo.ground.web import Request, fault, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places
from hehuo.watches import policy, selectors, services
from hehuo.watches.forms import ReasonForm, SetUpForm, WatcherForm
from hehuo.watches.models import Watch, Watcher
from hehuo.watches.paper import route_sheet

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation
    from hehuo.partnerships.models import Partnership

form_page = require_http_methods(["GET", "HEAD", "POST"])


@staff(*policy.READERS)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The watch: streak, calendar, today's rounds, findings, history."""
    watch = selectors.watch_for(request.viewer, pk)
    today = clock.now().astimezone(clock.BEIJING).date()
    context = {
        "watch": watch,
        "place_name": places.path_of(watch.place),
        "streak": selectors.streak_of(watch),
        "heat": selectors.heat(watch),
        "rounds": selectors.rounds_of(watch, today),
        "findings": selectors.findings_of(watch),
        "along": selectors.watchers_of(watch),
        "turns": watch.turns.select_related("by"),
        "may_record": policy.may_record(request.viewer, watch),
        "may_arrange": policy.may_arrange(request.viewer, watch),
        "may_lead": policy.may_lead(request.viewer, watch),
    }
    return render(request, "watches/watch.html", context)


@staff(*HANDLERS)
@form_page
def new(request: Request, number: str) -> HttpResponse:
    """Set up a watch for a partnership."""
    partnership = partnerships.partnership_for(request.viewer, number)
    if not partnerships.may_work(request.viewer, partnership):
        raise NotFound(_("There is no such partnership."))
    units = _units(partnership)
    form = SetUpForm(
        request.POST or None,
        organisations=[(unit.pk, unit.name) for unit in units],
        communities=_communities(partnership.place),
        initial={"title": partnership.title, "starts_on": clock.now().astimezone(clock.BEIJING).date()},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = int(given.pop("organisation"))
        unit = next(one for one in units if one.pk == chosen)
        try:
            watch = services.set_up_watch(by=request.viewer, partnership=partnership, organisation=unit, **given)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The watch is set up; the rounds are planned."))
            return redirect("watches-watch", watch.pk)
    return render(request, "watches/new.html", {"form": form, "partnership": partnership})


def _units(partnership: Partnership) -> list[Organisation]:
    """Who sits at the table first, then who serves the place."""
    seated = [one.organisation for one in partnerships.members(partnership, gone=False) if one.organisation]
    serving = parties.organisations_at(partnership.place).order_by("name")
    return list({unit.pk: unit for unit in [*seated, *serving]}.values())


def _communities(place: str) -> list[tuple[str, str]]:
    """Rounds are made in a community: of a wider table one has to be chosen."""
    if codes.level(place) >= Level.COMMUNITY:
        return []
    return [(one.code, one.name) for one in places.below(place, Level.COMMUNITY)]


@staff(*policy.READERS)
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """The route sheet of a day, to tick on paper (PDF)."""
    watch = selectors.watch_for(request.viewer, pk)
    day = _day(request.GET.get("day", ""))
    response = HttpResponse(route_sheet(watch, day), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="watch-{watch.pk}-{day}.pdf"'
    return response


def _day(told: str) -> date:
    """The day that the address names, else today."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return clock.now().astimezone(clock.BEIJING).date()


@staff(*HANDLERS)
@form_page
def neighbours(request: Request, pk: int) -> HttpResponse:
    """Let a neighbour supervise: her link is shown once, to be handed over or scanned."""
    watch = _arranged(request, pk)
    form = WatcherForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            joined = services.add_watcher(by=request.viewer, watch=watch, name=form.cleaned_data["name"])
        except HehuoError as error:
            fault(form, error)
        else:
            link = request.build_absolute_uri(reverse("watches-neighbour", args=[joined.secret]))
            form = WatcherForm()
    context = {
        "watch": watch,
        "form": form,
        "link": link,
        "qr": qr(link) if link else "",
        "along": selectors.watchers_of(watch),
    }
    response = render(request, "watches/neighbours.html", context)
    response["Cache-Control"] = "no-store"
    return response


@staff(*HANDLERS)
@require_POST
def remove(request: Request, pk: int, watcher: int) -> HttpResponse:
    """Somebody no longer watches along."""
    watch = _arranged(request, pk)
    services.remove_watcher(by=request.viewer, watcher=_watcher(watch, watcher))
    messages.success(request, _("The link no longer holds."))
    return redirect("watches-neighbours", watch.pk)


@staff(*HANDLERS)
@require_POST
def reveal(request: Request, pk: int, watcher: int) -> HttpResponse:
    """A neighbour's name, unmasked once; the look is journaled."""
    watch = _arranged(request, pk)
    name = services.reveal_neighbour(by=request.viewer, watcher=_watcher(watch, watcher))
    messages.info(request, _("The neighbour is called %(name)s. That you looked is in the journal.") % {"name": name})
    return redirect("watches-neighbours", watch.pk)


def _watcher(watch: Watch, pk: int) -> Watcher:
    row = watch.watchers.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such watcher."))
    return row


@staff(*HANDLERS)
@form_page
def settle(request: Request, pk: int) -> HttpResponse:
    """The place stayed clear: settle the watch."""
    form = ReasonForm(request.POST or None, initial={"text": _("It has stayed clear; the rounds end.")})
    words = (
        gettext_lazy("Settle the watch"),
        gettext_lazy("Settle"),
        gettext_lazy("The watch is settled. Thank those who made the rounds!"),
    )
    return _step(request, _led(request, pk), form, services.settle, words)


@staff(*policy.READERS)
@form_page
def relapse(request: Request, pk: int) -> HttpResponse:
    """It began again."""
    watch = selectors.watch_for(request.viewer, pk)
    if not policy.may_record(request.viewer, watch):
        raise NotFound(_("There is no such watch."))
    words = (
        gettext_lazy("It began again"),
        pgettext_lazy("watch", "Watch again"),
        gettext_lazy("The watch runs again; those who lead the partnership see it."),
    )
    return _step(request, watch, ReasonForm(request.POST or None), services.relapse, words)


@staff(*HANDLERS)
@form_page
def end(request: Request, pk: int) -> HttpResponse:
    """The watch is no longer needed, or was set up wrongly."""
    words = (
        gettext_lazy("End the watch without settlement"),
        pgettext_lazy("watch", "End it"),
        gettext_lazy("The watch has ended. It does not count as settled."),
    )

    def service(*, by: Any, watch: Watch, text: str) -> Watch:
        return services.end_watch(by=by, watch=watch, reason=text)

    return _step(request, _led(request, pk), ReasonForm(request.POST or None), service, words)


def _arranged(request: Request, pk: int) -> Watch:
    watch = selectors.watch_for(request.viewer, pk)
    if not policy.may_arrange(request.viewer, watch):
        raise NotFound(_("There is no such watch."))
    return watch


def _led(request: Request, pk: int) -> Watch:
    watch = selectors.watch_for(request.viewer, pk)
    if not policy.may_lead(request.viewer, watch):
        raise NotFound(_("There is no such watch."))
    return watch


def _step(
    request: Request, watch: Watch, form: Form, service: Callable[..., Any], words: tuple[Any, Any, Any]
) -> HttpResponse:
    heading, button, done = words
    if request.method == "POST" and form.is_valid():
        try:
            service(by=request.viewer, watch=watch, text=form.cleaned_data["text"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, done)
            return redirect("watches-watch", watch.pk)
    context = {"watch": watch, "form": form, "heading": heading, "button": button}
    return render(request, "watches/step.html", context)
