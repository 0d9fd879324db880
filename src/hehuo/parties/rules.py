"""What can be said about parties without asking anybody: kinds, seats, periods, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as BadNumber

from hehuo.ground.access import Role
from hehuo.ground.seats import Seat
from hehuo.ground.text import mask_name, mask_phone, squash


class OrganisationKind(StrEnum):
    """Every kind of organisation that takes part (1-mission, 3-domain)."""

    PARTY_BRANCH = "party_branch"
    WORKING_COMMITTEE = "working_committee"
    SUBDISTRICT_OFFICE = "subdistrict_office"
    OFFICE_SECTION = "office_section"
    ENFORCEMENT_TEAM = "enforcement_team"
    RESIDENTS_COMMITTEE = "residents_committee"
    OWNERS_ASSEMBLY = "owners_assembly"
    OWNERS_COMMITTEE = "owners_committee"
    PROPERTY_MANAGEMENT_COMMITTEE = "property_management_committee"
    PROPERTY_COMPANY = "property_company"
    PROPERTY_RIGHT_UNIT = "property_right_unit"
    DEPARTMENT_ENFORCING = "department_enforcing"
    DEPARTMENT = "department"
    POLICE_STATION = "police_station"
    FIRE_RESCUE = "fire_rescue"
    PUBLIC_SERVICE_ENTERPRISE = "public_service_enterprise"
    SOCIAL_UNIT = "social_unit"
    SOCIAL_ORGANISATION = "social_organisation"
    EXPERT_BODY = "expert_body"

    @property
    def label(self) -> Promise:
        """The kind's name on a page (社区党组织, 物业服务企业 …)."""
        return KINDS[self].label

    @property
    def facts(self) -> KindFacts:
        """Seat, powers and side of this kind."""
        return KINDS[self]


class KindFacts(NamedTuple):
    """What follows from the kind alone: its usual seat, power to enforce, whether it is of the public side."""

    label: Promise
    seat: Seat
    enforces: bool = False
    public: bool = False


_K = OrganisationKind
#: The order is the order in lists: from the Party organisation outward.
KINDS: dict[OrganisationKind, KindFacts] = {
    _K.WORKING_COMMITTEE: KindFacts(_("Subdistrict working committee"), Seat.BACKBONE, public=True),
    _K.PARTY_BRANCH: KindFacts(_("Community Party organisation"), Seat.BACKBONE, public=True),
    _K.SUBDISTRICT_OFFICE: KindFacts(_("Subdistrict office"), Seat.BACKING, public=True),
    _K.OFFICE_SECTION: KindFacts(_("Section of the subdistrict office"), Seat.BACKING, public=True),
    _K.ENFORCEMENT_TEAM: KindFacts(_("Comprehensive law-enforcement team"), Seat.BACKING, enforces=True, public=True),
    _K.RESIDENTS_COMMITTEE: KindFacts(_("Residents' committee"), Seat.ORGANISER, public=True),
    _K.OWNERS_ASSEMBLY: KindFacts(_("Owners' assembly"), Seat.MASTERS),
    _K.OWNERS_COMMITTEE: KindFacts(_("Owners' committee"), Seat.MASTERS),
    _K.PROPERTY_MANAGEMENT_COMMITTEE: KindFacts(_("Property management committee"), Seat.MASTERS),
    _K.PROPERTY_COMPANY: KindFacts(_("Property company"), Seat.STEWARD),
    _K.PROPERTY_RIGHT_UNIT: KindFacts(_("Property-right unit"), Seat.STEWARD),
    _K.DEPARTMENT_ENFORCING: KindFacts(
        _("Department with enforcement power"), Seat.BACKING, enforces=True, public=True
    ),
    _K.DEPARTMENT: KindFacts(_("Department"), Seat.BACKING, public=True),
    _K.POLICE_STATION: KindFacts(_("Police station"), Seat.BACKING, enforces=True, public=True),
    _K.FIRE_RESCUE: KindFacts(_("Fire and rescue"), Seat.BACKING, enforces=True, public=True),
    _K.PUBLIC_SERVICE_ENTERPRISE: KindFacts(_("Public-service enterprise"), Seat.BACKING),
    _K.SOCIAL_UNIT: KindFacts(_("Social unit"), Seat.CO_BUILDER),
    _K.SOCIAL_ORGANISATION: KindFacts(_("Social organisation"), Seat.CO_BUILDER),
    _K.EXPERT_BODY: KindFacts(_("Expert body"), Seat.CO_BUILDER),
}

#: Role → its name on a page.
ROLE_LABELS: dict[Role, Promise] = {
    Role.WORKER: _("Community worker"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.LEADER: _("Leader"),
    Role.OFFICER: _("Department officer"),
    Role.PROPERTY_STAFF: _("Property staff"),
    Role.COORDINATOR: _("Coordinator of a unit"),
    Role.EXPERT: _("Expert"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMIN: _("Administrator"),
}


class ContactKind(StrEnum):
    """How somebody can be reached."""

    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WECOM = "wecom"

    @property
    def label(self) -> Promise:
        """The kind's name on a page."""
        return _CONTACT_LABELS[self]


_CONTACT_LABELS: dict[ContactKind, Promise] = {
    ContactKind.MOBILE: _("Mobile"),
    ContactKind.PHONE: _("Landline"),
    ContactKind.EMAIL: _("E-mail"),
    ContactKind.ADDRESS: _("Address"),
    ContactKind.WECOM: _("WeCom"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` up to, not including, ``end``; open where None."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies within."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether both share a day; an empty period shares none."""
        if self.end == self.start or other.end == other.start:
            return False
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


#: Roles that one person may not hold at the same time: whoever grants access may not audit it
#: (MLPS level 3, separation of duties; 3-domain §3.7).
SEPARATED: frozenset[Role] = frozenset({Role.ADMIN, Role.AUDITOR})


def separation_broken(role: Role, period: Period, held: Iterable[tuple[Role, Period]]) -> bool:
    """Whether holding ``role`` in ``period`` beside ``held`` would join administrator and auditor in one person."""
    return role in SEPARATED and any(
        other in SEPARATED and other != role and period.overlaps(when) for other, when in held
    )


def normal_phone(text: str) -> str | None:
    """``text`` as E.164 (``+8613812345678``), read as a number dialled in China; None when it is no possible number."""
    try:
        number = phonenumbers.parse(squash(text), "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def normal_contact(kind: ContactKind, value: str) -> str | None:
    """The one spelling of ``value`` by which it is matched; None when it cannot be such a contact."""
    if kind in {ContactKind.MOBILE, ContactKind.PHONE}:
        return normal_phone(value)
    plain = squash(value)
    if kind is ContactKind.EMAIL and not _EMAIL.fullmatch(plain):
        return None
    return plain or None


def masked_contact(kind: ContactKind, value: str) -> str:
    """``value`` as shown to those who need not know it: the family, not the person."""
    match kind:
        case ContactKind.MOBILE | ContactKind.PHONE:
            return mask_phone(value.removeprefix("+86"))
        case ContactKind.EMAIL:
            name, _at, domain = value.partition("@")
            return f"{name[:1]}***@{domain}"
        case _:
            return mask_name(value)


def normal_uscc(text: str) -> str | None:
    """The unified social credit code (GB 32100-2015) in its one spelling; None when its check digit is wrong."""
    try:
        return str(uscc.validate(squash(text).upper()))
    except BadNumber:
        return None
