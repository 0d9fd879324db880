"""The table itself: who sits where, what each owes and did, tasks, risks, and how the work is shared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.selectors import DutyView, SeatView, Step

from .shapes import Chair, Danger, Owes, Share, Sitting, Tag, Todo
from .shapes import Step as Stop

if TYPE_CHECKING:
    from hehuo.partnerships.models import Member, Partnership, Plan, Task

_MEMBER: dict[str, str] = {"invited": "warn", "declined": "bad", "left": "plain"}
_TASK = {"open": "plain", "started": "info", "done": "ok"}
_PLAN = {"draft": "plain", "proposed": "warn", "agreed": "ok"}
#: The first duties of a seat are shown at once; the rest behind a fold.
_FIRST = frozenset({"lead", "carry_out"})
#: These stages last; at all others the work is already on the next one.
_LASTING = frozenset({"acting", "watching", "reviewed", "dissolved"})


def way(partnership: Partnership, acting_on: datetime | None = None) -> list[Stop]:
    """The eight stages after the opening, each with its day; the one that is being worked on is marked.

    ``acting_on``: the day for which a joint action is announced.
    """
    steps = partnerships.steps(partnership)
    here = next(index for index, step in enumerate(steps) if step.now)
    dissolved = partnership.stage == "dissolved"
    now = -1 if dissolved else here if steps[here].stage in _LASTING else here + 1
    return [
        _stop(step, css="now" if index == now and not _ended(step) else "done" if index <= here else "", on=acting_on)
        for index, step in enumerate(steps)
        if index
    ]


def _ended(step: Step) -> bool:
    return step.stage == "reviewed" and step.done


def _stop(step: Step, *, css: str, on: datetime | None) -> Stop:
    if step.done_at and not (css == "now" and step.done_at is None):
        return Stop(step.label, step.done_at, "", css, overridden=step.overridden)
    if step.stage == "acting" and on is not None:
        return Stop(step.label, on, pgettext("a planned day", "planned"), css, overridden=step.overridden)
    return Stop(step.label, None, pgettext("stage", "in hand") if css == "now" else "", css, overridden=step.overridden)


def chairs(seats: Sequence[SeatView], *, running: bool) -> list[dict[str, Any]]:
    """The rows of the round table; once the partnership has ended nobody is waited for."""
    return [
        {
            "seat": seat.seat,
            "filled": seat.taken or bool(seat.waiting),
            "done": seat.done,
            "total": seat.total,
            "note": _note(seat) if running else "",
            "late": running and (bool(seat.waiting) or (seat.demanded and not seat.taken)),
        }
        for seat in seats
    ]


def _note(seat: SeatView) -> str:
    if seat.waiting:
        waits = pgettext("seat", "asked")
        return f"{seat.done}/{seat.total} · {waits}" if seat.total else waits
    if seat.demanded and not seat.taken:
        return pgettext("seat", "missing")
    return ""


def sitting(seats: Sequence[SeatView]) -> list[Chair]:
    """Who sits on each seat and what it owes."""
    return [_chair(seat) for seat in seats]


def _chair(seat: SeatView) -> Chair:
    owes = [(duty.kind, _owes(duty)) for duty in seat.duties]
    first = [one for kind, one in owes if kind in _FIRST] or [one for _kind, one in owes[:1]]
    return Chair(
        seat.seat.value,
        [_sits(member) for member in seat.members if member.state != "left"],
        first,
        [one for _kind, one in owes if one not in first],
        seat.gap,
    )


def _owes(duty: DutyView) -> Owes:
    return Owes(duty.kind_label, duty.text, _("clause %(number)s") % {"number": duty.clause_number}, duty.url)


def _sits(member: Member) -> Sitting:
    speaks = member.delegate or member.substitute
    state = (_MEMBER[member.state], member.get_state_display()) if member.state in _MEMBER else None
    return Sitting(member.shown, str(speaks) if speaks else "", state=state)


def others(partnership: Partnership) -> list[Sitting]:
    """Further members: social units, experts, the person concerned (masked), family, witnesses, neighbours."""
    found = []
    for member in partnerships.members(partnership):
        if not member.seat:
            tone = _MEMBER.get(member.state, "ok")
            state: Tag = (tone, member.get_state_display())
            if member.heard_at is not None:
                state = ("ok", pgettext("member", "heard"))
            found.append(Sitting(member.shown, "", member.standing_is.label, state))
    return found


def tasks(rows: Sequence[Task], partnership: Partnership) -> list[Todo]:
    """The plan's tasks: what is open and due first, what is done last."""
    order = {"started": 0, "open": 0, "done": 1}
    far = clock.now() + timedelta(days=36500)
    found = sorted(rows, key=lambda task: (order.get(task.state, 2), task.due_at or far))
    return [_todo(task, partnership) for task in found]


