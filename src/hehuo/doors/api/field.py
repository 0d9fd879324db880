"""What telephones send from the field, once there is a network again: who came, and what stands there.

Every sending may carry an ``Idempotency-Key``, so that one which came twice is done once, and the moment when it
happened, so that one which comes late is told as it was.
"""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Header
from pydantic import AwareDatetime

from hehuo.custody import selectors as custody
from hehuo.custody import services as custody_services
from hehuo.whistles import selectors as whistles
from hehuo.whistles import services as whistle_services

from .auth import Key, viewer_of
from .models import Scope
from .schemas import Error

router = Router(tags=["field"])
_ERRORS = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error, 429: Error}
_READ, _WRITE = Key(Scope.READ), Key(Scope.WRITE)


class CallOut(Schema):
    """One whistle that calls a unit of hers."""

    id: int
    whistle: str = Field(description="Its number")
    title: str
    place: str
    address: str
    kind: str
    state: str
    called_at: AwareDatetime | None
    check_in_by: AwareDatetime | None


class CheckInBody(Schema):
    """She herself by position; or, by somebody on site, another one by list."""

    how: Literal["position", "list"] = "position"
    lon: float | None = Field(None, ge=-180, le=180, description="WGS-84")
    lat: float | None = Field(None, ge=-90, le=90, description="WGS-84")
    person: int | None = Field(None, ge=1, lt=2**63, description="Who arrived, where it is somebody else")
    happened_at: AwareDatetime | None = Field(None, description="When she arrived; now when absent")


class CheckInOut(Schema):
    id: int
    arrived_at: AwareDatetime
    metres: int | None = Field(description="How far from the place her position was")


class ItemBody(Schema):
    """One thing, as somebody sees it without opening anything."""

    name: str = Field(min_length=1, max_length=120)
    quantity: int = Field(1, ge=1, le=100_000)
    condition: str = Field("", max_length=500)
    perishable: bool = False
    point: str = Field("", max_length=200, description="Where it stands, if not where the list says")
    parcel: bool = False
    waybill_named: bool = Field(False, description="A waybill on it names somebody")
    waybill_redacted: bool = Field(False, description="The waybill is covered")
    happened_at: AwareDatetime | None = Field(None, description="When it was numbered; now when absent")


class ItemOut(Schema):
    id: int
    number: str = Field(description="Write it on the thing")


def _key(given: str) -> str | None:
    return f"api:{given}" if given else None


@router.get("/calls", auth=_READ, response={200: list[CallOut], **_ERRORS}, summary="Whistles that call her unit")
def calls(request: HttpRequest) -> list[CallOut]:
    """The open ones, the most pressing first; ``id`` is what a check-in takes."""
    return [
        CallOut(
            id=one.call.pk,
            whistle=one.call.whistle.number,
            title=one.call.whistle.title,
            place=one.call.whistle.place,
            address=one.call.whistle.address,
            kind=one.call.whistle.kind,
            state=one.call.state,
            called_at=one.call.called_at,
            check_in_by=one.call.whistle.check_in_by,
        )
        for one in whistles.my_calls(viewer_of(request))
    ]


@router.post(
    "/calls/{int:call}/check-in", auth=_WRITE, response={201: CheckInOut, **_ERRORS}, summary="Check in on site"
)
def check_in(
    request: HttpRequest,
    call: int,
    given: CheckInBody,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=100),
) -> tuple[int, CheckInOut]:
    """The rules of the telephone page. Who is there already gets her standing check-in; photos go by the page."""
    made = whistle_services.check_in(
        by=viewer_of(request),
        call=whistles.Call(pk=call),
        how=given.how,
        position=None if given.lon is None or given.lat is None else (given.lon, given.lat),
        person=given.person,
        happened_at=given.happened_at,
        key=_key(idempotency_key),
    )
    return 201, CheckInOut(id=made.pk, arrived_at=made.arrived_at, metres=made.metres)


@router.post("/inventories/{number}/items", auth=_WRITE, response={201: ItemOut, **_ERRORS}, summary="Number a thing")
def number_item(
    request: HttpRequest,
    number: str,
    given: ItemBody,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=100),
) -> tuple[int, ItemOut]:
    """The next number of the place and day. Photos are added on its page."""
    viewer = viewer_of(request)
    made = custody_services.number_item(
        by=viewer, inventory=custody.inventory_for(viewer, number), key=_key(idempotency_key), **given.dict()
    )
    return 201, ItemOut(id=made.pk, number=made.number)
