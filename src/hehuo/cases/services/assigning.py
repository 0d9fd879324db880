"""Who answers: assign, hand down, assist, accept, return, examine, object."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events
from hehuo.cases.models import Assignment, Case, Objection, Return
from hehuo.cases.rules import Stage
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Refused
from hehuo.ground.service import service
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies

from .steps import change, choice, lead_of, locked, moment, permit, report, words

#: Units of these kinds receive from the platform: level 1.
_SUBDISTRICT = frozenset({"subdistrict_office", "working_committee"})


@service
def assign_case(
    *, by: Viewer, case: Case, unit: int, note: str = "", happened_at: datetime | None = None
) -> Assignment:
    """A unit (organisation id) is asked to answer (派单). Level 1 for a subdistrict office, else level 2.

    The same unit again, while it has not answered, returns the standing assignment. Raises Refused for another stage
    or a unit that no longer exists, NotAllowed for all but dispatch.
    """
    case = locked(by, case)
    if case.stage == Stage.ASSIGNED and case.unit_id == unit and (standing := lead_of(case)) is not None:
        return standing
    edge = permit("assign", case, by)
    made = _lead(by, case, unit, note, happened_at)
    change(case, edge, unit_id=unit, handler=None)
    report(case, events.ASSIGNED, by, made.assigned_at, (f"organisation:{unit}",), unit=unit, assignment=made.pk)
    return made


@service
def hand_down(*, by: Viewer, case: Case, unit: int, note: str = "", happened_at: datetime | None = None) -> Assignment:
    """The case goes on to a section, community or other unit (转派, 改派), whose own clock starts.

    Level 1 stays with the subdistrict. Raises as :func:`assign_case`.
    """
    case = locked(by, case)
    if case.stage == Stage.ASSIGNED and case.unit_id == unit and (standing := lead_of(case)) is not None:
        return standing
    edge = permit("hand_down", case, by)
    if case.unit_id == unit:
        raise Refused(_("This unit already has the case; choose another."))
    made = _lead(by, case, unit, note, happened_at)
    change(case, edge, unit_id=unit, handler=None)
    report(case, events.HANDED_DOWN, by, made.assigned_at, (f"organisation:{unit}",), unit=unit, assignment=made.pk)
    return made


@service
def add_assistant(*, by: Viewer, case: Case, unit: int, note: str = "") -> Assignment:
    """Another unit is asked to help (协办); the first receiver goes on leading. Twice is once."""
    case = locked(by, case)
    known = Assignment.objects.filter(case=case, unit=unit, lead=False, ended_at=None).first()
    if known is not None:
        return known
    permit("assist", case, by)
    if case.unit_id == unit:
        raise Refused(_("This unit already leads; choose another to assist."))
    made = _assignment(by, case, unit, note, None, lead=False)
    report(case, events.ASSISTING, by, None, (f"organisation:{unit}",), unit=unit, assignment=made.pk)
    return made


@service
def accept_case(*, by: Viewer, case: Case, happened_at: datetime | None = None) -> Assignment:
    """The unit confirms that it has the case (签收). A second click returns the first acceptance.

    Raises Conflict when a colleague was first, Refused at another stage, NotAllowed for other units.
    """
    case = locked(by, case)
    lead = lead_of(case)
    if lead is not None and lead.accepted_at is not None and case.stage != Stage.ASSIGNED:
        if lead.accepted_by_id == by.person_id:
            return lead
        if case.stage in {Stage.ACCEPTED, Stage.HANDLING}:
            raise Conflict(_("A colleague accepted it first; it is in good hands."))
    edge = permit("accept", case, by)
    if lead is None:
        raise Refused(_("Nobody has been asked yet; assign it first."))
    lead.accepted_at = moment(happened_at, after=lead.assigned_at)
    lead.accepted_by_id = by.person_id
    lead.save(update_fields=["accepted_at", "accepted_by"])
    change(case, edge, handler_id=by.person_id)
    report(case, events.ACCEPTED, by, lead.accepted_at, (f"organisation:{lead.unit_id}",),
           unit=lead.unit_id, assignment=lead.pk)  # fmt: skip
    return lead


@service
def return_case(*, by: Viewer, case: Case, reason: str) -> Return:
    """The unit gives it back and says why (退单); somebody else must examine that. Twice is once."""
    case = locked(by, case)
    waiting = Return.objects.filter(case=case, examined_at=None).first()
    if waiting is not None and waiting.by_id == by.person_id:
        return waiting
    edge = permit("return", case, by)
    reason = words(reason, "reason", most=1000)
    lead = lead_of(case)
    if lead is None:
        raise Refused(_("Nobody has been asked yet; assign it first."))
    made = Return.objects.create(case=case, assignment=lead, reason=reason, by_id=by.person_id, returned_at=clock.now())
    change(case, edge)
    report(case, events.RETURNED, by, unit=lead.unit_id, returned=made.pk)
    return made


@service
def examine_return(*, by: Viewer, case: Case, granted: bool, decision: str) -> Return:
    """Another person than the one who returned decides: granted, it is assigned anew; refused, the unit keeps it."""
    case = locked(by, case)
    edge = permit("grant_return" if granted else "refuse_return", case, by)
    decision = words(decision, "decision", most=1000)
    row = Return.objects.select_for_update().select_related("assignment").get(case=case, examined_at=None)
    row.examined_by_id, row.examined_at, row.granted, row.decision = by.person_id, clock.now(), granted, decision
    row.save()
    if granted:
        Assignment.objects.filter(case=case, lead=True, ended_at=None).update(ended_at=clock.now())
        change(case, edge, unit=None, handler=None)
        report(case, events.RETURN_GRANTED, by, returned=row.pk)
    else:
        Assignment.objects.filter(pk=row.assignment_id).update(accepted_at=None, accepted_by=None)
        change(case, edge, handler=None)
        report(case, events.RETURN_REFUSED, by, unit=row.assignment.unit_id, returned=row.pk)
    return row


@service
def object_to_assignment(*, by: Viewer, case: Case, reason: str) -> Objection:
    """Record that the subdistrict objects to the platform's assignment (派单异议); its clock runs on. Twice is once."""
    case = locked(by, case)
    if (waiting := Objection.objects.filter(case=case, result=Objection.Result.PENDING).first()) is not None:
        return waiting
    permit("object", case, by)
    made = Objection.objects.create(
        case=case, reason=words(reason, "reason", most=1000), by_id=by.person_id, sent_at=clock.now()
    )
    report(case, events.OBJECTED, by, objection=made.pk)
    return made


