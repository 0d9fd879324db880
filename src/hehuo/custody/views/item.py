"""One thing: where it is, through whose hands it went, and how it goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from hehuo.custody import policy, reading, selectors, services
from hehuo.custody.forms import (
    ClaimForm,
    DescribeForm,
    DisposeForm,
    HandOverForm,
    ReleaseForm,
    RemindForm,
    StoreForm,
)
from hehuo.custody.models import ClaimState, Item, Moment, StoragePlace
from hehuo.custody.rules import KEPT, State
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties

from . import moves
from .inventory import carriers, form_page, working

if TYPE_CHECKING:
    from hehuo.parties.models import Person


@staff()
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One thing with its pictures and its chain of hands."""
    row = selectors.item_for(request.viewer, pk)
    may_work = policy.may_work(request.viewer, row.place)
    shown = reading.with_all(Item.objects.filter(pk=row.pk)).get()
    context = {
        "item": reading.thing(shown),
        "item_row": row,
        "receipt": row.claims.filter(state=ClaimState.FETCHED).order_by("-pk").first(),
        "may_reveal": policy.may_know_names(request.viewer, row.place),
        "inventory": row.inventory,
        "photos": [picture.attachment for picture in reading.pictures_of(shown)],
        "rows": [(label, value) for label, value in _facts(row) if value],
        "chain": reading.chain(row),
        "moves": moves.of_item(row, request.viewer) if may_work else [],
        "told": "" if may_work else _("Those who work at the place may act."),
    }
    return render(request, "custody/item.html", context)


def _facts(row: Item) -> list[tuple[str, str]]:
    return [
        (pgettext("custody", "Quantity"), str(row.quantity)),
        (pgettext("custody", "Condition"), row.condition),
        (_("Where it stood"), row.point),
        (pgettext("custody", "Owner"), selectors.masked(row.inventory.owner_name)),
        (_("Basis"), reading.basis_text(row)),
        (_("Storage place"), f"{row.storage.name} · {row.storage.address}" if row.storage else ""),
        (_("Fetch until"), reading.day_text(row.return_by)),
        (_("Carried by"), pgettext("list", ", ").join(str(one) for one in row.handlers.all())),
        (pgettext("custody", "Witness"), selectors.masked(row.witness)),
        (_("Received by"), selectors.masked(row.receiver)),
        (_("What became of it"), f"{row.get_disposal_display()} {row.words}".strip() if row.disposal else row.words),
    ]


def _item(request: Request, pk: int) -> Item:
    row = selectors.item_for(request.viewer, pk)
    if not policy.may_work(request.viewer, row.place):
        raise NotAllowed(_("Only those who work at the place number, carry and hand over."))
    return row


def _step(request: Request, row: Item, form: Any, words: dict[str, Any]) -> HttpResponse:
    back = {"back": reverse("custody-item", args=[row.pk]), "back_label": row.number}
    sub = f"{row.number.rpartition('-')[2]} {row.name}"
    return render(request, "custody/step.html", {"form": form, "sub": sub, **back, **words})


@staff(*policy.WORKERS)
@require_POST
def cleared(request: Request, pk: int) -> HttpResponse:
    """The owner carried it away herself."""
    row = _item(request, pk)
    try:
        services.clear_item(by=request.viewer, item=row)
        messages.success(request, _("Good. It is settled."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("custody-item", pk)


@staff(*policy.WORKERS)
@form_page
def describe(request: Request, pk: int) -> HttpResponse:
    """Correct what is written about a thing, cover its waybill, add photos."""
    row = _item(request, pk)
    moved = row.state_is is not State.NUMBERED
    first = {
        name: getattr(row, name) for name in ("name", "quantity", "condition", "waybill_named", "waybill_redacted")
    }
    form = DescribeForm(*sent(request), moved=moved, initial=first)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "photos"}
        try:
            with transaction.atomic():
                services.describe_item(by=request.viewer, item=row, **told)
                if photos := form.cleaned_data["photos"]:
                    when = Moment.AFTER if moved else Moment.BEFORE
                    services.add_pictures(by=request.viewer, item=row, photos=photos, when=when)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("On the record."))
            return redirect("custody-item", pk)
    return _step(request, row, form, {"heading": _("Correct and add"), "button": _("Record it")})


