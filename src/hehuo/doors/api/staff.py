"""What a program with somebody's key may do: her inbox, one case, every move that the desk offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from hehuo.cases import selectors as cases
from hehuo.cases.selectors import Case, Filters
from hehuo.ground.access import Viewer
from hehuo.journal import selectors as journal
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

from . import moves
from .auth import Key, viewer_of
from .models import Scope
from .schemas import DeskCase, DeskCaseFull, Error, GrantOut, Inbox, Me, Move, Step, UnitOut

router = Router(tags=["desk"])
_ERRORS = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error, 429: Error}
_READ, _WRITE = Key(Scope.READ), Key(Scope.WRITE)


@router.get("/me", auth=_READ, response={200: Me, **_ERRORS}, summary="Whose key this is")
def me(request: HttpRequest) -> Me:
    """Name and roles of the person behind the key."""
    viewer = viewer_of(request)
    name = parties.names_of_people([viewer.person_id or 0]).get(viewer.person_id or 0, "")
    return Me(name=name, grants=[GrantOut(role=grant.role, place=grant.place) for grant in viewer.grants])


class Wanted(Schema):
    """What the list is narrowed to, as on the desk."""

    tab: Literal["mine", "waiting", "today", "overdue", "all"] = "mine"
    stage: str = Field("", max_length=20)
    place: str = Field("", max_length=80)
    category: str = Field("", max_length=20)
    text: str = Field("", max_length=60)
    order: Literal["due", "newest", "oldest", "place"] = "due"
    page: int = Field(1, ge=1, le=2000)


@router.get("/inbox", auth=_READ, response={200: Inbox, **_ERRORS}, summary="Her cases, fifty a page")
def inbox(request: HttpRequest, wanted: Query[Wanted]) -> Inbox:
    """The same list as on the desk."""
    found = cases.inbox(viewer_of(request), Filters(**wanted.dict()))
    return Inbox(items=[_row(row.case, row.place_name) for row in found.rows], page=found.page, more=found.more)


@router.get("/inbox/{number}", auth=_READ, response={200: DeskCaseFull, **_ERRORS}, summary="One case, whole")
def one(request: HttpRequest, number: str) -> DeskCaseFull:
    """With what may be done now and what happened; never with who complained."""
    return _full(viewer_of(request), number)


@router.get("/inbox/{number}/units", auth=_READ, response={200: list[UnitOut], **_ERRORS}, summary="Who may be asked")
def units(request: HttpRequest, number: str) -> list[UnitOut]:
    """The organisations that serve the case's place, nearest first: what assign, hand_down and assist take."""
    case = cases.case_for(viewer_of(request), number)
    return [UnitOut(id=unit.pk, name=str(unit)) for unit in parties.organisations_at(case.place)]


def _make(name: str, body: type[Schema] | None, function: Callable[..., Any]) -> None:
    """Route one move: its own address, its own typed body, the same service as the desk's button."""

    def run(request: HttpRequest, number: str, given: dict[str, Any]) -> DeskCaseFull:
        viewer = viewer_of(request)
        function(by=viewer, case=cases.case_for(viewer, number), **given)
        return _full(viewer, number)

    def bare(request: HttpRequest, number: str) -> DeskCaseFull:
        return run(request, number, {})

    def filled(request: HttpRequest, number: str, given: Schema) -> DeskCaseFull:
        return run(request, number, given.dict())

    view = bare if body is None else filled
    if body is not None:
        filled.__annotations__["given"] = body
    view.__doc__ = str(function.__doc__ or "").split("\n\n", 1)[0]
    view.__name__ = f"move_{name}"
    router.post(
        f"/inbox/{{number}}/{name}", auth=_WRITE, response={200: DeskCaseFull, **_ERRORS},
        summary=name.replace("_", " ").capitalize(), operation_id=f"move_{name}",
    )(view)  # fmt: skip


for _name, (_body, _function) in moves.MOVES.items():
    _make(_name, _body, _function)


def _row(case: Case, place_name: str) -> DeskCase:
    return DeskCase(**_fields(case, place_name))


def _full(viewer: Viewer, number: str) -> DeskCaseFull:
    case = cases.case_for(viewer, number)
    lines = journal.timeline(thread=case.subject, viewer=viewer, limit=100)
    return DeskCaseFull(
        **_fields(case, places.path_of(case.place, viewer)),
        text=cases.text_for(viewer, case),
        address=case.address,
        lon=case.lon,
        lat=case.lat,
        answer=case.answer,
        moves=[
            Move(
                name=move.name,
                label=str(move.label),
                primary=move.primary,
                refused_because=str(move.refused_because or ""),
                source=move.source,
            )
            for move in cases.moves(case, viewer)
        ],
        timeline=[Step(at=line.at, sentence=line.sentence) for line in lines],
    )


def _fields(case: Case, place_name: str) -> dict[str, Any]:
    return {
        "number": case.number,
        "title": case.title,
        "place": case.place,
        "place_name": place_name,
        "stage": case.stage,
        "stage_name": str(case.stage_is.label),
        "kind": case.kind,
        "category": case.category.code if case.category else None,
        "grade": case.grade,
        "urgent": case.urgent,
        "hard": case.hard,
        "unit": str(case.unit or ""),
        "opened_at": case.opened_at,
        "due_at": case.due_at,
    }
