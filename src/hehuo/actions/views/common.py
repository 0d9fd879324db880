"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hehuo.actions import selectors
from hehuo.actions.models import Action, Step
from hehuo.actions.rules import StepKind
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, fault

form_page = require_http_methods(["GET", "HEAD", "POST"])

# icons: clipboard-check speakerphone message-2 ear signature list-numbers truck wash eye-check flag
ICONS = {
    StepKind.ROLL_CALL: "clipboard-check",
    StepKind.ADMONISH: "speakerphone",
    StepKind.EXPLAIN: "message-2",
    StepKind.LISTEN: "ear",
    StepKind.CONSENT: "signature",
    StepKind.NUMBER: "list-numbers",
    StepKind.MOVE: "truck",
    StepKind.CLEAN: "wash",
    StepKind.CHECK: "eye-check",
    StepKind.OTHER: "flag",
}


def step_of(action: Action, pk: int) -> Step:
    """A step of this very action. Raises NotFound."""
    step = action.steps.select_related("action").filter(pk=pk).first()
    if step is None:
        raise NotFound(_("There is no such step in this action."))
    return step


def show_form(
    request: Request, action: Action, form: Form, words: tuple[Any, Any], *, hint: Any = "", danger: bool = False,
    beside: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page with one form; ``words``: heading and button. ``beside`` is a template for the side."""
    heading, button = words
    context = {
        "action": action, "form": form, "heading": heading, "button": button, "hint": hint, "danger": danger,
        "beside": beside, **more,
    }  # fmt: skip
    return render(request, "actions/form.html", context)


def perform(
    request: Request, action: Action, form: Form, service: Callable[..., Any], done: Any
) -> HttpResponse | None:
    """Where ``form`` was sent and holds: do ``service``, say ``done``, go back to the day. None where not."""
    if request.method != "POST" or not form.is_valid():
        return None
    given = form.arguments() if hasattr(form, "arguments") else dict(form.cleaned_data)
    try:
        service(by=request.viewer, action=action, **given)
    except HehuoError as error:
        fault(form, error)
        return None
    messages.success(request, done)
    return redirect("actions-action", action.number)


def press(request: Request, number: str, service: Callable[..., Any], done: Any = "") -> HttpResponse:
    """One button: do ``service`` and go back to the day; what a rule refused is said there."""
    try:
        service()
    except (NotAllowed, NotFound):
        raise
    except HehuoError as error:
        messages.error(request, f"{error}（{error.source}）" if error.source else str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect("actions-action", number)


def action_of(request: Request, number: str) -> Action:
    """The action, where she may know of it."""
    return selectors.action_for(request.viewer, number)
