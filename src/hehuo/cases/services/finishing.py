"""How it ends: extension, answer, call-back, closing, redo, and the ways aside."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events
from hehuo.cases.models import CallBack, Case, Extension, Record, RecordKind, Satisfied, Solved
from hehuo.cases.rules import Stage
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid
from hehuo.ground.service import service
from hehuo.policies import selectors as policies

from .steps import change, choice, limit_for, locked, moment, permit, report, words

#: Where a case goes that belongs to another channel (接诉即办条例 art. 11).
DIVERSIONS = {
    "emergency": _("Emergency numbers 110, 119, 120, 122"),
    "statutory": _("A statutory channel: court, arbitration, petition, review"),
    "repeat": _("A repeat with nothing new"),
    "secret": _("State secret, business secret or private life"),
    "outside": _("Outside public duty"),
    "unlawful": _("Unlawful or against public morals"),
}


@service
def extend_case(
    *,
    by: Viewer,
    case: Case,
    due_at: datetime,
    reason: str,
    told_at: datetime,
    platform_notified_at: datetime | None = None,
) -> Extension:
    """More time (延期) until ``due_at``, with the reason; ``told_at`` is when the complainant was told (art. 15).

    Asked for before the limit passes; how often and how long is policy. The same again returns the first.
    """
    case = locked(by, case)
    same = case.extensions.filter(due_at=due_at, reason=reason.strip()).first()
    if same is not None:
        return same
    edge = permit("extend", case, by)
    now = clock.now()
    longest = policies.value("cases.extension.longest", case.place, case.opened_at, asked_at=now)
    base = case.due_at or now
    if not base < due_at <= base + longest:
        message = _("The new limit lies after the old one, by at most %(days)s days.") % {"days": longest.days}
        raise Invalid(message, fields={"due_at": message})
    made = Extension.objects.create(
        case=case,
        reason=words(reason, "reason", most=1000),
        due_before=case.due_at,
        due_at=due_at,
        told_at=moment(told_at, after=case.opened_at),
        platform_notified_at=platform_notified_at,
        by_id=by.person_id,
        recorded_at=now,
    )
    change(case, edge, due_at=due_at)
    report(case, events.EXTENDED, by, due=due_at.astimezone(clock.BEIJING).date(), extension=made.pk)
    return made


@service
def answer_case(
    *, by: Viewer, case: Case, text: str, unreachable: str = "", happened_at: datetime | None = None
) -> Case:
    """The complainant is told the result (办结答复). Needs a first contact, or in ``unreachable`` why there is none.

    The same answer by the same person again changes nothing.
    """
    case = locked(by, case)
    text = words(text, "text")
    if case.stage == Stage.ANSWERED and case.answered_by_id == by.person_id and case.answer == text:
        return case
    edge = permit("answer", case, by, unreachable=bool(unreachable.strip()))
    at = moment(happened_at, after=case.opened_at)
    record = _decision(by, case, words(unreachable, "unreachable", needed=False) or text)
    change(case, edge, answer=text, answered_at=at, answered_by_id=by.person_id, solved="")
    report(case, events.ANSWERED, by, at, record=record.pk, unit=case.unit_id)
    return case


@service
def record_call_back(
    *,
    by: Viewer,
    case: Case,
    reached: bool,
    solved: str = "",
    satisfied: str = "",
    words_said: str = "",
    contacted: bool | None = None,
    official: bool = False,
    happened_at: datetime | None = None,
) -> CallBack:
    """Our own call-back (预回访) by another person than who answered; ``official`` ones come by import only.

    Reached nobody: recorded, and the case stays where it is. Raises Invalid where somebody was reached and neither
    question was asked.
    """
    case = locked(by, case)
    edge = permit("call_back", case, by)
    if official and not by.system:
        raise Invalid(_("The hotline's own call-back arrives by import only."))
    made = save_call_back(
        by, case, reached=reached, solved=solved, satisfied=satisfied, words_said=words_said, contacted=contacted,
        official=official, happened_at=happened_at,
    )  # fmt: skip
    if reached:
        change(case, edge, called_back_at=made.happened_at, solved=made.solved)
    return made


def save_call_back(
    by: Viewer,
    case: Case,
    *,
    reached: bool,
    solved: str,
    satisfied: str,
    words_said: str,
    contacted: bool | None = None,
    official: bool = False,
    by_resident: bool = False,
    happened_at: datetime | None = None,
) -> CallBack:
    """Store and report one call-back; the caller holds the lock and walks the edge."""
    if reached:
        choice(solved, Solved.values, "solved")
        choice(satisfied, ["", *Satisfied.values], "satisfied")
    made = CallBack.objects.create(
        case=case,
        official=official,
        reached=reached,
        contacted=contacted,
        solved=solved if reached else "",
        satisfied=satisfied if reached else "",
        words=words(words_said, "words_said", needed=False),
        by_id=by.person_id,
        by_resident=by_resident,
        happened_at=moment(happened_at, after=case.answered_at),
        recorded_at=clock.now(),
    )
    if reached:
        report(case, events.CALLED_BACK, by, made.happened_at, call_back=made.pk, official=official,
               solved=made.solved, satisfied=made.satisfied)  # fmt: skip
    else:
        report(case, events.CALL_BACK_MISSED, by, made.happened_at, call_back=made.pk, official=official)
    return made


@service
def close_case(*, by: Viewer, case: Case, reason: str = "", happened_at: datetime | None = None) -> Case:
    """The case ends (结案): after the call-back, or when nobody answered it in time. Refused while a hold stands.

    Twice is once. "Not solved" can be closed by a leader with a written ``reason`` only.
    """
    case = locked(by, case)
    if case.stage == Stage.CLOSED:
        return case
    reason = words(reason, "reason", most=1000, needed=False)
    edge = permit("close", case, by, reason=reason)
    if reason:
        _decision(by, case, reason)
    change(case, edge, closed_at=moment(happened_at, after=case.answered_at))
    report(case, events.CLOSED, by, case.closed_at, solved=case.solved)
    return case


@service
def reopen_case(*, by: Viewer, case: Case, reason: str) -> Case:
    """Not solved: it is done again (重办), with a new limit by policy; answer and call-back stay on the record."""
    case = locked(by, case)
    edge = permit("redo", case, by)
    _decision(by, case, words(reason, "reason", most=1000))
    due = clock.now() + policies.value("cases.redo.within", case.place)
    change(
        case, edge, due_at=due, closed_at=None, answered_at=None, answered_by_id=None, called_back_at=None, solved=""
    )
    report(case, events.REDONE, by, due=due.astimezone(clock.BEIJING).date())
    return case


@service
def withdraw_case(*, by: Viewer, case: Case, reason: str) -> Case:
    """The complainant told a worker that it is no longer needed; ``reason`` are her words. Twice is once."""
    case = locked(by, case)
    if case.stage == Stage.WITHDRAWN:
        return case
    edge = permit("withdraw", case, by)
    _decision(by, case, words(reason, "reason", most=1000))
    change(case, edge, closed_at=clock.now())
    report(case, events.WITHDRAWN, by)
    return case


@service
def divert_case(*, by: Viewer, case: Case, to: str, evidence: str) -> Case:
    """It belongs to another channel (one of ``DIVERSIONS``); ``evidence`` says why. Twice is once."""
    case = locked(by, case)
    if case.stage == Stage.DIVERTED:
        return case
    edge = permit("divert", case, by)
    choice(to, DIVERSIONS, "to")
    record = _decision(by, case, words(evidence, "evidence", most=1000), outcome=to)
    change(case, edge, closed_at=clock.now())
    report(case, events.DIVERTED, by, record=record.pk)
    return case


@service
def shelve_case(*, by: Viewer, case: Case, reason: str, review_on: date) -> Case:
    """A leader shelves what cannot be solved now (挂账) with reason and review date, never silently."""
    case = locked(by, case)
    if case.stage == Stage.SHELVED and case.review_on == review_on:
        return case
    edge = permit("shelve", case, by)
    today = clock.now().astimezone(clock.BEIJING).date()
    longest = policies.value("cases.shelve.longest", case.place)
    if not today < review_on <= today + longest:
        message = _("The review lies ahead, by at most %(days)s days.") % {"days": longest.days}
        raise Invalid(message, fields={"review_on": message})
    record = _decision(by, case, words(reason, "reason", most=1000))
    change(case, edge, review_on=review_on)
    report(case, events.SHELVED, by, review=review_on, record=record.pk)
    return case


@service
def resume_case(*, by: Viewer, case: Case) -> Case:
    """A shelved case is taken up again; its limit is the one of its grade, counted from now where that has passed."""
    case = locked(by, case)
    edge = permit("resume", case, by)
    due = max(limit_for(case), clock.now() + policies.value("cases.redo.within", case.place))
    change(case, edge, review_on=None, due_at=due)
    report(case, events.RESUMED, by)
    return case


def _decision(by: Viewer, case: Case, text: str, outcome: str = "") -> Record:
    return Record.objects.create(
        case=case,
        kind=RecordKind.DECISION,
        channel=outcome,
        text=text,
        by_id=by.person_id,
        unit_id=case.unit_id if case.unit_id in by.organisations else None,
        happened_at=clock.now(),
        recorded_at=clock.now(),
    )
