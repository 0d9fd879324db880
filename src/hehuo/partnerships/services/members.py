"""Who sits at the table: inviting, answering, speaking for, hearing the person concerned."""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.seats import Seat
from hehuo.ground.secrets import fingerprint, open_sealed, seal
from hehuo.ground.service import service
from hehuo.ground.text import squash
from hehuo.journal.services import remember, replay
from hehuo.parties import selectors as parties
from hehuo.parties.events import REASONS
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Member, MemberDuty, MemberState, Partnership
from hehuo.partnerships.rules import SEALED, Standing, force_of
from hehuo.partnerships.selectors.links import digest, member_by_secret

from .common import at_work, choice, member_of, moment, report, running, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Invited:
    """A member and, where it is a resident without account, the secret of the link: told this once."""

    member: Member
    secret: str = ""


@service
def invite(
    *,
    by: Viewer,
    partnership: Partnership,
    standing: str,
    organisation: Organisation | None = None,
    person: Person | None = None,
    name: str = "",
    seat: str = "",
    reason: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Invited:
    """Ask an organisation, a person of the house or a resident by ``name`` (sealed) to the table.

    ``standing`` ``seat`` needs an organisation and its ``seat``; family needs the recorded agreement of the person
    concerned. Whoever declined or left is asked again; somebody already asked stays as they are. Raises NotAllowed,
    Invalid, Refused.
    """
    mark = f"{by.person_id} {partnership.pk} {standing} {organisation} {person} {name} {seat}"
    if (known := replay(key=key, service="partnerships.invite", fingerprint=mark)) is not None:
        member = Member.objects.get(pk=known)
        return Invited(member, _secret(key) if member.sealed else "")
    row = at_work(by, partnership)
    as_what = Standing(choice(standing, list(Standing), "standing"))
    at = moment(happened_at, after=row.opened_at)
    if (
        as_what is Standing.FAMILY
        and not row.members.filter(standing=Standing.PERSON_CONCERNED, family_agreed=True).exists()
    ):
        message = _("The family is told only if the person concerned agrees. Record that agreement first.")
        raise Refused(message, source="《个人信息保护法》第二十三条", code="family_not_agreed")
    member = _there(row, as_what, seat, organisation=organisation, person=person, name=name)
    again = member.pk is not None
    if again and member.state in (MemberState.INVITED, MemberState.ACCEPTED):
        return Invited(member)
    secret = _secret(key) if member.sealed else ""
    member.reason = words(reason, "reason", most=500, needed=False)
    member.state, member.invited_at, member.answered_at = MemberState.INVITED, at, None
    member.answer_reason, member.invited_by_id = "", by.person_id
    if secret:
        member.secret = digest(secret)
    member.save()
    if as_what is Standing.SEAT:
        MemberDuty.objects.filter(partnership=row, seat=seat, member=None).update(member=member)
    _tell_invited(row, member, by, at)
    remember(key=key, service="partnerships.invite", fingerprint=mark, result=member.pk)
    return Invited(member, secret)


def _there(
    partnership: Partnership,
    standing: Standing,
    seat: str,
    *,
    organisation: Organisation | None,
    person: Person | None,
    name: str,
) -> Member:
    """The member that is meant: the one already at the table, or a new one, not saved."""
    given = [one for one in (organisation, person, name.strip()) if one]
    if len(given) != 1:
        raise Invalid(_("Name one organisation, one person or one resident."))
    if standing is Standing.SEAT:
        if organisation is None:
            message = _("Organisations sit on the six seats. Invite people beside them.")
            raise Invalid(message, fields={"organisation": message})
        choice(seat, list(Seat), "seat")
    elif seat:
        raise Invalid(_("Only the six seats have a seat."), fields={"seat": _("Only the six seats have a seat.")})
    if (standing in SEALED) != (bool(name.strip())) and standing not in (Standing.WITNESS, Standing.NEIGHBOUR):
        message = _("The person concerned and the family are invited by name; the name is kept sealed.")
        raise Invalid(message, fields={"name": message})
    rows = partnership.members.select_for_update(of=("self",))
    base = {"partnership": partnership, "standing": standing, "seat": seat}
    if organisation is not None:
        force = force_of(standing, organisation.kind)
        same = rows.filter(organisation=organisation, seat=seat).first()
        return same or Member(**base, organisation=organisation, force=force)
    if person is not None:
        return rows.filter(person=person).first() or Member(**base, person=person, force=force_of(standing))
    called = words(name, "name", most=60)
    mark = fingerprint(f"member of {partnership.pk}: {squash(called)}")
    same = rows.filter(standing=standing, name_digest=mark).first()
    return same or Member(**base, name=seal(called), name_digest=mark, force=force_of(standing))


def _tell_invited(partnership: Partnership, member: Member, by: Viewer, at: datetime) -> None:
    if member.organisation_id is not None:
        report(partnership, events.INVITED_UNIT, by, at, party=member.organisation_id, member=member.pk,
               organisation=member.organisation_id, standing=member.standing)  # fmt: skip
    else:
        report(partnership, events.INVITED, by, at, member=member.pk, standing=member.standing)


def _secret(key: str | None) -> str:
    """A fresh secret for a link; with an idempotency ``key`` the one that belongs to it, for a retry."""
    return fingerprint(f"member secret for {key}").hex()[:32] if key else random.token_urlsafe(18)


@service
def answer(
    *,
    by: Viewer,
    member: Member,
    accept: bool,
    reason: str = "",
    happened_at: datetime | None = None,
) -> Member:
    """Accept or decline the invitation; declining needs a reason. The same answer twice is once; it may be changed.

    Given by those who speak for the member, or written down by who keeps the table where nobody of that side signs in.
    """
    row = member_of(by, member)
    return _answered(row, by, accept=accept, reason=reason, happened_at=happened_at)


@service
def answer_by_link(*, secret: str, accept: bool, reason: str = "", happened_at: datetime | None = None) -> Member:
    """The same by a resident who has only the link. Raises NotFound for a wrong one."""
    found = member_by_secret(secret)
    Partnership.objects.select_for_update().get(pk=found.partnership_id)
    row = Member.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=found.pk)
    return _answered(row, Viewer(), accept=accept, reason=reason, happened_at=happened_at, needed=False)


