"""Reading charters, above all the question of the whole house: who is responsible for this matter at this place?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from hehuo.charter import rules
from hehuo.charter.rules import DutyKind, Line, Problem, Trouble, Within
from hehuo.ground import clock, codes
from hehuo.ground.errors import NotFound
from hehuo.ground.seats import Seat
from hehuo.matters import selectors as matters
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

from .compiled import compile_versions, in_force, tasks_at

if TYPE_CHECKING:
    from hehuo.charter.models import Version
    from hehuo.matters.models import Category
    from hehuo.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Duty:
    """What one seat owes in this case, who sits there, and the clause that says so."""

    seat: Seat
    kind: DutyKind
    text: str
    within: Within
    condition: str
    kinds: tuple[str, ...]
    clause: rules.Clause
    organisations: tuple[Organisation, ...]

    @property
    def charter_title(self) -> str:
        """The title of the charter that says so."""
        return self.clause.charter.title

    @property
    def place(self) -> str:
        """The code of the place that the charter was made for."""
        return self.clause.charter.place

    @property
    def url(self) -> str:
        """The address of the clause on the public page, in the version that was in force."""
        return url_of(self.clause)


@dataclass(frozen=True, slots=True)
class SeatAnswer:
    """One seat at the table: who sits there and what they owe in this matter."""

    seat: Seat
    organisations: tuple[Organisation, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is responsible for one matter at one place on one day, with every clause cited.

    ``lead`` is None where nobody leads or two lead alike; then ``gaps`` or ``conflicts`` says so.
    ``lead.organisations`` is empty where the charter names a lead but nobody sits there. ``explanation`` has one
    line per candidate.
    """

    place: str
    category: str
    at: date
    duties: tuple[Duty, ...]
    lead: Duty | None
    gaps: tuple[Trouble, ...]
    conflicts: tuple[Trouble, ...]
    explanation: tuple[Line, ...]
    holders: Mapping[Seat, Sequence[Organisation]]

    @property
    def seats(self) -> tuple[SeatAnswer, ...]:
        """All six seats in the order round the table."""
        return tuple(
            SeatAnswer(
                seat, tuple(self.holders.get(seat, ())), tuple(duty for duty in self.duties if duty.seat is seat)
            )
            for seat in Seat
        )

    @property
    def clear(self) -> bool:
        """Whether nothing is missing and nothing contradicts."""
        return not self.gaps and not self.conflicts

    def owed_by(self, *kinds: DutyKind) -> tuple[Duty, ...]:
        """The duties of these kinds."""
        return tuple(duty for duty in self.duties if duty.kind in kinds)


def url_of(clause: rules.Clause) -> str:
    """The public address of ``clause``."""
    charter = clause.charter
    return f"{reverse('charter-version', args=[charter.charter, charter.number])}#c{clause.number}"


def resolve(
    place: str, category: Category | str, at: date | datetime | None = None, *, tree: str | None = None
) -> Resolution:
    """Who is responsible for ``category`` at ``place`` on the day ``at`` (today in Beijing when not given).

    A code is looked up in ``tree``, or in the tree that the place uses. At most seven queries, whatever the charters
    hold; fewer once they have been read. Raises NotFound for an unknown place or category. Rules: 3-domain §3.3 and
    ``rules.resolve``.
    """
    if not codes.is_code(place):
        raise _no_such_place(place)
    if isinstance(category, str):
        category = matters.category(category, tree or matters.tree_for(place))
    return resolve_many([(place, category)], at)[0]


def resolve_many(questions: Sequence[tuple[str, Category]], at: date | datetime | None = None) -> list[Resolution]:
    """The same for many places and categories on one day; queries grow with distinct places only."""
    day = day_of(at)
    wanted = list(dict.fromkeys(place for place, _category in questions))
    for place in wanted:
        if not codes.is_code(place):
            raise _no_such_place(place)
    reaching = sorted({code for place in wanted for code in codes.ancestors(place)})
    index = rules.index_of(in_force(reaching, day))
    tasks = tasks_at(reaching, day)
    holders = {place: parties.seat_holders(place, day) for place in wanted}
    names = places.names(wanted)
    trees: dict[int, str] = {}
    answered = []
    for place, named in questions:
        if named.tree_id not in trees:
            trees[named.tree_id] = named.tree.code
        chain = [step.code for step in matters.chain(named)]
        answer = rules.resolve(index, place=place, chain=chain, at=day, tasks=tasks, tree=trees[named.tree_id])
        answered.append(_fill(answer, named, names.get(place, place), holders[place]))
    return answered


