"""People, and what they may do where and for how long. Nothing is deleted; what is over has an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.parties import events, policy
from hehuo.parties.models import Membership, Organisation, Person
from hehuo.parties.rules import Period, separation_broken
from hehuo.parties.selectors import today
from hehuo.places import selectors as places

from .contacts import keep_contact


@service
def add_person(
    *,
    by: Viewer,
    name: str,
    organisation: Organisation,
    role: str = "",
    place: str = "",
    title: str = "",
    valid_from: date | None = None,
    contacts: Iterable[tuple[str, str]] = (),
    key: str | None = None,
) -> Person:
    """Enter a person as a member of ``organisation``; see :func:`grant_membership` for role and place.

    ``contacts`` are ``(kind, value)`` pairs. Raises Invalid, NotAllowed, Refused.
    """
    policy.check_may_keep(by, organisation.place)
    fingerprint = f"{by.person_id}\n{organisation.pk}\n{name}\n{role}\n{place}"
    if known := journal.replay(key=key, service="add_person", fingerprint=fingerprint):
        return Person.objects.get(pk=int(known))
    person = Person.objects.create(name=_name(name))
    journal.append(
        subject=f"person:{person.pk}",
        kind=events.PERSON_ADDED,
        payload={"person": person.pk},
        by=by,
        place=organisation.place,
    )
    grant_membership(
        by=by, person=person, organisation=organisation, role=role, place=place, title=title, valid_from=valid_from
    )
    for kind, value in contacts:
        keep_contact(by=by, kind=kind, value=value, person=person)
    journal.remember(key=key, service="add_person", fingerprint=fingerprint, result=person.pk)
    return person


@service
def rename_person(*, by: Viewer, person: Person, name: str) -> Person:
    """Correct a person's name. Raises Invalid, NotAllowed."""
    row = _locked(person)
    if not policy.may_keep_person(by, row):
        policy.check_may_keep(by, "")
    name = _name(name)
    if row.name == name:
        return row
    row.name = name
    row.save(update_fields=["name"])
    journal.append(subject=f"person:{row.pk}", kind=events.PERSON_CHANGED, payload={"person": row.pk}, by=by)
    return row


@service
def grant_membership(
    *,
    by: Viewer,
    person: Person,
    organisation: Organisation,
    role: str = "",
    place: str = "",
    title: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Make ``person`` a member of ``organisation`` with ``role`` over ``place`` (the organisation's home by default).

    An empty role gives no access. Whoever holds the same already keeps it (the same row comes back, its title made
    anew). Raises NotAllowed beyond the administrator's own place or for her own access; Refused where administrator and
    auditor would meet in one person (MLPS level 3; 3-domain §3.7); Conflict where a later period overlaps.
    """
    row = _locked(person)
    place = place or organisation.place
    policy.check_may_keep(by, place, organisation.place)
    _check_not_own(by, row, role)
    if not places.exists(place):
        raise Invalid(_("There is no such place."), fields={"place": _("There is no such place.")})
    start = valid_from or today()
    _check_period(organisation, start, valid_to)
    _check_separation(row, role, Period(start, valid_to))
    same = row.memberships.filter(organisation=organisation, role=role, place=place)
    for membership in same:
        if membership.holds_on(start):
            return _retitled(by, membership, clean(title))
    membership = Membership(
        person=row,
        organisation=organisation,
        role=Role(role).value if role else "",
        place=place,
        title=clean(title),
        valid_from=start,
        valid_to=valid_to,
    )
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The same role is already given for a later time. Please end that first.")) from error
    _report(by, membership, granted=True)
    return membership


@service
def end_membership(*, by: Viewer, membership: Membership, on: date | None = None) -> Membership:
    """End a membership from ``on`` (today) on; ending twice is ending once. Raises NotAllowed."""
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=membership.pk)
    )
    policy.check_may_keep(by, row.place, row.organisation.place)
    _check_not_own(by, row.person, row.role)
    end_memberships(by=by, memberships=[row], on=on or today())
    return row


def end_memberships(*, by: Viewer, memberships: Iterable[Membership], on: date) -> None:
    """End locked rows from ``on`` on and report each that still held; for services of this room."""
    for row in memberships:
        if row.valid_to is not None and row.valid_to <= on:
            continue
        row.valid_to = max(on, row.valid_from)
        row.save(update_fields=["valid_to"])
        _report(by, row, granted=False)


def _report(by: Viewer, row: Membership, *, granted: bool) -> None:
    common = {"person": row.person_id, "organisation": row.organisation_id, "role": row.role}
    journal.append(
        subject=f"person:{row.person_id}",
        kind=events.MEMBERSHIP_GRANTED if granted else events.MEMBERSHIP_ENDED,
        payload={**common, "at": row.place} if granted else {**common, "day": row.valid_to},
        by=by,
        place=row.place,
        threads=[f"organisation:{row.organisation_id}"],
    )


def _retitled(by: Viewer, membership: Membership, title: str) -> Membership:
    if title and membership.title != title:
        membership.title = title
        membership.save(update_fields=["title"])
        journal.append(
            subject=f"person:{membership.person_id}",
            kind=events.PERSON_CHANGED,
            payload={"person": membership.person_id},
            by=by,
            place=membership.place,
        )
    return membership


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _check_not_own(by: Viewer, person: Person, role: str) -> None:
    if role and by.person_id == person.pk:
        raise NotAllowed(
            _("Nobody changes her own access. Please ask another administrator."), source=_("MLPS level 3")
        )


def _check_period(organisation: Organisation, start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise Invalid(_("It cannot end before it starts."), fields={"valid_to": _("It cannot end before it starts.")})
    if organisation.valid_to is not None and organisation.valid_to <= start:
        raise Refused(
            _("%(organisation)s no longer takes part. Please choose another one.") % {"organisation": organisation}
        )


def _check_separation(person: Person, role: str, period: Period) -> None:
    if not role:
        return
    held = [(Role(row.role), row.period) for row in person.memberships.exclude(role="")]
    if separation_broken(Role(role), period, held):
        raise Refused(
            _("One person cannot be administrator and auditor at the same time. Please end the other role first."),
            source=_("MLPS level 3, separation of duties"),
        )


def _name(name: str) -> str:
    name = clean(name)
    if not name or len(name) > 60:
        raise Invalid(_("Please write the name."), fields={"name": _("A name of 1 to 60 characters.")})
    return name
