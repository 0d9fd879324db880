"""The typed body of every move, and the service behind it. Services say the rest: right, stage, gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from hehuo.cases import services

_TEXT = 20_000


class UnitIn(Schema):
    unit: int = Field(description="Id of the organisation", ge=1, lt=2**63)
    note: str = Field("", max_length=500)


class WhenIn(Schema):
    happened_at: AwareDatetime | None = Field(None, description="When it really happened; now when absent")


class ContactIn(WhenIn):
    outcome: Literal["reached", "not_reached"]
    channel: Literal["phone", "visit", "message"] = "phone"
    text: str = Field("", max_length=_TEXT)


class VisitIn(WhenIn):
    outcome: Literal["", "done", "not_reached"] = ""
    text: str = Field(max_length=_TEXT)


class TalkIn(WhenIn):
    outcome: Literal["agreed", "partly", "refused", "not_reached"]
    text: str = Field(max_length=_TEXT)


class NoteIn(Schema):
    text: str = Field(max_length=_TEXT)


class ClassifyIn(Schema):
    category: str | None = Field(None, max_length=20)
    kind: Literal["consult", "help", "complain", "report", "suggest", "praise"] | None = None
    grade: int | None = Field(None, ge=1, le=4)
    urgent: bool | None = None
    title: str | None = Field(None, max_length=120)


class AnswerIn(WhenIn):
    text: str = Field(max_length=_TEXT)
    unreachable: str = Field(
        "", max_length=_TEXT, description="Why nobody could be reached, where there was no contact"
    )


class CallBackIn(WhenIn):
    reached: bool
    solved: Literal["", "yes", "partly", "no"] = ""
    satisfied: Literal["", "yes", "mostly", "no"] = ""
    words_said: str = Field("", max_length=_TEXT)


class ReasonIn(Schema):
    reason: str = Field(max_length=1000)


class CloseIn(WhenIn):
    reason: str = Field("", max_length=1000)


class ExtendIn(Schema):
    due_at: AwareDatetime
    reason: str = Field(max_length=1000)
    told_at: AwareDatetime = Field(description="When the complainant was told")
    platform_notified_at: AwareDatetime | None = None


class ShelveIn(ReasonIn):
    review_on: date


class DivertIn(Schema):
    to: Literal["emergency", "statutory", "repeat", "secret", "outside", "unlawful"]
    evidence: str = Field(max_length=1000)


class DecisionIn(Schema):
    decision: str = Field(max_length=1000)


class ObjectionIn(WhenIn):
    result: Literal["upheld", "rejected"]


class PublishIn(Schema):
    title: str = Field(max_length=120)
    text: str = Field(max_length=_TEXT)
    answer: str = Field("", max_length=_TEXT)


MOVES: dict[str, tuple[type[Schema] | None, Callable[..., Any]]] = {
    "classify": (ClassifyIn, services.classify_case),
    "assign": (UnitIn, services.assign_case),
    "hand_down": (UnitIn, services.hand_down),
    "assist": (UnitIn, services.add_assistant),
    "accept": (None, services.accept_case),
    "contact": (ContactIn, services.log_contact),
    "visit": (VisitIn, services.record_visit),
    "mediate": (TalkIn, services.record_mediation),
    "dissuade": (TalkIn, services.record_dissuasion),
    "note": (NoteIn, services.add_note),
    "answer": (AnswerIn, services.answer_case),
    "call_back": (CallBackIn, services.record_call_back),
    "close": (CloseIn, services.close_case),
    "redo": (ReasonIn, services.reopen_case),
    "object": (ReasonIn, services.object_to_assignment),
    "decide_objection": (ObjectionIn, services.decide_objection),
    "return": (ReasonIn, services.return_case),
    "grant_return": (DecisionIn, partial(services.examine_return, granted=True)),
    "refuse_return": (DecisionIn, partial(services.examine_return, granted=False)),
    "extend": (ExtendIn, services.extend_case),
    "shelve": (ShelveIn, services.shelve_case),
    "resume": (None, services.resume_case),
    "withdraw": (ReasonIn, services.withdraw_case),
    "divert": (DivertIn, services.divert_case),
    "mark_hard": (None, services.mark_hard),
    "publish": (PublishIn, services.publish_case),
    "unpublish": (None, services.unpublish_case),
}
