"""The inbox, one case, and making a move on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.cases import selectors, services
from hehuo.cases.selectors import Case
from hehuo.charter import selectors as charter
from hehuo.doors.desk.case_table import beside
from hehuo.doors.desk.forms import MOVES, CaseFilter, RevealForm
from hehuo.doors.desk.tables import XLSX, case_table
from hehuo.files import selectors as files
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.errors import HehuoError
from hehuo.ground.seats import Seat
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.journal import selectors as journal
from hehuo.journal.selectors import Line
from hehuo.places import selectors as places


@staff()
@require_GET
def inbox(request: Request) -> HttpResponse:
    """Every case that she may know of, in tabs by whose turn it is."""
    form, filters = asked(request)
    page = selectors.inbox(request.viewer, filters)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "desk/inbox.html",
        {
            "page": page, "form": form, "tabs": tabs(page), "query": query.urlencode(), "orders": orders(),
            "here": request.GET.urlencode() or "tab=mine",
            "narrowed": bool(filters.text or filters.stage or filters.place),
            "may_enter": request.viewer.holds(*HANDLERS),
            "may_import": request.viewer.holds(Role.DISPATCHER, Role.LEADER),
            "near": near(request.viewer),
        },
    )  # fmt: skip


@staff(*HANDLERS)
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as it is narrowed now, as an Excel table without who complained; the journal knows of it."""
    _form, filters = asked(request)
    rows = selectors.listed(request.viewer, filters)
    services.note_export(by=request.viewer, count=len(rows))
    name = f"cases-{clock.now().astimezone(clock.BEIJING):%Y%m%d-%H%M}.xlsx"
    response = HttpResponse(case_table(rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def asked(request: Request) -> tuple[CaseFilter, selectors.Filters]:
    """What the address asks the list for; anything strange in it is left out."""
    form = CaseFilter(request.GET or None, viewer=request.viewer)
    form.is_valid()
    wanted = form.cleaned_data if form.is_bound else {}
    number = request.GET.get("page", "")
    return form, selectors.Filters(
        tab=request.GET.get("tab", "mine"),
        text=wanted.get("q", ""),
        stage=wanted.get("stage", ""),
        place=wanted.get("place", ""),
        order=request.GET.get("order", "due"),
        page=int(number) if number.isdecimal() else 1,
    )


def near(viewer: Viewer) -> str:
    """The path of the place where she works: lists leave it out of the paths that they show."""
    reach = viewer.reach()
    return places.path_of(reach[0]) if len(reach) == 1 else ""


def orders() -> list[tuple[str, str]]:
    """The orders in which the inbox may be read."""
    return [
        ("due", _("What is due first")),
        ("newest", _("Newest first")),
        ("oldest", _("Oldest first")),
        ("category", _("By category")),
        ("unit", _("By handling unit")),
        ("place", _("By place")),
    ]


def tabs(page: selectors.Page) -> list[tuple[str, Any, int]]:
    """The tabs with their words and counts."""
    words = {
        "mine": _("My turn"),
        "new": _("To assign"),
        "waiting": _("Waiting for others"),
        "today": _("Due today"),
        "overdue": _("Overdue"),
        "all": _("All"),
    }
    return [(tab, words[tab], page.counts.get(tab, 0)) for tab in selectors.TABS]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the case's story: the journal's sentence, with the words and pictures behind it."""

    line: Line
    text: str = ""
    outcome: Any = ""
    pictures: list[Any] = field(default_factory=list)


@staff()
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """All of one case on one page: what, who answers and why, what may be done now, what happened."""
    return render(request, "desk/case.html", page_of(request.viewer, selectors.case_for(request.viewer, number)))


def page_of(viewer: Viewer, found: Case) -> dict[str, Any]:
    """What the case page and its printed sheet show to ``viewer``."""
    offered = selectors.moves(found, viewer)
    idle = {move.name for move in offered if move.refused_because and move.name in _EITHER_OR}
    answer = who_answers(found)
    told = story(viewer, found)
    return {
        "case": found,
        "text": selectors.text_for(viewer, found),
        "path": places.path_of(found.place, viewer),
        "state": selectors.state(found),
        "steps": selectors.walk(found),
        "moves": [move for move in offered if _in_front(move)],
        "more_moves": [move for move in offered if not _in_front(move) and move.name not in idle],
        "may_classify": any(move.name == "classify" and not move.refused_because for move in offered),
        "next": selectors.next_move(found),
        "complainant": selectors.complainant(viewer, found),
        "assignments": selectors.assignments(found),
        "call_backs": selectors.call_backs(found),
        "holds": selectors.holds(found),
        "beside": beside(viewer, found),
        "pictures": files.of(found.subject, viewer),
        "story": told[:_STORY],
        "rest_of_story": told[_STORY:],
        "answer": answer,
        "owed": owed(answer) if answer else [],
        "reveal": RevealForm(),
        "source": services.CHANNELS.get(found.source, found.source),
    }


#: So many steps stand open, the earlier ones behind a fold.
_STORY = 20
#: What a partnership does day by day is told in its room; the case tells its stages, meetings, whistles and actions.
_IN_THE_ROOM = frozenset({"round", "finding", "watch", "item", "inventory", "agreement", "survey"})
#: Steps of everyday; the rest stands behind "more".
_EVERYDAY = frozenset(
    {
        "assign",
        "accept",
        "hand_down",
        "contact",
        "visit",
        "answer",
        "call_back",
        "close",
        "grant_return",
        "refuse_return",
    }
)
#: Of these one is always impossible; saying why would only be noise.
_EITHER_OR = frozenset({"publish", "unpublish", "mark_hard", "decide_objection"})


def _in_front(move: selectors.Move) -> bool:
    return move.primary or (move.name in _EVERYDAY) or (move.name == "publish" and not move.refused_because)


@dataclass(frozen=True, slots=True)
class Owed:
    """What one seat owes: ``first`` are the duties to lead and to carry out, ``rest`` the others."""

    seat: Seat
    first: list[charter.Duty]
    rest: list[charter.Duty]


def owed(answer: charter.Resolution) -> list[Owed]:
    """Every seat that owes something; whoever leads stands on top."""
    rows = []
    for seat in answer.seats:
        acting = [duty for duty in seat.duties if duty.kind in ("lead", "carry_out")] or list(seat.duties[:1])
        if acting:
            rows.append(Owed(seat.seat, acting, [duty for duty in seat.duties if duty not in acting]))
    return sorted(rows, key=lambda row: (row.first[0].kind != "lead", row.first[0].kind != "carry_out"))


def story(viewer: Viewer, found: Case) -> list[Told]:
    """The timeline, newest first; where a step left words, they stand below its sentence."""
    said = {record.pk: record for record in selectors.records(viewer, found)}
    told = []
    for line in journal.timeline(thread=found.subject, viewer=viewer, limit=400):
        if line.entry.subject.partition(":")[0] in _IN_THE_ROOM:
            continue
        record = said.get((line.entry.payload.body or {}).get("record", 0))
        told.append(
            Told(line, record.text, record.get_outcome_display() if record.outcome else "") if record else Told(line)
        )
    return told


def who_answers(found: Case) -> charter.Resolution | None:
    """Who owes what by the charter; None before the case has a category or where no charter speaks."""
    if found.category is None:
        return None
    try:
        return charter.resolve(found.place, found.category, found.opened_at)
    except HehuoError:
        return None


#: Of a partnership the paper tells the stages.
_OF_THE_TABLE = frozenset({"partnership.opened", "partnership.advanced", "partnership.dissolved"})
#: Paper goes from hand to hand: notes among colleagues and looks at telephone numbers stay on the screen.
_NOT_ON_PAPER = frozenset({"case.noted", "case.complainant_revealed", "party.contact_revealed"})


def _on_paper(found: Case, told: Told) -> bool:
    entry = told.line.entry
    return entry.name in _OF_THE_TABLE or (entry.subject == found.subject and entry.name not in _NOT_ON_PAPER)


@staff()
@require_GET
def sheet(request: Request, number: str) -> HttpResponse:
    """The work order on paper: clean A4, without who complained."""
    shown = page_of(request.viewer, selectors.case_for(request.viewer, number))
    told = [*shown["story"], *shown["rest_of_story"]]
    shown["story"] = [each for each in told if _on_paper(shown["case"], each)]
    return render(request, "desk/sheet.html", shown)


@staff()
@require_http_methods(["GET", "POST"])
def move(request: Request, number: str, move: str) -> HttpResponseBase:
    """Ask what a move needs, then make it. A move that needs nothing is made at once by POST."""
    found = selectors.case_for(request.viewer, number)
    offered = {each.name: each for each in selectors.moves(found, request.viewer)}
    kind = MOVES.get(move)
    if kind is None:
        raise Http404
    if move not in offered and request.method == "GET":
        messages.info(request, _("“%(what)s” is not possible at this point.") % {"what": selectors.label_of(move)})
        return redirect("desk-case", number=number)
    form = kind(*sent(request), viewer=request.viewer, case=found)
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except HehuoError as error:
            if error.status in (403, 404):
                raise
            fault(form, error)
        else:
            messages.success(request, _("Done: %(what)s") % {"what": selectors.label_of(move)})
            return _onward(request, number)
    status = 422 if form.is_bound else 200
    shown = {"case": found, "form": form, "move": offered.get(move), "label": selectors.label_of(move), "name": move}
    return render(request, "desk/move.html", shown, status=status)


def _onward(request: Request, number: str) -> HttpResponseBase:
    """Back to the list where the move was made from it (``?list=`` holds its query), else to the case."""
    if "list" in request.GET:
        return redirect(reverse("desk-inbox") + "?" + request.GET["list"])
    return redirect("desk-case", number=number)


@staff()
@require_http_methods(["POST"])
def reveal(request: Request, number: str) -> HttpResponse:
    """Show who complained, once, with the reason on the record."""
    found = selectors.case_for(request.viewer, number)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/case.html", page_of(request.viewer, found) | {"reveal": form}, status=422)
    shown = services.reveal_complainant(by=request.viewer, case=found, reason=form.cleaned_data["reason"])
    number_said = shown["contact"]
    if number_said.startswith("+86"):
        shown["tel"] = number_said.removeprefix("+86")
    response = render(request, "desk/case.html", page_of(request.viewer, found) | {"revealed": shown})
    response["Cache-Control"] = "no-store"
    return response
