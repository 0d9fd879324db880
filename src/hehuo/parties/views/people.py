"""People: find one, see what she belongs to, keep that."""

from __future__ import annotations

import secrets

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, staff
from hehuo.journal import selectors as journal
from hehuo.parties import policy, selectors, services, sheets
from hehuo.parties.forms import (
    AddPersonForm,
    ContactForm,
    GrantForm,
    InviteForm,
    NameForm,
    PeopleFilter,
    RevealForm,
    SheetForm,
    tell,
)
from hehuo.parties.models import Person
from hehuo.places import selectors as places

READERS = tuple(policy.READERS)
PER_PAGE = 50


@require_safe
@staff(*READERS)
def people(request: Request) -> HttpResponseBase:
    """Everybody who belongs to an organisation here."""
    form = PeopleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = selectors.people_for(request.viewer, text=wanted.get("q", ""), role=wanted.get("role", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    used = {row.place for person in page for row in person.present}  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": page,
        "names": places.names(used),
        "filtered": any(wanted.values()),
        "may_add": request.viewer.holds(Role.ADMIN),
    }
    return render(request, "parties/people.html", context)


@require_safe
@staff(*READERS)
def person(request: Request, pk: int) -> HttpResponseBase:
    """One person: memberships, how to reach her, her account."""
    return _page(request, selectors.person_for(request.viewer, pk))


def _page(request: Request, row: Person, **forms: object) -> HttpResponseBase:
    viewer = request.viewer
    memberships, account = selectors.memberships_of(row), selectors.account_of(row)
    may_keep = policy.may_keep_person(viewer, row)
    context = {
        "person": row,
        "day": selectors.today(),
        "memberships": memberships,
        "names": places.names({member.place for member in memberships}),
        "contacts": selectors.contacts_of(viewer, row),
        "account": account,
        "second_factor": may_keep and account is not None and is_mfa_enabled(account),
        "invitation": selectors.invitation_of(row),
        "is_me": viewer.person_id == row.pk,
        "may_keep": may_keep,
        "reveal_form": RevealForm(),
        "lines": journal.timeline(thread=f"person:{row.pk}", viewer=viewer, limit=12),
    }
    if may_keep:
        context["grant_form"] = GrantForm(viewer=viewer, auto_id="grant_%s")
        context["name_form"] = NameForm(initial={"name": row.name}, auto_id="name_%s")
        context["invite_form"] = InviteForm(auto_id="invite_%s")
        context["contact_form"] = ContactForm(auto_id="contact_%s")
    return render(request, "parties/person.html", {**context, **forms}, status=422 if forms else 200)


@staff(Role.ADMIN)
def add_person(request: Request, pk: int) -> HttpResponseBase:
    """Enter a person as a member of the organisation ``pk``."""
    organisation = selectors.organisation_for(request.viewer, pk)
    policy.check_may_keep(request.viewer, organisation.place)
    # Names are not unique: only the form itself can tell that it came twice.
    initial = {"key": secrets.token_urlsafe(16)}
    form = AddPersonForm(request.POST or None, viewer=request.viewer, organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["key"] = given["key"] or None
        contacts = [(kind, value) for kind in ("mobile", "email") if (value := given.pop(kind))]
        try:
            row = services.add_person(by=request.viewer, organisation=organisation, contacts=contacts, **given)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("%(person)s was entered. You can invite her now.") % {"person": row})
            return redirect("parties-person", row.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "parties/person_form.html", context, status=422 if form.errors else 200)


@require_POST
@staff(Role.ADMIN)
def rename_person(request: Request, pk: int) -> HttpResponseBase:
    """Correct a name."""
    row = selectors.person_for(request.viewer, pk)
    form = NameForm(request.POST, auto_id="name_%s")
    if form.is_valid():
        try:
            services.rename_person(by=request.viewer, person=row, name=form.cleaned_data["name"])
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parties-person", row.pk)
    return _page(request, row, name_form=form)


@require_POST
@staff(Role.ADMIN)
def grant(request: Request, pk: int) -> HttpResponseBase:
    """Give somebody a further membership."""
    row = selectors.person_for(request.viewer, pk)
    form = GrantForm(request.POST, viewer=request.viewer, auto_id="grant_%s")
    if form.is_valid():
        try:
            services.grant_membership(by=request.viewer, person=row, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parties-person", row.pk)
    return _page(request, row, grant_form=form)


@require_POST
@staff(Role.ADMIN)
def end_membership(request: Request, pk: int) -> HttpResponseBase:
    """End a membership today."""
    row = selectors.membership_for(request.viewer, pk)
    services.end_membership(by=request.viewer, membership=row)
    messages.success(request, _("Ended from today on. It stays on the record."))
    return redirect("parties-person", row.person_id)


@staff(Role.ADMIN)
def import_people(request: Request) -> HttpResponseBase:
    """People from a spreadsheet: first what would happen, then the same with a tick."""
    form = SheetForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            report = services.import_people(
                by=request.viewer,
                rows=sheets.people_in(sheet.file, sheet.size),
                dry_run=not form.cleaned_data["really"],
            )
        except HehuoError as error:
            tell(form, error)
    context = {"form": form, "report": report}
    return render(request, "parties/import_people.html", context, status=422 if form.errors else 200)


@require_safe
@staff(Role.ADMIN)
def people_template(request: Request) -> HttpResponseBase:
    """The empty spreadsheet."""
    del request
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(sheets.template(), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="people.xlsx"'
    return response
