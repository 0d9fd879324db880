"""How people are reached: kept sealed, shown masked, read only for a reason that the journal keeps."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid, NotFound
from hehuo.ground.secrets import fingerprint, is_current, open_sealed, seal
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.parties import events, policy
from hehuo.parties.models import Contact, Organisation, Person
from hehuo.parties.rules import ContactKind, normal_contact

_BAD = {
    ContactKind.MOBILE: _("This is no telephone number. Please write it with all digits, such as 13800000000."),
    ContactKind.PHONE: _("This is no telephone number. Please write it with the area code, such as 010-88880000."),
    ContactKind.EMAIL: _("This is no e-mail address. It looks like name@example.org."),
    ContactKind.ADDRESS: _("Please write the address."),
    ContactKind.WECOM: _("Please write the WeCom name."),
}
MOST = 200


def build_contact(
    *, kind: str, value: str, person: Person | None = None, organisation: Organisation | None = None
) -> Contact:
    """A sealed contact, not saved, for callers that write many rows at once. Raises Invalid for a value of no use."""
    which = ContactKind(kind)
    value = clean(value)
    plain = normal_contact(which, value)
    if plain is None or len(value) > MOST:
        raise Invalid(_BAD[which], fields={"value": _BAD[which]})
    telephone = which in {ContactKind.MOBILE, ContactKind.PHONE}
    return Contact(
        person=person,
        organisation=organisation,
        kind=which.value,
        sealed=seal(plain if telephone else value),
        # Mobile and landline share one space: the same number is the same caller whatever the box was called.
        fingerprint=fingerprint(f"{'phone' if telephone else which.value}:{plain}"),
        kept_at=clock.now(),
    )


@service
def keep_contact(
    *, by: Viewer, kind: str, value: str, person: Person | None = None, organisation: Organisation | None = None
) -> Contact:
    """Keep how ``person``, ``organisation`` or (neither named) a caller can be reached.

    The same contact of the same owner is kept once. A contact without owner belongs to the row that refers to it, so
    that each caller's data can be erased alone; its room reports it to the journal, and checks the right to do so.
    Raises Invalid, NotAllowed.
    """
    contact = build_contact(kind=kind, value=value, person=person, organisation=organisation)
    owner = organisation or person
    if owner is None:
        contact.save(force_insert=True)
        return contact
    _check_owner(by, person, organisation)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError:
        return Contact.objects.get(
            person=person, organisation=organisation, kind=contact.kind, fingerprint=contact.fingerprint
        )
    journal.append(
        subject=_subject(contact),
        kind=events.CONTACT_KEPT,
        payload={"kind": contact.kind},
        by=by,
        place=_place(contact),
    )
    return contact


@service
def keep_contacts(*, by: Viewer, contacts: Iterable[Contact]) -> list[Contact]:
    """Keep many contacts without owner, as :func:`build_contact` made them, at once and in their order."""
    del by  # whoever refers to them has been asked
    return Contact.objects.bulk_create(contacts)


@service
def reveal_contact(*, by: Viewer, contact: Contact, reason: str, place: str = "", subject: str = "") -> str:
    """The contact unmasked, journaled with ``reason`` (a key of ``events.REASONS``; 3-domain §3.7).

    For a contact without owner name ``place`` and the ``subject`` that it belongs to ("case:12"), on whose timeline the
    look then appears. Raises NotFound for those it does not concern and for an erased one, Invalid without a reason.
    """
    policy.check_may_reveal(by, contact, place)
    if reason not in events.REASONS:
        raise Invalid(_("Please say why you need it."), fields={"reason": _("Please say why you need it.")})
    if contact.erased_at:
        raise NotFound(_("This contact was erased."))
    journal.append(
        subject=subject or _subject(contact),
        kind=events.CONTACT_REVEALED,
        payload={"kind": contact.kind, "reason": reason, "contact": contact.pk},
        by=by,
        place=place or _place(contact),
        threads=[f"person:{by.person_id}"] if by.person_id else [],
    )
    return open_sealed(contact.sealed)


@service
def erase_contact(*, by: Viewer, contact: Contact) -> Contact:
    """Forget a contact for good (PIPL art. 47); that there was one stays on the record. Twice is once."""
    row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if row.person_id or row.organisation_id:
        _check_owner(by, row.person, row.organisation)
    if row.erased_at:
        return row
    row.sealed, row.fingerprint, row.erased_at = b"", None, clock.now()
    row.save(update_fields=["sealed", "fingerprint", "erased_at"])
    if row.person_id or row.organisation_id:
        journal.append(
            subject=_subject(row), kind=events.CONTACT_ERASED, payload={"kind": row.kind}, by=by, place=_place(row)
        )
    return row


@service
def reseal_contacts(*, by: Viewer, most: int = 1000) -> int:
    """Seal up to ``most`` contacts with the newest key; returns how many were still sealed with an older one."""
    policy.check_may_keep(by, "")
    done = 0
    for row in Contact.objects.select_for_update(of=("self",)).filter(erased_at=None).order_by("pk").iterator():
        if done >= most:
            break
        if not is_current(row.sealed):
            fresh = build_contact(kind=row.kind, value=open_sealed(row.sealed))
            row.sealed, row.fingerprint = fresh.sealed, fresh.fingerprint
            row.save(update_fields=["sealed", "fingerprint"])
            done += 1
    return done


def _check_owner(by: Viewer, person: Person | None, organisation: Organisation | None) -> None:
    if organisation is not None:
        policy.check_may_keep(by, organisation.place)
    elif person is not None and person.pk != by.person_id and not policy.may_keep_person(by, person):
        policy.check_may_keep(by, *person.memberships.values_list("organisation__place", flat=True), "")


def _subject(contact: Contact) -> str:
    if contact.organisation_id:
        return f"organisation:{contact.organisation_id}"
    return f"person:{contact.person_id}" if contact.person_id else f"contact:{contact.pk}"


def _place(contact: Contact) -> str:
    return contact.organisation.place if contact.organisation else ""
