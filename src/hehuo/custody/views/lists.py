"""All lists of my places, and the storage places."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hehuo.custody import policy, reading, selectors, services
from hehuo.custody.forms import StorageForm
from hehuo.custody.models import Item
from hehuo.custody.rules import KEPT
from hehuo.files import selectors as files
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

from .inventory import form_page
from .owner import scope, state_of

PER_PAGE = 25
#: How many papers stand beside the lists.
BESIDE = 6


@staff(*policy.AT_PLACE)
@require_safe
def inventories(request: Request) -> HttpResponse:
    """What is in custody at my places, the latest first; beside it agreements and dissuasion notices."""
    found = selectors.inventories(request.viewer)
    number = request.GET.get("partnership", "")
    table = partnerships.partnership_for(request.viewer, number) if number else None
    if table is not None:
        found = found.filter(partnership=table)
    page = Paginator(reading.lists(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": table,
        "rows": reading.rows(page),
        "may_open": request.viewer.holds(*policy.WORKERS),
        "may_agree": request.viewer.holds(*policy.PUBLIC_SIDE),
        "agreements": [
            {"url": reverse("custody-agreement", args=[row.number]), "title": scope(row), "tone": tone, "state": state}
            for row in selectors.agreements(request.viewer)[:BESIDE]
            for tone, state in [state_of(row)]
        ],
        "notices": [
            {
                "url": reverse("custody-dissuasion", args=[row.number]),
                "title": f"{row.point} · {row.get_kind_display()}",
                "at": row.happened_at,
            }
            for row in selectors.dissuasions(request.viewer)[:BESIDE]
        ],
    }
    return render(request, "custody/inventories.html", context)


@staff(*policy.AT_PLACE)
@form_page
def storages(request: Request) -> HttpResponse:
    """Where things are kept; those who handle matters at a place add one."""
    keeps = request.viewer.holds(*HANDLERS)
    form = StorageForm(*sent(request), keepers=_keepers(request)) if keeps else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            keeper = parties.organisation(int(form.cleaned_data["keeper"]))
            if keeper is None:
                raise NotFound(_("There is no such record."))
            services.add_storage_place(by=request.viewer, **{**form.cleaned_data, "keeper": keeper})
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Things can be kept there from now on."))
            return redirect("custody-storages")
    found = list(selectors.storage_places(request.viewer))
    names = places.paths(row.place for row in found)
    kept = Item.objects.filter(storage__in=found, state__in=[state.value for state in KEPT])
    counts = Counter(kept.values_list("storage", flat=True))
    photos = files.of_many([row.subject for row in found], request.viewer)
    rows = [
        {
            "pk": row.pk, "name": row.name, "address": row.address, "place": names.get(row.place, row.place),
            "keeper": row.keeper, "hours": row.hours, "phone": row.phone, "count": counts[row.pk],
            "photos": photos[row.subject],
        }
        for row in found
    ]  # fmt: skip
    return render(request, "custody/storages.html", {"rows": rows, "form": form})


def _keepers(request: Request) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for place in request.viewer.reach(*HANDLERS):
        found |= {row.pk: str(row) for row in parties.organisations_at(place)}
    return list(found.items())