@staff(*policy.WORKERS)
@form_page
def remind(request: Request, pk: int) -> HttpResponse:
    """The owner was reminded in writing to fetch it."""
    row = _item(request, pk)
    form = RemindForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.remind_owner(by=request.viewer, item=row, how=form.cleaned_data["how"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("On the record."))
            return redirect("custody-item", pk)
    return _step(request, row, form, {"heading": _("The owner was reminded"), "button": _("Record it")})


@staff(*policy.WORKERS)
@form_page
def hand_over(request: Request, pk: int) -> HttpResponse:
    """It arrives at the storage place, or goes from hand to hand."""
    row = _item(request, pk)
    storages = list(selectors.storage_places(request.viewer, row.place))
    first = {"to": row.storage_id if row.state == State.MOVED else ""}
    form = HandOverForm(
        *sent(request), storages=storages, people=carriers(request.viewer, row.place), initial=first
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.hand_over(
                by=request.viewer,
                item=row,
                taken_by=_person(given["taken_by"]) if given["taken_by"] else None,
                storage=StoragePlace.objects.get(pk=given["to"]) if given["to"] else None,
                taken_name=given["taken_name"],
                note=given["note"],
                key=given["key"] or None,
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The chain goes on."))
            return redirect("custody-item", pk)
    words = {"heading": _("Hand it over"), "button": _("Record it")}
    return _step(request, row, form, words)


def _person(pk: str) -> Person:
    found = parties.person(int(pk))
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


@staff(*policy.WORKERS)
@form_page
def release(request: Request, pk: int) -> HttpResponse:
    """It goes back without being asked for."""
    row = _item(request, pk)
    form = ReleaseForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.release_item(by=request.viewer, item=row, key=given["key"] or None, **form.only("to_name", "note"))
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Given back."))
            return redirect("custody-item", pk)
    return _step(request, row, form, {"heading": _("Give it back"), "button": _("It is given back")})


@staff(*policy.WORKERS)
@form_page
def dispose(request: Request, pk: int) -> HttpResponse:
    """The end of a thing that nobody wants; two people, and the owner's word or a lawful procedure."""
    row = _item(request, pk)
    others = [one for one in carriers(request.viewer, row.place) if one[0] != request.viewer.person_id]
    form = DisposeForm(*sent(request), people=others)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.dispose_item(
                by=request.viewer,
                item=row,
                second=_person(given["second"]),
                **form.only("how", "reason", "owners_word"),
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Recorded, with both names."))
            return redirect("custody-item", pk)
    words = {
        "heading": _("Dispose of a thing"),
        "button": _("Record the disposal"),
        "tone": "danger",
        "read": {
            "title": _("Before you do"),
            "lines": [
                _("The owner's things: only with the owner's word in writing; else they stay, or are deposited."),
                _("Found things: after a year they go to the authority, never to us."),
                _("What an authority took: the authority decides."),
            ],
            "law": _("Civil Code, art. 240, 318 and 570; Administrative Coercion Law, art. 27–28"),
        },
    }
    return _step(request, row, form, words)


@staff(*policy.WORKERS)
@form_page
def claim(request: Request, number: str) -> HttpResponse:
    """The owner fetches some things and signs once for all of them."""
    inventory = working(request, number)
    form = ClaimForm(*sent(request))
    given = request.POST if request.method == "POST" else request.GET
    chosen = {int(pk) for pk in given.getlist("items") if pk.isdecimal()}
    kept = reading.with_all(inventory.items.filter(state__in=[state.value for state in KEPT])).order_by("day", "serial")
    picked = [item for item in kept if not chosen or item.pk in chosen]
    if request.method == "POST" and form.is_valid():
        try:
            _give(request, picked, form)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Fetched and signed. Thank you."))
            return redirect("custody-inventory", number)
    context = {
        "form": form if kept else None,
        "pick": [reading.thing(item, picked=item in picked, here=inventory.point) for item in kept],
        "none": _("Nothing of this list waits to be fetched."),
        "heading": _("The owner fetches"),
        "sub": _("Free of charge; nobody asks for money or a reason."),
        "button": _("She has them back"),
        "back": reverse("custody-inventory", args=[number]),
        "back_label": number,
    }
    return render(request, "custody/step.html", context)


def _give(request: Request, picked: list[Item], form: ClaimForm) -> None:
    """All of ``picked`` or none; one signature stands under each."""
    given = form.cleaned_data
    with transaction.atomic():
        for item in picked:
            services.claim_item(
                by=request.viewer,
                item=item,
                key=f"{given['key']}:{item.pk}" if given["key"] else None,
                **form.only("claimant_name", "signature", "note"),
            )
            if given["signature"]:
                given["signature"].seek(0)


@staff(*policy.WORKERS)
@form_page
def store(request: Request, number: str) -> HttpResponse:
    """What was carried away has arrived: the keeper takes it, and the time for fetching begins."""
    inventory = working(request, number)
    form = StoreForm(*sent(request), storages=list(selectors.storage_places(request.viewer, inventory.place)))
    given = request.POST if request.method == "POST" else request.GET
    chosen = {int(pk) for pk in given.getlist("items") if pk.isdecimal()}
    moved = reading.with_all(inventory.items.filter(state=State.MOVED.value)).order_by("day", "serial")
    picked = [item for item in moved if not chosen or item.pk in chosen]
    if request.method == "POST" and form.is_valid():
        try:
            services.store_items(
                by=request.viewer,
                items=picked,
                storage=StoragePlace.objects.get(pk=form.cleaned_data["to"]),
                key=form.cleaned_data["key"] or None,
                **form.only("taken_name", "note", "photos"),
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("They are kept now; the owner's page says until when."))
            return redirect("custody-inventory", number)
    context = {
        "form": form if moved else None,
        "pick": [reading.thing(item, picked=item in picked, here=inventory.point) for item in moved],
        "none": _("Nothing of this list is on its way."),
        "heading": _("They arrived at the storage place"),
        "sub": _("Count once more: what left must arrive."),
        "button": _("All there"),
        "back": reverse("custody-inventory", args=[number]),
        "back_label": number,
    }
    return render(request, "custody/step.html", context)
