"""What all pages at a table share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.web import Request, fault
from hehuo.parties import selectors as parties
from hehuo.partnerships import policy, selectors
from hehuo.partnerships.models import Member, MemberState, Partnership

form_page = require_http_methods(["GET", "HEAD", "POST"])


def room(partnership: Partnership) -> HttpResponseRedirect:
    """Back to the room page."""
    return redirect("desk-partnership", partnership.number)


def worked(request: Request, number: str) -> Partnership:
    """The table, for those who keep it. Raises NotFound for outsiders, NotAllowed for other members."""
    found = selectors.partnership_for(request.viewer, number)
    if not policy.may_work(request.viewer, found):
        raise NotAllowed(_("Those who handle requests at this place keep the table; please ask them."))
    return found


def led(request: Request, number: str) -> Partnership:
    """The table, for those who lead it. Raises NotFound for outsiders, NotAllowed for others who know of it."""
    found = selectors.partnership_for(request.viewer, number)
    if not policy.may_lead(request.viewer, found):
        raise NotAllowed(_("Only those who lead the partnership may do this. Please ask them."))
    return found


def step(
    request: Request,
    partnership: Partnership,
    form: Form,
    perform: Callable[..., Any],
    *,
    heading: Any,
    button: Any,
    done: Any,
    back: Callable[[Any], HttpResponse] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show ``form``; when it is sent, ``perform`` with what it holds, say ``done`` and go back to the room."""
    if request.method == "POST" and form.is_valid():
        try:
            made = perform(**form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, done)
            return back(made) if back else room(partnership)
    context = {"partnership": partnership, "form": form, "heading": heading, "button": button, **more}
    return render(request, "partnerships/step.html", context)


def attempt(request: Request, perform: Callable[[], Any], done: Any) -> bool:
    """Do something that one button asks for, and say what became of it."""
    try:
        perform()
    except HehuoError as error:
        source = f"（{error.source}）" if error.source else ""
        messages.error(request, f"{error}{source}")
        return False
    messages.success(request, done)
    return True


def sitting(partnership: Partnership) -> list[Member]:
    """Members who may be given work: not those who declined or left."""
    return [
        member
        for member in selectors.members(partnership)
        if member.state in (MemberState.INVITED, MemberState.ACCEPTED)
    ]


def member_choices(members: Iterable[Member]) -> list[tuple[int, str]]:
    """``主心骨 · 上河村社区党委`` for selects."""
    return [
        (member.pk, f"{member.get_seat_display() if member.seat else member.standing_is.label} · {member.shown}")
        for member in members
    ]


def organisation_choices(place: str) -> list[tuple[int, str]]:
    """The organisations that serve a place, nearest first."""
    return [(one.pk, one.name) for one in parties.organisations_at(place)]