def _todo(task: Task, partnership: Partnership) -> Todo:
    who = task.member.shown if task.member else ""
    if task.person is not None:
        who = f"{who} · {task.person}" if who else str(task.person)
    return Todo(
        title=task.title,
        who=who or _("nobody yet"),
        due_at=task.due_at,
        state=task_state(task, clock.now()),
        seat=task.member.seat if task.member else "",
        after="、".join(each.title for each in task.after.all()),
        url=reverse("partnerships-task", args=[partnership.number, task.pk]),
        done=task.state == "done",
    )


def task_state(task: Task, now: datetime) -> Tag:
    """How a task stands: what is late or due today says so instead of "not begun"."""
    if task.state == "done" or task.due_at is None:
        return _TASK[task.state], task.get_state_display()
    if task.due_at < now:
        return "bad", pgettext("task", "Late")
    if task.due_at.astimezone(clock.BEIJING).date() == now.astimezone(clock.BEIJING).date():
        return "warn", pgettext("task", "Due today")
    return _TASK[task.state], task.get_state_display()


def plan_state(plan: Plan | None) -> Tag | None:
    """How far the plan is."""
    return (_PLAN.get(plan.state, "plain"), plan.get_state_display()) if plan else None


def risks(viewer: Viewer, partnership: Partnership, plan: Plan | None) -> list[Danger]:
    """What may go wrong, as far as she may read it."""
    levels = {1: "plain", 2: "plain", 3: "warn", 4: "bad"}
    found = []
    for each in partnerships.risks_of(viewer, partnership, plan) if plan else ():
        risk = each.risk
        state = (levels[risk.level], _("level %(n)d") % {"n": risk.level})
        from_ = str(risk.stand_by_from) if risk.stand_by_from and not each.hidden else ""
        found.append(
            Danger(each.label, state, each.countermeasure, each.stand_by, from_, risk.confirmed_at is not None)
        )
    return found


def sharing(partnership: Partnership) -> tuple[list[Share], list[Share]]:
    """Contributions per seat and per force; forces are counted at the subdistrict's tables."""
    known = partnerships.sharing(partnership)
    if not any(share.contributions for share in known.seats):
        return [], []
    forces = known.forces if partnership.level == "subdistrict" else []
    return _shares(known.seats, hue=True), _shares(forces, hue=False)


def _shares(rows: Sequence[Any], *, hue: bool) -> list[Share]:
    most = max((share.contributions for share in rows), default=0) or 1
    return [Share(share.label, share.contributions, most, share.code if hue else "", _carried(share)) for share in rows]


def _carried(share: Any) -> str:
    words = (
        (share.tasks_done, pgettext("share", "tasks")),
        (share.meetings, pgettext("share", "meetings")),
        (share.surveys, pgettext("share", "surveys")),
        (share.whistles, pgettext("share", "whistles")),
        (share.rounds, pgettext("share", "rounds")),
        (share.items, pgettext("share", "things")),
    )
    return " · ".join(f"{word} {count}" for count, word in words if count)