@service
def decide_objection(*, by: Viewer, case: Case, result: str, happened_at: datetime | None = None) -> Objection:
    """Record what the hotline agency decided on the objection: ``upheld`` or ``rejected``."""
    case = locked(by, case)
    permit("decide_objection", case, by)
    choice(result, ("upheld", "rejected"), "result")
    row = Objection.objects.get(case=case, result=Objection.Result.PENDING)
    row.result, row.decided_at = result, moment(happened_at, after=row.sent_at)
    row.save(update_fields=["result", "decided_at"])
    report(case, events.OBJECTION_DECIDED, by, row.decided_at, objection=row.pk, result=result)
    return row


def _lead(by: Viewer, case: Case, unit: int, note: str, happened_at: datetime | None) -> Assignment:
    """Open a lead assignment; the former lead of the same or a deeper level ends."""
    made = _assignment(by, case, unit, note, happened_at, lead=True, save=False)
    Assignment.objects.filter(case=case, lead=True, ended_at=None, level__gte=made.level).update(ended_at=clock.now())
    Assignment.objects.filter(case=case, unit=unit, lead=False, ended_at=None).update(ended_at=clock.now())
    made.save()
    return made


def _assignment(
    by: Viewer, case: Case, unit: int, note: str, happened_at: datetime | None, *, lead: bool, save: bool = True
) -> Assignment:
    organisation = parties.organisation(unit)
    if organisation is None or not organisation.holds_on(parties.today()):
        raise Refused(_("This unit is not there any more; choose another."))
    at = moment(happened_at, after=case.opened_at)
    made = Assignment(
        case=case,
        level=1 if organisation.kind in _SUBDISTRICT else 2,
        unit=organisation,
        lead=lead,
        by_id=by.person_id,
        assigned_at=at,
        accept_by=at + policies.value("cases.accept.within", case.place, at),
        note=words(note, "note", most=500, needed=False),
    )
    if save:
        made.save()
    return made
