"""What the day takes from the partnership's plan: whether it is agreed, its tasks, its stand-by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hehuo.ground.clock import BEIJING
from hehuo.partnerships import selectors as partnerships

if TYPE_CHECKING:
    from hehuo.actions.models import Action
    from hehuo.parties.models import Organisation
    from hehuo.partnerships.models import Member, Partnership, Risk, Task


def plan_is_agreed(partnership: Partnership) -> bool:
    """Whether the seats concerned have agreed on the plan."""
    plan = partnerships.plan_of(partnership)
    return plan is not None and plan.state == "agreed"


def admonition_wanted(partnership: Partnership) -> bool:
    """Whether the plan lets police or enforcement speak before anything is moved."""
    plan = partnerships.plan_of(partnership)
    return plan is not None and plan.admonition


def tasks_of_the_day(action: Action) -> list[Task]:
    """The tasks of the plan that belong to the day: due on it, or without a day of their own; no aftercare."""
    plan = partnerships.plan_of(action.partnership)
    if plan is None:
        return []
    day = action.starts_at.astimezone(BEIJING).date()
    return [
        task
        for task in plan.tasks.select_related("member__organisation").prefetch_related("after")
        if not task.aftercare
        and task.state not in ("done", "dropped")
        and (task.due_at is None or task.due_at.astimezone(BEIJING).date() == day)
    ]


def members_coming(partnership: Partnership) -> list[Member]:
    """The members who accepted or have not answered yet; who declined or left does not come."""
    return [one for one in partnerships.members(partnership) if one.state in ("invited", "accepted")]


@dataclass(frozen=True, slots=True)
class StandBy:
    """Who stands ready for a risk of the plan, and what the plan says to do."""

    risk: Risk
    organisation: Organisation | None
    words: str
    countermeasure: str


def stand_by(partnership: Partnership) -> list[StandBy]:
    """The stand-by of the plan's risks, the gravest first."""
    plan = partnerships.plan_of(partnership)
    if plan is None:
        return []
    risks = plan.risks.select_related("stand_by_from").order_by("-level", "pk")
    return [
        StandBy(risk, risk.stand_by_from, risk.stand_by, risk.countermeasure)
        for risk in risks
        if risk.stand_by or risk.stand_by_from_id
    ]
