"""Contacts: kept, looked at for a reason, erased."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, staff
from hehuo.parties import policy, selectors, services
from hehuo.parties.forms import ContactForm, RevealForm, tell
from hehuo.parties.models import Contact
from hehuo.parties.rules import ContactKind

READERS = tuple(policy.READERS)


@require_POST
@staff()
def keep_organisation_contact(request: Request, pk: int) -> HttpResponseBase:
    """Note how an organisation can be reached."""
    row = selectors.organisation_for(request.viewer, pk)
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_valid():
        try:
            services.keep_contact(by=request.viewer, organisation=row, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parties-organisation", row.pk)
    return render(request, "parties/contact_form.html", {"form": form, "organisation": row}, status=422)


@require_POST
@staff()
def keep_person_contact(request: Request, pk: int) -> HttpResponseBase:
    """Note how a person can be reached; everybody her own, the administrator for others."""
    row = selectors.person_for(request.viewer, pk)
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_valid():
        try:
            services.keep_contact(by=request.viewer, person=row, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return _back(request, person=row.pk)
    return render(request, "parties/contact_form.html", {"form": form, "person": row}, status=422)


@never_cache
@staff()
def reveal(request: Request, pk: int) -> HttpResponseBase:
    """Ask for the reason, then show the contact once; the look is on the record."""
    contact = selectors.contact_for(request.viewer, pk)
    policy.check_may_reveal(request.viewer, contact)
    form = RevealForm(request.POST or None)
    context: dict[str, object] = {"contact": contact, "form": form, "owner": contact.organisation or contact.person}
    if request.method == "POST" and form.is_valid():
        value = services.reveal_contact(by=request.viewer, contact=contact, reason=form.cleaned_data["reason"])
        telephone = contact.kind in {ContactKind.MOBILE, ContactKind.PHONE}
        context |= {"value": value.removeprefix("+86") if telephone else value, "telephone": telephone}
    return render(request, "parties/contact.html", context, status=422 if form.errors else 200)


@require_POST
@staff()
def erase(request: Request, pk: int) -> HttpResponseBase:
    """Forget a contact for good."""
    contact = selectors.contact_for(request.viewer, pk)
    services.erase_contact(by=request.viewer, contact=contact)
    messages.success(request, _("The contact was erased."))
    return _back(request, contact)


def _back(request: Request, contact: Contact | None = None, person: int | None = None) -> HttpResponseBase:
    if contact is not None and contact.organisation_id:
        return redirect("parties-organisation", contact.organisation_id)
    person = contact.person_id if contact is not None else person
    if person == request.viewer.person_id:
        return redirect("parties-me")
    return redirect("parties-person", person)
