"""Who may read and keep the register of parties.

The administrator of a place keeps what is at home there; workers, dispatchers, leaders and auditors read it, and the
organisations of the wider places that serve them as well. Everybody reads the organisations she acts for.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hehuo.ground import codes
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.errors import NotAllowed, NotFound

from .models import Contact, Organisation, Person

KEEPERS = frozenset({Role.ADMIN})
READERS = HANDLERS | KEEPERS | {Role.AUDITOR}


def _reached(viewer: Viewer, column: str) -> Q:
    """Rows whose ``column`` lies within the places that ``viewer`` reads, or is one that contains them."""
    found = Q(pk__in=())
    for place in viewer.reach(*READERS):
        found |= Q(**{f"{column}__startswith": place})
        if place:
            found |= Q(**{f"{column}__in": codes.ancestors(place)})
    return found


def readable_organisations(viewer: Viewer) -> Q:
    """The organisations that ``viewer`` may know of."""
    return _reached(viewer, "place") | Q(pk__in=viewer.organisations)


def readable_people(viewer: Viewer) -> Q:
    """The people that ``viewer`` may know of: members, past or present, of what she reads; and herself."""
    return _reached(viewer, "memberships__organisation__place") | Q(pk=viewer.person_id or 0)


def may_keep(viewer: Viewer, place: str) -> bool:
    """Whether ``viewer`` administers ``place``."""
    return viewer.has(*KEEPERS, place=place)


def check_may_keep(viewer: Viewer, *places: str) -> None:
    """Raise NotAllowed unless ``viewer`` administers all of ``places``."""
    if not all(may_keep(viewer, place) for place in places):
        raise NotAllowed(_("Only the administrator of this place may change this. Please ask her to do it."))


def may_keep_person(viewer: Viewer, person: Person) -> bool:
    """Whether ``viewer`` administers a place where ``person`` is or was a member."""
    if viewer.system:
        return True
    return any(may_keep(viewer, place) for place in _places_of(person))


def may_reveal(viewer: Viewer, contact: Contact, place: str = "") -> bool:
    """Whether ``viewer`` may read ``contact`` unmasked.

    Those who handle cases or keep the register may, where the owner is at home, or where the owner's place contains
    theirs (the number of the police station); of a contact without owner, whoever handles cases at ``place``.
    Auditors see masks: nothing in an audit needs somebody's telephone number.
    """
    roles = HANDLERS | KEEPERS
    if contact.person_id and contact.person_id == viewer.person_id:
        return True
    if contact.person_id is None and contact.organisation_id is None:
        return bool(place) and viewer.has(*HANDLERS, place=place)
    owner = contact.organisation or contact.person
    places = [owner.place] if isinstance(owner, Organisation) else _places_of(owner) if owner else []
    mine = viewer.reach(*roles)
    return any(codes.is_within(home, reach) or codes.is_within(reach, home) for home in places for reach in mine)


def check_may_reveal(viewer: Viewer, contact: Contact, place: str = "") -> None:
    """Raise NotFound unless ``viewer`` may read ``contact`` unmasked."""
    if not may_reveal(viewer, contact, place):
        raise NotFound(_("There is no such contact, or it is not yours to see."))


def _places_of(person: Person) -> list[str]:
    return list(person.memberships.values_list("organisation__place", flat=True))
