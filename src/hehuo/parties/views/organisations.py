"""Organisations: find one, read what it is and who sits in it, keep it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground.access import Role
from hehuo.ground.codes import is_code
from hehuo.ground.errors import HehuoError
from hehuo.ground.seats import Seat
from hehuo.ground.web import Request, staff
from hehuo.journal import selectors as journal
from hehuo.parties import policy, selectors, services
from hehuo.parties.forms import (
    AddOrganisationForm,
    ChangeOrganisationForm,
    ContactForm,
    EndForm,
    OrganisationFilter,
    RevealForm,
    SeatForm,
    tell,
)
from hehuo.parties.models import Organisation
from hehuo.parties.rules import OrganisationKind
from hehuo.places import selectors as places

READERS = tuple(policy.READERS)
PER_PAGE = 50


@require_safe
@staff(*READERS)
def organisations(request: Request) -> HttpResponseBase:
    """Everybody who takes part here, to be searched and filtered."""
    form = OrganisationFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    place = request.GET.get("place", "")
    place = place if is_code(place) else ""
    rows = selectors.organisations_for(
        request.viewer,
        text=wanted.get("q", ""),
        kind=wanted.get("kind", ""),
        seat=wanted.get("seat", ""),
        ended=bool(wanted.get("ended")),
        place=place,
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    held = {seat.place for row in page for seat in row.held}  # type: ignore[attr-defined]
    return render(
        request,
        "parties/organisations.html",
        {
            "form": form,
            "page": page,
            "names": places.names({row.place for row in page} | held | {place}),
            "place": place,
            "filtered": bool(place or any(wanted.values())),
            "may_add": request.viewer.holds(Role.ADMIN),
        },
    )


@require_safe
@staff()
def organisation(request: Request, pk: int) -> HttpResponseBase:
    """One organisation: what it is, where it sits and serves, its people, what happened."""
    return _page(request, selectors.organisation_for(request.viewer, pk))


def _page(request: Request, row: Organisation, **forms: object) -> HttpResponseBase:
    viewer = request.viewer
    seats = selectors.seats_of(row)
    members = selectors.memberships_of(row)
    served = list(row.serves.order_by("place").values_list("place", flat=True))
    used = {row.place, *served, *(seat.place for seat in seats), *(member.place for member in members)}
    may_keep = policy.may_keep(viewer, row.place)
    context = {
        "organisation": row,
        "facts": OrganisationKind(row.kind).facts,
        "day": selectors.today(),
        "seats": seats,
        "members": members,
        "served": served,
        "parts": selectors.organisations_for(viewer).filter(parent=row),
        "contacts": selectors.contacts_of(viewer, row),
        "names": places.names(used),
        "path": places.path_of(row.place),
        "may_keep": may_keep,
        "may_open": viewer.holds(*policy.READERS),
        "reveal_form": RevealForm(),
        "lines": journal.timeline(thread=f"organisation:{row.pk}", viewer=viewer, limit=12),
    }
    if may_keep and row.holds_on(selectors.today()):
        context["seat_form"] = SeatForm(viewer=viewer, organisation=row)
        context["contact_form"] = ContactForm(auto_id="contact_%s")
        context["end_form"] = EndForm(auto_id="end_%s")
    status = 422 if forms else 200
    return render(request, "parties/organisation.html", {**context, **forms}, status=status)


@staff(Role.ADMIN)
def add_organisation(request: Request) -> HttpResponseBase:
    """Enter a new organisation."""
    form = AddOrganisationForm(request.POST or None, viewer=request.viewer, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            row = _add(request, form)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("%(organisation)s was entered.") % {"organisation": row})
            return redirect("parties-organisation", row.pk)
    return render(request, "parties/organisation_form.html", {"form": form}, status=422 if form.errors else 200)


def _add(request: Request, form: AddOrganisationForm) -> Organisation:
    given = dict(form.cleaned_data)
    take_seat = given.pop("take_seat")
    row = services.add_organisation(by=request.viewer, **given)
    if take_seat:
        seat = OrganisationKind(row.kind).facts.seat
        services.seat_organisation(
            by=request.viewer, organisation=row, seat=seat, place=row.place, valid_from=row.valid_from
        )
    return row


@staff(Role.ADMIN)
def change_organisation(request: Request, pk: int) -> HttpResponseBase:
    """Say anew what an organisation is."""
    row = selectors.organisation_for(request.viewer, pk)
    policy.check_may_keep(request.viewer, row.place)
    initial = {
        "name": row.name,
        "short_name": row.short_name,
        "parent": row.parent,
        "uscc": row.uscc,
        "enforces": row.enforces,
        "serves": list(row.serves.values_list("place", flat=True)),
    }
    form = ChangeOrganisationForm(request.POST or None, viewer=request.viewer, organisation=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(by=request.viewer, organisation=row, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parties-organisation", row.pk)
    context = {"form": form, "organisation": row}
    return render(request, "parties/organisation_form.html", context, status=422 if form.errors else 200)


@require_POST
@staff(Role.ADMIN)
def close_organisation(request: Request, pk: int) -> HttpResponseBase:
    """It takes part no more."""
    row = selectors.organisation_for(request.viewer, pk)
    form = EndForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        try:
            services.close_organisation(by=request.viewer, organisation=row, on=form.cleaned_data["on"])
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("%(organisation)s no longer takes part.") % {"organisation": row})
            return redirect("parties-organisation", row.pk)
    return _page(request, row, end_form=form)


@require_POST
@staff(Role.ADMIN)
def seat(request: Request, pk: int) -> HttpResponseBase:
    """Seat an organisation at a place's table."""
    row = selectors.organisation_for(request.viewer, pk)
    form = SeatForm(request.POST, viewer=request.viewer, organisation=row)
    if form.is_valid():
        try:
            holding = services.seat_organisation(by=request.viewer, organisation=row, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            words = _("%(organisation)s sits as %(seat)s.")
            messages.success(request, words % {"organisation": row, "seat": Seat(holding.seat).label})
            return redirect("parties-organisation", row.pk)
    return _page(request, row, seat_form=form)


@require_POST
@staff(Role.ADMIN)
def unseat(request: Request, pk: int) -> HttpResponseBase:
    """An organisation leaves its seat."""
    holding = selectors.seat_for(request.viewer, pk)
    services.unseat(by=request.viewer, holding=holding)
    messages.success(request, _("The seat is free from today on."))
    return redirect("parties-organisation", holding.organisation_id)
