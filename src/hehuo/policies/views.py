"""Pages of settings: what holds, who decided it and why, and deciding anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.ground import clock
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places

from . import policy, selectors, services
from .forms import DecisionForm, YearForm
from .models import CalendarYear, PolicyRow
from .rules import SETTINGS, Setting

_ROOMS = {
    "cases": gettext_lazy("Cases and their clocks"),
    "charter": gettext_lazy("Charters"),
    "files": gettext_lazy("Files"),
    "parties": gettext_lazy("Accounts and parties"),
    "places": gettext_lazy("Places"),
    "square": gettext_lazy("Public pages"),
    "desk": gettext_lazy("Staff pages"),
    "notices": gettext_lazy("Messages"),
    "journal": gettext_lazy("Journal"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A setting as the list shows it."""

    setting: Setting
    shown: str
    row: PolicyRow | None
    own: bool


@require_safe
@staff(*policy.READERS)
def settings_list(request: Request) -> HttpResponseBase:
    """Every setting with its value at a place, in groups."""
    place, choices = _place(request)
    current = selectors.current_rows(place)
    lines = [_line(setting, place, current.get(setting.key)) for setting in SETTINGS.values()]
    lines.sort(key=lambda line: line.setting.room)
    groups = [(_ROOMS.get(room, room), list(found)) for room, found in groupby(lines, lambda line: line.setting.room)]
    context = {"groups": groups, "place": place, "choices": choices, "may": policy.may_decide(request.viewer, place)}
    return render(request, "policies/list.html", context)


def _line(setting: Setting, place: str, row: PolicyRow | None) -> Line:
    value = setting.default if row is None else setting.read(row.value)
    return Line(setting, setting.say(value), row, row is not None and row.place == place)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*policy.READERS)
def setting_page(request: Request, key: str) -> HttpResponseBase:
    """One setting: what holds, what was, what will be; and a decision in two steps, the second after a preview."""
    setting = _setting(key)
    place, choices = _place(request)
    may = policy.may_decide(request.viewer, place)
    current = selectors.value(key, place)
    own = selectors.current_rows(place).get(key)
    form = DecisionForm(
        setting,
        request.POST if request.method == "POST" else None,
        current=current,
        own=own is not None and own.place == place,
    )
    preview = None
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            if "confirm" in request.POST:
                answer = _decide(request, form, place)
                if answer is not None:
                    return answer
            else:
                preview = _preview(form, setting, place)
    rows = selectors.rows_of(key, place)
    names = places.names({row.place for row in rows})
    now = clock.now()
    context = {
        "setting": setting,
        "group": _ROOMS.get(setting.room, setting.room),
        "value_shown": setting.say(current),
        "row": own,
        "default": setting.say(setting.default),
        "place": place,
        "place_name": places.name_of(place) if place else _("everywhere"),
        "choices": choices,
        "may": may,
        "form": form,
        "preview": preview,
        "rows": [
            {
                "row": row,
                "shown": _("back to the wider place's value")
                if row.value is None
                else setting.say(setting.read(row.value)),
                "place": names.get(row.place, row.place) or _("everywhere"),
                "coming": row.in_force_from > now and row.withdrawn_at is None,
                "holds": own is not None and row.pk == own.pk,
                "may": policy.may_decide(request.viewer, row.place),
            }
            for row in rows
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "policies/setting.html", context, status=status)


def _preview(form: DecisionForm, setting: Setting, place: str) -> dict[str, Any]:
    """What will hold after the decision, before anybody made it."""
    since = form.cleaned_data["in_force_from"]
    before = selectors.value(setting.key, place, since)
    after = _("the wider place's value") if form.cleaned_data.get("back") else setting.say(form.decision)
    return {"before": setting.say(before), "after": after, "since": since}


def _decide(request: Request, form: DecisionForm, place: str) -> HttpResponseBase | None:
    data = form.cleaned_data
    try:
        services.decide(
            by=request.viewer,
            key=form.setting.key,
            place=place,
            value=None if data.get("back") else form.decision,
            reason=data["reason"],
            in_force_from=data["in_force_from"],
            for_open_cases=data.get("for_open_cases", False),
        )
    except HehuoError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Decided. It comes into force at the time that you chose."))
    return redirect(_url(form.setting.key, place))


@require_POST
@staff(*policy.READERS)
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    """Take back a decision that is not in force yet."""
    row = PolicyRow.objects.filter(pk=pk).first()
    if row is None or not policy.may_decide(request.viewer, row.place):
        raise Http404
    try:
        services.withdraw(by=request.viewer, row_id=pk)
        messages.success(request, _("The decision was withdrawn."))
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect(_url(row.key, row.place))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*policy.READERS)
def years(request: Request) -> HttpResponseBase:
    """The working days of every loaded year; administrators load a notice from a file or what the library knows."""
    may = policy.may_load_years(request.viewer)
    upload = request.method == "POST" and "library" not in request.POST
    form = YearForm(request.POST, request.FILES) if upload else YearForm()
    if request.method == "POST":
        if not may:
            raise Http404
        answer = _load_library(request) if "library" in request.POST else _load_file(request, form)
        if answer is not None:
            return answer
    loaded, this_year = selectors.years(), clock.now().astimezone(clock.BEIJING).year
    context = {
        "years": [(year, *_stretches(year)) for year in loaded if year.year >= this_year],
        "earlier": [(year, *_stretches(year)) for year in loaded if year.year < this_year],
        "missing": [
            year
            for year in (this_year, this_year + 1)
            if year not in {one.year for one in loaded if not one.provisional}
        ],
        "form": form,
        "may": may,
    }
    return render(request, "policies/years.html", context, status=422 if form.errors else 200)


