"""How the steps of the day are drawn from the plan: a fixed spine, the plan's tasks woven in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .kinds import StepKind as K

#: What each step of the spine waits for. The order of the spine is the order of :class:`StepKind`.
AFTER: dict[K, tuple[K, ...]] = {
    K.ROLL_CALL: (),
    K.ADMONISH: (K.ROLL_CALL,),
    K.EXPLAIN: (K.ADMONISH,),
    K.LISTEN: (K.ADMONISH,),
    K.CONSENT: (K.EXPLAIN, K.LISTEN),
    K.NUMBER: (K.CONSENT,),
    K.MOVE: (K.NUMBER,),
    K.CLEAN: (K.MOVE,),
    K.CHECK: (K.CLEAN,),
}
#: Words of a task's title that say which step it is; the first kind that fits wins.
WORDS: tuple[tuple[K, tuple[str, ...]], ...] = (
    (K.ADMONISH, ("告诫", "admon")),
    (K.CONSENT, ("同意书", "签字", "签署", "授权", "consent")),
    (K.LISTEN, ("听取", "陈述", "申辩", "listen")),
    (K.NUMBER, ("编号", "清点", "登记物品", "number")),
    (K.MOVE, ("搬", "转运", "移至", "清运", "move", "carry")),
    (K.CLEAN, ("清扫", "保洁", "清洁", "冲洗", "clean")),
    (K.CHECK, ("验收", "复查", "检查", "check")),
    (K.EXPLAIN, ("讲解", "说明危害", "告知危害", "劝", "explain")),
)
#: The person concerned may stay away or refuse: these can be left out with a reason (custody then needs another basis).
OPTIONAL = frozenset({K.LISTEN, K.CONSENT})
#: The backbone of the law: never taken out of a day that has it.
FIXED = frozenset({K.ROLL_CALL, K.ADMONISH})


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task of the plan that belongs to the day."""

    id: int
    title: str
    member: int | None = None
    organisation: int | None = None
    person: int | None = None
    after: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A step as proposed; ``after`` holds places in the proposed list. The spine's own steps have no title."""

    kind: K
    title: str = ""
    task: TaskFact | None = None
    required: bool = True
    after: tuple[int, ...] = field(default=())


def kind_of(title: str) -> K:
    """Which step of the spine a task's title speaks of; OTHER for none."""
    lowered = title.casefold()
    return next((kind for kind, words in WORDS if any(word in lowered for word in words)), K.OTHER)


def propose(tasks: Sequence[TaskFact], *, admonition: bool) -> list[Proposed]:
    """The steps of the day: the spine in its order, each step followed by the tasks of its kind.

    ``admonition``: the plan wants one before anything moves; a task that speaks of one puts it in as well. Other tasks
    stand ready after the roll-call (stand-by, reception). Whatever comes later waits for every step of the kinds before
    it, and for the steps of the tasks that its own task waits for.
    """
    by_kind: dict[K, list[TaskFact]] = {kind: [] for kind in K}
    for task in tasks:
        by_kind[kind_of(task.title)].append(task)
    drafts: list[tuple[K, TaskFact | None]] = []
    for kind in K:
        if kind is K.OTHER or (kind is K.ADMONISH and not admonition and not by_kind[kind]):
            continue
        drafts += [(kind, task) for task in by_kind[kind]] or [(kind, None)]
        if kind is K.ROLL_CALL:
            drafts += [(K.OTHER, task) for task in by_kind[K.OTHER]]
    places: dict[K, list[int]] = {kind: [] for kind in K}
    of_task: dict[int, int] = {}
    for place, (kind, of) in enumerate(drafts):
        places[kind].append(place)
        if of is not None:
            of_task[of.id] = place
    return [
        Proposed(kind, of.title if of else "", of, kind not in OPTIONAL, _after(place, kind, of, places, of_task))
        for place, (kind, of) in enumerate(drafts)
    ]


def _after(
    place: int, kind: K, task: TaskFact | None, places: dict[K, list[int]], of_task: dict[int, int]
) -> tuple[int, ...]:
    if kind is K.OTHER:
        waits = set(places[K.ROLL_CALL])
    else:
        waits = {each for before in _present(kind, places) for each in places[before]}
    if task is not None:
        # Only what stands earlier in the list: the spine's order is the law's, a plan cannot turn it round.
        waits |= {of_task[one] for one in task.after if of_task.get(one, place) < place}
    return tuple(sorted(waits))


def _present(kind: K, places: dict[K, list[int]]) -> set[K]:
    """The kinds before ``kind`` that the day has, looking past those that it has not."""
    found: set[K] = set()
    for before in AFTER[kind]:
        found |= {before} if places[before] else _present(before, places)
    return found
