"""The tasks of a plan: adding, changing, doing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hehuo.files import services as files
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Member, MemberState, Partnership, Plan, Task
from hehuo.partnerships.rules import PlanState, TaskState, circle
from hehuo.partnerships.selectors.links import member_by_secret

from .common import locked, moment, report, words
from .planning import drafted

if TYPE_CHECKING:
    from hehuo.parties.models import Person

_GONE = (MemberState.DECLINED, MemberState.LEFT)


@service
def add_task(
    *,
    by: Viewer,
    plan: Plan,
    title: str,
    member: Member | None = None,
    person: Person | None = None,
    due_at: datetime | None = None,
    after: Sequence[Task] = (),
    evidence: str = "",
    aftercare: bool = False,
) -> Task:
    """Add one task to the draft: who does it, by when, after which others, what has to be shown.

    The same title for the same member is one double click.
    """
    row = drafted(by, plan)
    called = words(title, "title", most=200)
    same = row.tasks.filter(title=called, member=member, state=TaskState.OPEN).first()
    if same is not None:
        return same
    _check_member(row, member)
    last = row.tasks.aggregate(last=Max("position"))["last"] or 0
    made = Task.objects.create(
        plan=row,
        position=last + 1,
        title=called,
        member=member,
        person=person,
        due_at=due_at,
        evidence=words(evidence, "evidence", most=200, needed=False),
        aftercare=aftercare,
    )
    _set_after(row, made, after)
    report(row.partnership, events.TASK_ADDED, by, task=made.pk)
    return made


@service
def change_task(
    *,
    by: Viewer,
    task: Task,
    title: str | None = None,
    member: Member | None = None,
    person: Person | None = None,
    due_at: datetime | None = None,
    after: Sequence[Task] | None = None,
    evidence: str | None = None,
    aftercare: bool | None = None,
) -> Task:
    """Change what is given of a task of the draft; what is left out stays. Nothing new writes nothing."""
    row = drafted(by, task.plan)
    fresh = row.tasks.select_for_update(of=("self",)).get(pk=task.pk)
    if fresh.state in (TaskState.DONE, TaskState.DROPPED):
        raise Refused(_("This task has ended; add another one."))
    _check_member(row, member)
    given: dict[str, Any] = {
        "title": None if title is None else words(title, "title", most=200),
        "member": member,
        "person": person,
        "due_at": due_at,
        "evidence": None if evidence is None else words(evidence, "evidence", most=200, needed=False),
        "aftercare": aftercare,
    }
    wanted = {name: value for name, value in given.items() if value is not None and getattr(fresh, name) != value}
    moved = after is not None and {one.pk for one in after} != {one.pk for one in fresh.after.all()}
    if not wanted and not moved:
        return fresh
    for name, value in wanted.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(wanted)) if wanted else None
    if after is not None and moved:
        _set_after(row, fresh, after)
    report(row.partnership, events.TASK_CHANGED, by, task=fresh.pk)
    return fresh


def _check_member(plan: Plan, member: Member | None) -> None:
    if member is not None and (member.partnership_id != plan.partnership_id or member.state in _GONE):
        message = _("This member does not sit at the table (any more).")
        raise Invalid(message, fields={"member": message})


def _set_after(plan: Plan, task: Task, after: Sequence[Task]) -> None:
    if any(one.plan_id != plan.pk for one in after):
        raise Invalid(_("Tasks wait for tasks of the same plan."), fields={"after": _("Choose tasks of this plan.")})
    order = {one.pk: [before.pk for before in one.after.all()] for one in plan.tasks.prefetch_related("after")}
    order[task.pk] = [one.pk for one in after]
    if circle(order):
        message = _("These tasks would wait for one another in a circle.")
        raise Invalid(message, fields={"after": message})
    task.after.set(after)


@service
def drop_task(*, by: Viewer, task: Task, reason: str = "") -> Task:
    """Drop a task: out of a draft at once; out of a plan that was put forward with a reason. Twice is once."""
    partnership = locked(by, task.plan.partnership)
    if not policy.may_work(by, partnership):
        raise NotAllowed(_("Those who handle requests at this place keep the table; please ask them."))
    row = Task.objects.select_for_update(of=("self",)).select_related("plan").get(pk=task.pk)
    if row.state == TaskState.DROPPED:
        return row
    if row.state == TaskState.DONE:
        raise Conflict(_("This task is already done."))
    drafting = row.plan.state == PlanState.DRAFT
    why = words(reason, "reason", most=1000, needed=not drafting)
    row.state, row.result = TaskState.DROPPED, why or str(_("Taken out of the draft"))
    row.save(update_fields=["state", "result"])
    report(partnership, events.TASK_DROPPED, by, task=row.pk)
    return row


def _at_hand(by: Viewer, task: Task) -> Task:
    """The task, locked after its table, for somebody who does it. Raises NotFound, NotAllowed, Conflict."""
    partnership = locked(by, task.plan.partnership)
    row = Task.objects.select_for_update(of=("self",)).select_related("plan__partnership", "member").get(pk=task.pk)
    theirs = row.member is not None and policy.speaks_for(by, row.member)
    named = row.person_id is not None and row.person_id == by.person_id
    if not (theirs or named or policy.may_work(by, partnership)):
        raise NotAllowed(_("This task belongs to %(member)s.") % {"member": row.member or "—"})
    return row


def _ready(row: Task) -> None:
    if row.plan.state not in (PlanState.PROPOSED, PlanState.AGREED):
        raise Conflict(_("The plan with this task is not in force. Look at the newest version."))
    if row.state == TaskState.DROPPED:
        raise Conflict(_("This task was dropped."))
    waiting = row.after.exclude(state__in=[TaskState.DONE, TaskState.DROPPED]).first()
    if waiting is not None:
        raise Refused(_("First “%(task)s” has to be done.") % {"task": waiting.title})


@service
def start_task(*, by: Viewer, task: Task, happened_at: datetime | None = None) -> Task:
    """Begin a task. Twice is once. Raises Refused while a task before it is not done."""
    row = _at_hand(by, task)
    if row.state in (TaskState.STARTED, TaskState.DONE):
        return row
    _ready(row)
    row.state, row.started_at = TaskState.STARTED, moment(happened_at, after=row.plan.partnership.opened_at)
    row.save(update_fields=["state", "started_at"])
    report(row.plan.partnership, events.TASK_STARTED, by, row.started_at, party=_party(by, row), task=row.pk)
    return row


@service
def finish_task(
    *,
    by: Viewer,
    task: Task,
    evidence: str = "",
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Task:
    """Say that a task is done and show it: words, photos, both. Twice is once.

    Raises Refused while a task before it is not done, and where the plan asks for something to be shown and nothing is.
    """
    mark = f"{by.person_id} {task.pk} {evidence}"
    if (known := replay(key=key, service="partnerships.finish", fingerprint=mark)) is not None:
        return Task.objects.get(pk=known)
    row = _at_hand(by, task)
    _finish(row, by, evidence, photos, happened_at)
    remember(key=key, service="partnerships.finish", fingerprint=mark, result=row.pk)
    return row


@service
def finish_task_by_link(*, secret: str, task: Task, evidence: str = "", photos: Sequence[Any] = ()) -> Task:
    """The same by a resident who has only the link, for a task of her own. Raises NotFound for anybody else's."""
    member = member_by_secret(secret)
    Partnership.objects.select_for_update().get(pk=member.partnership_id)
    rows = Task.objects.select_for_update(of=("self",)).select_related("plan__partnership", "member")
    row = rows.filter(pk=task.pk, member=member).first()
    if row is None:
        raise NotFound(_("There is no such task."))
    _finish(row, Viewer(), evidence, photos, None)
    return row


def _finish(row: Task, by: Viewer, evidence: str, photos: Sequence[Any], happened_at: datetime | None) -> None:
    if row.state == TaskState.DONE:
        return
    _ready(row)
    partnership = row.plan.partnership
    said = words(evidence, "evidence", needed=False)
    if row.evidence and not said and not photos:
        asks = _("The plan asks to show: %(evidence)s. Write a sentence or add a photo.")
        message = asks % {"evidence": row.evidence}
        raise Refused(message, fields={"evidence": message})
    at = moment(happened_at, after=partnership.opened_at)
    for photo in photos:
        files.attach(by=by, subject=row.subject, upload=photo, place=partnership.place)
    row.state, row.result, row.finished_at, row.finished_by_id = TaskState.DONE, said, at, by.person_id
    row.started_at = row.started_at or at
    row.save(update_fields=["state", "result", "finished_at", "finished_by", "started_at"])
    report(partnership, events.TASK_DONE, by, at, party=_party(by, row), task=row.pk)


def _party(by: Viewer, task: Task) -> int | None:
    organisation = task.member.organisation_id if task.member else None
    return organisation if organisation in by.organisations else None
