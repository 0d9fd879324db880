"""Before the day: draw the action from the plan, order its steps, put people on the roll, give notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.actions import events, policy
from hehuo.actions.models import Action, Attendance, Step
from hehuo.actions.rules import (
    FIXED,
    Notice,
    RollRole,
    State,
    StepKind,
    announce_missing,
    cycle,
    number_for,
)
from hehuo.actions.selectors.facts import step_facts
from hehuo.actions.selectors.plan import plan_is_agreed
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed, NotFound, Refused
from hehuo.ground.secrets import seal
from hehuo.ground.service import service
from hehuo.partnerships import selectors as partnerships

from .drawing import draw_roll, draw_steps
from .steps import Once, choice, fault, led, moment, refuse, report, tell, unfinished, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person
    from hehuo.partnerships.models import Member, Partnership


@service
def draft_action(
    *,
    by: Viewer,
    partnership: Partnership,
    title: str,
    starts_at: datetime,
    meeting_point: str,
    leader: Person | None = None,
    ends_at: datetime | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Action:
    """Prepare an action of ``partnership``: steps and roll are drawn from its plan, to be changed until the notice.

    Raises NotFound for those who may not know of the partnership, NotAllowed for those who do not handle matters at
    its place, Invalid for missing words.
    """
    partnership = partnerships.partnership_for(by, partnership.number)
    if not policy.may_draft(by, partnership.place):
        raise NotAllowed(_("Actions are prepared by those who handle matters at this place."))
    once = Once.of(key, "draft_action", by, partnership.pk, title, starts_at)
    if (done := once.before()) is not None:
        return Action.objects.get(pk=done)
    if ends_at is not None and ends_at <= starts_at:
        fault("ends_at", pgettext_lazy("action", "It cannot end before it starts."))
    at = moment(happened_at)
    pk = _serial()
    action = Action.objects.create(
        pk=pk,
        number=number_for(at.astimezone(clock.BEIJING).date(), pk),
        partnership=partnership,
        place=partnership.place,
        title=words(title, "title", most=120),
        starts_at=starts_at,
        ends_at=ends_at,
        meeting_point=words(meeting_point, "meeting_point", most=200),
        leader=leader,
        drafted_by_id=by.person_id,
        created_at=clock.now(),
    )
    draw_roll(action)
    draw_steps(action)
    report(action, events.DRAFTED, by, at)
    once.after(action.pk)
    return action


def _serial() -> int:
    """The id of the next action, taken before its row so that the number can stand in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('actions_action', 'id'))")
        return int(cursor.fetchone()[0])


@service
def change_action(
    *,
    by: Viewer,
    action: Action,
    title: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    meeting_point: str | None = None,
    leader: Person | None = None,
) -> Action:
    """Change what is given. After the notice only the leader may still be changed: a new time needs a new notice."""
    action = led(by, action)
    unfinished(action)
    values: dict[str, object] = {}
    if title is not None:
        values["title"] = words(title, "title", most=120)
    if meeting_point is not None:
        values["meeting_point"] = words(meeting_point, "meeting_point", most=200)
    if starts_at is not None:
        values["starts_at"] = starts_at
    if ends_at is not None:
        values["ends_at"] = ends_at
    if leader is not None:
        values["leader_id"] = leader.pk
    values = {name: value for name, value in values.items() if getattr(action, name) != value}
    if values.keys() - {"leader_id"} and action.state_is is not State.DRAFT:
        raise Refused(_("The notice names time and place: break the action off and announce a new one."))
    for name, value in values.items():
        setattr(action, name, value)
    if action.ends_at is not None and action.ends_at <= action.starts_at:
        fault("ends_at", pgettext_lazy("action", "It cannot end before it starts."))
    if values:
        action.save(update_fields=list(values))
        report(action, events.CHANGED, by)
    return action


@service
def add_step(
    *,
    by: Viewer,
    action: Action,
    kind: str,
    title: str,
    member: Member | None = None,
    organisation: Organisation | None = None,
    person: Person | None = None,
    after: Collection[Step] | None = None,
    required: bool = True,
    before: Step | None = None,
) -> Step:
    """Put a step in, at the end or in front of ``before``; by default it waits for the step that stands before it.

    Raises Refused once the notice is given, Invalid for a step of another action.
    """
    action = _draft(by, action)
    choice(kind, [one.value for one in StepKind if one is not StepKind.ROLL_CALL], "kind")
    last = action.steps.aggregate(last=Max("position"))["last"] or 0
    position = last + 1
    if before is not None:
        position = _own(action, [before])[0].position
        action.steps.filter(position__gte=position).update(position=F("position") + 1)
    if member is not None and organisation is None:
        organisation = member.organisation
    step = Step.objects.create(
        action=action, position=position, kind=kind, title=words(title, "title", most=120), member=member,
        organisation=organisation, person=person, required=required,
    )  # fmt: skip
    if after is None:
        previous = action.steps.filter(position__lt=position).order_by("-position").first()
        after = [previous] if previous is not None else []
    step.after.set(_own(action, after))
    _no_circle(action)
    report(action, events.CHANGED, by)
    return step


