"""What goes in and out. Field descriptions appear in the OpenAPI document, in English."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

Kind = Literal["consult", "help", "complain", "report", "suggest", "praise"]


class ErrorDetail(Schema):
    code: str = Field(description="Stable, for programs")
    message: str = Field(description="For people, in the language of Accept-Language")
    source: str = Field("", description="The law article, policy or clause behind a refusal")
    fields: dict[str, str] = Field(default_factory=dict, description="Field name to what is wrong with it")


class Error(Schema):
    error: ErrorDetail


class PlaceOut(Schema):
    code: str = Field(description="Division code; prefixes are the tree")
    name: str
    official: bool = Field(description="False for places of our own that no statistics office lists")


class CategoryOut(Schema):
    code: str
    name: str
    parent: str | None


class Contact(Schema):
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    email: str = Field("", max_length=254)
    hidden: bool = Field(False, description="保密: hide me even from those who usually see masked contacts")


class ReportIn(Schema):
    text: str = Field(min_length=1, max_length=20_000)
    title: str = Field("", max_length=120)
    kind: Kind = "help"
    place: str = Field("", max_length=80, description="Division code; or give a point")
    address: str = Field("", max_length=200)
    lon: float | None = Field(None, ge=-180, le=180, description="WGS-84")
    lat: float | None = Field(None, ge=-90, le=90, description="WGS-84")
    category: str | None = Field(None, max_length=20)
    contact: Contact | None = None


class ReceiptOut(Schema):
    number: str
    secret: str = Field(description="Shown once; with the number it opens the progress page")
    progress: str = Field(description="The progress page, signed; fit for a QR code")


class PublicCase(Schema):
    number: str
    title: str
    text: str
    place: str
    place_name: str
    category: str | None
    stage: str
    stage_name: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    answer: str
    unit: str


class PublicCases(Schema):
    items: list[PublicCase]
    next: str | None = Field(description="Pass as `after` for the next page; null at the end")


class Step(Schema):
    at: datetime
    sentence: str


class Progress(Schema):
    number: str
    stage: str
    stage_name: str
    opened_at: datetime
    due_at: datetime | None
    answer: str
    steps: list[Step]


class Move(Schema):
    name: str
    label: str
    primary: bool
    refused_because: str = Field("", description="Empty when the move may be made now")
    source: str = ""


class UnitOut(Schema):
    id: int
    name: str


class DeskCase(Schema):
    number: str
    title: str
    place: str
    place_name: str
    stage: str
    stage_name: str
    kind: str
    category: str | None
    grade: int
    urgent: bool
    hard: bool
    unit: str
    opened_at: datetime
    due_at: datetime | None


class DeskCaseFull(DeskCase):
    text: str
    address: str
    lon: float | None
    lat: float | None
    answer: str
    moves: list[Move]
    timeline: list[Step]


class Inbox(Schema):
    items: list[DeskCase]
    page: int
    more: bool


class GrantOut(Schema):
    role: str
    place: str


class Me(Schema):
    name: str
    grants: list[GrantOut]
