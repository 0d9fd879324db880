"""What the owner signs: consent to a list, watch agreement; and taking either back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from hehuo.custody import policy, reading, selectors, services
from hehuo.custody.forms import AgreementForm, ConsentForm, SettleObjectionForm
from hehuo.custody.models import StoragePlace, WatchAgreement
from hehuo.custody.rules import Authority, State
from hehuo.files import selectors as files
from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places

from . import fetching, fresh
from .inventory import form_page


def public_side(request: Request, place: str) -> None:
    """Refuse all but the public side: it takes down what an owner signs."""
    if not policy.may_sign_for_public(request.viewer, place):
        raise NotAllowed(
            _(
                "What an owner signs is taken down by a community worker, the subdistrict or an officer. Ask one "
                "to come."
            )
        )


@staff(*policy.WORKERS)
@form_page
def consent(request: Request, number: str) -> HttpResponse:
    """The owner reads the list on the telephone and signs with a finger."""
    inventory = selectors.inventory_for(request.viewer, number)
    public_side(request, inventory.place)
    standing = reading.things(inventory, states=[State.NUMBERED])
    form = ConsentForm(*sent(request), storages=list(selectors.storage_places(request.viewer, inventory.place)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.sign_consent(
                by=request.viewer,
                inventory=inventory,
                destination=StoragePlace.objects.get(pk=given["destination"]),
                owner_name=reading.unsealed(inventory.owner_name) if given["authority"] == Authority.FAMILY else "",
                key=given["key"] or None,
                **form.only("signer_name", "authority", "authority_paper", "storage_until", "signature"),
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Signed. The things on this list may be carried away now."))
            return redirect("custody-inventory", number)
    return render(request, "custody/consent.html", {"inventory": inventory, "items": standing, "form": form})


@staff(*policy.PUBLIC_SIDE)
@form_page
def agree(request: Request) -> HttpResponse:
    """A watch agreement, for a place or for the partnership named in the address."""
    number = request.GET.get("partnership", "")
    partnership = partnerships.partnership_for(request.viewer, number) if number else None
    fixed = partnership.place if partnership is not None else ""
    storages = list(selectors.storage_places(request.viewer, fixed))
    first = {"point": request.GET.get("point", "")}
    form = AgreementForm(*sent(request), storages=storages, fixed=bool(fixed), initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            agreed = services.sign_watch_agreement(
                by=request.viewer,
                partnership=partnership,
                place=fixed or given["place"],
                point=[one for one in re.split(r"[、,，;；\n]", given["point"]) if one.strip()],
                storage=StoragePlace.objects.get(pk=given["destination"]),
                key=given["key"] or None,
                **form.only(
                    "owner_name", "from_", "to", "storage_days", "signer_name", "authority", "authority_paper",
                    "signature",
                ),
            )  # fmt: skip
        except HehuoError as error:
            fault(form, error)
        else:
            fresh.remember(request, agreed.agreement.number, agreed.secret)
            return redirect("custody-agreement", agreed.agreement.number)
    return render(request, "custody/agreement_new.html", {"form": form})


@staff(*policy.AT_PLACE)
@require_safe
def agreement(request: Request, number: str) -> HttpResponse:
    """One watch agreement; its secret is shown to who has just made it."""
    row = selectors.agreement_for(request.viewer, number)
    tone, state = state_of(row)
    signature = next(iter(files.of(row.subject, request.viewer)), None)
    context = {
        "agreement": row,
        "scope": f"{places.path_of(row.place, request.viewer)} · {scope(row)}",
        "tone": tone,
        "state": state,
        "fresh": fresh.of(request, row),
        "rows": facts(row),
        "signature": signature,
        "revoked": row.revoked_at is not None,
        "may_sign": row.signed_at is None and policy.may_sign_for_public(request.viewer, row.place),
        "may_reveal": policy.may_know_names(request.viewer, row.place),
        "may_end": row.revoked_at is None and policy.may_work(request.viewer, row.place),
    }
    return render(request, "custody/agreement.html", context)


def scope(row: WatchAgreement) -> str:
    """The points that it names."""
    return _("、").join(row.points)


def state_of(row: WatchAgreement) -> tuple[str, Any]:
    """Tone and word for whether it holds now."""
    today = reading.today()
    if row.revoked_at is not None:
        return "plain", pgettext("agreement", "ended by the owner")
    if row.signed_at is None:
        return "warn", _("not signed")
    if today < row.starts_on:
        return "info", pgettext("agreement", "begins later")
    return (
        ("ok", pgettext("agreement", "in force")) if today <= row.ends_on else ("plain", pgettext("agreement", "over"))
    )


def facts(row: WatchAgreement) -> list[tuple[str, str]]:
    """The agreement as rows of label and value; names masked."""
    return [
        (pgettext("custody", "Number"), row.number),
        (pgettext("custody", "Owner"), selectors.masked(row.owner_name)),
        (_("Signed by"), f"{selectors.masked(row.signer_name)} · {Authority(row.authority).label}"),
        (_("Period"), _("%(first)s to %(last)s") % {"first": row.starts_on, "last": row.ends_on}),
        (_("Storage place"), f"{row.storage.name} · {row.storage.address}"),
        (_("Kept for"), _("%(n)s days, free to fetch") % {"n": row.storage_days}),
    ]


@staff(*policy.WORKERS)
@require_POST
def end(request: Request, number: str) -> HttpResponse:
    """The owner ends it by word."""
    row = selectors.agreement_for(request.viewer, number)
    try:
        services.revoke_agreement(by=request.viewer, agreement=row)
        messages.success(request, _("Ended. Nothing more is moved on its ground."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("custody-agreement", number)


@staff(*policy.WORKERS)
@require_POST
def revoke(request: Request, number: str) -> HttpResponse:
    """The owner takes a consent back; what has not moved stays."""
    row = fetching.consent(request.viewer, number)
    try:
        services.revoke_consent(by=request.viewer, consent=row)
        messages.success(request, _("Taken back. What has not moved stays where it is."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("custody-inventory", row.inventory.number)


@staff(*policy.WORKERS)
@form_page
def settle(request: Request, pk: int) -> HttpResponse:
    """Who objected takes it back, in her own words and signed. Nobody else can."""
    row = fetching.objection(request.viewer, pk)
    inventory = row.inventory
    public_side(request, inventory.place)
    form = SettleObjectionForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_objection(by=request.viewer, objection=row, **form.only("words_of", "signature"))
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Taken back and signed."))
            return redirect("custody-inventory", inventory.number)
    context = {
        "form": form,
        "heading": _("The objection is taken back"),
        "sub": _("Only who objected can take it back, and signs it. Nobody decides it away."),
        "button": _("She takes it back"),
        "back": reverse("custody-inventory", args=[inventory.number]),
        "back_label": inventory.number,
    }
    return render(request, "custody/step.html", context)
