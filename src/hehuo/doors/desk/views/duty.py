"""The duty roster: somebody answers at every hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.cases import selectors, services
from hehuo.doors.desk.forms import DutyForm, HandOverForm, SubstituteForm
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.places import selectors as places

#: Nobody plans or remembers shifts further away.
_FAR = timedelta(days=3660)
_READERS = (*HANDLERS, Role.AUDITOR)


@staff(*_READERS)
@require_GET
def roster(request: Request) -> HttpResponse:
    """A week of shifts, day by day; who is on duty now stands on top."""
    place = _place(request.viewer)
    monday = _monday(request.GET.get("week", ""))
    start = datetime.combine(monday, time(), clock.BEIJING)
    shifts = list(selectors.roster(request.viewer, place, start, start + timedelta(days=7)))
    names = places.names({shift.place for shift in shifts} - {place}, request.viewer)
    lines = [_line(request.viewer, shift, names.get(shift.place, ""), monday) for shift in shifts]
    days = [
        (day, [line for line in lines if max(_begins_on(line.shift), monday) == day])
        for day in (monday + timedelta(days=n) for n in range(7))
    ]
    return render(
        request,
        "desk/duty.html",
        {
            "place_name": places.name_of(place),
            "on_duty": selectors.on_duty(place),
            "days": days,
            "today": _today(),
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "may_plan": request.viewer.has(Role.DISPATCHER, Role.LEADER, place=place),
        },
    )


@staff(Role.DISPATCHER, Role.LEADER)
@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponseBase:
    """Put somebody on duty."""
    place = _place(request.viewer)
    form = DutyForm(*sent(request), place=place)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_shift(by=request.viewer, place=place, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The shift stands in the roster."))
            return redirect("desk-duty")
    return _form(request, form, _("Put somebody on duty"))


@staff(Role.DISPATCHER, Role.LEADER)
@require_http_methods(["GET", "POST"])
def substitute(request: Request, pk: int) -> HttpResponseBase:
    """Somebody else takes the shift, with a reason."""
    shift = selectors.shift_for(request.viewer, pk)
    form = SubstituteForm(*sent(request), place=shift.place)
    if request.method == "POST" and form.is_valid():
        try:
            services.substitute_shift(by=request.viewer, shift=shift, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The substitute stands in the roster."))
            return redirect("desk-duty")
    return _form(request, form, _("Who takes over from %(name)s?") % {"name": shift.person})


@staff(*HANDLERS)
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponseBase:
    """Leave a note to the next shift."""
    shift = selectors.shift_for(request.viewer, pk)
    form = HandOverForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over(by=request.viewer, shift=shift, **form.cleaned_data)
        except HehuoError as error:
            if error.status == 404:
                raise
            fault(form, error)
        else:
            messages.success(request, _("The next shift will find your note."))
            return redirect("desk-duty")
    return _form(request, form, _("Hand over"))


def _form(request: Request, form: Any, heading: str) -> HttpResponse:
    shown = {"form": form, "heading": heading, "back": "desk-duty"}
    return render(request, "desk/form.html", shown, status=422 if form.is_bound else 200)


def _place(viewer: Viewer) -> str:
    reach = viewer.reach(*_READERS)
    if not reach:
        raise Http404
    return reach[0]


def _today() -> date:
    return clock.now().astimezone(clock.BEIJING).date()


def _monday(week: str) -> date:
    try:
        day = date.fromisoformat(week)
    except ValueError:
        day = _today()
    if abs(day - _today()) > _FAR:
        day = _today()
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Line:
    """A shift as one viewer sees it; ``place_name`` where it stands in the roster of another place."""

    shift: Any
    place_name: str
    since_before: bool
    may_plan: bool
    may_write: bool


def _line(viewer: Viewer, shift: Any, place_name: str, monday: date) -> Line:
    may_plan = viewer.has(Role.DISPATCHER, Role.LEADER, place=shift.place)
    may_write = viewer.has(*HANDLERS, place=shift.place)
    return Line(shift, place_name, _begins_on(shift) < monday, may_plan, may_write)


def _begins_on(shift: Any) -> date:
    day: date = shift.begins_at.astimezone(clock.BEIJING).date()
    return day
