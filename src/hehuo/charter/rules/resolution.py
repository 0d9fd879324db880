"""Who answers for what: the pure resolution of charters (3-domain §3.3), without database and clock.

A charter says per clause which seat owes which kind of duty in which matters. For one place and category every duty
that covers both is a *candidate*; per seat and kind of duty the deepest place wins, then the narrowest matter. Who
leads is decided across the seats in the same way. The answer keeps every candidate together with the reason why it
stands or yields, so that it can be read line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hehuo.ground.codes import ancestors
from hehuo.ground.seats import Seat

from .texts import BARRED_BY, Answer, Compiled, Duty, Line, Outcome, Problem, Trouble, clause_numbers
from .words import ALL, ARTICLE_17, RESIDENTS_COMMITTEE, DutyKind, Nature, Standing

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
    """Take out what the Regulation's art. 17 forbids a residents' committee, and say so.

    A duty that yields to another anyway does no harm and is left to the ordinary contest.
    """
    if not any(_is_committees_work(duty) for _rank, duty in ranked):
        return ranked, [], [], []
    place_standing = standing(tasks, place, chain)
    forbidden: tuple[DutyKind, ...] = ()
    if place_standing is Standing.ASSIST:
        forbidden = (DutyKind.LEAD,)
    elif place_standing is not Standing.OWN:
        forbidden = (DutyKind.LEAD, DutyKind.CARRY_OUT)
    found: list[Duty] = []
    for kind in forbidden:
        ranked, out = _take_out(ranked, kind, only_look=place_standing is Standing.UNKNOWN)
        found += out
    if not found:
        return ranked, [], [], []
    values = {"place": place, "category": chain[-1], "numbers": clause_numbers(found)}
    trouble = Trouble(BARRED_BY[place_standing], values, tuple(found), ARTICLE_17)
    if place_standing is Standing.UNKNOWN:
        return ranked, [], [trouble], []
    return ranked, [Line(duty, Outcome.BARRED) for duty in found], [], [trouble]


def _take_out(ranked: Ranked, kind: DutyKind, *, only_look: bool) -> tuple[Ranked, list[Duty]]:
    """The committee's duties of ``kind`` that would stand, taken out of ``ranked`` until none would."""
    out: list[Duty] = []
    while True:
        rivals = [one for one in ranked if one[1].kind is kind and (kind is DutyKind.LEAD or _on_its_seat(one[1]))]
        standing_now = [duty for rank, duty in rivals if rank == rivals[0][0] and _is_committees_work(duty)]
        out += standing_now
        if only_look or not standing_now:
            return ranked, out
        gone = set(map(id, standing_now))
        ranked = [one for one in ranked if id(one[1]) not in gone]


def _on_its_seat(duty: Duty) -> bool:
    return duty.seat is Seat.ORGANISER


def _is_committees_work(duty: Duty) -> bool:
    """Whether the duty hands the residents' committee something to lead or to carry out."""
    named = not duty.kinds or RESIDENTS_COMMITTEE in duty.kinds
    return _on_its_seat(duty) and named and duty.kind in (DutyKind.LEAD, DutyKind.CARRY_OUT)


def _leads(ranked: Ranked) -> tuple[Ranked, Duty | None]:
    """All candidates for the lead, best first, and the one that leads; None where two equal ones differ."""
    leads = [one for one in ranked if one[1].kind is DutyKind.LEAD]
    top = [duty for rank, duty in leads if rank == leads[0][0]]
    return leads, top[0] if len({duty.who for duty in top}) == 1 else None


def _rival(duty: Duty, leads: Ranked, top: Rank) -> Duty | None:
    return next((other for rank, other in leads if rank == top and other.who != duty.who), None)
