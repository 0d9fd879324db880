"""What comes later: a waiting paper is signed, an owner becomes known, a name is looked at, a seizure is extended, a
storage place is closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hehuo.custody import policy, selectors, services
from hehuo.custody.forms import ExtendForm, OwnerForm, SignForm
from hehuo.custody.models import Consent, WatchAgreement
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, fault, sent, staff

from . import fetching
from .inventory import form_page, working
from .owner import public_side


@staff(*policy.WORKERS)
@form_page
def sign_consent(request: Request, number: str) -> HttpResponse:
    """A consent that was waiting is signed now."""
    row = fetching.consent(request.viewer, number)
    public_side(request, row.inventory.place)
    return _sign(request, row, reverse("custody-inventory", args=[row.inventory.number]), row.inventory.number)


@staff(*policy.WORKERS)
@form_page
def sign_agreement(request: Request, number: str) -> HttpResponse:
    """A watch agreement that was waiting is signed now."""
    row = selectors.agreement_for(request.viewer, number)
    public_side(request, row.place)
    return _sign(request, row, reverse("custody-agreement", args=[number]), number)


def _sign(request: Request, row: Consent | WatchAgreement, back: str, label: str) -> HttpResponse:
    form = SignForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_signature(by=request.viewer, paper=row, signature=form.cleaned_data["signature"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Signed. It holds from now on."))
            return redirect(back)
    words = {"heading": _("Sign now"), "button": _("Record the signature"), "sub": row.number}
    return render(request, "custody/step.html", {"form": form, "back": back, "back_label": label, **words})


@staff(*policy.WORKERS)
@form_page
def owner(request: Request, number: str) -> HttpResponse:
    """Somebody turns out to own the things of a list."""
    inventory = working(request, number)
    back = reverse("custody-inventory", args=[number])
    form = OwnerForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.name_owner(by=request.viewer, inventory=inventory, owner_name=form.cleaned_data["owner_name"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Written down. From now on only the owner's own word counts here."))
            return redirect(back)
    context = {
        "form": form,
        "heading": _("The owner is known now"),
        "sub": _("A known owner is asked; nothing counts as abandoned any more."),
        "button": _("Write the owner down"),
        "back": back,
        "back_label": number,
    }
    return render(request, "custody/step.html", context)


@staff(*policy.WORKERS)
@require_POST
def reveal(request: Request, kind: str, pk: int) -> HttpResponse:
    """A sealed name, once, on record."""
    row = fetching.named(request.viewer, kind, pk)
    name = services.reveal_name(by=request.viewer, of=row, field=request.POST.get("field", ""))
    messages.info(request, _("The name is %(name)s. This look is on record.") % {"name": name})
    return redirect(_page_of(row))


def _page_of(row: Any) -> str:
    names = {"WatchAgreement": "custody-agreement", "DissuasionNotice": "custody-dissuasion"}
    name = type(row).__name__
    if name in names:
        return reverse(names[name], args=[row.number])
    if name in ("Item", "Claim"):
        return reverse("custody-item", args=[row.pk if name == "Item" else row.item_id])
    return reverse("custody-inventory", args=[row.number if name == "Inventory" else row.inventory.number])


@staff(*policy.WORKERS)
@form_page
def extend(request: Request, number: str) -> HttpResponse:
    """The head of the authority approved more days for a seizure, once."""
    row = fetching.proceeding(request.viewer, number)
    if not policy.may_proceed(request.viewer, row.inventory.place, row.authority_id):
        raise NotFound(_("There is no such record."))
    back = reverse("custody-proceeding", args=[number])
    form = ExtendForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_seizure(
                by=request.viewer, proceeding=row, days=form.cleaned_data["days"], happened_at=form.cleaned_data["at"]
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Extended. The last day of everything held under it has moved."))
            return redirect(back)
    context = {
        "form": form,
        "heading": _("Extend the seizure"),
        "sub": _("Once, by at most 30 days, approved by the head of the authority before the first term ends."),
        "button": _("Record the extension"),
        "back": back,
        "back_label": number,
        "read": {
            "title": _("What it means"),
            "lines": [_("The owner is told the decision and the reasons at once, in writing.")],
            "law": _("Administrative Coercion Law, art. 25"),
        },
    }
    return render(request, "custody/step.html", context)


@staff(*policy.WORKERS)
@require_POST
def close_storage(request: Request, pk: int) -> HttpResponse:
    """A storage place keeps nothing any more."""
    row = selectors.storage_for(request.viewer, pk)
    try:
        services.close_storage_place(by=request.viewer, storage=row)
        messages.success(request, _("Closed. Nothing can be carried there any more."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("custody-storages")
