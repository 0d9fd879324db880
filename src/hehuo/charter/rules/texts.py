"""A charter as the resolution sees it: clauses and duties, and why a duty stands or yields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hehuo.ground.seats import Seat

from .words import ALL, NO_TIME, DutyKind, Nature, Standing, Within


@dataclass(frozen=True, slots=True)
class Charter:
    """One version of one charter, as far as it decides who answers. ``ends`` is the first day out of force.

    ``tree`` is the category tree whose codes its clauses use.
    """

    key: int
    title: str
    place: str
    number: int = 1
    starts: date = date.min
    ends: date | None = None
    nature: Nature = Nature.PARTNERSHIP
    charter: int = 0
    tree: str = "default"

    def in_force(self, at: date) -> bool:
        """Whether this version is in force on the day ``at``."""
        return self.starts <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that can be cited. ``matters`` are category codes, empty for all matters."""

    charter: Charter
    number: int
    title: str
    text: str = ""
    matters: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What one seat owes by one clause; ``kinds`` narrows the seat to kinds of organisations (empty: whoever sits)."""

    clause: Clause
    position: int
    seat: Seat
    kind: DutyKind
    text: str = ""
    within: Within = NO_TIME
    condition: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def who(self) -> tuple[Seat, frozenset[str]]:
        """Whom the duty names; two duties with the same answer cannot contradict each other."""
        return self.seat, frozenset(self.kinds)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A charter version ready to answer: its duties by matter (:data:`ALL` for clauses on every matter)."""

    charter: Charter
    by_matter: Mapping[str, tuple[Duty, ...]]


def compile_charter(charter: Charter, duties: Iterable[Duty]) -> Compiled:
    """Sort ``duties`` of ``charter`` into their matters; the order they come in does not matter."""
    by_matter: dict[str, list[Duty]] = {}
    for duty in sorted(duties, key=lambda d: (d.clause.number, d.position)):
        for matter in dict.fromkeys(duty.clause.matters) or (ALL,):
            by_matter.setdefault(matter, []).append(duty)
    return Compiled(charter, {matter: tuple(found) for matter, found in by_matter.items()})


class Outcome(StrEnum):
    """What became of a candidate, the reason in the name."""

    STANDS = "stands"
    EQUAL = "equal"
    DEEPER = "deeper"
    NARROWER = "narrower"
    BARRED = "barred"


_OUTCOMES: dict[Outcome, Promise] = {
    Outcome.STANDS: _("stands: nothing deeper or narrower speaks about it"),
    Outcome.EQUAL: _("contradicts clause %(number)s of “%(title)s”, which is equally deep and narrow"),
    Outcome.DEEPER: _("yields to clause %(number)s of “%(title)s”, which was made for a place closer by"),
    Outcome.NARROWER: _("yields to clause %(number)s of “%(title)s”, which speaks about this matter more exactly"),
    Outcome.BARRED: _("cannot stand: the law does not let a residents' committee do this"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation: a candidate, what became of it, and which duty decided that."""

    duty: Duty
    outcome: Outcome
    against: Duty | None = None

    @property
    def because(self) -> str:
        """The reason in words."""
        text = str(_OUTCOMES[self.outcome])
        if self.against is None:
            return text
        clause = self.against.clause
        return text % {"number": clause.number, "title": clause.charter.title}


class Problem(StrEnum):
    """Kinds of gaps and conflicts, stable for programs."""

    NO_CHARTER = "no_charter"
    NO_LEAD = "no_lead"
    EMPTY_SEAT = "empty_seat"
    NOBODY_OF_KIND = "nobody_of_kind"
    NO_TASK_LIST = "no_task_list"
    TWO_LEADS = "two_leads"
    COMMITTEE_MAY_NOT_LEAD = "committee_may_not_lead"
    NOT_ON_THE_LIST = "not_on_the_list"


_PROBLEMS: dict[Problem, Promise] = {
    Problem.NO_CHARTER: _("No partnership charter is in force at %(place)s"),
    Problem.NO_LEAD: _("No lead for %(category)s at %(place)s"),
    Problem.EMPTY_SEAT: _("Nobody sits on the seat “%(seat)s” at %(place)s"),
    Problem.NOBODY_OF_KIND: _("On the seat “%(seat)s” at %(place)s there is no %(kinds)s"),
    Problem.NO_TASK_LIST: _(
        "Clause %(numbers)s gives work to the residents' committee, but its list of tasks is not recorded at %(place)s"
    ),
    Problem.TWO_LEADS: _("Clauses %(numbers)s name different leads for %(category)s and none goes before the other"),
    Problem.COMMITTEE_MAY_NOT_LEAD: _(
        "Clause %(numbers)s lets the residents' committee lead in what it only assists the government with"
    ),
    Problem.NOT_ON_THE_LIST: _(
        "Clause %(numbers)s hands the residents' committee something that is not on its list of tasks"
    ),
}


#: What it is called when a committee's duty does not stand, by where the matter stands on its list.
BARRED_BY: dict[Standing, Problem] = {
    Standing.ASSIST: Problem.COMMITTEE_MAY_NOT_LEAD,
    Standing.OUTSIDE: Problem.NOT_ON_THE_LIST,
    Standing.UNKNOWN: Problem.NO_TASK_LIST,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A named gap or conflict. ``values`` fill the sentence; ``source`` cites the rule where it is one of law."""

    problem: Problem
    values: Mapping[str, Any]
    duties: tuple[Duty, ...] = ()
    source: Any = ""

    @property
    def message(self) -> str:
        """The sentence for a page."""
        return str(_PROBLEMS[self.problem]) % {key: str(value) for key, value in self.values.items()}

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Answer:
    """What the charters say for one place and category on one day, before seats are filled."""

    place: str
    category: str
    at: date
    duties: tuple[Duty, ...]
    lead: Duty | None
    gaps: tuple[Trouble, ...]
    conflicts: tuple[Trouble, ...]
    explanation: tuple[Line, ...] = field(repr=False)


class Cited(Protocol):
    """Anything that rests on a clause."""

    @property
    def clause(self) -> Clause:
        """The clause it rests on."""


def clause_numbers(duties: Iterable[Cited]) -> str:
    """The numbers of the clauses that ``duties`` rest on, each once, for a sentence."""
    return "、".join(str(number) for number in sorted({duty.clause.number for duty in duties}))
