"""The order of tasks, and whose agreement a plan needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Who(StrEnum):
    """Whose agreement a plan needs (setting)."""

    TASKED = "tasked"
    SEATED = "seated"
    LEAD = "lead"


WHO = {
    Who.TASKED: _("Every party that has a task"),
    Who.SEATED: _("Every party that sits on one of the six seats"),
    Who.LEAD: _("The party that leads"),
}


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


TASK_STATES = {
    TaskState.OPEN: pgettext_lazy("task", "Not begun"),
    TaskState.STARTED: pgettext_lazy("task", "Under way"),
    TaskState.DONE: pgettext_lazy("task", "Done"),
    TaskState.DROPPED: pgettext_lazy("task", "Dropped"),
}


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REPLACED = "replaced"


PLAN_STATES = {
    PlanState.DRAFT: pgettext_lazy("plan", "Draft"),
    PlanState.PROPOSED: pgettext_lazy("plan", "Waits for agreement"),
    PlanState.AGREED: pgettext_lazy("plan", "Agreed"),
    PlanState.REPLACED: pgettext_lazy("plan", "Replaced"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """One accepted member as a plan sees it."""

    member: int
    organised: bool
    on_seat: bool
    leads: bool


def asked(who: str, parties: Iterable[Party], tasked: Iterable[int]) -> list[int]:
    """The members whose agreement a plan needs: organisations only, since a person concerned is heard, not bound."""
    busy = set(tasked)
    chosen: Callable[[Party], bool] = {
        Who.TASKED: lambda party: party.member in busy,
        Who.SEATED: lambda party: party.on_seat,
        Who.LEAD: lambda party: party.leads,
    }[Who(who)]
    return [party.member for party in parties if party.organised and chosen(party)]


def circle(after: Mapping[int, Sequence[int]]) -> list[int]:
    """The tasks of a circle of dependencies, empty where there is none. ``after`` maps a task to what comes before."""
    done: set[int] = set()

    def walk(task: int, path: list[int]) -> list[int]:
        if task in path:
            return path[path.index(task) :]
        if task in done:
            return []
        for before in after.get(task, ()):
            if found := walk(before, [*path, task]):
                return found
        done.add(task)
        return []

    for task in after:
        if found := walk(task, []):
            return found
    return []