@service
def change_step(
    *,
    by: Viewer,
    step: Step,
    title: str | None = None,
    organisation: Organisation | None = None,
    member: Member | None = None,
    person: Person | None = None,
    after: Collection[Step] | None = None,
    required: bool | None = None,
) -> Step:
    """Change what is given. Roll-call and admonition keep their place before the others and stay required."""
    action = _draft(by, step.action)
    step = _own(action, [step])[0]
    if step.kind_is in FIXED and (after is not None or required is False):
        raise Refused(_("Roll-call and admonition come first and are never left out."))
    if title is not None:
        step.title = words(title, "title", most=120)
    if member is not None:
        step.member, step.organisation = member, member.organisation
    if organisation is not None:
        step.organisation = organisation
    if person is not None:
        step.person = person
    if required is not None:
        step.required = required
    step.save(update_fields=["title", "member", "organisation", "person", "required"])
    if after is not None:
        step.after.set(_own(action, after))
        _no_circle(action)
    report(action, events.CHANGED, by)
    return step


@service
def remove_step(*, by: Viewer, step: Step) -> None:
    """Take a step out; what waited for it waits for what it waited for. Raises Refused for roll-call and admonition."""
    action = _draft(by, step.action)
    row = action.steps.filter(pk=step.pk).first()
    if row is None:
        return
    if row.kind_is in FIXED:
        raise Refused(_("Roll-call and admonition come first and are never left out."))
    waited = list(row.after.all())
    for later in row.before.all():
        later.after.add(*waited)
    row.delete()
    report(action, events.CHANGED, by)


@service
def expect(
    *,
    by: Viewer,
    action: Action,
    role: str,
    organisation: Organisation | None = None,
    person: Person | None = None,
    name: str = "",
    certificate: str = "",
    key: str | None = None,
) -> Attendance:
    """Put somebody on the roll: a person of ours, an organisation, or a name that is sealed. Possible until the end.

    The same person twice is one line. Raises Invalid where nobody is named.
    """
    action = led(by, action)
    unfinished(action)
    once = Once.of(key, "expect", by, action.pk, role, name, certificate)
    if (done := once.before()) is not None:
        return Attendance.objects.get(pk=done)
    choice(role, [one.value for one in RollRole], "role")
    name = words(name, "name", most=60, needed=False)
    certificate = words(certificate, "certificate", most=40, needed=False)
    if organisation is None and person is None and not name and role not in ("person_concerned", "family"):
        fault("name", _("Say who is expected: a person, an organisation, or a name."))
    if person is not None and (there := action.roll.filter(person=person).first()) is not None:
        return there
    line = Attendance.objects.create(
        action=action, organisation=organisation, person=person, name=seal(name) if name else b"", role=role,
        certificate=certificate,
    )  # fmt: skip
    report(action, events.CHANGED, by)
    once.after(line.pk)
    return line


@service
def drop_expected(*, by: Viewer, attendance: Attendance) -> None:
    """Take a line off the roll while it has not been called; gone already is fine."""
    action = led(by, attendance.action)
    unfinished(action)
    row = action.roll.filter(pk=attendance.pk).first()
    if row is None:
        return
    if row.called_at is not None:
        raise Refused(_("This line was called already; the roll stays as it was."))
    row.delete()
    report(action, events.CHANGED, by)


@service
def announce_action(
    *, by: Viewer, action: Action, how: str, happened_at: datetime | None = None, key: str | None = None
) -> Action:
    """Give notice (``how``: in_person, posted, phone, message); the steps stand still from then on. Twice is once.

    Raises Refused while the plan is not agreed or nobody leads.
    """
    action = led(by, action)
    choice(how, [one.value for one in Notice], "how")
    if action.state_is in (State.ANNOUNCED, State.UNDER_WAY):
        return action
    unfinished(action)
    once = Once.of(key, "announce_action", by, action.pk, how)
    if once.before() is not None:
        return action
    steps = step_facts(action).values()
    refuse(
        announce_missing(
            plan_agreed=plan_is_agreed(action.partnership), leader=action.leader_id is not None, steps=list(steps)
        )
    )
    at = moment(happened_at)
    action.state, action.notice, action.announced_at = State.ANNOUNCED, how, at
    action.save(update_fields=["state", "notice", "announced_at"])
    report(action, events.ANNOUNCED, by, at, starts=action.starts_at, notice=how)
    tell(action, by, "notice_given", at)
    once.after(action.pk)
    return action


def _draft(by: Viewer, action: Action) -> Action:
    action = led(by, action)
    if action.state_is is not State.DRAFT:
        raise Refused(_("The steps stand still once notice is given."), code="announced")
    return action


def _own(action: Action, steps: Iterable[Step]) -> list[Step]:
    wanted = {step.pk for step in steps}
    found = list(action.steps.filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise NotFound(_("There is no such step in this action."))
    return found


def _no_circle(action: Action) -> None:
    if cycle({step.id: step.after for step in step_facts(action).values()}):
        fault("after", _("These steps would wait for one another in a circle."))
