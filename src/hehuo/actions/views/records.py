"""What is written down: admonition, statement, witness, incident, pictures, the end; and the report on paper."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hehuo.actions import policy, selectors, services
from hehuo.actions.forms import (
    AbortForm,
    AdmonishForm,
    CloseForm,
    IncidentForm,
    PhotosForm,
    StatementForm,
    WitnessForm,
    officer_choices,
)
from hehuo.actions.models import Action
from hehuo.actions.paper import closing_report
from hehuo.actions.rules import RollState
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, fault, sent, staff

from .common import action_of, form_page, perform, show_form


@staff(*policy.ACTORS)
@form_page
def admonish(request: Request, number: str) -> HttpResponse:
    """The admonition, by those who enforce."""
    action = action_of(request, number)
    mine = policy.enforcing(request.viewer, action)
    if not mine:
        raise NotAllowed(
            _("Only police, the enforcement team or fire rescue on the roll can admonish; ask their officer to do it."),
            source=_("Administrative Coercion Law, art. 17"),
        )
    lines = [
        line for line in selectors.roll(action) if line.organisation_id in mine and line.state == RollState.PRESENT
    ]
    names = {line.pk: selectors.line_name(line) for line in lines}
    initial = {"officers": [line.pk for line in lines if line.certificate], "text": _ADMONITION}
    form = AdmonishForm(request.POST or None, officers=officer_choices(lines, names), initial=initial)
    words = (gettext_lazy("Admonition"), gettext_lazy("Put it on record"))
    hint = "" if lines else _("None of your officers is marked present yet. Whoever leads calls the roll.")
    return perform(request, action, form, services.record_admonition, _("The admonition is on record.")) or show_form(
        request, action, form, words, hint=hint
    )


_ADMONITION = gettext_lazy(
    "We are officers on duty and show our certificates. Things in the hallway block the way out in a fire and break "
    "Article 28 of the Fire Protection Law. Please take them away today. You may say what you have to say, and we "
    "write it down."
)


@staff(*policy.ACTORS)
@form_page
def statement(request: Request, number: str) -> HttpResponse:
    """What somebody said."""
    action = _writes(request, number)
    form = StatementForm(*sent(request))
    words = (gettext_lazy("Statement"), gettext_lazy("Put it on record"))
    return perform(request, action, form, _state, _("The statement is on record.")) or show_form(
        request, action, form, words, witnesses=selectors.witness_list(request.viewer, action)
    )


def _state(*, by: Any, action: Action, witness_name: str = "", **given: Any) -> None:
    """The statement, and the witness of a refused signature, together or not at all."""
    with transaction.atomic():
        if given.get("refused") and witness_name:
            key = given.get("key") and f"{given['key']}.witness"
            services.add_witness(by=by, action=action, name=witness_name, happened_at=given.get("happened_at"), key=key)
        services.record_statement(by=by, action=action, **given)


@staff(*policy.ACTORS)
@form_page
def witness(request: Request, number: str) -> HttpResponse:
    """Somebody who saw it."""
    action = _writes(request, number)
    form = WitnessForm(*sent(request))
    words = (gettext_lazy("Witness"), gettext_lazy("Put on record"))
    return perform(request, action, form, services.add_witness, _("The witness is on record.")) or show_form(
        request, action, form, words
    )


@staff(*policy.ACTORS)
@form_page
def incident(request: Request, number: str) -> HttpResponse:
    """What goes otherwise; where a person needs help, who stands ready with telephone numbers."""
    action = _acts(request, number)
    form = IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.log_incident(by=request.viewer, action=action, **form.arguments())
        except HehuoError as error:
            fault(form, error)
        else:
            if not selectors.calls_help(made):
                messages.success(request, _("It is in the log."))
                return redirect("actions-action", number)
            ready = services.show_stand_by(by=request.viewer, incident=made)
            return render(request, "actions/help.html", {"action": action, "incident": made, "ready": ready})
    words = (gettext_lazy("Something happened"), gettext_lazy("Write it down"))
    return show_form(request, action, form, words, beside="actions/_emergency.html")


@staff(*policy.ACTORS)
@form_page
def photos(request: Request, number: str) -> HttpResponse:
    """Pictures before, during, after."""
    action = _acts(request, number)
    initial = {"when": "before" if action.begun_at is None else "during", "key": uuid4().hex}
    form = PhotosForm(*sent(request), initial=initial)
    words = (gettext_lazy("Photos"), gettext_lazy("Keep them"))
    return perform(request, action, form, services.add_photos, _("The pictures are kept.")) or show_form(
        request, action, form, words
    )


@staff(*policy.ACTORS)
@form_page
def abort(request: Request, number: str) -> HttpResponse:
    """Break off."""
    action = _led(request, number)
    form = AbortForm(request.POST or None)
    words = (gettext_lazy("Break the action off"), gettext_lazy("Break off"))
    hint = _("Open steps say so, the roll stays, what was moved stays where it is. The plan can be acted on again.")
    done = _("Broken off. What was done stays on record.")
    return perform(request, action, form, services.abort_action, done) or show_form(
        request, action, form, words, hint=hint, danger=True
    )


@staff(*policy.ACTORS)
@form_page
def close(request: Request, number: str) -> HttpResponse:
    """Finish."""
    action = _led(request, number)
    form = CloseForm(*sent(request))
    words = (gettext_lazy("Finish the action"), gettext_lazy("Finish"))
    return perform(
        request, action, form, services.close_action, _("Finished. The report can be printed.")
    ) or show_form(request, action, form, words, gate=selectors.gate(action))


@staff(*policy.READERS)
@require_POST
def reveal(request: Request, number: str, what: str, pk: int) -> HttpResponse:
    """Show a sealed name; the look is on record."""
    action = action_of(request, number)
    rows: dict[str, Any] = {"roll": action.roll, "statement": action.statements, "witness": action.witnesses}
    record = rows[what].filter(pk=pk).first() if what in rows else None
    if record is None:
        raise NotFound(_("No name was written down here."))
    name = services.reveal_name(by=request.viewer, record=record)
    messages.info(request, _("The name is %(name)s. This look is on record.") % {"name": name})
    return redirect("actions-action", number)


@staff(*policy.READERS)
@require_safe
def report(request: Request, number: str) -> HttpResponse | FileResponse:
    """The closing report on A4; before the end, how it stands."""
    action = action_of(request, number)
    response = HttpResponse(closing_report(request.viewer, action), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{action.number}.pdf"'
    return response


def _acts(request: Request, number: str) -> Action:
    action = action_of(request, number)
    if not policy.may_act(request.viewer, action):
        raise NotAllowed(_("This is for those who are on the roll of the action."))
    return action


def _writes(request: Request, number: str) -> Action:
    action = action_of(request, number)
    if not policy.may_take_statements(request.viewer, action):
        raise NotAllowed(_("Statements and witnesses are written down by whoever leads and by those who enforce."))
    return action


def _led(request: Request, number: str) -> Action:
    action = action_of(request, number)
    if not policy.may_lead(request.viewer, action):
        raise NotAllowed(_("This is for whoever leads the action and for those who handle matters here."))
    return action
