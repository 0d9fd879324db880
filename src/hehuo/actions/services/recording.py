"""What is written down on the day: the admonition, statements, witnesses, incidents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.actions import events, policy
from hehuo.actions.models import Action, Admonition, Attendance, Incident, Statement, Witness
from hehuo.actions.rules import (
    Danger,
    Heard,
    RollState,
    Severity,
    Speaker,
    State,
    StepKind,
    StepState,
    step_missing,
)
from hehuo.actions.selectors.facts import step_facts
from hehuo.actions.selectors.records import help_for
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed, NotFound, Refused
from hehuo.ground.secrets import open_sealed, seal
from hehuo.ground.service import service
from hehuo.journal.kinds import Visibility
from hehuo.parties import services as parties

from .steps import Once, acted, choice, fault, keep, locked, moment, refuse, report, tell, unfinished, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation

#: Contacts that can be called.
_PHONES = ("mobile", "phone")
_COERCION = _("Administrative Coercion Law, art. 17; the admonition is an act of those who enforce")


@service
def record_admonition(
    *,
    by: Viewer,
    action: Action,
    text: str,
    officers: Collection[int],
    heard: str,
    response: str = "",
    organisation: Organisation | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Admonition:
    """An enforcing organisation on the roll (police, enforcement team, fire) admonishes: its ``officers`` (ids of
    :class:`Attendance`, present, with certificate), the words, who heard it (``Heard``), what was answered.

    Does the day's admonition step. Raises NotAllowed for everybody without power to enforce (residents' committee,
    property company, leaders too), Refused before the action begins, Invalid for officers who are not present.
    """
    action = locked(by, action)
    acting = policy.enforcing(by, action)
    if organisation is not None:
        acting &= {organisation.pk}
    if not acting:
        raise NotAllowed(
            _("Only police, the enforcement team or fire rescue on the roll can admonish; ask their officer to do it."),
            source=_COERCION,
        )
    once = Once.of(key, "record_admonition", by, action.pk, text, sorted(officers), heard)
    if (done := once.before()) is not None:
        return Admonition.objects.get(pk=done)
    choice(heard, [one.value for one in Heard], "heard")
    unit, named = _officers(action, officers, acting)
    step = action.steps.select_for_update().filter(kind=StepKind.ADMONISH, state=StepState.OPEN).first()
    facts = step_facts(action)
    if step is not None:
        refuse(step_missing(facts[step.pk], facts, action.state_is))
    elif action.state_is is not State.UNDER_WAY:
        unfinished(action)
        raise Refused(_("The action has not begun: call the roll and begin first."), code="not_begun")
    at = moment(happened_at, after=[action.begun_at])
    made = Admonition.objects.create(
        action=action, organisation_id=unit, text=words(text, "text"), heard_by=heard,
        response=words(response, "response", needed=False), by_id=by.person_id, happened_at=at,
        recorded_at=clock.now(),
    )  # fmt: skip
    made.officers.set(named)
    if step is not None:
        step.state, step.done_at, step.done_by_id = StepState.DONE, at, by.person_id
        step.save(update_fields=["state", "done_at", "done_by"])
    report(action, events.ADMONISHED, by, at, party=unit, unit=unit, admonition=made.pk, heard=heard)
    tell(action, by, "admonished", at)
    once.after(made.pk)
    return made


def _officers(action: Action, officers: Collection[int], acting: frozenset[int]) -> tuple[int, list[Attendance]]:
    rows = list(action.roll.filter(pk__in=officers, state=RollState.PRESENT, organisation__in=acting))
    if not rows or len(rows) != len(set(officers)):
        fault("officers", _("Name the officers who are present; the roll-call says who is."))
    if any(not row.certificate for row in rows):
        fault("officers", _("An officer shows the certificate first: write its number on the roll."))
    units = {row.organisation_id for row in rows}
    if len(units) != 1:
        fault("officers", _("Officers of one organisation speak together; record the others apart."))
    return int(units.pop() or 0), rows


@service
def add_witness(
    *,
    by: Viewer,
    action: Action,
    name: str,
    organisation: Organisation | None = None,
    role: str = "",
    signature: Any = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Witness:
    """Somebody who sees what happens and stands for it; the name is sealed. ``role``: who she is, such as a neighbour.

    ``signature``: a drawn or photographed one, an upload.
    """
    action = _recorder(by, action)
    once = Once.of(key, "add_witness", by, action.pk, name, role)
    if (done := once.before()) is not None:
        return Witness.objects.get(pk=done)
    _on_the_day(action)
    at = moment(happened_at, after=[action.announced_at])
    made = Witness.objects.create(
        action=action, name=seal(words(name, "name", most=60)), organisation=organisation,
        standing=words(role, "role", most=60, needed=False), signed=signature is not None, by_id=by.person_id,
        happened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    if signature is not None:
        keep(by, action, signature, subject=made.subject, visibility=Visibility.CONFIDENTIAL)
    report(action, events.WITNESSED, by, at, witness=made.pk, signed=made.signed)
    once.after(made.pk)
    return made


@service
def record_statement(
    *,
    by: Viewer,
    action: Action,
    speaker: str,
    name: str,
    text: str,
    signature: Any = None,
    refused: bool = False,
    attachment: Any = None,
    witness: Witness | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Statement:
    """What somebody said (``Speaker``), signed here (``signature``), on paper (``attachment``, a photo of it), or not
    signed at all: then a witness of this action stands for it (the last one named, where none is given).

    Raises Invalid where it is signed in no way, or both signed and refused.
    """
    action = _recorder(by, action)
    once = Once.of(key, "record_statement", by, action.pk, speaker, name, text)
    if (done := once.before()) is not None:
        return Statement.objects.get(pk=done)
    _on_the_day(action)
    choice(speaker, [one.value for one in Speaker], "speaker")
    if refused and signature is not None:
        fault("signature", _("Signed, or refused to sign: it cannot be both."))
    if not refused and signature is None and attachment is None:
        fault("signature", _("Let the person sign, add a photo of the signed paper, or mark “refused to sign”."))
    at = moment(happened_at, after=[action.announced_at])
    made = Statement.objects.create(
        action=action, speaker=speaker, name=_sealed(name), text=words(text, "text"), signed=signature is not None,
        on_paper=attachment is not None, refused_to_sign=refused,
        witness=_standing_for(action, witness) if refused else None, by_id=by.person_id, happened_at=at,
        recorded_at=clock.now(),
    )  # fmt: skip
    for upload in (signature, attachment):
        if upload is not None:
            keep(by, action, upload, subject=made.subject, visibility=Visibility.CONFIDENTIAL)
    report(action, events.STATED, by, at, statement=made.pk, speaker=speaker, refused=refused)
    once.after(made.pk)
    return made


def _sealed(name: str) -> bytes:
    name = words(name, "name", most=60, needed=False)
    return seal(name) if name else b""


def _standing_for(action: Action, witness: Witness | None) -> Witness:
    rows = action.witnesses.order_by("-happened_at", "-pk")
    found = (rows.filter(pk=witness.pk) if witness is not None else rows).first()
    if found is None:
        fault("refused", _("Whoever refuses to sign needs a witness: name one first."))
    return found


@service
def log_incident(
    *,
    by: Viewer,
    action: Action,
    kind: str,
    severity: str,
    text: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Incident:
    """Write down what went otherwise (``Danger``, ``Severity``); anybody on the roll, words can be added later."""
    action = acted(by, action)
    once = Once.of(key, "log_incident", by, action.pk, kind, severity, text)
    if (done := once.before()) is not None:
        return Incident.objects.get(pk=done)
    _on_the_day(action)
    at = moment(happened_at, after=[action.announced_at])
    made = Incident.objects.create(
        action=action, kind=choice(kind, [one.value for one in Danger], "kind"),
        severity=choice(severity, [one.value for one in Severity], "severity"),
        text=words(text, "text", needed=False), by_id=by.person_id, happened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    report(action, events.INCIDENT, by, at, incident=made.pk)
    once.after(made.pk)
    return made


@service
def reveal_name(*, by: Viewer, record: Attendance | Statement | Witness) -> str:
    """The sealed name on a line of the roll, a statement or a witness, in the clear; journaled each time.

    Raises NotAllowed for all but those who handle matters at the place, NotFound where nobody is named.
    """
    action = locked(by, record.action)
    if not policy.may_reveal(by, action):
        raise NotAllowed(_("Names are shown to those who handle matters at this place only."), source="PIPL art. 28")
    if not record.name:
        raise NotFound(_("No name was written down here."))
    report(action, events.REVEALED, by, what=record._meta.model_name, row=record.pk)
    return open_sealed(bytes(record.name))


@dataclass(frozen=True, slots=True)
class Ready:
    """Who stands ready, as somebody in need of help reads it: the name, what was planned, telephone numbers."""

    name: str
    countermeasure: str
    phones: tuple[str, ...]
    fits: bool


@service
def show_stand_by(*, by: Viewer, incident: Incident) -> list[Ready]:
    """The plan's stand-by for this incident with telephone numbers in the clear, what fits best first.

    For everybody on the roll: where somebody is in danger nobody waits for rights (PIPL art. 13(4)). Only numbers of
    organisations, each look journaled.
    """
    action = acted(by, incident.action)
    asking = Viewer(by.person_id, by.grants, by.organisations, system=True)
    return [
        Ready(
            name=" · ".join(part for part in (one.ready.words, str(one.ready.organisation or "")) if part),
            countermeasure=one.ready.countermeasure,
            phones=tuple(
                parties.reveal_contact(
                    by=asking, contact=contact, reason="call", place=action.place, subject=action.subject
                )
                for contact in one.contacts
                if contact.kind in _PHONES
            ),
            fits=one.fits,
        )
        for one in help_for(by, action, incident.kind)
    ]


def _recorder(by: Viewer, action: Action) -> Action:
    action = locked(by, action)
    if not policy.may_take_statements(by, action):
        raise NotAllowed(
            _("Statements and witnesses are written down by whoever leads and by those who enforce."),
            source=_("PIPL art. 6: no more people than needed"),
        )
    return action


def _on_the_day(action: Action) -> None:
    unfinished(action)
    if action.state_is is State.DRAFT:
        raise Refused(_("The action is still being prepared; records begin on the day."), code="notice")