def _load_library(request: Request) -> HttpResponseBase:
    new = services.load_known_years(by=request.viewer)
    if new:
        messages.success(request, _("Loaded: %(years)s.") % {"years": "、".join(map(str, new))})
    else:
        messages.info(request, _("There is nothing new. A notice usually appears in November for the year after."))
    return redirect("policies-years")


def _load_file(request: Request, form: YearForm) -> HttpResponseBase | None:
    if not form.is_valid():
        return None
    year, days = form.notice
    try:
        _row, new = services.load_year(by=request.viewer, year=year, days=days, source=form.cleaned_data["source"])
    except HehuoError as error:
        form.add_error(None, str(error))
        return None
    text = _("The working days of %(year)s are loaded.") if new else _("%(year)s was loaded like this already.")
    messages.success(request, text % {"year": year})
    return redirect("policies-years")


def _stretches(year: CalendarYear) -> tuple[list[dict[str, Any]], list[Any]]:
    """Days off as stretches (name, first, last, length) with the weekends that belong to them, and the made-up days."""
    calendar, day = selectors.calendar(), timedelta(days=1)
    named = sorted(selectors.notice_days(year), key=lambda one: one.day)
    stretches: list[dict[str, Any]] = []
    for one in (one for one in named if one.off):
        if stretches and one.day <= stretches[-1]["last"]:
            names = stretches[-1]["names"]
        else:
            first = last = one.day
            while not calendar.is_working_day(first - day):
                first -= day
            while not calendar.is_working_day(last + day):
                last += day
            names = []
            stretches.append({"names": names, "first": first, "last": last, "n": (last - first).days + 1})
        # The library calls a swapped day "休息日…" and a Monday off "…（补假）"; the feast's own name is enough.
        name = one.name.removesuffix("（补假）")
        if name and name not in names and not name.startswith("休息日"):
            names.append(name)
    return stretches, [one.day for one in named if not one.off]


def _setting(key: str) -> Setting:
    try:
        return selectors.setting(key)
    except NotFound:
        raise Http404 from None


def _place(request: Request) -> tuple[str, list[tuple[str, str]]]:
    """The place that the page is about, out of those that the viewer reads for, and all of these with names."""
    reach = request.viewer.reach(*policy.READERS)
    names = places.paths(reach)
    choices = [(code, names.get(code) or code or str(_EVERYWHERE)) for code in reach]
    wanted = request.GET.get("place", "")
    return (wanted if wanted in reach else reach[0]), choices


_EVERYWHERE = pgettext_lazy("place", "Everywhere")


def _url(key: str, place: str) -> str:
    return f"{reverse('policies-setting', args=[key])}?{urlencode({'place': place})}"
