"""Drawing steps and roll of a new action from the partnership's plan."""

from __future__ import annotations

from hehuo.actions.models import Action, Attendance, Step
from hehuo.actions.rules import Proposed, RollRole, TaskFact, propose
from hehuo.actions.selectors.plan import admonition_wanted, members_coming, stand_by, tasks_of_the_day

#: The standing in a partnership → the standing on the roll.
_ROLES = {
    "person_concerned": RollRole.PERSON_CONCERNED,
    "family": RollRole.FAMILY,
    "witness": RollRole.WITNESS,
    "neighbour": RollRole.WITNESS,
    "expert": RollRole.EXPERT,
}


def draw_roll(action: Action) -> None:
    """One line per member of the partnership, and per organisation on stand-by that is no member."""
    lines: list[Attendance] = []
    there: set[int] = set()
    for member in members_coming(action.partnership):
        role = _ROLES.get(member.standing, RollRole.PARTNER)
        person = member.delegate or member.person
        if role is RollRole.PARTNER and member.organisation is not None and member.organisation.enforces:
            role = RollRole.OFFICER
        if person is not None and any(line.person_id == person.pk for line in lines):
            person = None
        if member.organisation_id:
            there.add(member.organisation_id)
        lines.append(
            Attendance(action=action, member=member, organisation=member.organisation, person=person, role=role)
        )
    for ready in stand_by(action.partnership):
        if ready.organisation is not None and ready.organisation.pk not in there:
            there.add(ready.organisation.pk)
            lines.append(Attendance(action=action, organisation=ready.organisation, role=RollRole.STAND_BY))
    Attendance.objects.bulk_create(lines)


def draw_steps(action: Action) -> None:
    """The spine with the plan's tasks of the day woven in; needs the roll, which says who enforces."""
    tasks = tasks_of_the_day(action)
    wanted = {task.pk for task in tasks}
    facts = [
        TaskFact(
            id=task.pk,
            title=task.title,
            member=task.member_id,
            organisation=task.member.organisation_id if task.member else None,
            person=task.person_id,
            after=frozenset(one.pk for one in task.after.all() if one.pk in wanted),
        )
        for task in tasks
    ]
    enforcing = action.roll.filter(organisation__enforces=True).order_by("pk").first()
    drawn = propose(facts, admonition=admonition_wanted(action.partnership))
    made = [Step.objects.create(**_row(action, place, one, enforcing)) for place, one in enumerate(drawn, 1)]
    for step, one in zip(made, drawn, strict=True):
        step.after.set([made[place] for place in one.after])


def _row(action: Action, place: int, one: Proposed, enforcing: Attendance | None) -> dict[str, object]:
    task = one.task
    row: dict[str, object] = {
        "action": action,
        "position": place,
        "kind": one.kind,
        "title": (one.title or str(one.kind.label))[:120],
        "required": one.required,
    }
    if task is not None:
        row |= {
            "task_id": task.id, "member_id": task.member, "organisation_id": task.organisation,
            "person_id": task.person,
        }  # fmt: skip
    elif one.kind == "admonish" and enforcing is not None:
        row |= {"member_id": enforcing.member_id, "organisation_id": enforcing.organisation_id}
    elif one.kind == "roll_call":
        row |= {"person_id": action.leader_id}
    return row
