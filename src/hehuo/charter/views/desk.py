"""Where charters are written: lists, drafts, clauses, what a draft would decide, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.charter import policy, rules, selectors, services
from hehuo.charter.forms import CharterForm, ClauseForm, DutyForm, DutyFormSet, TaskForm
from hehuo.charter.models import Clause, Version
from hehuo.charter.rules import DutyKind
from hehuo.ground import codes
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.seats import Seat
from hehuo.ground.web import Request, fault, staff
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

form_page = require_http_methods(["GET", "HEAD", "POST"])


@staff(*policy.READERS)
@require_safe
def charters(request: Request) -> HttpResponse:
    """The charters of my places and how far each has come."""
    found = selectors.charters_within(request.viewer.reach(*policy.READERS), request.viewer)
    names = places.paths(charter.place for charter in found)
    own = request.viewer.reach(*policy.PUBLISHERS)
    context = {
        "rows": [{"charter": charter, "place": names.get(charter.place, charter.place)} for charter in found],
        "may_draft": request.viewer.holds(*policy.DRAFTERS),
        "lists": list(places.names(code for code in own if code).items()),
    }
    return render(request, "charter/desk/charters.html", context)


@staff(*policy.DRAFTERS)
@form_page
def new(request: Request) -> HttpResponse:
    """Begin a charter."""
    form = CharterForm(request.POST or None, reach=request.viewer.reach(*policy.DRAFTERS))
    if request.method == "POST" and form.is_valid():
        try:
            version = services.draft_charter(by=request.viewer, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect("charter-draft", version.pk)
    return render(request, "charter/desk/new.html", {"form": form})


@staff(*policy.READERS)
@require_safe
def draft(request: Request, pk: int) -> HttpResponse:
    """One version on the desk: its clauses, how far it has come, what may be done next."""
    version = selectors.draft_of(pk, request.viewer)
    named = {category.code: category.name for category in matters.every(version.charter.tree, retired=True)}
    context = {
        "version": version,
        "charter": version.charter,
        "place_name": places.path_of(version.charter.place),
        "clauses": selectors.clauses_of(version),
        "matters": named,
        "versions": selectors.siblings(version, request.viewer),
        "may_draft": policy.may_draft(request.viewer, version.charter.place),
        "editable": version.open and policy.may_draft(request.viewer, version.charter.place),
        "may_publish": policy.may_publish(request.viewer, version.charter.place),
    }
    return render(request, "charter/desk/draft.html", context)


@staff(*policy.DRAFTERS)
@form_page
def clause(request: Request, pk: int, number: int | None = None) -> HttpResponse:
    """Write a clause and its duties."""
    version = selectors.draft_of(pk, request.viewer)
    known = selectors.clause_of(version, number) if number else None
    first = ClauseForm.given(known) if known else {"number": _next_number(version)}
    owed = [DutyForm.given(duty) for duty in known.duties.all()] if known else []
    form = ClauseForm(request.POST or None, initial=first, tree=version.charter.tree)
    duties = DutyFormSet(request.POST or None, initial=owed, prefix="duty")
    if request.method == "POST" and form.is_valid() and duties.is_valid():
        content = form.cleaned_data
        try:
            services.write_clause(
                by=request.viewer,
                version=version,
                number=content["number"],
                title=content["title"],
                text=content["text"],
                matters_covered=content["matters"],
                source=content["source"],
                duties=[row.duty() for row in duties if row.used],
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Clause %(number)s is written.") % {"number": content["number"]})
            return redirect("charter-draft", version.pk)
    context = {"version": version, "charter": version.charter, "form": form, "duties": duties, "known": known}
    return render(request, "charter/desk/clause.html", context)


def _next_number(version: Version) -> int:
    numbers = [each.number for each in version.clauses.all()]
    return max(numbers, default=0) + 1


@staff(*policy.DRAFTERS)
@require_POST
def remove(request: Request, pk: int, number: int) -> HttpResponse:
    """Take a clause out of a draft."""
    version = selectors.draft_of(pk, request.viewer)
    services.remove_clause(by=request.viewer, version=version, number=number)
    messages.success(request, _("Clause %(number)s was taken out.") % {"number": number})
    return redirect("charter-draft", version.pk)


@staff(*policy.READERS)
@require_safe
def matrix(request: Request, pk: int) -> HttpResponse:
    """What this version would decide: every first-level matter × six seats, leads and gaps at a glance.

    Below a first level stand those of its parts that are led by another seat or have a trouble of their own.
    """
    version = selectors.draft_of(pk, request.viewer)
    rows: list[dict[str, Any]] = []
    for category, answer in selectors.preview(version):
        troubles = [*answer.conflicts, *answer.gaps]
        if category.parent is None:
            cells = [_cell(answer, seat) for seat in Seat]
            rows.append({"category": category, "answer": answer, "cells": cells, "troubles": troubles, "own": []})
        elif troubles or _leader(answer) != _leader(rows[-1]["answer"]):
            rows[-1]["own"].append({"category": category, "lead": answer.lead, "troubles": troubles})
    context = {"version": version, "charter": version.charter, "rows": rows, "seats": list(Seat)}
    return render(request, "charter/desk/matrix.html", context)


def _leader(answer: rules.Answer) -> object:
    return answer.lead.who if answer.lead else None


def _cell(answer: rules.Answer, seat: Seat) -> dict[str, Any]:
    kinds = [kind for kind in DutyKind if any(duty.seat is seat and duty.kind is kind for duty in answer.duties)]
    return {"seat": seat, "kinds": kinds, "leads": answer.lead is not None and answer.lead.seat is seat}


@staff(*policy.READERS)
@require_safe
def compare(request: Request, pk: int) -> HttpResponse:
    """This version beside an earlier one, clause by clause."""
    version = selectors.draft_of(pk, request.viewer)
    versions = selectors.siblings(version, request.viewer)
    asked = request.GET.get("with", "")
    older = [one for one in versions if one.number < version.number]
    other = next((one for one in versions if str(one.number) == asked and one.pk != version.pk), None)
    other = other or (older[0] if older else None)
    pairs = _pairs(selectors.clauses_of(other), selectors.clauses_of(version)) if other else []
    context = {
        "version": version,
        "charter": version.charter,
        "other": other,
        "others": [one for one in versions if one.pk != version.pk],
        "pairs": pairs,
        "changed": sum(pair["change"] != "same" for pair in pairs),
    }
    return render(request, "charter/desk/compare.html", context)


def _pairs(before: Sequence[Clause], after: Sequence[Clause]) -> list[dict[str, Any]]:
    old, now = ({one.number: one for one in clauses} for clauses in (before, after))
    pairs = []
    for number in sorted(old.keys() | now.keys()):
        was, is_now = old.get(number), now.get(number)
        if was is None or is_now is None:
            change, parts = ("added", []) if was is None else ("removed", [])
        else:
            change = "same" if _said(was) == _said(is_now) else "changed"
            parts = _parts(was.text, is_now.text)
        pairs.append({"number": number, "was": was, "now": is_now, "change": change, "parts": parts})
    return pairs


def _said(clause: Clause) -> tuple[object, ...]:
    duties = [
        (duty.seat, duty.kind, duty.text, duty.condition, duty.kinds, duty.within_minutes, duty.within_working_days)
        for duty in clause.duties.all()
    ]
    return clause.title, clause.text, clause.matters, clause.source, duties


def _parts(before: str, after: str) -> list[tuple[str, str]]:
    """``after`` against ``before`` as runs: kept, gone, new."""
    parts: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(("kept", after[j1:j2]))
            continue
        parts += [(how, text) for how, text in (("gone", before[i1:i2]), ("new", after[j1:j2])) if text]
    return parts


@staff(*policy.READERS)
@form_page
def tasks(request: Request, place: str) -> HttpResponse:
    """The list of tasks of the residents' committees of a place (the Regulation, art. 17)."""
    if not codes.is_code(place) or not request.viewer.has(*policy.READERS, place=place):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place})
    tree = matters.tree_for(place)
    form = TaskForm(request.POST or None, tree=tree)
    if request.method == "POST" and form.is_valid():
        try:
            services.list_task(by=request.viewer, place=place, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The list says so from today on."))
            return redirect("charter-tasks", place)
    named = {category.code: category.name for category in matters.every(tree, retired=True)}
    lines = [{"line": line, "name": named.get(line.matter, "")} for line in selectors.task_lines(place)]
    context = {
        "place": place,
        "place_name": places.path_of(place),
        "lines": lines,
        "form": form,
        "may_change": policy.may_publish(request.viewer, place),
    }
    return render(request, "charter/desk/tasks.html", context)
