"""What this room's pages show. Each fetch authorises: what the viewer may not know of is NotFound."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import clean
from hehuo.parties import policy
from hehuo.parties.models import Contact, Invitation, Membership, Organisation, Person, SeatHolding, User
from hehuo.parties.rules import ContactKind, masked_contact
from hehuo.places import selectors as places

from .lookup import today, valid_on

WORTHLESS = _("This invitation was used, withdrawn or is too old. Please ask your administrator for a new one.")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Shown:
    """A contact as a page shows it: masked, and whether the viewer may ask for more."""

    contact: Contact
    masked: str
    may_reveal: bool


def organisations_for(
    viewer: Viewer, *, text: str = "", kind: str = "", place: str = "", seat: str = "", ended: bool = False
) -> QuerySet[Organisation]:
    """The organisations that ``viewer`` may know of, filtered, with the seats they hold and a count of their people."""
    day = today()
    rows = Organisation.objects.filter(policy.readable_organisations(viewer))
    if not ended:
        rows = rows.filter(valid_on(day))
    if text := clean(text):
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(uscc=text.upper()))
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(Q(place__startswith=place) | Q(serves__place__startswith=place)).distinct()
    if seat:
        rows = rows.filter(pk__in=SeatHolding.objects.filter(valid_on(day), seat=seat).values("organisation"))
    held = SeatHolding.objects.filter(valid_on(day)).order_by("place", "pk")
    members = Count("memberships__person", filter=valid_on(day, "memberships__"), distinct=True)
    return (
        rows.prefetch_related(Prefetch("seats", held, to_attr="held")).annotate(people=members).order_by("place", "pk")
    )


def organisations_kept(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations that ``viewer`` administers and that take part today."""
    reach = viewer.reach(*policy.KEEPERS)
    kept = reduce(or_, (Q(place__startswith=place) for place in reach), Q(pk__in=()))
    return Organisation.objects.filter(kept, valid_on(today())).order_by("place", "pk")


def organisation_for(viewer: Viewer, pk: int) -> Organisation:
    """One organisation. Raises NotFound."""
    rows = Organisation.objects.select_related("parent").filter(policy.readable_organisations(viewer))
    return _found(rows.filter(pk=pk), _("There is no such organisation."))


def seats_of(organisation: Organisation) -> list[SeatHolding]:
    """Its seats, the present ones first."""
    return sorted(organisation.seats.all(), key=lambda row: (row.valid_to is not None, row.place, row.pk))


def seat_for(viewer: Viewer, pk: int) -> SeatHolding:
    """One seat, held by an organisation that ``viewer`` may know of. Raises NotFound."""
    rows = SeatHolding.objects.select_related("organisation").filter(pk=pk)
    row = _found(rows, _("There is no such seat."))
    organisation_for(viewer, row.organisation_id)
    return row


def people_for(viewer: Viewer, *, text: str = "", role: str = "", place: str = "") -> QuerySet[Person]:
    """The people that ``viewer`` may know of and who belong to something today, with what they belong to."""
    day = today()
    present = Membership.objects.filter(valid_on(day), valid_on(day, "organisation__"))
    if role:
        present = present.filter(role=role)
    if place:
        present = present.filter(place__startswith=place)
    rows = Person.objects.filter(policy.readable_people(viewer), pk__in=present.values("person")).distinct()
    if text := clean(text):
        columns = ("title", "organisation__name", "organisation__short_name")
        matched = Membership.objects.filter(reduce(or_, (Q(**{f"{name}__icontains": text}) for name in columns)))
        rows = rows.filter(Q(name__icontains=text) | Q(pk__in=matched.values("person")))
    now = Membership.objects.filter(valid_on(day)).select_related("organisation").order_by("pk")
    return (
        rows.select_related("account").prefetch_related(Prefetch("memberships", now, to_attr="present")).order_by("pk")
    )


def person_for(viewer: Viewer, pk: int) -> Person:
    """One person. Raises NotFound."""
    rows = Person.objects.filter(policy.readable_people(viewer), pk=pk).distinct()
    return _found(rows, _("There is no such person."))


def memberships_of(owner: Person | Organisation) -> list[Membership]:
    """The memberships of a person or of an organisation, the present ones first."""
    rows = owner.memberships.select_related("organisation", "person")
    return sorted(rows, key=lambda row: (row.valid_to is not None, -(row.valid_to or today()).toordinal(), row.pk))


def membership_for(viewer: Viewer, pk: int) -> Membership:
    """One membership of a person whom ``viewer`` may know of. Raises NotFound."""
    row = _found(Membership.objects.select_related("person", "organisation").filter(pk=pk), _("There is no such role."))
    person_for(viewer, row.person_id)
    return row


def account_of(person: Person) -> User | None:
    """Her account, if she has one."""
    return User.objects.filter(person=person).first()


def user_of(viewer: Viewer, pk: int) -> User:
    """The account of a person whom ``viewer`` may know of. Raises NotFound."""
    person = person_for(viewer, pk)
    return _found(User.objects.filter(person=person), _("There is no such account."))


def invitation_of(person: Person) -> Invitation | None:
    """Her invitation that can still be accepted."""
    return Invitation.objects.filter(
        person=person, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    ).first()


def token_digest(token: str) -> bytes:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


def open_invitation(token: str) -> Invitation:
    """The invitation behind ``token``, while it can be accepted. Raises NotFound for every other one alike."""
    rows = Invitation.objects.select_related("person").filter(
        token=token_digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    return _found(rows, WORTHLESS)


def contacts_of(viewer: Viewer, owner: Person | Organisation) -> list[Shown]:
    """How ``owner`` can be reached, masked."""
    shown = []
    for row in owner.contacts.filter(erased_at=None).select_related("organisation", "person").order_by("pk"):
        try:
            masked = masked_contact(ContactKind(row.kind), open_sealed(row.sealed))
        except Unreadable:
            masked = "****"
        shown.append(Shown(row, masked, policy.may_reveal(viewer, row)))
    return shown


def contact_for(viewer: Viewer, pk: int) -> Contact:
    """One contact of somebody, or of an organisation, whom ``viewer`` may know of. Raises NotFound."""
    rows = Contact.objects.select_related("organisation", "person").filter(pk=pk, erased_at=None)
    row = _found(rows, _("There is no such contact, or it is not yours to see."))
    if row.organisation_id:
        organisation_for(viewer, row.organisation_id)
    elif row.person_id:
        person_for(viewer, row.person_id)
    else:
        raise NotFound(_("There is no such contact, or it is not yours to see."))
    return row


def places_kept(viewer: Viewer, within: Iterable[str] = ()) -> list[tuple[str, str]]:
    """``(code, path)`` of the places that ``viewer`` administers down to the communities, for a choice in a form."""
    found: dict[str, None] = {}
    for place in within or viewer.reach(*policy.KEEPERS):
        for level in (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY):
            found.update(dict.fromkeys(row.code for row in places.below(place, level)))
        if place:
            found[place] = None
    return sorted(places.paths(found).items())


def _found(rows: QuerySet[M], otherwise: object) -> M:
    row = rows.first()
    if row is None:
        raise NotFound(otherwise)
    return row
