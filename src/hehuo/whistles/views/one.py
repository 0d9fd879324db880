"""One whistle with everything on it, and the steps on it and on its calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.files import selectors as files
from hehuo.ground import paper
from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, NotAllowed
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.journal import selectors as journal
from hehuo.places import selectors as places
from hehuo.whistles import policy, selectors, services
from hehuo.whistles.forms import AT_ONCE, CALL_MOVES, MOVES, CheckInForm, LeaveForm, StepForm
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import CALL_EDGES, EDGES, CallState, Kind, State, Who

_EDGES = {edge.move: edge for edge in (*EDGES, *CALL_EDGES)}
#: The district's decision is one form for two edges.
_DECIDE = {"decide": "excuse"}


@staff(*policy.EVERYBODY)
@require_GET
def whistle(request: Request, number: str) -> HttpResponse:
    """What, where, who was called and came, how it was judged, what may be done now, what happened."""
    found = selectors.whistle_for(request.viewer, number)
    return render(request, "whistles/desk/whistle.html", page_of(request, found))


def page_of(request: Request, found: Whistle) -> dict[str, Any]:
    """What the page of one whistle shows to the viewer."""
    viewer = request.viewer
    calls = selectors.calls_of(found)
    clocks = selectors.clocks(found, calls)
    pictures = {picture.pk: picture for picture in files.of(found.subject, viewer)}
    at_place = policy.at_place(viewer, found)
    link = ""
    if found.state == State.CONCLUDED and at_place:
        link = request.build_absolute_uri(f"/whistles/rate/{selectors.rating_token(found)}/")
    return {
        "whistle": found,
        "place_name": places.path_of(found.place, viewer),
        "clocks": clocks,
        "rows": [_row(call, viewer, pictures) for call in calls],
        "moves": selectors.moves(found, viewer),
        "next": selectors.next_of(found, calls),
        "steps": _steps(found, clocks, calls),
        "at_place": at_place,
        "story": journal.timeline(thread=found.subject, viewer=viewer, limit=100),
        "rating_link": link,
        "rating_code": paper.qr(link) if link else "",
        "case": found.case if at_place else None,
        "partnership": found.partnership,
    }


def _row(call: Call, viewer: Viewer, pictures: dict[int, Any]) -> dict[str, Any]:
    offered = selectors.call_moves(call, viewer)
    names = {move.name for move in offered}
    if names & {"excuse", "recall"}:
        decide = next(move for move in offered if move.name in {"excuse", "recall"})
        offered = [move for move in offered if move.name not in {"excuse", "recall"}]
        offered.append(
            selectors.Move("decide", _("Record the district's decision"), primary=True, source=decide.source)
        )
    there = list(call.check_ins.all())
    reports = [
        {"row": row, "photos": [pictures[pk] for pk in row.photos if pk in pictures]} for row in call.reports.all()
    ]
    return {
        "call": call,
        "clock": selectors.running_clock(call.whistle, call),
        "moves": offered,
        "there": there,
        "seen": {row.pk for row in there if row.photo_id in pictures},
        "may_leave": {row.pk for row in there if row.left_at is None and may_leave(viewer, call)},
        "reports": reports,
        "assessment": getattr(call, "assessment", None),
        "rating": getattr(call, "rating", None),
    }


def may_leave(viewer: Viewer, call: Call) -> bool:
    """Whether she may write down that somebody of this unit leaves before the end."""
    running = call.whistle.state == State.BLOWN and call.state == CallState.ON_SITE
    standing = policy.standing(viewer, call.whistle, call)
    return running and bool(standing.who & {Who.UNIT, Who.ON_SITE})


def _steps(found: Whistle, clocks: list[selectors.Clock], calls: list[Call]) -> list[dict[str, Any]]:
    """The way of a whistle as a bar of steps: blown, heard, there (or in touch), concluded, judged."""
    met = {clock.name: clock.met_at for clock in clocks}
    heard = [call.acknowledged_at for call in calls]
    there = [call.arrived_at for call in calls]
    judged = [getattr(call, "assessment", None) for call in calls]
    way = [
        (pgettext("step", "Proposed"), found.proposed_at, found.proposed_at is not None),
        (pgettext("step", "Blown"), found.blown_at, True),
        (pgettext("step", "Acknowledged"), _all(heard), True),
        (pgettext("step", "In touch"), met.get("contact"), found.kind == Kind.ROUTINE),
        (pgettext("step", "On site"), _all(there), found.kind != Kind.ROUTINE),
        (found.state_is.label if found.ended_at else pgettext("step", "Concluded"), found.ended_at, True),
        (pgettext("step", "Assessed"), _all([one and one.assessed_at for one in judged]), True),
    ]
    shown = [{"label": label, "at": at, "state": "done" if at else ""} for label, at, wanted in way if wanted]
    current = next((step for step in shown if not step["state"]), None)
    if current is not None and found.state in {State.PROPOSED, State.BLOWN}:
        current["state"] = "now"
    return shown


def _all(moments: list[Any]) -> Any:
    """The last of ``moments`` once all are known."""
    return max(moments) if moments and all(moments) else None


@staff(*policy.EVERYBODY)
@require_http_methods(["GET", "POST"])
def move(request: Request, number: str, move: str) -> HttpResponseBase:
    """A step on the whistle as a whole: ask what it needs, then make it."""
    found = selectors.whistle_for(request.viewer, number)
    kind = MOVES.get(move)
    if kind is None or not any(each.name == move for each in selectors.moves(found, request.viewer)):
        return _not_now(request, found, move, MOVES)
    form = kind(*sent(request), viewer=request.viewer, whistle=found)
    return _made(request, form, move) or _ask(request, form, move)


@staff(*policy.EVERYBODY)
@require_http_methods(["GET", "POST"])
def call_move(request: Request, pk: int, move: str) -> HttpResponseBase:
    """A step on one call."""
    call = selectors.call_for(request.viewer, pk)
    kind = CALL_MOVES.get(move)
    if kind is None:
        raise Http404
    form = kind(*sent(request), viewer=request.viewer, call=call)
    if request.method == "GET":
        offered = {each.name for each in selectors.call_moves(call, request.viewer)}
        if not offered & {move, _DECIDE.get(move, move), "recall" if move == "decide" else move}:
            return _not_now(request, call.whistle, move, CALL_MOVES)
    return _made(request, form, move) or _ask(request, form, move)


@staff(*policy.EVERYBODY)
@require_http_methods(["GET", "POST"])
def leave(request: Request, pk: int) -> HttpResponseBase:
    """Somebody goes before it is done, and says why."""
    row = selectors.check_in_for(request.viewer, pk)
    found = row.call.whistle
    if not may_leave(request.viewer, row.call):
        return _not_now(request, found, "leave", {"leave": LeaveForm})
    form = LeaveForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_site(by=request.viewer, check_in=row, reason=form.cleaned_data["reason"])
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("It is on the record that you left, and why."))
            return redirect("whistles-whistle", found.number)
    edge = _EDGES["leave"]
    context = {
        "form": form,
        "whistle": found,
        "call": row.call,
        "edge": edge,
        "label": edge.label,
        "person": row.person,
    }
    return render(request, "whistles/desk/step.html", context)


def _made(request: Request, form: StepForm, move: str) -> HttpResponseBase | None:
    """Make the step where it was sent whole; None where something must be asked (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        form.perform()
    except NotAllowed as error:
        messages.error(request, str(error))
    except HehuoError as error:
        if error.status == 404:
            raise
        if move in AT_ONCE:
            messages.error(request, str(error))
        else:
            fault(form, error)
            return None
    else:
        messages.success(request, _("Done: %(what)s") % {"what": _EDGES[_DECIDE.get(move, move)].label})
    if request.POST.get("back") == "mine":
        return redirect("whistles-mine")
    return redirect("whistles-whistle", form.whistle.number)


def _ask(request: Request, form: StepForm, move: str) -> HttpResponse:
    edge = _EDGES[_DECIDE.get(move, move)]
    label = _("Record the district's decision") if move == "decide" else edge.label
    context = {"form": form, "whistle": form.whistle, "call": form.call, "edge": edge, "label": label}
    name = "whistles/desk/check_in.html" if isinstance(form, CheckInForm) else "whistles/desk/step.html"
    return render(request, name, context)


def _not_now(request: Request, found: Whistle, move: str, known: Any) -> HttpResponseBase:
    """Say that this is not possible at this point (or not hers to do), and go back to the whistle."""
    if move not in known:
        raise Http404
    messages.info(
        request, _("“%(what)s” is not possible at this point.") % {"what": _EDGES[_DECIDE.get(move, move)].label}
    )
    return redirect("whistles-whistle", found.number)