def _answered(
    row: Member, by: Viewer, *, accept: bool, reason: str, happened_at: datetime | None, needed: bool = True
) -> Member:
    running(row.partnership)
    wanted = MemberState.ACCEPTED if accept else MemberState.DECLINED
    if row.state == wanted:
        return row
    if row.state == MemberState.LEFT:
        raise Conflict(_("This member has left the table. Invite it again first."))
    row.answer_reason = words(reason, "reason", most=500, needed=needed and not accept)
    row.state, row.answered_at = wanted, moment(happened_at, after=row.partnership.opened_at)
    row.save(update_fields=["answer_reason", "state", "answered_at"])
    if row.organisation_id is not None:
        party = row.organisation_id if row.organisation_id in by.organisations else None
        report(row.partnership, events.ACCEPTED if accept else events.DECLINED, by, row.answered_at, party=party,
               member=row.pk, organisation=row.organisation_id)  # fmt: skip
    else:
        report(row.partnership, events.RESIDENT_ACCEPTED if accept else events.RESIDENT_DECLINED, by,
               row.answered_at, member=row.pk, standing=row.standing)  # fmt: skip
    return row


@service
def leave(*, by: Viewer, member: Member, reason: str, happened_at: datetime | None = None) -> Member:
    """Take a member from the table: it leaves, or who keeps the table lets it go, with a reason. Twice is once."""
    row = member_of(by, member, speaking=False)
    if not (policy.speaks_for(by, row) or policy.may_work(by, row.partnership)):
        raise NotAllowed(_("Only the member itself or those who keep the table may do this."))
    if row.state == MemberState.LEFT:
        return row
    running(row.partnership)
    row.answer_reason = words(reason, "reason", most=500)
    row.state, row.answered_at = MemberState.LEFT, moment(happened_at, after=row.partnership.opened_at)
    row.secret = None
    row.save(update_fields=["answer_reason", "state", "answered_at", "secret"])
    report(row.partnership, events.LEFT, by, row.answered_at, member=row.pk)
    return row


@service
def name_delegate(*, by: Viewer, member: Member, person: Person) -> Member:
    """Say who speaks for an organisation. Raises Invalid where that person does not belong to it."""
    return _speaker(by, member, person, substitute=False)


@service
def substitute(*, by: Viewer, member: Member, person: Person) -> Member:
    """Say who speaks for an organisation when its delegate cannot."""
    return _speaker(by, member, person, substitute=True)


