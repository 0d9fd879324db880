"""The day as one person sees it: the step that is on now, whose it is, what it waits for, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from hehuo.actions import policy
from hehuo.actions.models import Action, Step
from hehuo.actions.rules import (
    Missing,
    RollState,
    State,
    StepFact,
    StepKind,
    StepState,
    announce_missing,
    begin_missing,
    close_missing,
    step_missing,
    undo_missing,
)
from hehuo.ground.access import Viewer

from .facts import roll_lines, step_fact, under_way
from .plan import plan_is_agreed


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what it waits for now (``missing``), whether it is ``mine`` to do, whether it names just her
    organisation or her (``hers``), and whether it can be taken back."""

    step: Step
    who: str
    missing: Sequence[Missing]
    mine: bool
    hers: bool
    may_undo: bool

    @property
    def ready(self) -> bool:
        """Whether it can be done now."""
        return not self.missing

    @property
    def kind(self) -> StepKind:
        """What is done in it."""
        return self.step.kind_is

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.step.state_is is StepState.OPEN


@dataclass(frozen=True, slots=True)
class Day:
    """All steps; the one to show large; the others that can be done now; the one that comes after."""

    steps: Sequence[StepView]
    now: StepView | None
    also: Sequence[StepView]
    coming: StepView | None

    @property
    def done(self) -> int:
        """How many steps are behind."""
        return sum(not view.open for view in self.steps)


def steps_of(action: Action) -> list[Step]:
    """The steps in their order with everything that pages show; two queries."""
    rows = action.steps.select_related("organisation", "person", "member__organisation", "done_by")
    return list(rows.prefetch_related("after").order_by("position", "pk"))


def day_of(action: Action, viewer: Viewer, chosen: int | None = None) -> Day:
    """How the day stands for ``viewer``; ``chosen`` is the step that she wants large. A bounded number of queries."""
    rows = steps_of(action)
    facts = {row.pk: step_fact(row) for row in rows}
    leads = policy.may_lead(viewer, action)
    acts = leads or policy.on_roll(viewer, action)
    views = [_view(row, facts, action.state_is, viewer, leads=leads, acts=acts) for row in rows]
    # What only stands ready (stand-by, reception) goes on beside the spine; what is hers comes before anybody's.
    ready = sorted(
        (view for view in views if view.ready), key=lambda view: (not view.hers, view.kind is StepKind.OTHER)
    )
    now = (
        next((view for view in ready if view.step.pk == chosen), None)
        or next((view for view in ready if view.mine), None)
        or next(iter(ready), None)
    )
    coming = next((view for view in views if view.open and view is not now and not view.ready), None)
    return Day(views, now, [view for view in ready if view is not now], coming)


def _view(row: Step, facts: dict[int, StepFact], state: State, viewer: Viewer, *, leads: bool, acts: bool) -> StepView:
    fact = facts[row.pk]
    mine = leads or (acts and policy.is_whose(viewer, row))
    undo = mine and not undo_missing(fact, facts, state)
    named = row.person_id is not None or row.organisation_id is not None
    hers = acts and named and policy.is_whose(viewer, row)
    return StepView(row, who(row), step_missing(fact, facts, state), mine=mine, hers=hers, may_undo=undo)


def who(step: Step) -> str:
    """Who does it, in words; empty where it is everybody's."""
    names = [str(one) for one in (step.organisation, step.person) if one is not None]
    if not names and step.member is not None:
        names = [step.member.shown]
    return " · ".join(names)


@dataclass(frozen=True, slots=True)
class Counts:
    """The roll in numbers."""

    present: int
    excused: int
    absent: int
    expected: int

    @property
    def all(self) -> int:
        """How many lines the roll has."""
        return self.present + self.excused + self.absent + self.expected


def counts(action: Action) -> Counts:
    """The roll in numbers; one query."""
    lines = roll_lines(action)
    found: dict[str, Any] = {state.value: sum(line.state is state for line in lines) for state in RollState}
    return Counts(**found)


def gate(action: Action) -> list[Missing]:
    """What is missing before the next thing that whoever leads may do: announce, begin, finish."""
    if action.state_is is State.DRAFT:
        return announce_missing(
            plan_agreed=plan_is_agreed(action.partnership),
            leader=action.leader_id is not None,
            steps=[step_fact(step) for step in action.steps.prefetch_related("after")],
        )
    if action.state_is is State.ANNOUNCED:
        other = under_way(action.partnership)
        return begin_missing(announced=True, other=other.number if other else "", roll=roll_lines(action))
    if action.state_is is State.UNDER_WAY:
        return close_missing([step_fact(step) for step in steps_of(action)], action.state_is)
    return []


def progress(rows: Iterable[Action]) -> dict[int, tuple[int, int]]:
    """id → (steps behind, all steps), in one query."""
    found = Step.objects.filter(action__in=[row.pk for row in rows]).values("action")
    told = found.annotate(total=Count("pk"), behind=Count("pk", filter=~Q(state=StepState.OPEN)))
    return {row["action"]: (row["behind"], row["total"]) for row in told}
