"""What the gates read: plain facts about one thing, put together by the services at the moment of moving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hehuo.ground.workdays import Calendar, Hours

from .kinds import Authority, Step


@dataclass(frozen=True, slots=True)
class Missing:
    """One condition that is not satisfied: a stable code, the words, the article or setting it comes from."""

    code: str
    message: Any
    source: Any = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing itself. ``owner`` is a mark that tells whether two owners are the same and nothing else; empty where
    nobody is known."""

    numbered_at: datetime
    movable: bool = True
    owner: bytes = b""
    perishable: bool = False
    parcel_opened: bool = False
    waybill_names_owner: bool = False
    waybill_redacted: bool = True
    photos_before: int = 0
    point: str = ""


@dataclass(frozen=True, slots=True)
class Will:
    """The owner's signed consent to a list of things, or a watch agreement (``agreement``) for later findings."""

    agreement: bool
    owner: bytes
    authority: Authority
    authority_paper: bool
    signed_at: datetime | None
    covers: bool
    destination: bool
    until: date | None
    free_return: bool
    starts_on: date | None = None
    ends_on: date | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice posted where the things stand. ``days`` is the setting for how long it hangs."""

    covers: bool
    posted_at: datetime
    days: int
    signers: int
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A competent authority's own procedure and the steps it has written down (the first time of each)."""

    covers: bool
    enforces: bool
    competent: bool
    officers: int
    steps: Mapping[Step, datetime] = field(default_factory=dict)
    urgent: bool = False
    first_moved_at: datetime | None = None
    hold_days: int = 0
    order_until: datetime | None = None
    demand_until: datetime | None = None
    granted: bool = False
    cuts_utilities: bool = False
    danger: bool = False
    performer: bool = False
    disinterested: bool = False
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one thing at moment ``at``."""

    at: datetime
    thing: Thing
    storage: bool = False
    return_by: date | None = None
    objected: bool = False
    claimed: bool = False
    admonition_planned: bool = False
    admonished_at: datetime | None = None
    action_running: bool = True
    will: Will | None = None
    notice: Notice | None = None
    procedure: Procedure | None = None
    calendar: Calendar = field(default_factory=Calendar)
    daytime: Hours = (6, 22)
