"""What this room reports to the journal: ids and codes only."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from hehuo.ground.seats import Seat
from hehuo.journal.kinds import Ref, Visibility, define

from .rules import ROLE_LABELS, ContactKind, OrganisationKind

_KINDS = {kind.value: kind.label for kind in OrganisationKind}
_ROLES = {"": _("member without access"), **{role.value: label for role, label in ROLE_LABELS.items()}}
_SEATS = {seat.value: seat.label for seat in Seat}
_CONTACTS = {kind.value: kind.label for kind in ContactKind}
#: Why somebody may look at a contact unmasked.
REASONS = {
    "call": _("to call or write to them"),
    "check": _("to check whether it is right"),
    "request": _("because they asked for it"),
    "audit": _("for an audit"),
}

ORGANISATION_ADDED = define(
    "party.organisation_added",
    _("%(organisation)s was entered as %(kind)s"),
    organisation=Ref("organisation"),
    kind=_KINDS,
)
ORGANISATION_CHANGED = define(
    "party.organisation_changed", _("The entry of %(organisation)s was changed"), organisation=Ref("organisation")
)
ORGANISATION_CLOSED = define(
    "party.organisation_closed",
    _("%(organisation)s no longer takes part from %(day)s on"),
    organisation=Ref("organisation"),
    day=date,
)
SEATED = define(
    "party.seated",
    _("%(organisation)s took the seat “%(seat)s” at %(at)s"),
    visibility=Visibility.PUBLIC,
    organisation=Ref("organisation"),
    seat=_SEATS,
    at=Ref("place"),
)
UNSEATED = define(
    "party.unseated",
    _("%(organisation)s left the seat “%(seat)s” at %(at)s"),
    visibility=Visibility.PUBLIC,
    organisation=Ref("organisation"),
    seat=_SEATS,
    at=Ref("place"),
)
PERSON_ADDED = define("party.person_added", _("%(person)s was entered"), person=Ref("person"))
PERSON_CHANGED = define("party.person_changed", _("The entry of %(person)s was changed"), person=Ref("person"))
MEMBERSHIP_GRANTED = define(
    "party.membership_granted",
    _("%(person)s joined %(organisation)s as %(role)s at %(at)s"),
    person=Ref("person"),
    organisation=Ref("organisation"),
    role=_ROLES,
    at=Ref("place"),
)
MEMBERSHIP_ENDED = define(
    "party.membership_ended",
    _("%(person)s is no longer %(role)s with %(organisation)s from %(day)s on"),
    person=Ref("person"),
    organisation=Ref("organisation"),
    role=_ROLES,
    day=date,
)
CONTACT_KEPT = define("party.contact_kept", _("A contact was noted: %(kind)s"), kind=_CONTACTS)
CONTACT_ERASED = define("party.contact_erased", _("A contact was erased: %(kind)s"), kind=_CONTACTS)
CONTACT_REVEALED = define(
    "party.contact_revealed",
    _("A contact was looked at unmasked (%(kind)s): %(reason)s"),
    visibility=Visibility.CONFIDENTIAL,
    kind=_CONTACTS,
    reason=REASONS,
    contact=int,
)
INVITED = define("party.invited", _("%(person)s was invited to make an account"), person=Ref("person"))
INVITATION_WITHDRAWN = define(
    "party.invitation_withdrawn", _("The invitation of %(person)s was withdrawn"), person=Ref("person")
)
ACCOUNT_MADE = define("party.account_made", _("%(person)s made an account"), person=Ref("person"))
ACCOUNT_CLOSED = define("party.account_closed", _("The account of %(person)s was closed"), person=Ref("person"))
SIGNED_IN = define("party.signed_in", _("%(person)s signed in"), person=Ref("person"))
SECOND_FACTOR_SET_UP = define(
    "party.second_factor_set_up", _("%(person)s set up a second factor"), person=Ref("person")
)
SECOND_FACTOR_REMOVED = define(
    "party.second_factor_removed", _("The second factor of %(person)s was removed"), person=Ref("person")
)
SIGNED_OUT_EVERYWHERE = define(
    "party.signed_out_everywhere", _("%(person)s was signed out everywhere"), person=Ref("person")
)