def _speaker(by: Viewer, member: Member, person: Person, *, substitute: bool) -> Member:
    row = member_of(by, member)
    running(row.partnership)
    if row.organisation is None or not parties.people_of(row.organisation).filter(pk=person.pk).exists():
        message = _("This person does not belong to the organisation. Choose one of its own people.")
        raise Invalid(message, fields={"person": message})
    column, other = ("substitute_id", "delegate_id") if substitute else ("delegate_id", "substitute_id")
    if getattr(row, column) == person.pk:
        return row
    setattr(row, column, person.pk)
    if getattr(row, other) == person.pk:
        setattr(row, other, None)
    row.save(update_fields=["delegate", "substitute"])
    report(row.partnership, events.DELEGATED, by, member=row.pk, substitute=substitute)
    return row


@service
def new_link(*, by: Viewer, member: Member) -> Invited:
    """Give a resident a new link; the old one no longer opens anything."""
    row = member_of(by, member, speaking=False)
    at_work(by, row.partnership)
    if not row.sealed or row.state == MemberState.LEFT:
        raise Refused(_("Only residents at the table have a link; others sign in."))
    secret = _secret(None)
    row.secret = digest(secret)
    row.save(update_fields=["secret"])
    report(row.partnership, events.LINKED, by, member=row.pk)
    return Invited(row, secret)


@service
def reveal_member(*, by: Viewer, member: Member, reason: str) -> str:
    """The sealed name in the clear, journaled each time; ``reason`` is a key of ``parties.events.REASONS``."""
    row = member_of(by, member, speaking=False)
    if not policy.may_know_names(by, row.partnership):
        raise NotAllowed(
            _("Sealed names are read by those who handle the case only."), source="《个人信息保护法》第六条"
        )
    if row.name is None:
        raise NotFound(_("This name is not sealed."))
    choice(reason, REASONS, "reason")
    report(row.partnership, events.REVEALED, by, member=row.pk, reason=reason)
    return open_sealed(bytes(row.name))


@service
def allow_family(*, by: Viewer, member: Member, agrees: bool = True, happened_at: datetime | None = None) -> Member:
    """Record whether the person concerned agrees that the family is told and invited (PIPL art. 23)."""
    row = member_of(by, member)
    if row.standing != Standing.PERSON_CONCERNED:
        raise Refused(_("Only the person concerned can say this."))
    return _family(row, by, agrees=agrees, happened_at=happened_at)


@service
def allow_family_by_link(*, secret: str, agrees: bool) -> Member:
    """The same, said by the person concerned through the link."""
    found = member_by_secret(secret)
    Partnership.objects.select_for_update().get(pk=found.partnership_id)
    row = Member.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=found.pk)
    if row.standing != Standing.PERSON_CONCERNED:
        raise Refused(_("Only the person concerned can say this."))
    return _family(row, Viewer(), agrees=agrees, happened_at=None)


def _family(row: Member, by: Viewer, *, agrees: bool, happened_at: datetime | None) -> Member:
    running(row.partnership)
    if row.family_agreed == agrees:
        return row
    row.family_agreed = agrees
    row.save(update_fields=["family_agreed"])
    report(row.partnership, events.FAMILY, by, moment(happened_at), member=row.pk, agreed=agrees)
    return row


@service
def hear(*, by: Viewer, member: Member, text: str, happened_at: datetime | None = None) -> Member:
    """Write down what somebody at the table said: the person concerned is heard before anything is decided.

    Said again, it is replaced by the later words.
    """
    row = member_of(by, member, speaking=False)
    at_work(by, row.partnership)
    said = words(text, "text")
    if row.heard == said:
        return row
    row.heard, row.heard_at = said, moment(happened_at, after=row.partnership.opened_at)
    row.save(update_fields=["heard", "heard_at"])
    report(row.partnership, events.HEARD, by, row.heard_at, member=row.pk, standing=row.standing)
    return row


@service
def note_nobody_concerned(*, by: Viewer, partnership: Partnership, reason: str) -> Partnership:
    """Record that nobody in particular is concerned, and why, so that nobody is forgotten by accident."""
    row = at_work(by, partnership)
    why = words(reason, "reason", most=500)
    if row.nobody_concerned == why:
        return row
    if row.members.filter(standing=Standing.PERSON_CONCERNED).exclude(state=MemberState.LEFT).exists():
        raise Refused(_("A person concerned already sits at the table."))
    row.nobody_concerned = why
    row.save(update_fields=["nobody_concerned"])
    report(row, events.NOBODY_CONCERNED, by)
    return row
