"""Pages of category trees, and the category picker's search."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.tables import MAX_BYTES, read_table
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places

from . import forms, policy, selectors, services
from .models import Category, Tree
from .rules import DEFAULT


@staff()
@require_safe
def tree(request: Request) -> HttpResponse:
    """Browse a category tree."""
    chosen = selectors.tree(request.GET.get("tree", DEFAULT)) if selectors.trees() else None
    retired = "retired" in request.GET
    query = request.GET.get("q", "").strip()[:60]
    rows = selectors.every(chosen.code, retired=retired) if chosen else []
    if query:
        kept = {step.pk for row in rows if query in row.name or row.code == query for step in selectors.chain(row)}
        rows = [row for row in rows if row.pk in kept]
    branches: list[tuple[Category, list[tuple[Category, int]]]] = []
    for row in rows:
        steps = selectors.chain(row)
        if len(steps) == 1:
            branches.append((row, []))
        elif branches:
            branches[-1][1].append((row, len(steps) - 2))
    context = {
        "tree": chosen,
        "trees": selectors.trees(),
        "branches": branches,
        "query": query,
        "retired": retired,
        "total": len(rows),
        "tags": selectors.tags(),
        "choices": _chosen(),
        "may_import": policy.may_import(request.viewer),
    }
    return render(request, "matters/tree.html", context)


def _chosen() -> list[tuple[str, str]]:
    """(place name, tree code) of the places that chose a tree."""
    chosen = selectors.choices()
    names = places.names(chosen)
    return [(names.get(place, place), tree) for place, tree in chosen.items()]


@staff(Role.ADMIN)
def import_tree(request: Request) -> HttpResponse:
    """Bring in another city's tree, or update one."""
    form = forms.ImportTreeForm(request.POST or None, request.FILES or None)
    done = None
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_table(form.cleaned_data["file"].read(MAX_BYTES + 1))
            done = services.import_tree(
                by=request.viewer, code=form.cleaned_data["code"], name=form.cleaned_data["name"], rows=rows
            )
        except HehuoError as error:
            shown = [name for name in error.fields if name in form.fields]
            for name in shown or ["file"]:
                form.add_error(name, str(error.fields.get(name, error)))
    return render(request, "matters/import.html", {"form": form, "done": done})


@staff(Role.ADMIN)
def choose_tree(request: Request) -> HttpResponse:
    """Choose the tree for a place that one administers."""
    reach = [code for code in request.viewer.reach(Role.ADMIN) if code] or [p.code for p in places.roots()]
    form = forms.ChooseTreeForm(request.POST or None, trees=selectors.trees(), places=places.paths(reach))
    if request.method == "POST" and form.is_valid():
        try:
            choice = services.choose_tree(by=request.viewer, **form.cleaned_data)
        except HehuoError as error:
            form.add_error(None, str(error))
        else:
            names = {"place": places.name_of(choice.place), "tree": choice.tree.name}
            messages.success(request, _("%(place)s now classifies its cases by “%(tree)s”.") % names)
            return redirect("matters-tree")
    return render(request, "matters/choose.html", {"form": form})


@require_safe
def pick(request: Request) -> HttpResponse:
    """Radio options for a category picker by typed text."""
    field, code = request.GET.get("field", ""), request.GET.get("tree", DEFAULT)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,60}", field) or not Tree.objects.filter(code=code).exists():
        raise NotFound(_("There is no such category picker."))
    typed = request.GET.get(f"{field}_q", "").strip()[:60]
    context = {"name": field, "typed": typed, "options": forms.options_for(typed, code) if typed else []}
    return render(request, "matters/parts/options.html", context)
