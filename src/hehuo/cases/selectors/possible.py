"""What may be done now: the buttons of the case page, and why a step that is hers cannot be done yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hehuo.cases.models import Case
from hehuo.cases.rules import EDGES, Next, Stage, allowed, next_of, refusal
from hehuo.ground import clock
from hehuo.ground.access import Viewer

from .facts import facts_of, standing_of

#: These need no form: one press does them.
_AT_ONCE = frozenset({"accept", "resume", "mark_hard", "unpublish"})
#: Only systems and the complainant herself make these.
_NOT_HERE = frozenset({"rate", "supplement"})


@dataclass(frozen=True, slots=True)
class Move:
    """One step: ``name`` as in ``rules.EDGES``, ``form`` whether something must be filled in, ``primary`` whether it
    is what comes next; ``refused_because`` (with ``source``) where it is hers but not possible yet."""

    name: str
    label: Any
    form: bool
    primary: bool
    reason: Any
    refused_because: Any = None
    source: str = ""


def moves(case: Case, viewer: Viewer) -> list[Move]:
    """Every step that is ``viewer``'s at this stage, the next one first; a bounded number of queries."""
    facts, standing, now = facts_of(case), standing_of(viewer, case), clock.now()
    coming = next_move(case)
    found: list[Move] = []
    for edge in allowed(Stage(case.stage)):
        if edge.move in _NOT_HERE:
            continue
        refused = refusal(edge.move, facts, standing, now)
        if refused is not None and refused.right:
            continue
        if edge.urgent and not case.urgent:
            continue
        found.append(
            Move(
                name=edge.move,
                label=edge.label,
                form=edge.move not in _AT_ONCE,
                primary=edge.move == coming.move and refused is None,
                reason=edge.reason,
                refused_because=refused.message if refused else None,
                source=refused.source if refused else edge.source,
            )
        )
    return sorted(found, key=lambda move: not move.primary)


def label_of(move: str) -> Any:
    """What the button of ``move`` says; empty for none."""
    return next((edge.label for edge in EDGES if edge.move == move), "")


def next_move(case: Case) -> Next:
    """What comes next and who owes it."""
    visited = case.records.filter(kind__in=("visit", "mediation", "dissuasion")).exists()
    return next_of(Stage(case.stage), contacted=case.contacted_at is not None, visited=visited, solved=case.solved)
