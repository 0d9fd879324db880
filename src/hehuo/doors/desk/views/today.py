"""The first page of everybody at the desk: what waits, and its next move.

Whoever comes from a unit sees first what calls her now: whistles, rounds, tonight's removals, what the tables ask.
Those who handle cases see their cases first, with meetings and partnerships beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hehuo.cases import selectors as cases
from hehuo.doors.desk import waiting
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.web import Request, staff
from hehuo.journal import selectors as journal
from hehuo.places import selectors as places

from .cases import near, tabs

_BRANCHES = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT})
#: They walk the rounds and carry what was found.
_ON_FOOT = frozenset({Role.WORKER, Role.PROPERTY_STAFF})
#: What an auditor looks at first: what was uncovered, overridden, corrected.
_WATCHED = (
    "partnership.overridden",
    "case.complainant_revealed",
    "partnership.member_revealed",
    "partnership.offer_revealed",
    "party.contact_revealed",
    "policy.decided",
    "journal.erased",
    "party.membership_granted",
    "party.second_factor_removed",
    "case.withheld",
)


@staff()
@require_GET
def today(request: Request) -> HttpResponse:
    """One page, made of what the viewer's roles call for."""
    viewer = request.viewer
    shown: dict[str, Any] = {"greeting": greeting(), "place": place_of(viewer)}
    sections: tuple[tuple[frozenset[Role], Callable[[Viewer], dict[str, Any]]], ...] = (
        (HANDLERS | _BRANCHES, _work),
        (HANDLERS | _BRANCHES, _called),
        (HANDLERS, _around),
        (frozenset({Role.LEADER}), _figures),
        (frozenset({Role.AUDITOR}), _audit),
        (frozenset({Role.ADMIN}), _house),
    )
    for roles, section in sections:
        if viewer.holds(*roles):
            shown |= section(viewer)
    shown["waiting"] = sum(len(shown.get(name, ())) for name in ("calls", "asked", "tonight")) + _open_rounds(shown)
    shown["waiting"] += shown["counts"]["mine"] if "counts" in shown else 0
    return render(request, "desk/today.html", shown)


def _open_rounds(shown: dict[str, Any]) -> int:
    return sum(not each["done"] for each in shown.get("rounds", ()))


def greeting() -> str:
    """What one says at this hour in Beijing."""
    hour = clock.now().astimezone(clock.BEIJING).hour
    if hour < 5:
        return _("Still up")
    return _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")


def place_of(viewer: Viewer) -> str:
    """The name of the place she works for; the widest where there are several."""
    reach = viewer.reach()
    return places.name_of(reach[0]) if reach else ""


def _work(viewer: Viewer) -> dict[str, Any]:
    page = cases.inbox(viewer, cases.Filters(tab="mine"))
    return {"page": page, "rows": page.rows[:12], "counts": page.counts, "tabs": tabs(page), "near": near(viewer)}


def _called(viewer: Viewer) -> dict[str, Any]:
    return {
        "calls": waiting.calls(viewer),
        "rounds": waiting.rounds(viewer),
        "tonight": waiting.tonight(viewer) if viewer.holds(*_ON_FOOT) else [],
        "asked": waiting.asked(viewer),
        "meetings": waiting.meetings(viewer),
        "branch": viewer.holds(*_BRANCHES) and not viewer.holds(*HANDLERS),
    }


def _around(viewer: Viewer) -> dict[str, Any]:
    reach = viewer.reach(*HANDLERS)
    place = reach[0] if reach else ""
    return {
        "on_duty": cases.on_duty(place) if place else [],
        "ageing": cases.ledger_ageing(place),
        "per_day": cases.per_day(viewer, days=14),
        "rising": cases.rising(viewer),
        "stuck": waiting.stuck(viewer),
        "may_enter": True,
    }


def _figures(viewer: Viewer) -> dict[str, Any]:
    reach = viewer.reach(Role.LEADER)
    hard = cases.inbox(viewer, cases.Filters(tab="open", hard=True, order="oldest"))
    return {"figures": cases.public_figures(reach[0]), "unseated": waiting.without_table(hard.rows)[:6], "leads": True}


def _audit(viewer: Viewer) -> dict[str, Any]:
    watched = [line for name in _WATCHED for line in journal.entries(viewer=viewer, name=name, limit=8).lines]
    return {"watched": sorted(watched, key=lambda line: line.at, reverse=True)[:20], "seals": journal.seals()[:3]}


def _house(_viewer: Viewer) -> dict[str, Any]:
    return {"house": True, "undelivered": journal.count_undelivered(), "failures": journal.count_failures()}
