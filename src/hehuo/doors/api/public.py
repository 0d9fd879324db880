"""What anybody may ask: places, categories, reporting, following, reading what is public."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Header, Query

from hehuo.cases import selectors as cases
from hehuo.cases import services
from hehuo.cases.selectors import Case, Stage
from hehuo.cases.services import Caller
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, TooMany
from hehuo.ground.limits import may_look_up, may_report
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

from .schemas import (
    CategoryOut,
    Error,
    PlaceOut,
    Progress,
    PublicCase,
    PublicCases,
    ReceiptOut,
    ReportIn,
    Step,
)

router = Router(tags=["public"])
_AFTER = Query(None, description="`next` of the page before")
_PAGE = 50
_ERRORS = {400: Error, 404: Error, 409: Error, 422: Error, 429: Error}


@router.get("/places", response={200: list[PlaceOut], **_ERRORS}, summary="Places one level below a place")
def list_places(request: HttpRequest, parent: str = Query("", max_length=80)) -> list[PlaceOut]:
    """Empty ``parent``: the provinces. Dwellings are never listed."""
    found = [place for place in places.children(parent) if place.level < Level.DWELLING]
    return [PlaceOut(code=place.code, name=place.name, official=place.official) for place in found]


@router.get("/categories", response={200: list[CategoryOut], **_ERRORS}, summary="The category tree in use at a place")
def list_categories(request: HttpRequest, place: str = Query("", max_length=80)) -> list[CategoryOut]:
    """In order, parents before children."""
    found = matters.every(matters.tree_for(place))
    codes = {one.pk: one.code for one in found}
    return [CategoryOut(code=one.code, name=one.name, parent=codes.get(one.parent_id or 0)) for one in found]


@router.post("/cases", response={201: ReceiptOut, **_ERRORS}, summary="Report something")
def report(
    request: HttpRequest,
    body: ReportIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=100),
) -> tuple[int, ReceiptOut]:
    """No account needed. The same key with the same words answers with the same receipt, with others 409."""
    if not may_report(request):
        raise TooMany(_("Many reports came from this address within the hour. Please ring 12345, or try again later."))
    given = body.dict(exclude={"contact"})
    receipt = services.report_case(
        by=ANONYMOUS,
        **given,
        source="api",
        caller=Caller(**body.contact.dict()) if body.contact else None,
        key=f"api:{idempotency_key}" if idempotency_key else None,
    )
    link = request.build_absolute_uri(reverse("square-follow", args=[receipt.token]))
    return 201, ReceiptOut(number=receipt.number, secret=receipt.secret, progress=link)


@router.get("/cases", response={200: PublicCases, **_ERRORS}, summary="Cases on the public page, newest first")
def list_cases(
    request: HttpRequest,
    place: str = Query("", max_length=80, description="Division code, a prefix"),
    category: str = Query("", max_length=20),
    stage: str = Query("", max_length=20),
    after: datetime | None = _AFTER,
) -> PublicCases:
    """Only what was reviewed for the public; nobody can be recognised."""
    if stage and stage not in set(Stage):
        raise Invalid(_("There is no such stage."), fields={"stage": _("There is no such stage.")})
    if after is not None and after.tzinfo is None:
        raise Invalid(_("A moment needs its time zone."), fields={"after": _("A moment needs its time zone.")})
    found = list(cases.public_cases(place, category=category, stage=stage, limit=_PAGE + 1, before=after))
    names = places.paths({one.place for one in found})
    last = found[_PAGE - 1].published_at if len(found) > _PAGE else None
    return PublicCases(items=[_public(one, names) for one in found[:_PAGE]], next=last.isoformat() if last else None)


@router.get("/cases/{number}", response={200: PublicCase, **_ERRORS}, summary="One public case")
def one_case(request: HttpRequest, number: str) -> PublicCase:
    """404 for cases that are not public, as for those that do not exist."""
    found = cases.public_case(number)
    return _public(found, places.paths({found.place}))


@router.get("/cases/{number}/progress", response={200: Progress, **_ERRORS}, summary="One's own case")
def follow(
    request: HttpRequest, number: str, case_secret: str = Header(alias="Case-Secret", max_length=200)
) -> Progress:
    """By the number and the secret of the receipt; the secret goes into a header, so that no log keeps it."""
    if not may_look_up(request):
        raise TooMany(_("Too many look-ups from this address; please wait a minute."))
    found = cases.progress(number, case_secret)
    case = found.case
    return Progress(
        number=case.number,
        stage=case.stage,
        stage_name=str(case.stage_is.label),
        opened_at=case.opened_at,
        due_at=case.due_at,
        answer=case.answer,
        steps=[Step(at=line.at, sentence=line.sentence) for line in found.lines],
    )


def _public(case: Case, names: dict[str, str]) -> PublicCase:
    return PublicCase(
        number=case.number,
        title=case.public_title,
        text=case.public_text,
        place=case.place,
        place_name=names.get(case.place, ""),
        category=case.category.code if case.category else None,
        stage=case.stage,
        stage_name=str(case.stage_is.label),
        opened_at=case.opened_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        answer=case.public_answer,
        unit=str(case.unit or ""),
    )
