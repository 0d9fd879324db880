"""What was found: tell the owner, cleared or moved, or reported. One page, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.custody import selectors as custody
from hehuo.files import selectors as files
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.templatetags.hehuo import clock as exact
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties
from hehuo.watches import policy, selectors, services
from hehuo.watches.forms import FoundForm, MoveForm, ReasonForm, ReportForm, TellForm
from hehuo.watches.models import Finding

form_page = require_http_methods(["GET", "HEAD", "POST"])


@staff(*policy.READERS)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One finding: where it stands, and the next thing to do."""
    finding = selectors.finding_for(request.viewer, pk)
    now = clock.now()
    agreement = custody.agreement_in_force(place=finding.watch.place, point=finding.point.name, at=now)
    subjects = [finding.subject, *([finding.item.subject] if finding.item else [])]
    photos = files.of_many(subjects, request.viewer)
    context = {
        "finding": finding,
        "watch": finding.watch,
        "photos": [one for subject in subjects for one in photos.get(subject, ())],
        "agreement": agreement,
        "over": finding.deadline <= now,
        "tell": TellForm(),
        "may_record": policy.may_record(request.viewer, finding.watch),
        "may_dismiss": request.viewer.has(*HANDLERS, place=finding.watch.place),
    }
    return render(request, "watches/finding.html", context)


@staff(*policy.READERS)
@require_POST
def tell(request: Request, pk: int) -> HttpResponse:
    """The owner was told."""
    finding = _recorded(request, pk)
    form = TellForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how the owner was told."))
    else:
        told = services.tell_owner(by=request.viewer, finding=finding, **form.cleaned_data)
        messages.success(request, _("Noted. The owner has time until %(time)s.") % {"time": exact(told.deadline)})
    return redirect("watches-finding", pk)


@staff(*policy.READERS)
@require_POST
def cleared(request: Request, pk: int) -> HttpResponse:
    """The owner cleared it."""
    finding = _recorded(request, pk)
    services.confirm_cleared(by=request.viewer, finding=finding)
    messages.success(request, _("Noted: the owner cleared it."))
    return redirect("watches-finding", pk)


@staff(*policy.READERS)
@form_page
def number(request: Request, pk: int) -> HttpResponse:
    """Staff looked at what a neighbour reported; it gets its number."""
    finding = _recorded(request, pk)
    form = FoundForm(*sent(request), initial={"text": finding.text})
    words = (gettext_lazy("It stands there: give it a number"), gettext_lazy("Number it"), gettext_lazy("Numbered."))
    return _step(request, finding, form, services.number_finding, words)


@staff(*policy.READERS)
@form_page
def move(request: Request, pk: int) -> HttpResponse:
    """Carried to storage this evening."""
    finding = _recorded(request, pk)
    words = (gettext_lazy("Move it to storage"), gettext_lazy("Moved"), gettext_lazy("Noted: moved to storage."))
    return _step(request, finding, MoveForm(*sent(request)), services.move_tonight, words)


@staff(*policy.READERS)
@form_page
def report(request: Request, pk: int) -> HttpResponse:
    """Reported to the enforcing authority."""
    finding = _recorded(request, pk)
    units = [unit for unit in parties.organisations_at(finding.watch.place) if unit.enforces]
    by_id = {str(unit.pk): unit for unit in units}
    form = ReportForm(
        request.POST or None,
        organisations=[(unit.pk, unit.name) for unit in units],
        initial={"text": _("At %(point)s: %(text)s") % {"point": finding.point.name, "text": finding.text}},
    )

    def service(*, to: str, **given: Any) -> Finding:
        return services.report_finding(to=by_id[to], **given)

    words = (gettext_lazy("Report it to the authority"), gettext_lazy("Reported"), gettext_lazy("Noted: reported."))
    return _step(request, finding, form, service, words)


@staff(*HANDLERS)
@form_page
def dismiss(request: Request, pk: int) -> HttpResponse:
    """Somebody went to see: nothing was there."""
    finding = _recorded(request, pk)

    def service(*, text: str, **given: Any) -> Finding:
        return services.dismiss_finding(reason=text, **given)

    words = (gettext_lazy("Nothing was there"), gettext_lazy("Note it"), gettext_lazy("Noted: nothing was there."))
    return _step(request, finding, ReasonForm(request.POST or None), service, words)


def _recorded(request: Request, pk: int) -> Finding:
    finding = selectors.finding_for(request.viewer, pk)
    if not policy.may_record(request.viewer, finding.watch):
        raise NotFound(_("There is no such finding."))
    return finding


def _step(
    request: Request, finding: Finding, form: Form, service: Callable[..., Any], words: tuple[Any, Any, Any]
) -> HttpResponse:
    heading, button, done = words
    if request.method == "POST" and form.is_valid():
        try:
            service(by=request.viewer, finding=finding, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, done)
            return redirect("watches-finding", finding.pk)
    context = {"finding": finding, "watch": finding.watch, "form": form, "heading": heading, "button": button}
    return render(request, "watches/step.html", context)
