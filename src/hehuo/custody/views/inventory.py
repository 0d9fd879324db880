"""Where the things stand: begin a list, number, carry away, take down a no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.actions import selectors as actions
from hehuo.custody import policy, reading, selectors, services
from hehuo.custody.forms import MoveForm, NumberForm, ObjectionForm, OpenForm
from hehuo.custody.models import Inventory, Item, StoragePlace
from hehuo.custody.rules import Basis, State
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

from . import fresh, gates, moves

form_page = require_http_methods(["GET", "HEAD", "POST"])


def working(request: Request, number: str) -> Inventory:
    """The list, for who works with its things. Raises NotFound for outsiders, NotAllowed for readers."""
    inventory = selectors.inventory_for(request.viewer, number)
    if not policy.may_work(request.viewer, inventory.place):
        raise NotAllowed(_("Only those who work at the place number, carry and hand over."))
    return inventory


@staff(*policy.WORKERS)
@form_page
def begin(request: Request) -> HttpResponse:
    """Begin a list, at a place or for the partnership or action named in the address."""
    action, partnership = _belongs(request)
    fixed = partnership.place if partnership is not None else ""
    form = OpenForm(request.POST or None, fixed=bool(fixed))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = services.open_inventory(
                by=request.viewer,
                place=fixed or given["place"],
                point=given["point"],
                owner_name=given["owner_name"],
                partnership=partnership,
                action=action,
                key=given["key"] or None,
            )
        except HehuoError as error:
            fault(form, error)
        else:
            fresh.remember(request, opened.inventory.number, opened.secret)
            return redirect("custody-number", opened.inventory.number)
    context = {
        "form": form,
        "begun": selectors.inventories_of(partnership) if partnership is not None else [],
        "heading": _("Begin an inventory"),
        "sub": places.path_of(fixed) if fixed else _("One list per point: what stands there, and for whom it is kept."),
        "button": _("Begin and number the first thing"),
        "back": reverse("custody-inventories"),
    }
    return render(request, "custody/step.html", context)


def _belongs(request: Request) -> tuple[Any, Any]:
    """The action and the partnership named in the address, where she may know of them."""
    number = request.GET.get("action", "")
    action = actions.action_for(request.viewer, number) if number else None
    if action is not None:
        return action, action.partnership
    number = request.GET.get("partnership", "")
    return None, partnerships.partnership_for(request.viewer, number) if number else None


@staff()
@require_safe
def show(request: Request, number: str) -> HttpResponse:
    """One list: its things, what comes next, on what ground, on paper."""
    inventory = selectors.inventory_for(request.viewer, number)
    found = reading.things(inventory)
    standing = [one for one in found if not one.final]
    may_work = policy.may_work(request.viewer, inventory.place)
    context = {
        "inventory": inventory,
        "title": inventory.point,
        "place_name": places.path_of(inventory.place, request.viewer),
        "owner": selectors.masked(inventory.owner_name),
        "items": standing,
        "settled": [one for one in found if one.final],
        "counts": {
            "total": len(found),
            "open": sum(one.state != State.STORED.label for one in standing),
            "kept": len(standing),
        },
        "told": reading.counted(found),
        "objections": reading.objections(inventory),
        "fresh": fresh.of(request, inventory),
        "may_work": may_work,
        "may_reveal": policy.may_know_names(request.viewer, inventory.place),
        "objection_form": ObjectionForm(),
        "grounds": moves.grounds(inventory),
        "papers": moves.papers(inventory, found),
        **(moves.of_inventory(inventory, found, request.viewer) if may_work else {}),
    }
    return render(request, "custody/inventory.html", context)


@staff(*policy.WORKERS)
@form_page
def number_one(request: Request, number: str) -> HttpResponse:
    """Three touches: photo, name, save; then the number, large, and the next thing."""
    inventory = working(request, number)
    form = NumberForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            item = services.number_item(
                by=request.viewer,
                inventory=inventory,
                key=given["key"] or None,
                **{name: given[name] for name in form.TOLD},
            )
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect(f"{reverse('custody-number', args=[number])}?done={item.pk}")
    done = request.GET.get("done", "")
    known = inventory.items.filter(pk=int(done)).first() if done.isdecimal() else None
    context = {
        "inventory": inventory,
        "form": form,
        "count": inventory.items.count(),
        "done": reading.thing(known) if known and request.method != "POST" else None,
    }
    return render(request, "custody/number.html", context)


@staff(*policy.WORKERS)
@form_page
def move(request: Request, number: str) -> HttpResponse:
    """Choose things and ground, see what is missing by which law, carry away."""
    inventory = working(request, number)
    given = request.POST if request.method == "POST" else request.GET
    chosen = {int(pk) for pk in given.getlist("items") if pk.isdecimal()}
    waiting = list(
        reading.with_all(inventory.items.filter(state=State.NUMBERED.value)).order_by("day", "serial")
    )  # fmt: skip
    picked = [item for item in waiting if not chosen or item.pk in chosen]
    basis = reading.ground_of(given.get("basis", "")) or Basis.OWN_WILL
    storages = list(selectors.storage_places(request.viewer, inventory.place))
    form = MoveForm(*sent(request), storages=storages, people=carriers(request.viewer, inventory.place))
    refused: list[gates.Lack] = []
    if request.method == "POST" and form.is_valid():
        try:
            refused = _carry(request, inventory, picked, basis, form)
        except HehuoError as error:
            fault(form, error)
        else:
            if not refused:
                return redirect("custody-inventory", number)
    context = {
        "inventory": inventory,
        "place_name": places.path_of(inventory.place, request.viewer),
        "items": [reading.thing(item, picked=item in picked, here=inventory.point) for item in waiting],
        "bases": _bases(inventory, picked, basis),
        "refused": refused,
        "form": form,
    }
    return render(request, "custody/move.html", context)


def _carry(
    request: Request, inventory: Inventory, picked: list[Item], basis: Basis, form: MoveForm
) -> list[gates.Lack]:
    """Move all of ``picked`` or none; what is missing where one of them may not move."""
    given = form.cleaned_data
    to = StoragePlace.objects.get(pk=given["to"])
    judged = gates.judge(inventory, picked, to=to, at=clock.now())[basis]
    lacking = gates.lacks(inventory, basis, judged)
    if lacking:
        return lacking
    photos = given["photos"]
    with transaction.atomic():
        for one in judged:
            services.move_item(
                by=request.viewer,
                item=one.item,
                basis=basis,
                to=to,
                consent=one.ground.consent,
                agreement=one.ground.agreement,
                notice=one.ground.notice,
                proceeding=one.ground.proceeding,
                handlers=[int(pk) for pk in given["handlers"]],
                witness=given["witness"],
                photos=photos,
                key=f"{given['key']}:{one.item.pk}" if given["key"] else None,
            )
            for photo in photos:
                photo.seek(0)
    messages.success(request, _("Carried away and recorded. The owner's page says where they are."))
    return []


def _bases(inventory: Inventory, picked: list[Item], chosen: Basis) -> list[dict[str, Any]]:
    judged = gates.judge(inventory, picked, to=None, at=clock.now()) if picked else {}
    return [
        {
            "value": basis.value,
            "label": f"{basis.value} {basis.label}",
            "law": basis.source,
            "chosen": basis is chosen,
            # Where it goes is chosen below, on this very page.
            "missing": [lack for lack in gates.lacks(inventory, basis, rows) if lack.code != "storage"],
        }
        for basis, rows in judged.items()
    ]


def carriers(viewer: Viewer, place: str) -> list[tuple[int, str]]:
    """Who may carry and sign at ``place``: she herself first, then the others who work there."""
    people = {person.pk: person.name for person in parties.people_with(*policy.WORKERS, place=place).order_by("name")}
    own = viewer.person_id
    first = [(own, people.pop(own))] if own is not None and own in people else []
    return [*first, *people.items()]


@staff(*policy.WORKERS)
@require_POST
def objection(request: Request, number: str) -> HttpResponse:
    """Somebody at the door says no: one touch, words if she wants."""
    inventory = selectors.inventory_for(request.viewer, number)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.object_to_removal(
                by=request.viewer,
                inventory=inventory,
                **form.only("person_name", "text"),
                key=given["key"] or None,
            )
            messages.warning(request, _("Stopped. Nothing is moved here until she takes it back."))
        except HehuoError as error:
            messages.error(request, str(error))
    return redirect("custody-inventory", number)
