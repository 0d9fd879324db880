"""The steps from a draft to a charter in force, one page each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from hehuo.charter import policy, selectors, services
from hehuo.charter.forms import CommentForm, DecisionForm, PublishForm, RepealForm
from hehuo.charter.rules import COMMENT_DAYS
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, staff
from hehuo.policies import selectors as policies

from .desk import form_page


def _step(
    request: Request, pk: int, form: Form, service: Callable[..., Any], words: tuple[Any, Any, Any]
) -> HttpResponse:
    """Show ``form``; when it is sent, do ``service`` with it. ``words``: heading, button, what has been done."""
    version = selectors.draft_of(pk, request.viewer)
    heading, button, done = words
    if request.method == "POST" and form.is_valid():
        try:
            service(by=request.viewer, version=version, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, done)
            return redirect("charter-draft", version.pk)
    context = {"version": version, "charter": version.charter, "form": form, "heading": heading, "button": button}
    return render(request, "charter/desk/step.html", context)


@staff(*policy.DRAFTERS)
@form_page
def comment(request: Request, pk: int) -> HttpResponse:
    """Put a draft out for comment."""
    words = (
        gettext_lazy("Put the draft out for comment"),
        pgettext_lazy("charter", "Put it out"),
        gettext_lazy("The draft is public now; its text stands still."),
    )
    place = selectors.draft_of(pk, request.viewer).charter.place
    least = timedelta(days=policies.value(COMMENT_DAYS, place))
    initial = {"until": selectors.day_of(None) + least}
    form = CommentForm(request.POST or None, initial=initial)
    return _step(request, pk, form, services.open_comment, words)


@staff(*policy.PUBLISHERS)
@form_page
def decide(request: Request, pk: int) -> HttpResponse:
    """Record the decision of the place."""
    words = (
        gettext_lazy("Record the decision"),
        pgettext_lazy("charter", "Record it"),
        gettext_lazy("The decision is on record."),
    )
    return _step(request, pk, DecisionForm(request.POST or None), services.record_decision, words)


@staff(*policy.PUBLISHERS)
@form_page
def publish(request: Request, pk: int) -> HttpResponse:
    """Put a decided version in force."""
    words = (
        gettext_lazy("Publish and put in force"),
        pgettext_lazy("charter", "Publish"),
        gettext_lazy("Published. From that day on it says who answers for what."),
    )
    return _step(request, pk, PublishForm(request.POST or None), services.publish_version, words)


@staff(*policy.PUBLISHERS)
@form_page
def repeal(request: Request, pk: int) -> HttpResponse:
    """End a version without a successor."""
    words = (
        gettext_lazy("Repeal this version"),
        pgettext_lazy("charter", "Repeal"),
        gettext_lazy("The version ends on that day."),
    )
    return _step(request, pk, RepealForm(request.POST or None), services.repeal_version, words)


@staff(*policy.DRAFTERS)
@require_POST
def redraft(request: Request, pk: int) -> HttpResponse:
    """Take a version back from comment."""
    version = selectors.draft_of(pk, request.viewer)
    try:
        services.redraft(by=request.viewer, version=version)
        messages.success(request, _("Back in the draft. It has to lie open for comment again."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("charter-draft", version.pk)


@staff(*policy.DRAFTERS)
@require_POST
def amend(request: Request, pk: int) -> HttpResponse:
    """Begin the next version."""
    version = selectors.draft_of(pk, request.viewer)
    try:
        version = services.amend_charter(by=request.viewer, version=version)
        messages.success(request, _("The next version begins as a copy of this one."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("charter-draft", version.pk)
