"""Who answers for what: the pure resolution of charters (3-domain §3.3), without database and clock.

A charter says per clause which seat owes which kind of duty in which matters. For one place and category every duty
that covers both is a *candidate*; per seat and kind of duty the deepest place wins, then the narrowest matter. Who
leads is decided across the seats in the same way. The answer keeps every candidate together with the reason why it
stands or yields, so that it can be read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from hehuo.ground.codes import ancestors
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
    within: Within = Within()
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


#: Acts of compulsion, with what turns them into their opposite before them.
_COMPULSION = re.compile(r"(?<!不)(?<!不得)(?<!无权)(?<!不能)(罚款|没收|扣押|查封|强制|强行|强拆|拘留)")


def compels(seat: Seat, text: str) -> str:
    """The word by which ``text`` gives a seat without statutory power an act of compulsion; empty when it does not.

    Only the backing can hold authorities with such power, and by law, never by charter (《行政强制法》 art. 10, 17).
    """
    found = None if seat is Seat.BACKING else _COMPULSION.search(text)
    return found.group(1) if found else ""


#: Lists of tasks of residents' committees: place → category code → standing.
Tasks = Mapping[str, Mapping[str, Standing]]
#: Compiled versions by the exact place they were made for.
Index = Mapping[str, Sequence[Compiled]]


def index_of(compiled: Iterable[Compiled]) -> dict[str, list[Compiled]]:
    """The :data:`Index` over ``compiled``."""
    index: dict[str, list[Compiled]] = {}
    for one in compiled:
        index.setdefault(one.charter.place, []).append(one)
    return index


def standing(tasks: Tasks, place: str, chain: Sequence[str]) -> Standing:
    """Where the category whose path is ``chain`` stands on the task list that reaches ``place``.

    The deepest place, then the narrowest category decides; a list that does not name it means OUTSIDE, no list at all
    UNKNOWN.
    """
    recorded = False
    for code in reversed(ancestors(place)):
        own = tasks.get(code)
        if not own:
            continue
        recorded = True
        for matter in (*reversed(chain), ALL):
            if matter in own:
                return own[matter]
    return Standing.OUTSIDE if recorded else Standing.UNKNOWN


def resolve(
    index: Index,
    *,
    place: str,
    chain: Sequence[str],
    at: date,
    tasks: Tasks | None = None,
    tree: str = "default",
) -> Answer:
    """Who owes what for one category at ``place`` on the day ``at``.

    ``chain`` is the category's path from the first level down (``("01", "0107")``), which makes "narrower" mean
    "further down" in any ``tree``; a charter written in the codes of another tree reaches the category only through
    its clauses on all matters. The same input gives the same answer in whatever order charters and duties come.
    Raises ValueError for an empty chain and for a malformed place.
    """
    if not chain:
        raise ValueError("a category needs at least one code")
    ranked, known = _candidates(index, place, chain, at, tree)
    ranked, barred, gaps, conflicts = _without_barred(ranked, place, chain, tasks or {})
    leads, lead = _leads(ranked)
    best = {(duty.seat, duty.kind): (rank, duty) for rank, duty in reversed(ranked)}
    standing_duties: list[Duty] = []
    lines: list[Line] = []
    for rank, duty in ranked:
        top, winner = leads[0] if duty.kind is DutyKind.LEAD else best[duty.seat, duty.kind]
        if rank == top:
            rival = _rival(duty, leads, top) if duty.kind is DutyKind.LEAD and lead is None else None
            standing_duties.append(duty)
            lines.append(Line(duty, Outcome.EQUAL if rival else Outcome.STANDS, rival))
        else:
            lines.append(Line(duty, Outcome.DEEPER if rank[0] < top[0] else Outcome.NARROWER, winner))
    names = {"category": chain[-1], "place": place}
    if not known:
        gaps.append(Trouble(Problem.NO_CHARTER, names))
    elif not leads:
        gaps.append(Trouble(Problem.NO_LEAD, names))
    elif lead is None:
        rivals = tuple(duty for rank, duty in leads if rank == leads[0][0])
        numbers = clause_numbers(rivals)
        conflicts.append(Trouble(Problem.TWO_LEADS, {**names, "numbers": numbers}, rivals))
    return Answer(place, chain[-1], at, tuple(standing_duties), lead, tuple(gaps), tuple(conflicts), (*lines, *barred))


Rank = tuple[int, int]
Ranked = list[tuple[Rank, Duty]]


def _candidates(index: Index, place: str, chain: Sequence[str], at: date, tree: str) -> tuple[Ranked, bool]:
    """Every duty in force for the place and category with its rank (depth, narrowness), best first."""
    ranked: Ranked = []
    known = False
    for depth, code in enumerate(ancestors(place)):
        for one in index.get(code, ()):
            if one.charter.nature is not Nature.PARTNERSHIP or not one.charter.in_force(at):
                continue
            known = True
            spoken = chain if one.charter.tree == tree else ()
            seen: set[tuple[int, int]] = set()
            for narrow in range(len(spoken), -1, -1):
                for duty in one.by_matter.get(spoken[narrow - 1] if narrow else ALL, ()):
                    mark = (duty.clause.number, duty.position)
                    if mark not in seen:
                        seen.add(mark)
                        ranked.append(((depth, narrow), duty))
    ranked.sort(key=_order)
    return ranked, known


def _order(one: tuple[Rank, Duty]) -> tuple[int, int, int, int, int]:
    (depth, narrow), duty = one
    return -depth, -narrow, duty.clause.charter.key, duty.clause.number, duty.position


def _without_barred(
    ranked: Ranked, place: str, chain: Sequence[str], tasks: Tasks
) -> tuple[Ranked, list[Line], list[Trouble], list[Trouble]]:
    """Take out what the Regulation's art. 17 forbids a residents' committee, and say so."""
    doubtful = [duty for _, duty in ranked if duty.kind in (DutyKind.LEAD, DutyKind.CARRY_OUT) and _is_committee(duty)]
    if not doubtful:
        return ranked, [], [], []
    place_standing = standing(tasks, place, chain)
    if place_standing is Standing.OWN:
        return ranked, [], [], []
    values = {"place": place, "category": chain[-1]}
    if place_standing is Standing.UNKNOWN:
        values["numbers"] = clause_numbers(doubtful)
        return ranked, [], [Trouble(Problem.NO_TASK_LIST, values, tuple(doubtful), ARTICLE_17)], []
    if place_standing is Standing.ASSIST:
        doubtful = [duty for duty in doubtful if duty.kind is DutyKind.LEAD]
        problem = Problem.COMMITTEE_MAY_NOT_LEAD
    else:
        problem = Problem.NOT_ON_THE_LIST
    if not doubtful:
        return ranked, [], [], []
    values["numbers"] = clause_numbers(doubtful)
    out = set(map(id, doubtful))
    kept = [one for one in ranked if id(one[1]) not in out]
    barred = [Line(duty, Outcome.BARRED) for duty in doubtful]
    return kept, barred, [], [Trouble(problem, values, tuple(doubtful), ARTICLE_17)]


def _is_committee(duty: Duty) -> bool:
    return duty.seat is Seat.ORGANISER and (not duty.kinds or RESIDENTS_COMMITTEE in duty.kinds)


def _leads(ranked: Ranked) -> tuple[Ranked, Duty | None]:
    """All candidates for the lead, best first, and the one that leads; None where two equal ones differ."""
    leads = [one for one in ranked if one[1].kind is DutyKind.LEAD]
    top = [duty for rank, duty in leads if rank == leads[0][0]]
    return leads, top[0] if len({duty.who for duty in top}) == 1 else None


def _rival(duty: Duty, leads: Ranked, top: Rank) -> Duty | None:
    return next((other for rank, other in leads if rank == top and other.who != duty.who), None)


class Cited(Protocol):
    """Anything that rests on a clause."""

    @property
    def clause(self) -> Clause:
        """The clause it rests on."""


def clause_numbers(duties: Iterable[Cited]) -> str:
    """The numbers of the clauses that ``duties`` rest on, each once, for a sentence."""
    return "、".join(str(number) for number in sorted({duty.clause.number for duty in duties}))