def _no_such_place(code: str) -> NotFound:
    return NotFound(_("There is no place with the code %(code)s.") % {"code": code})


def _fill(
    answer: rules.Answer, category: Category, place_name: str, holders: Mapping[Seat, Sequence[Organisation]]
) -> Resolution:
    """Put organisations on the seats of ``answer`` and name the seats that stay empty."""
    filled = {id(duty): _duty(duty, holders.get(duty.seat, ())) for duty in answer.duties}
    gaps = [*answer.gaps, *_empty(filled.values())]
    names = {"category": f"{category.code} {category.name}", "place": place_name}
    return Resolution(
        place=answer.place,
        category=answer.category,
        at=answer.at,
        duties=tuple(filled.values()),
        lead=filled[id(answer.lead)] if answer.lead else None,
        gaps=tuple(replace(gap, values={**gap.values, **names}) for gap in gaps),
        conflicts=tuple(replace(one, values={**one.values, **names}) for one in answer.conflicts),
        explanation=answer.explanation,
        holders=holders,
    )


def _duty(duty: rules.Duty, sitting: Sequence[Organisation]) -> Duty:
    """``duty`` with those who sit on its seat and are of the kind that it names."""
    named = tuple(one for one in sitting if not duty.kinds or one.kind in duty.kinds)
    return Duty(duty.seat, duty.kind, duty.text, duty.within, duty.condition, duty.kinds, duty.clause, named)


def _empty(duties: Iterable[Duty]) -> list[Trouble]:
    """One gap per seat, or kind of organisation on a seat, that a duty names and nobody holds."""
    found: dict[tuple[Seat, tuple[str, ...]], list[Duty]] = {}
    for duty in duties:
        if not duty.organisations:
            found.setdefault((duty.seat, duty.kinds), []).append(duty)
    return [
        Trouble(
            Problem.NOBODY_OF_KIND if kinds else Problem.EMPTY_SEAT,
            {
                "seat": seat.label,
                "kinds": _in_words(kinds),
                "numbers": rules.clause_numbers(owed),
            },
        )
        for (seat, kinds), owed in found.items()
    ]


def _in_words(kinds: Sequence[str]) -> Any:
    """The names of kinds of organisations, joined for a sentence."""
    named = parties.kinds()
    return _joined(*(named.get(kind, kind) for kind in kinds))


def _join(*words: object) -> str:
    return "、".join(str(word) for word in words)


_joined = lazy(_join, str)


def day_of(at: date | datetime | None) -> date:
    """The day in Beijing that ``at`` falls on; today when not given."""
    if at is None:
        at = clock.now()
    return at.astimezone(clock.BEIJING).date() if isinstance(at, datetime) else at


def preview(version: Version) -> list[tuple[Category, rules.Answer]]:
    """What ``version`` would decide for every matter in reading order, at its place and beside the wider charters.

    Seats are not filled. Other versions of the same charter are left out.
    """
    place, day = version.charter.place, version.in_force_from or day_of(None)
    reaching = codes.ancestors(place)
    others = [one for one in in_force(reaching, day) if one.charter.charter != version.charter_id]
    (mine,) = compile_versions([version])
    index = rules.index_of([*others, replace(mine, charter=replace(mine.charter, starts=day, ends=None))])
    tasks = tasks_at(reaching, day)
    tree = version.charter.tree
    answers = []
    for category in matters.every(tree):
        chain = [step.code for step in matters.chain(category)]
        answer = rules.resolve(index, place=place, chain=chain, at=day, tasks=tasks, tree=tree)
        answers.append((category, answer))
    return answers


def task_standing(place: str, category: Category, at: date | datetime | None = None) -> rules.Standing:
    """Where ``category`` stands on the list of tasks of the residents' committees at ``place`` (the Regulation,
    art. 17). One query beside the category's chain."""
    chain = [step.code for step in matters.chain(category)]
    return rules.standing(tasks_at(codes.ancestors(place), day_of(at)), place, chain)
