"""What the rules and the rooms above read of an action."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from hehuo.actions.models import Action, Attendance, Step, Witness
from hehuo.actions.rules import RollLine, RollRole, RollState, State, StepFact, StepKind

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation
    from hehuo.partnerships.models import Partnership


def roll(action: Action) -> QuerySet[Attendance]:
    """The roll in its order, with organisations and people."""
    return action.roll.select_related("organisation", "person", "member").order_by("pk")


def roll_lines(action: Action) -> list[RollLine]:
    """The roll as the rules see it."""
    rows = action.roll.values_list("role", "state", "reason")
    return [RollLine(RollRole(role), RollState(state), reason) for role, state, reason in rows]


def step_facts(action: Action) -> dict[int, StepFact]:
    """The steps as the rules see them, by id, in their order; two queries."""
    rows = action.steps.prefetch_related("after").order_by("position", "pk")
    return {row.pk: step_fact(row) for row in rows}


def step_fact(step: Step) -> StepFact:
    """One step as the rules see it."""
    after = frozenset(other.pk for other in step.after.all())
    return StepFact(step.pk, step.kind_is, step.state_is, step.required, after, step.title, step.done_at)


def admonished_at(action: Action) -> datetime | None:
    """When the first admonition was given; None where none was."""
    return action.admonitions.order_by("happened_at").values_list("happened_at", flat=True).first()


def admonition_planned(action: Action) -> bool:
    """Whether the day has an admonition, so that nothing may move before it."""
    return action.steps.filter(kind=StepKind.ADMONISH).exists()


def officers_present(action: Action, organisation: Organisation | int) -> list[Attendance]:
    """The officers of ``organisation`` who are present and showed a certificate."""
    rows = roll(action).filter(organisation=organisation, state=RollState.PRESENT).exclude(certificate="")
    return list(rows)


def witnesses(action: Action) -> list[Witness]:
    """Who saw it and stands for that, in order."""
    return list(action.witnesses.select_related("organisation").order_by("happened_at", "pk"))


def person_concerned_present(action: Action) -> bool:
    """Whether the roll-call found the person concerned."""
    return action.roll.filter(role=RollRole.PERSON_CONCERNED, state=RollState.PRESENT).exists()


def under_way(partnership: Partnership) -> Action | None:
    """The partnership's action that is going on now; there is at most one."""
    return Action.objects.filter(partnership=partnership, state=State.UNDER_WAY).first()


def of_partnership(partnership: Partnership) -> list[Action]:
    """The actions of a partnership, the latest first."""
    rows = Action.objects.select_related("leader").filter(partnership=partnership)
    return list(rows.order_by("-starts_at", "-pk"))
