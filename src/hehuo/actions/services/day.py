"""The day itself: roll-call, begin, step by step, and the end, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.actions import events, policy
from hehuo.actions.models import Action, Closing, Step
from hehuo.actions.rules import (
    Moment,
    RollLine,
    RollState,
    State,
    StepKind,
    StepState,
    begin_missing,
    close_missing,
    roll_missing,
    step_missing,
    undo_missing,
)
from hehuo.actions.selectors.facts import roll_lines, step_facts, under_way
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed, NotFound, Refused
from hehuo.ground.service import service

from .steps import Once, acted, choice, fault, led, moment, picture, refuse, report, tell, unfinished, words


@service
def call_roll(
    *,
    by: Viewer,
    action: Action,
    present: Collection[int] = (),
    excused: Mapping[int, str] | None = None,
    absent: Collection[int] = (),
    certificates: Mapping[int, str] | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Action:
    """Call the roll, in one go or line by line (ids of :class:`Attendance`): present, excused (id → reason), absent;
    ``certificates`` id → number that an officer showed. Again is a correction; late-comers are called while it runs.

    Reports the fact ``action.roll_call`` once it is complete. Raises Refused before the notice and after the end,
    NotFound for a line of another action, Invalid for an excuse without words.
    """
    action = led(by, action)
    excused, certificates = dict(excused or {}), dict(certificates or {})
    once = Once.of(
        key, "call_roll", by, action.pk, sorted(present), sorted(excused.items()), sorted(absent),
        sorted(certificates.items()),
    )  # fmt: skip
    if once.before() is not None:
        return action
    if action.state_is is not State.UNDER_WAY:
        unfinished(action)
        if action.state_is is State.DRAFT:
            raise Refused(_("Announce the action first; the roll is called when people meet."), code="notice")
    at = moment(happened_at, after=[action.announced_at])
    marks = dict.fromkeys(absent, (RollState.ABSENT, ""))
    marks |= {pk: (RollState.EXCUSED, reason) for pk, reason in excused.items()}
    marks |= dict.fromkeys(present, (RollState.PRESENT, ""))
    _mark(by, action, marks, certificates, at)
    lines = roll_lines(action)
    report(action, events.ROLL_CALLED, by, at, **_counts(lines))
    tell(action, by, "roll_call", at, int(not roll_missing(lines)))
    once.after(action.pk)
    return action


def _mark(
    by: Viewer, action: Action, marks: Mapping[int, tuple[RollState, str]], certificates: Mapping[int, str],
    at: datetime,
) -> None:  # fmt: skip
    wanted = {*marks, *certificates}
    rows = {row.pk: row for row in action.roll.select_for_update().filter(pk__in=wanted)}
    if len(rows) != len(wanted):
        raise NotFound(_("Somebody named here is not on the roll of this action."))
    for pk, row in rows.items():
        if pk in certificates:
            row.certificate = words(certificates[pk], "certificate", most=40, needed=False)
        if pk in marks:
            row.state, reason = marks[pk]
            row.reason = words(reason, "reason", most=200, needed=row.state == RollState.EXCUSED)
            row.called_at, row.called_by_id = at, by.person_id
        row.save(update_fields=["certificate", "state", "reason", "called_at", "called_by"])


def _counts(lines: Sequence[RollLine]) -> dict[str, int]:
    return {
        state.value: sum(line.state is state for line in lines)
        for state in (RollState.PRESENT, RollState.EXCUSED, RollState.ABSENT)
    }


@service
def begin_action(*, by: Viewer, action: Action, happened_at: datetime | None = None, key: str | None = None) -> Action:
    """Begin: notice given, roll complete, nobody absent without excuse, no other action of the partnership under way.

    Twice is once. The roll-call's own step is done with it.
    """
    # Two actions of one partnership begin one after the other: the second sees the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7403))", [f"actions.begin:{action.partnership_id}"]
        )
    action = led(by, action)
    if action.state_is is State.UNDER_WAY:
        return action
    once = Once.of(key, "begin_action", by, action.pk)
    if once.before() is not None:
        return action
    unfinished(action)
    other = under_way(action.partnership)
    lines = roll_lines(action)
    announced = action.state_is is State.ANNOUNCED
    refuse(begin_missing(announced=announced, other=other.number if other else "", roll=lines))
    called = action.roll.order_by("-called_at").values_list("called_at", flat=True).first()
    at = moment(happened_at, after=[called])
    action.state, action.begun_at = State.UNDER_WAY, at
    action.save(update_fields=["state", "begun_at"])
    action.steps.filter(kind=StepKind.ROLL_CALL, state=StepState.OPEN).update(
        state=StepState.DONE, done_at=at, done_by=by.person_id
    )
    report(action, events.BEGUN, by, at, present=_counts(lines)["present"])
    tell(action, by, "roll_call", at)
    once.after(action.pk)
    return action


@service
def do_step(
    *,
    by: Viewer,
    step: Step,
    note: str = "",
    photos: Collection[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Step:
    """A step is done, by those whose step it is or by whoever leads. Twice is once.

    Raises Refused while a step before it is open, and for moving before the admonition where the plan has one; the
    admonition itself is recorded by :func:`record_admonition`.
    """
    return _settle(by, step, StepState.DONE, note, photos=photos, happened_at=happened_at, key=key)


@service
def skip_step(
    *, by: Viewer, step: Step, reason: str, happened_at: datetime | None = None, key: str | None = None
) -> Step:
    """Leave a step out, with the reason; only a step that is not required. Twice is once."""
    return _settle(by, step, StepState.SKIPPED, reason, photos=(), happened_at=happened_at, key=key)


def _settle(
    by: Viewer, step: Step, to: StepState, note: str, *, photos: Collection[Any], happened_at: datetime | None,
    key: str | None,
) -> Step:  # fmt: skip
    action = acted(by, step.action)
    step = _step(action, step)
    once = Once.of(key, "settle_step", by, step.pk, to, note)
    if once.before() is not None or step.state_is is to:
        return step
    _mine(by, action, step)
    if to is StepState.SKIPPED and step.required:
        raise Refused(_("This step cannot be left out; break the action off if it cannot be done."), code="required")
    if to is StepState.DONE and step.kind_is is StepKind.ADMONISH:
        raise Refused(_("Write the admonition down itself: words, officers, who heard it."), code="record")
    facts = step_facts(action)
    fact = facts[step.pk]
    refuse(step_missing(fact, facts, action.state_is))
    before = [facts[other].done_at for other in fact.after]
    if fact.kind is StepKind.MOVE:
        before += [one.done_at for one in facts.values() if one.kind is StepKind.ADMONISH]
    at = moment(happened_at, after=[action.begun_at, *before])
    step.state, step.note = to, words(note, "note", most=1000, needed=to is StepState.SKIPPED)
    step.done_at, step.done_by_id = at, by.person_id
    step.save(update_fields=["state", "note", "done_at", "done_by"])
    picture(by, action, photos, Moment.DURING, at, step=step)
    kind = events.STEP_DONE if to is StepState.DONE else events.STEP_SKIPPED
    report(action, kind, by, at, party=_party(by, step), step=step.pk, what=step.kind)
    once.after(step.pk)
    return step


@service
def undo_step(*, by: Viewer, step: Step, happened_at: datetime | None = None, key: str | None = None) -> Step:
    """Open a step again that was ticked by mistake; refused where others rest on it, and for records."""
    action = acted(by, step.action)
    step = _step(action, step)
    once = Once.of(key, "undo_step", by, step.pk)
    if once.before() is not None or step.state_is is StepState.OPEN:
        return step
    _mine(by, action, step)
    facts = step_facts(action)
    refuse(undo_missing(facts[step.pk], facts, action.state_is))
    at = moment(happened_at)
    step.state, step.done_at, step.done_by = StepState.OPEN, None, None
    step.save(update_fields=["state", "done_at", "done_by"])
    report(action, events.STEP_REOPENED, by, at, step=step.pk, what=step.kind)
    once.after(step.pk)
    return step


def _step(action: Action, step: Step) -> Step:
    row = Step.objects.select_for_update(of=("self",)).filter(pk=step.pk, action=action).first()
    if row is None:
        raise NotFound(_("There is no such step in this action."))
    return row


def _mine(by: Viewer, action: Action, step: Step) -> None:
    if not policy.may_do(by, action, step):
        raise NotAllowed(_("This step belongs to somebody else; whoever leads may do it too."))


def _party(by: Viewer, step: Step) -> int | None:
    return step.organisation_id if step.organisation_id in by.organisations else None


@service
def add_photos(
    *,
    by: Viewer,
    action: Action,
    photos: Collection[Any],
    when: str,
    step: Step | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> int:
    """Keep pictures taken ``before``, ``during`` or ``after``; the same picture again is one. Returns how many are new.

    Possible from the notice on, and after the end for pictures that come late; their number shows in the journal.
    """
    action = acted(by, action)
    choice(when, [one.value for one in Moment], "when")
    names = [str(getattr(photo, "name", "")) for photo in photos]
    once = Once.of(key, "add_photos", by, action.pk, when, names)
    if (done := once.before()) is not None:
        return done
    if not photos:
        fault("photos", _("Please choose at least one picture."))
    if action.final:
        raise Refused(_("The action has ended; its record stands still."), code="final")
    at = moment(happened_at)
    new = picture(by, action, photos, Moment(when), at, step=_step(action, step) if step is not None else None)
    if new:
        report(action, events.PICTURED, by, at, count=new, moment=when)
    once.after(new)
    return new


@service
def close_action(
    *,
    by: Viewer,
    action: Action,
    summary: str,
    before: Collection[Any] = (),
    after: Collection[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Action:
    """Finish: every required step is done; what was optional and is open counts as left out. Final; twice is once.

    ``before`` and ``after`` are further pictures. Raises Refused naming what is still open.
    """
    action = led(by, action)
    if action.state_is is State.CLOSED:
        return action
    once = Once.of(key, "close_action", by, action.pk, summary)
    if once.before() is not None:
        return action
    unfinished(action)
    facts = step_facts(action)
    refuse(close_missing(facts.values(), action.state_is))
    at = moment(happened_at, after=[action.begun_at, *(step.done_at for step in facts.values())])
    picture(by, action, before, Moment.BEFORE, at)
    picture(by, action, after, Moment.AFTER, at)
    _end(by, action, State.CLOSED, words(summary, "summary"), at)
    action.steps.filter(state=StepState.OPEN).update(
        state=StepState.SKIPPED, note=str(_("Not needed")), done_at=at, done_by=by.person_id
    )
    report(action, events.CLOSED, by, at)
    tell(action, by, "closed", at)
    once.after(action.pk)
    return action


@service
def abort_action(
    *, by: Viewer, action: Action, reason: str, happened_at: datetime | None = None, key: str | None = None
) -> Action:
    """Break off, at any moment before the end: open steps say so, the roll stays, what moved stays where it is.

    What this action had told the partnership (notice, roll, admonition) no longer counts. Final; twice is once.
    """
    action = led(by, action)
    if action.state_is is State.ABORTED:
        return action
    once = Once.of(key, "abort_action", by, action.pk, reason)
    if once.before() is not None:
        return action
    unfinished(action)
    at = moment(happened_at, after=[action.begun_at or action.announced_at])
    _end(by, action, State.ABORTED, words(reason, "reason"), at)
    action.steps.filter(state=StepState.OPEN).update(state=StepState.ABORTED, done_at=at, done_by=by.person_id)
    report(action, events.ABORTED, by, at)
    for name in ("notice_given", "roll_call", "admonished"):
        tell(action, by, name, at, 0)
    tell(action, by, "aborted", at)
    once.after(action.pk)
    return action


def _end(by: Viewer, action: Action, state: State, text: str, at: datetime) -> None:
    action.state, action.ended_at = state, at
    action.save(update_fields=["state", "ended_at"])
    Closing.objects.create(
        action=action, aborted=state is State.ABORTED, words=text, by_id=by.person_id, happened_at=at,
        recorded_at=clock.now(),
    )  # fmt: skip
