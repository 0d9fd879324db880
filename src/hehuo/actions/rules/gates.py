"""What is missing before the next thing may be done: pure functions over plain facts, in words, with the source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .kinds import FINAL, INVITED, SETTLED, RollRole, RollState, State, StepKind, StepState

_PLAN = _("Partnership gates: planned")
_ACTING = _("Partnership gates: acting")
_ADMONITION = _("Admonition before the first item moves, wherever the plan has it")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: a stable code, the words, where the rule comes from."""

    code: str
    message: Any
    source: Any = ""


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the roll as the rules see it."""

    role: RollRole
    state: RollState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step as the rules see it; ``after`` holds ids of steps of the same action."""

    id: int
    kind: StepKind
    state: StepState
    required: bool
    after: frozenset[int] = frozenset()
    title: str = ""
    done_at: datetime | None = None


def roll_missing(roll: Sequence[RollLine]) -> list[Missing]:
    """Why the roll-call is not complete: somebody not called yet, or a partner absent without excuse.

    The person concerned, the family and witnesses are invited; whether they come is written down and stops nothing.
    """
    found: list[Missing] = []
    if not roll:
        found.append(Missing("roll_empty", _("Nobody is on the roll yet."), _ACTING))
    waiting = sum(line.state is RollState.EXPECTED for line in roll)
    if waiting:
        found.append(Missing("roll_open", _("%(n)s on the roll are not called yet.") % {"n": waiting}, _ACTING))
    absent = sum(line.state is RollState.ABSENT and line.role not in INVITED for line in roll)
    if absent:
        words = _("%(n)s are absent without excuse: write down why, or wait for them.") % {"n": absent}
        found.append(Missing("roll_absent", words, _ACTING))
    if roll and not any(line.state is RollState.PRESENT and line.role not in INVITED for line in roll):
        found.append(Missing("roll_nobody", _("No partner is present."), _ACTING))
    return found


def announce_missing(*, plan_agreed: bool, leader: bool, steps: Collection[StepFact]) -> list[Missing]:
    """Why the action cannot be announced yet."""
    found = []
    if not plan_agreed:
        found.append(Missing("plan", _("The plan is not agreed yet; the seats concerned agree first."), _PLAN))
    if not leader:
        found.append(Missing("leader", _("Name who leads on the day."), _ACTING))
    if not any(step.kind is not StepKind.ROLL_CALL for step in steps):
        found.append(Missing("steps", _("There is no step but the roll-call yet."), _PLAN))
    return found


def begin_missing(*, announced: bool, other: str, roll: Sequence[RollLine]) -> list[Missing]:
    """Why it cannot begin yet; ``other`` is the number of another action of the partnership that is under way."""
    found = []
    if not announced:
        found.append(Missing("notice", _("No notice has been given yet; announce the action first."), _ACTING))
    if other:
        found.append(Missing("other", _("Action %(number)s is under way; finish it first.") % {"number": other}))
    return found + roll_missing(roll)


def admonition_due(steps: Iterable[StepFact]) -> bool:
    """Whether the plan has an admonition that is not recorded yet."""
    return any(step.kind is StepKind.ADMONISH and step.state is StepState.OPEN for step in steps)


def step_missing(step: StepFact, steps: Mapping[int, StepFact], state: State) -> list[Missing]:
    """Why ``step`` cannot be done now: the day, the steps before it, and for moving the admonition."""
    if state in FINAL:
        return [Missing("final", _("The action has ended; its record stands still."))]
    if state is not State.UNDER_WAY:
        return [Missing("not_begun", _("The action has not begun: call the roll and begin first."), _ACTING)]
    if step.state is not StepState.OPEN:
        return [Missing("settled", _("This step is finished already."))]
    found = [
        Missing(f"after:{other}", _("First: %(step)s") % {"step": steps[other].title})
        for other in sorted(step.after)
        if other in steps and steps[other].state not in SETTLED
    ]
    if step.kind is StepKind.MOVE and admonition_due(steps.values()):
        words = _("Nothing moves before the admonition; police or enforcement records it first.")
        found.append(Missing("admonition", words, _ADMONITION))
    return found


def close_missing(steps: Iterable[StepFact], state: State) -> list[Missing]:
    """Why it cannot be closed as finished: a required step is open (an action that cannot go on is broken off)."""
    if state is not State.UNDER_WAY:
        return [Missing("not_begun", _("Only an action that is under way can be finished."))]
    return [
        Missing(f"step:{step.id}", _("Still open: %(step)s") % {"step": step.title})
        for step in steps
        if step.required and step.state is StepState.OPEN
    ]


def undo_missing(step: StepFact, steps: Mapping[int, StepFact], state: State) -> list[Missing]:
    """Why ``step`` cannot be opened again: others rest on it, or it is a record that stands."""
    if state is not State.UNDER_WAY:
        return [Missing("final", _("The action has ended; its record stands still."))]
    if step.state not in SETTLED:
        return [Missing("open", _("This step is open already."))]
    if step.kind in (StepKind.ROLL_CALL, StepKind.ADMONISH):
        return [Missing("record", _("This is a record; it is not taken back."))]
    resting = [other for other in steps.values() if step.id in other.after and other.state in SETTLED]
    return [
        Missing(f"before:{other.id}", _("“%(step)s” rests on it; open that one first.") % {"step": other.title})
        for other in resting
    ]


def cycle(edges: Mapping[int, Collection[int]]) -> bool:
    """Whether steps would wait for one another in a circle; ``edges`` maps a step to those before it."""
    left = {step: set(before) & set(edges) for step, before in edges.items()}
    while free := [step for step, before in left.items() if not before]:
        for step in free:
            del left[step]
        for before in left.values():
            before.difference_update(free)
    return bool(left)
