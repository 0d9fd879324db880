"""The words of charters: kinds of duty, natures, standings, times; and what a charter may not say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from hehuo.ground.seats import Seat

#: The kind of organisation that the Regulation's art. 17 protects.
RESIDENTS_COMMITTEE = "residents_committee"
#: The bucket of clauses that cover every matter.
ALL = ""
ARTICLE_17 = _("Regulation on Handling Complaints at Once, art. 17")
COERCION_LAW = _("Administrative Coercion Law, art. 10 and 17")
#: How long a draft lies open for comment (setting; no source fixes a number).
COMMENT_DAYS = "charter.comment_days"


class DutyKind(StrEnum):
    """What a seat owes; the order is the order on the page."""

    LEAD = "lead"
    CARRY_OUT = "carry_out"
    ASSIST = "assist"
    SUPERVISE = "supervise"
    BE_HEARD = "be_heard"
    BE_TOLD = "be_told"

    @property
    def label(self) -> Promise:
        """The duty's name on a page (牵头, 执行 …)."""
        return _KIND_LABELS[self]


_KIND_LABELS: dict[DutyKind, Promise] = {
    DutyKind.LEAD: pgettext_lazy("duty", "Leads"),
    DutyKind.CARRY_OUT: pgettext_lazy("duty", "Carries out"),
    DutyKind.ASSIST: pgettext_lazy("duty", "Assists"),
    DutyKind.SUPERVISE: pgettext_lazy("duty", "Supervises"),
    DutyKind.BE_HEARD: pgettext_lazy("duty", "Is heard"),
    DutyKind.BE_TOLD: pgettext_lazy("duty", "Is told"),
}


class Nature(StrEnum):
    """What a charter is in law. Only a partnership charter gives duties to the six seats."""

    PARTNERSHIP = "partnership"
    COVENANT = "covenant"
    STATUTE = "statute"

    @property
    def label(self) -> Promise:
        """The nature's name on a page (社区公约, 居民公约, 管理规约)."""
        return _NATURE_LABELS[self]


_NATURE_LABELS: dict[Nature, Promise] = {
    Nature.PARTNERSHIP: _("Partnership charter"),
    Nature.COVENANT: _("Residents' covenant"),
    Nature.STATUTE: _("Management statute"),
}


class Standing(StrEnum):
    """Where a matter stands on the list of tasks of a residents' committee (the Regulation, art. 17)."""

    OWN = "own"
    ASSIST = "assist"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Promise:
        """The standing's name on a page."""
        return _STANDING_LABELS[self]


_STANDING_LABELS: dict[Standing, Promise] = {
    Standing.OWN: _("The committee's own task"),
    Standing.ASSIST: _("The committee assists the government"),
    Standing.OUTSIDE: _("Not on the committee's list"),
    Standing.UNKNOWN: _("No list recorded"),
}


class State(StrEnum):
    """What a version is on one day; follows from how far it has come and its dates."""

    DRAFT = "draft"
    COMMENT = "comment"
    DECIDED = "decided"
    COMING = "coming"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"

    @property
    def label(self) -> Promise:
        """The state's name on a page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _STATES[self][1]


_STATES: dict[State, tuple[Promise, str]] = {
    State.DRAFT: (pgettext_lazy("charter", "Draft"), "plain"),
    State.COMMENT: (_("Open for comment"), "hot"),
    State.DECIDED: (_("Decided, not yet published"), "info"),
    State.COMING: (_("Published, not yet in force"), "info"),
    State.IN_FORCE: (pgettext_lazy("charter", "In force"), "ok"),
    State.AMENDED: (_("Replaced by a newer version"), "plain"),
    State.REPEALED: (_("Repealed"), "plain"),
}


def state(status: str, starts: date | None, ends: date | None, ending: str, day: date) -> State:
    """The state on ``day`` of a version that has come as far as ``status``."""
    if status != "published" or starts is None:
        return State(status)
    if ends is not None and ends <= day:
        return State(ending)
    return State.COMING if day < starts else State.IN_FORCE


@dataclass(frozen=True, slots=True)
class Within:
    """How soon a duty is owed: ``minutes`` of natural time or ``working_days``; neither means no fixed time."""

    minutes: int | None = None
    working_days: int | None = None

    def __bool__(self) -> bool:
        return bool(self.minutes or self.working_days)

    @property
    def duration(self) -> timedelta | None:
        """The natural time, None for working days and for no fixed time."""
        return timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def label(self) -> Any:
        """The time in words: 30 分钟, 24 小时, 3 天, 5 个工作日; empty where none is fixed."""
        if self.working_days:
            return ngettext_lazy("%d working day", "%d working days", self.working_days) % self.working_days
        if not self.minutes:
            return ""
        if self.minutes % 1440 == 0 and self.minutes > 1440:
            return ngettext_lazy("%d day", "%d days", self.minutes // 1440) % (self.minutes // 1440)
        if self.minutes % 60 == 0:
            return ngettext_lazy("%d hour", "%d hours", self.minutes // 60) % (self.minutes // 60)
        return ngettext_lazy("%d minute", "%d minutes", self.minutes) % self.minutes


#: Owed, but by no fixed time.
NO_TIME = Within()

#: Acts of compulsion, with what turns them into their opposite before them.
_COMPULSION = re.compile(r"(?<!不)(?<!不得)(?<!无权)(?<!不能)(罚款|没收|扣押|查封|强制|强行|强拆|拘留)")


def compels(seat: Seat, text: str) -> str:
    """The word by which ``text`` gives a seat without statutory power an act of compulsion; empty when it does not.

    Only the backing can hold authorities with such power, and by law, never by charter (《行政强制法》 art. 10, 17).
    """
    found = None if seat is Seat.BACKING else _COMPULSION.search(text)
    return found.group(1) if found else ""
