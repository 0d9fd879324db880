"""The duty roster: someone answers, day and night, and who it was is on the record."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.cases import events, policy
from hehuo.cases.models import DutyKind, DutyShift, HandOver
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.parties import selectors as parties

from .steps import choice, one_at_a_time, words


@service
def plan_shift(
    *, by: Viewer, place: str, person: int, begins_at: datetime, ends_at: datetime, kind: str = DutyKind.DAY
) -> DutyShift:
    """Put a person on duty for ``place``. The same shift again is the same; raises Conflict where she is on duty
    elsewhere at that time.
    """
    if not policy.may_keep_roster(by, place):
        raise NotAllowed(_("The dispatcher and the leader plan the roster."))
    choice(kind, DutyKind.values, "kind")
    if ends_at <= begins_at:
        raise Invalid(_("A shift ends after it begins."), fields={"ends_at": _("A shift ends after it begins.")})
    if parties.person(person) is None:
        raise Invalid(_("There is no such person."), fields={"person": _("There is no such person.")})
    one_at_a_time(f"duty:{person}")
    same = DutyShift.objects.filter(place=place, person=person, begins_at=begins_at, ends_at=ends_at, kind=kind).first()
    if same is not None:
        return same
    try:
        with transaction.atomic():
            shift = DutyShift.objects.create(
                place=place, person_id=person, begins_at=begins_at, ends_at=ends_at, kind=kind
            )
    except IntegrityError as error:
        raise Conflict(_("This person is already on duty at that time.")) from error
    _report(shift, by, events.SHIFT_PLANNED, person=person, shift=shift.pk)
    return shift


@service
def substitute_shift(*, by: Viewer, shift: DutyShift, substitute: int, reason: str) -> DutyShift:
    """Somebody else takes over (替班), with the reason. Raises Refused when the shift is over."""
    shift = _locked(by, shift)
    if shift.substitute_id == substitute:
        return shift
    if shift.ends_at <= clock.now():
        raise Refused(_("This shift is over; who was on duty stays on the record."))
    if substitute == shift.person_id or parties.person(substitute) is None:
        raise Invalid(_("Choose another person."), fields={"substitute": _("Choose another person.")})
    shift.substitute_id, shift.reason = substitute, words(reason, "reason", most=200)
    shift.save(update_fields=["substitute", "reason"])
    _report(shift, by, events.SHIFT_SUBSTITUTED, person=substitute, shift=shift.pk)
    return shift


@service
def hand_over(*, by: Viewer, shift: DutyShift, text: str) -> HandOver:
    """Leave a note to the next shift: whoever is on duty, or plans the roster."""
    row = DutyShift.objects.select_for_update().filter(pk=shift.pk).first()
    on_duty = row is not None and by.person_id is not None and by.person_id in {row.person_id, row.substitute_id}
    if row is None or not (on_duty or policy.may_keep_roster(by, row.place)):
        raise NotFound(_("There is no such shift."))
    text = words(text, "text")
    same = row.hand_overs.filter(text=text, by=by.person_id).first()
    if same is not None:
        return same
    note = HandOver.objects.create(shift=row, text=text, by_id=by.person_id, written_at=clock.now())
    _report(row, by, events.SHIFT_HANDED_OVER, shift=row.pk)
    return note


def _locked(by: Viewer, shift: DutyShift) -> DutyShift:
    row = DutyShift.objects.select_for_update().filter(pk=shift.pk).first()
    if row is None or not policy.may_keep_roster(by, row.place):
        raise NotFound(_("There is no such shift."))
    return row


def _report(about: DutyShift, by: Viewer, kind: Kind, **payload: object) -> None:
    journal.append(subject=f"shift:{about.pk}", kind=kind, payload=payload, by=by, place=about.place)
