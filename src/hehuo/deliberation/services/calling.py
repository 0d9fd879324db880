"""Before the meeting: call, change, invite, cancel, answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import events, policy, rules
from hehuo.deliberation.models import AgendaItem, Answer, Invitation, Meeting
from hehuo.deliberation.policy import Invitee
from hehuo.deliberation.rules import QUORUM_PERCENT, State
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed
from hehuo.ground.seats import Seat
from hehuo.ground.secrets import seal
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies

from .common import change, invalid, locked, moment, own, party_of, permit, report, words

if TYPE_CHECKING:
    from hehuo.parties.models import Person

MOST_INVITED, MOST_ITEMS = 200, 50
#: A year in either direction is a slip of the finger, not a plan.
FAR = timedelta(days=366)

MAY_NOT_CALL = _("You may not call a meeting about this: it is over, or others lead it. Ask them.")


@service
def call_meeting(
    *,
    by: Viewer,
    subject: str,
    place: str,
    title: str,
    starts_at: datetime,
    where: str = "",
    ends_at: datetime | None = None,
    link: str = "",
    purpose: str = "",
    quorum: int | None = None,
    agenda: Sequence[str] = (),
    invited: Sequence[Invitee] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Meeting:
    """Call a meeting on ``subject`` (``"partnership:12"``; empty: the affairs of ``place``).

    ``quorum`` counts voices (one per seat, one per invitation with a voice and no seat); without it the place's policy
    counts. Raises Invalid naming fields, NotAllowed for whoever may not convene on the subject.
    """
    if not codes.is_code(place):
        raise invalid("place", _("Choose the place."))
    if not policy.may_convene(by, subject, place):
        raise NotAllowed(MAY_NOT_CALL)
    asked = repr((by.person_id, subject, place, title, starts_at, where, list(agenda), list(invited)))
    if (known := journal.replay(key=key, service="call_meeting", fingerprint=asked)) is not None:
        return Meeting.objects.get(pk=int(known))
    at = moment(happened_at)
    invitees = _checked(invited)
    meeting = Meeting(
        subject=subject,
        place=place,
        title=words(title, "title", most=120),
        purpose=words(purpose, "purpose", needed=False),
        convener_id=by.person_id,
        called_at=at,
        quorum=_quorum(place, quorum, invitees),
        **_where_and_when(starts_at, ends_at, where, link, at),
    )
    meeting.save(force_insert=True)
    _write_agenda(meeting, agenda)
    _write_invitations(meeting, invitees)
    report(meeting, events.CALLED, by, at, starts=starts_at, voices=len(_units(invitees)), quorum=meeting.quorum)
    journal.remember(key=key, service="call_meeting", fingerprint=asked, result=meeting.pk)
    return meeting


@service
def change_meeting(
    *,
    by: Viewer,
    meeting: Meeting,
    title: str | None = None,
    purpose: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    where: str | None = None,
    link: str | None = None,
    quorum: int | None = None,
    agenda: Sequence[str] | None = None,
    happened_at: datetime | None = None,
) -> Meeting:
    """Change a planned meeting; what is None stays (``ends_at`` stays only with ``starts_at``). Another time asks
    everybody anew whether they come."""
    meeting = locked(by, meeting)
    permit("change", meeting, by)
    at = moment(happened_at)
    moved = starts_at is not None and starts_at != meeting.starts_at
    values = _where_and_when(
        starts_at or meeting.starts_at,
        ends_at if starts_at is not None else ends_at or meeting.ends_at,
        meeting.where if where is None else where,
        meeting.link if link is None else link,
        at,
    )
    if title is not None:
        values["title"] = words(title, "title", most=120)
    if purpose is not None:
        values["purpose"] = words(purpose, "purpose", needed=False)
    if quorum is not None:
        values["quorum"] = _whole_quorum(quorum, {one.unit for one in meeting.invitations.filter(voice=True)})
    items = [item.title for item in meeting.agenda.all()]
    wanted = items if agenda is None else _items(agenda)
    if wanted == items and all(getattr(meeting, name) == value for name, value in values.items()):
        return meeting
    change(meeting, **values, sequence=meeting.sequence + 1)
    if wanted != items:
        if meeting.decisions.exclude(item=None).exists():
            raise invalid("agenda", _("Proposals hang on the agenda already; it stays as it is."))
        meeting.agenda.all().delete()
        _write_agenda(meeting, wanted)
    if moved:
        meeting.invitations.update(answer=Answer.PENDING, reason="", answered_at=None)
    report(meeting, events.CHANGED, by, at, starts=meeting.starts_at)
    return meeting


@service
def invite_to_meeting(
    *, by: Viewer, meeting: Meeting, invited: Sequence[Invitee], happened_at: datetime | None = None
) -> Meeting:
    """Invite further people; whoever is invited already stays so, once. The quorum stays as it is."""
    meeting = locked(by, meeting)
    permit("invite", meeting, by)
    there = {_owner(row) for row in meeting.invitations.all()}
    fresh = [row for row in _checked(invited) if _owner(row) not in there]
    if len(there) + len(fresh) > MOST_INVITED:
        raise invalid("invited", _("At most %(most)s can be invited.") % {"most": MOST_INVITED})
    if fresh:
        _write_invitations(meeting, fresh)
        report(meeting, events.INVITED, by, moment(happened_at), count=len(fresh))
    return meeting


@service
def cancel_meeting(*, by: Viewer, meeting: Meeting, reason: str, happened_at: datetime | None = None) -> Meeting:
    """Call it off, with the reason; it stays on record and decides nothing."""
    meeting = locked(by, meeting)
    if meeting.state == State.CANCELLED and policy.may_keep(by, meeting):
        return meeting
    permit("cancel", meeting, by)
    at = moment(happened_at)
    change(meeting, state=State.CANCELLED, reason=words(reason, "reason", most=1000), sequence=meeting.sequence + 1)
    report(meeting, events.CANCELLED, by, at)
    return meeting


@service
def answer_invitation(
    *,
    by: Viewer,
    invitation: Invitation,
    accept: bool,
    reason: str = "",
    delegate: Person | None = None,
    happened_at: datetime | None = None,
) -> Invitation:
    """Say whether the invited come, and who speaks for an organisation: ``delegate``, else whoever answers for it.

    The keeper may write down an answer that came by telephone. Raises NotAllowed for others, Invalid for a delegate
    who is not of the organisation.
    """
    meeting = locked(by, invitation.meeting)
    row = own(meeting, invitation)
    permit("answer", meeting, by)
    mine = policy.belongs(by, row)
    if not mine and not policy.may_keep(by, meeting):
        raise NotAllowed(_("This invitation is for somebody else."))
    speaker = _delegate(row, delegate, by) if accept else None
    answer = Answer.ACCEPTED if accept else Answer.DECLINED
    reason = words(reason, "reason", most=500, needed=False)
    if (row.answer, row.reason, row.delegate_id) == (answer, reason, speaker):
        return row
    at = moment(happened_at)
    row.answer, row.reason, row.delegate_id, row.answered_at = answer, reason, speaker, at
    row.save(update_fields=["answer", "reason", "delegate", "answered_at"])
    report(meeting, events.ANSWERED, by, at, party_of(by, row), invitation=row.pk, answer=answer)
    return row


def _owner(row: Invitation) -> object:
    """Who is invited, so that nobody is twice; a sealed name is always somebody new."""
    return (row.organisation_id, row.seat) if row.organisation_id else row.person_id or object()


def _delegate(row: Invitation, delegate: Person | None, by: Viewer) -> int | None:
    """Who speaks for the organisation: named, else the one who answers for it, else whoever was named before."""
    if row.organisation is None:
        return None
    if delegate is not None:
        if not parties.people_of(row.organisation).filter(pk=delegate.pk).exists():
            names = {"person": delegate, "organisation": row.organisation}
            raise invalid("delegate", _("%(person)s does not belong to %(organisation)s.") % names)
        return delegate.pk
    return by.person_id if policy.belongs(by, row) else row.delegate_id


def _where_and_when(
    starts_at: datetime, ends_at: datetime | None, where: str, link: str, at: datetime
) -> dict[str, object]:
    where, link = words(where, "where", most=200, needed=False), words(link, "link", most=500, needed=False)
    if not where and not link:
        raise invalid("where", _("Say where: a room, or a link."))
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as error:
            raise invalid("link", _("A link begins with https:// and leads to the meeting.")) from error
    if abs(starts_at - clock.now()) > FAR and abs(starts_at - at) > FAR:
        raise invalid("starts_at", _("This is more than a year away. Is the date right?"))
    if ends_at is not None and ends_at <= starts_at:
        raise invalid("ends_at", _("It ends after it begins."))
    return {"starts_at": starts_at, "ends_at": ends_at, "where": where, "link": link}


def _checked(invited: Iterable[Invitee]) -> list[Invitation]:
    """The invitees, each once. Raises Invalid for what names nobody, or two at once."""
    kept: dict[object, Invitation] = {}
    for one in invited:
        name = words(one.name, "invited", most=60, needed=False)
        organisation, person = one.organisation_id, one.person_id
        if sum((organisation is not None, person is not None, bool(name))) != 1:
            raise invalid("invited", _("Each invitation is for one organisation, one person or one name."))
        if one.seat and one.seat not in set(Seat):
            raise invalid("invited", _("There is no seat “%(seat)s”.") % {"seat": one.seat})
        owner = (organisation, one.seat) if organisation is not None else (person, name)
        kept.setdefault(
            owner, Invitation(organisation_id=organisation, person_id=person, seat=one.seat, voice=one.voice)
        )
        if name:
            kept[owner].sealed = seal(name)
    if len(kept) > MOST_INVITED:
        raise invalid("invited", _("At most %(most)s can be invited.") % {"most": MOST_INVITED})
    _check_known(kept.values())
    return list(kept.values())


def _check_known(invited: Iterable[Invitation]) -> None:
    organisations = {one.organisation_id for one in invited if one.organisation_id is not None}
    people = {one.person_id for one in invited if one.person_id is not None}
    known = organisations <= parties.names_of_organisations(organisations).keys()
    if not known or not people <= parties.names_of_people(people).keys():
        raise invalid("invited", _("Somebody among the invited is not in the register."))


def _units(invited: Iterable[Invitation]) -> set[object]:
    """The voices among invitations that have no number yet."""
    return {one.seat or id(one) for one in invited if one.voice}


def _quorum(place: str, quorum: int | None, invited: Sequence[Invitation]) -> int:
    units = _units(invited)
    if quorum is None:
        return rules.quorum_of(len(units), policies.value(QUORUM_PERCENT, place))
    return _whole_quorum(quorum, units)


def _whole_quorum(quorum: int, units: set[object] | set[str]) -> int:
    if not 1 <= quorum <= max(1, len(units)):
        raise invalid("quorum", _("The quorum lies between 1 and the number of voices, %(n)s.") % {"n": len(units)})
    return quorum


def _items(agenda: Sequence[str]) -> list[str]:
    items = [item for line in agenda if (item := words(line, "agenda", most=200, needed=False))]
    if len(items) > MOST_ITEMS:
        raise invalid("agenda", _("At most %(most)s points fit on one agenda.") % {"most": MOST_ITEMS})
    return items


def _write_agenda(meeting: Meeting, agenda: Sequence[str]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=n, title=title) for n, title in enumerate(_items(agenda), 1)
    )


def _write_invitations(meeting: Meeting, invited: Sequence[Invitation]) -> None:
    for row in invited:
        row.meeting = meeting
    Invitation.objects.bulk_create(invited)
