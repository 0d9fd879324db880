"""What cases report to the journal: ids, codes and dates, never a name and never free text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Kind, Ref, Visibility, define
from hehuo.parties.events import REASONS

from . import models

PUBLIC, CONFIDENTIAL = Visibility.PUBLIC, Visibility.CONFIDENTIAL
_UNIT, _PERSON = Ref("organisation"), Ref("person")
_OUTCOMES = dict(models.Outcome.choices)
_SOLVED = {"": _("not asked"), **dict(models.Solved.choices)}
_SATISFIED = {"": _("not asked"), **dict(models.Satisfied.choices)}


def _public(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"case.{name}", sentence, visibility=PUBLIC, **fields)


def _internal(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"case.{name}", sentence, **fields)


RECEIVED = _public("received", _("The request was received"), source=str, grade=int)
IMPORTED = _public("imported", _("The request arrived from another platform"), source=str)
UPDATED = _internal("updated", _("The other platform changed the request"), source=str, fields=str)
CLASSIFIED = _internal("classified", _("It was classified: grade %(grade)s"), category=str, grade=int, urgent=bool)
ASSIGNED = _public("assigned", _("%(unit)s was asked to handle it"), unit=_UNIT, assignment=int)
ASSISTING = _public("assisting", _("%(unit)s was asked to help"), unit=_UNIT, assignment=int)
HANDED_DOWN = _public("handed_down", _("It was passed on to %(unit)s"), unit=_UNIT, assignment=int)
ACCEPTED = _public("accepted", _("%(unit)s accepted it"), unit=_UNIT, assignment=int)
CONTACTED = _public("contacted", _("Somebody spoke with the person who asked"), record=int, first=bool)
CONTACT_TRIED = _internal("contact_tried", _("The person who asked was not reached"), record=int)
VISITED = _public("visited", _("Somebody went to see the place"), record=int)
MEDIATED = _internal("mediated", _("Mediation: %(outcome)s"), record=int, outcome=_OUTCOMES)
DISSUADED = _internal("dissuaded", _("Dissuasion: %(outcome)s"), record=int, outcome=_OUTCOMES)
NOTED = _internal("noted", _("A note was added"), record=int)
SUPPLEMENTED = _internal("supplemented", _("The person who asked added information"), record=int)
RECOUNTED = _public(
    "recounted", _("Its limit was counted anew by the working days now known: %(due_at)s"), due_at=datetime
)
EXTENDED = _public("extended", _("More time was given, until %(due)s"), due=date, extension=int)
ANSWERED = _public("answered", _("The answer was given"), record=int, unit=_UNIT)
CALLED_BACK = _public("called_back", _("Asked whether it helped: %(solved)s"), call_back=int, official=bool,
                      solved=_SOLVED, satisfied=_SATISFIED)  # fmt: skip
CALL_BACK_MISSED = _internal("call_back_missed", _("The call-back did not reach anybody"), call_back=int, official=bool)
CLOSED = _public("closed", _("It was closed"), solved=_SOLVED)
REDONE = _public("redone", _("It is done again, because it was not solved"), due=date)
RETURNED = _internal("returned", _("%(unit)s returned it"), unit=_UNIT, returned=int)
RETURN_GRANTED = _internal("return_granted", _("The return was granted"), returned=int)
RETURN_REFUSED = _internal("return_refused", _("The return was refused; %(unit)s keeps it"), unit=_UNIT, returned=int)
OBJECTED = _internal("objected", _("An objection to the assignment was sent to the hotline agency"), objection=int)
OBJECTION_DECIDED = _internal("objection_decided", _("The hotline agency decided on the objection"), objection=int,
                              result=dict(models.Objection.Result.choices))  # fmt: skip
SHELVED = _public("shelved", _("It is shelved until %(review)s"), review=date, record=int)
RESUMED = _public("resumed", _("It was taken up again"))
WITHDRAWN = _public("withdrawn", _("The person who asked withdrew it"))
DIVERTED = _public("diverted", _("It belongs to another channel and was sent there"), record=int)
MARKED_HARD = _internal("marked_hard", _("It was marked as hard"))
PUBLISHED = _internal("published", _("It was reviewed and put on the public page"))
WITHHELD = _internal("withheld", _("It was taken off the public page"))
HELD = _internal("held", _("It stays open until another step is finished"), hold=int, room=str)
RELEASED = _internal("released", _("The reason to keep it open is gone"), hold=int, room=str)
REVEALED = define(
    "case.complainant_revealed",
    _("Who complained was looked at unmasked (%(reason)s)"),
    visibility=CONFIDENTIAL,
    reason=REASONS,
)

FORGOTTEN = _internal("complainant_forgotten", _("Name and contact of the person who asked were deleted"))

EXPORTED = define(
    "case.list_exported", _("A list of %(count)s requests was taken out as a table"), visibility=CONFIDENTIAL, count=int
)

SHIFT_PLANNED = define("duty.planned", _("%(person)s was put on duty"), person=_PERSON, shift=int)
SHIFT_SUBSTITUTED = define("duty.substituted", _("%(person)s takes over a duty"), person=_PERSON, shift=int)
SHIFT_HANDED_OVER = define("duty.handed_over", _("A note was left for the next shift"), shift=int)

PROBLEM_ADDED = define("problem.added", _("An old problem was written down"), visibility=PUBLIC)
PROBLEM_STARTED = define("problem.started", _("Work on the problem began"), visibility=PUBLIC)
PROBLEM_SOLVED = define("problem.solved", _("The problem was solved"), visibility=PUBLIC)
PROBLEM_DROPPED = define("problem.dropped", _("It is no longer a problem"), visibility=PUBLIC)
