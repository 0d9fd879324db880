"""An authority's own procedure, written down step by step by its officers (bases C1 to C4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Inventory, Item, Officer, Proceeding, ProceedingStep
from hehuo.custody.rules import GRANTS, PROCEDURES, SEIZED_DAYS, STEPS, Basis, Danger, Spot, State, Step
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import choice, day_of, fault, keep, moment, name, numbered, report, require, the_inventory, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person

_WHO = _("Only officers of the authority itself act in its procedure.")
_LAW_17 = _("Administrative Coercion Law, art. 17")


@service
def open_proceeding(
    *,
    by: Viewer,
    inventory: Inventory,
    basis: str,
    authority: Organisation,
    spot: str,
    law: str,
    items: Sequence[Item] | None = None,
    reference: str = "",
    grant: str = "",
    urgent_reason: str = "",
    hold_days: int = 30,
    danger: str = "",
    immediate: bool = False,
    performer: Organisation | None = None,
    disinterested: bool = False,
    cuts_utilities: bool = False,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Proceeding:
    """Open procedure ``basis`` (C1–C4) of ``authority`` over ``items`` (all that stand there, when None).

    ``spot`` says what is blocked, ``law`` under which law the authority acts, ``grant`` (C2) which statute lets it
    execute (``rules.GRANTS``), ``danger``/``immediate``/``performer``/``disinterested`` (C3) what art. 50 and 52 ask;
    ``urgent_reason`` where it is urgent. Raises NotAllowed for all but officers of the authority; Refused where the
    organisation has no power of compulsion; Invalid.
    """
    row = the_inventory(by, inventory)
    require(policy.may_proceed(by, row.place, authority.pk), _WHO)
    if not authority.enforces:
        raise Refused(_("This organisation has no power of compulsion; nobody can lend it any."), source=_LAW_17)
    fingerprint = f"{by.person_id}|{row.pk}|{basis}|{authority.pk}|{spot}|{law}|{grant}|{reference}|{happened_at}"
    if (known := journal.replay(key=key, service="custody.open_proceeding", fingerprint=fingerprint)) is not None:
        return Proceeding.objects.get(pk=known)
    things = _things(row, items)
    at = moment(happened_at, after=[row.happened_at])
    made = Proceeding.objects.create(
        **numbered(Proceeding, "P", day_of(at)),
        basis=choice(basis, [one.value for one in PROCEDURES], "basis"), inventory=row, authority=authority,
        spot=choice(spot, [one.value for one in Spot], "spot"), law=words(law, "law", most=200),
        reference=words(reference, "reference", most=80, needed=False),
        grant=choice(grant, ["", *GRANTS], "grant"), urgent=bool(urgent_reason.strip()),
        urgent_reason=words(urgent_reason, "urgent_reason", most=500, needed=False), hold_days=_days(hold_days),
        danger=choice(danger, ["", *(one.value for one in Danger)], "danger"), immediate=immediate,
        performer=performer, disinterested=disinterested, cuts_utilities=cuts_utilities, by_id=by.person_id,
        opened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    made.items.set(things)
    report(made.subject, events.PROCEEDING, by, place=row.place, of=row, happened_at=at, party=authority.pk,
           proceeding=made.pk, unit=authority.pk, basis=made.basis)  # fmt: skip
    journal.remember(key=key, service="custody.open_proceeding", fingerprint=fingerprint, result=made.pk)
    return made


def _things(row: Inventory, items: Sequence[Item] | None) -> list[Item]:
    named = {one.pk for one in items} if items is not None else None
    things = [one for one in row.items.filter(state=State.NUMBERED) if named is None or one.pk in named]
    if not things:
        raise Refused(_("None of these things stands there any more."))
    return things


def _days(days: int) -> int:
    if not 1 <= days <= SEIZED_DAYS:
        fault("hold_days", _("A seizure lasts at most 30 days."))
    return days


def _locked(by: Viewer, proceeding: Proceeding) -> tuple[Inventory, Proceeding]:
    row = the_inventory(by, proceeding.inventory)
    found = Proceeding.objects.select_for_update(no_key=True).get(pk=proceeding.pk)
    require(policy.may_proceed(by, row.place, found.authority_id), _WHO)
    return row, found


@service
def name_officer(*, by: Viewer, proceeding: Proceeding, person: Person, certificate: str) -> Officer:
    """An officer who carries it out, with the number of the certificate. Twice is once; another person's certificate
    is Conflict."""
    row, found = _locked(by, proceeding)
    number = words(certificate, "certificate", most=40)
    if found.officers.filter(certificate=number).exclude(person=person).exists():
        raise Conflict(_("This certificate is another officer's."))
    officer, made = Officer.objects.get_or_create(proceeding=found, person=person, defaults={"certificate": number})
    if made:
        report(found.subject, events.OFFICER_NAMED, by, place=row.place, of=row, party=found.authority_id,
               proceeding=found.pk)  # fmt: skip
    return officer


@service
def record_step(
    *,
    by: Viewer,
    proceeding: Proceeding,
    step: str,
    text: str = "",
    person_name: str = "",
    until: datetime | None = None,
    refused_to_sign: bool = False,
    signature: Any = None,
    attachments: Sequence[Any] = (),
    happened_at: datetime | None = None,
) -> ProceedingStep:
    """Write down ``step`` of the procedure, with its paper; each once, the first stands.

    ``until`` is the time that an order or a demand gives (needed there). The record is signed, or the refusal is noted
    (``refused_to_sign``). Raises NotAllowed, Invalid.
    """
    row, found = _locked(by, proceeding)
    which = Step(choice(step, [one.value for one in STEPS[found.basis_is]], "step"))
    if (there := found.steps.filter(step=which).first()) is not None:
        return there
    at = moment(happened_at)
    if which in (Step.ORDERED, Step.DEMANDED):
        _set_until(found, which, until, at)
    if which is Step.RECORD_SIGNED and signature is None and not refused_to_sign:
        fault("signature", _("The record is signed, or the refusal is noted in it."))
    made = ProceedingStep.objects.create(
        proceeding=found,
        step=which,
        words=words(text, "text", needed=False),
        name=name(person_name, "person_name"),
        refused_to_sign=refused_to_sign,
        by_id=by.person_id,
        happened_at=at,
        recorded_at=clock.now(),
    )
    for upload in [*attachments, *([signature] if signature is not None else [])]:
        keep(by, made.subject, upload, place=row.place, at=at, secret=True)
    report(found.subject, events.STEPPED, by, place=row.place, of=row, happened_at=at, party=found.authority_id,
           proceeding=found.pk, step=which)  # fmt: skip
    return made


def _set_until(found: Proceeding, which: Step, until: datetime | None, at: datetime) -> None:
    if until is None or until < at:
        fault("until", _("Say until when the person has time to comply."))
    field = "order_until" if which is Step.ORDERED else "demand_until"
    setattr(found, field, until)
    found.save(update_fields=[field])


@service
def extend_seizure(*, by: Viewer, proceeding: Proceeding, days: int, happened_at: datetime | None = None) -> Proceeding:
    """The head of the authority approved at most 30 days more (art. 25): once, before the first term ends. Moves the
    last day of everything held under it."""
    row, found = _locked(by, proceeding)
    if found.basis_is is not Basis.SEIZURE:
        raise Refused(_("Only a seizure is extended."))
    if found.steps.filter(step=Step.EXTENSION_APPROVED).exists():
        raise Refused(_("It was extended once; that is all the law allows."))
    if not 1 <= days <= SEIZED_DAYS:
        fault("days", _("At most 30 days more."))
    at = moment(happened_at)
    held = list(found.moved_items.select_for_update(no_key=True).filter(state__in=["moved", "stored"]))
    if not held or any(one.return_by is None or one.return_by < day_of(at) for one in held):
        raise Refused(_("The first term is over, or nothing is held."))
    ProceedingStep.objects.create(
        proceeding=found, step=Step.EXTENSION_APPROVED, by_id=by.person_id, happened_at=at, recorded_at=clock.now()
    )
    until = day_of(at)
    for one in held:
        until = one.return_by = (one.return_by or until) + timedelta(days=days)
        one.save(update_fields=["return_by"])
    report(found.subject, events.EXTENDED, by, place=row.place, of=row, happened_at=at, party=found.authority_id,
           proceeding=found.pk, until=until)  # fmt: skip
    return found
