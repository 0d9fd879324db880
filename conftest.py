"""Fixtures of the whole house: a small world, its people, and signing in as one of them.

``world``   places and organisations: ``world.shuguang``, ``world.shanghe`` … (codes), ``world.office`` … (rows)
``cast``    people by role at Shuguang: ``cast.worker``, ``cast.dispatcher``, ``cast.leader``, ``cast.officer``,
            ``cast.property_staff``, ``cast.coordinator``, ``cast.expert``, ``cast.auditor``, ``cast.admin``; the same
            roles in another subdistrict of the district: ``cast.neighbour_worker`` …; in another district:
            ``cast.foreign_worker`` …; an account without any membership: ``cast.outsider``.
            Each has ``.person``, ``.user``, ``.viewer``.
``sign_in`` ``sign_in(cast.worker)`` → a Django test client that has passed password and second factor
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client, override_settings

from hehuo.ground import clock, codes
from hehuo.ground.access import Grant, Role, Viewer
from hehuo.ground.seats import Seat
from hehuo.parties.models import Membership, Organisation, Person, SeatHolding, ServedPlace, User
from hehuo.parties.rules import OrganisationKind as Kind
from hehuo.places import selectors as places
from hehuo.places.models import Place
from hehuo.policies import selectors as policies

LONG_AGO = date(2018, 1, 1)

PLACES = {
    "11": "北京市",
    "1101": "市辖区",
    "110108": "海淀区",
    "110108025": "曙光街道",
    "110108025014": "上河村社区",
    "110108025002": "世纪城社区",
    "110108025999": "蓝靛厂社区",
    "110108025014/e1/": "上河村小区",
    "110108025014/e1/b1/": "1号楼",
    "110108025014/e1/b10/": "10号楼",
    "110108001": "万寿路街道",
    "110108001001": "翠微南里社区",
    "110105": "朝阳区",
    "110105001": "建外街道",
    "110105001001": "永安里东社区",
}


@dataclass(frozen=True)
class Somebody:
    """A person of the cast, her account, and what she may do."""

    person: Person
    user: User
    viewer: Viewer
    organisation: Organisation | None = None


class World:
    """Three subdistricts: Shuguang (its own), a neighbour in the same district, one of a foreign district."""

    beijing, haidian = "11", "110108"
    shuguang, shanghe, shijicheng, landianchang = "110108025", "110108025014", "110108025002", "110108025999"
    estate, building = "110108025014/e1/", "110108025014/e1/b1/"
    neighbour, neighbour_community = "110108001", "110108001001"
    foreign, foreign_community = "110105001", "110105001001"

    working_committee: Organisation
    office: Organisation
    governance: Organisation
    dispatch: Organisation
    enforcement: Organisation
    police: Organisation
    fire: Organisation
    heating: Organisation
    department: Organisation
    party_branch: Organisation
    committee: Organisation
    owners: Organisation
    property: Organisation
    social_unit: Organisation
    experts: Organisation
    neighbour_office: Organisation
    neighbour_committee: Organisation
    neighbour_property: Organisation
    foreign_office: Organisation
    foreign_committee: Organisation

    def seat(self, organisation: Organisation, seat: Seat, place: str) -> None:
        """Seat ``organisation`` at ``place`` since long ago."""
        SeatHolding.objects.create(organisation=organisation, seat=seat, place=place, valid_from=LONG_AGO)


ORGANISATIONS = {
    "working_committee": (Kind.WORKING_COMMITTEE, "曙光街道工委", World.shuguang),
    "office": (Kind.SUBDISTRICT_OFFICE, "曙光街道办事处", World.shuguang),
    "governance": (Kind.OFFICE_SECTION, "综治组", World.shuguang),
    "dispatch": (Kind.OFFICE_SECTION, "接诉即办专班", World.shuguang),
    "enforcement": (Kind.ENFORCEMENT_TEAM, "综合行政执法队", World.shuguang),
    "police": (Kind.POLICE_STATION, "曙光派出所", World.shuguang),
    "fire": (Kind.FIRE_RESCUE, "曙光消防救援站", World.shuguang),
    "heating": (Kind.PUBLIC_SERVICE_ENTERPRISE, "暖心供热公司", World.shuguang),
    "department": (Kind.DEPARTMENT, "区住建委", World.shuguang),
    "party_branch": (Kind.PARTY_BRANCH, "上河村社区党委", World.shanghe),
    "committee": (Kind.RESIDENTS_COMMITTEE, "上河村社区居委会", World.shanghe),
    "owners": (Kind.OWNERS_COMMITTEE, "上河村业委会", World.shanghe),
    "property": (Kind.PROPERTY_COMPANY, "安和物业", World.shanghe),
    "social_unit": (Kind.SOCIAL_UNIT, "曙光中心小学", World.shanghe),
    "experts": (Kind.EXPERT_BODY, "社区治理专家库", World.shuguang),
    "neighbour_office": (Kind.SUBDISTRICT_OFFICE, "万寿路街道办事处", World.neighbour),
    "neighbour_committee": (Kind.RESIDENTS_COMMITTEE, "翠微南里居委会", World.neighbour_community),
    "neighbour_property": (Kind.PROPERTY_COMPANY, "翠微物业", World.neighbour_community),
    "foreign_office": (Kind.SUBDISTRICT_OFFICE, "建外街道办事处", World.foreign),
    "foreign_committee": (Kind.RESIDENTS_COMMITTEE, "永安里东居委会", World.foreign_community),
}

#: Role → (organisation at Shuguang, in the neighbouring subdistrict, in the foreign district; at community level?)
STAFF = {
    Role.WORKER: ("committee", "neighbour_committee", "foreign_committee", True),
    Role.DISPATCHER: ("dispatch", "neighbour_office", "foreign_office", False),
    Role.LEADER: ("office", "neighbour_office", "foreign_office", False),
    Role.OFFICER: ("police", "neighbour_office", "foreign_office", False),
    Role.PROPERTY_STAFF: ("property", "neighbour_property", "foreign_committee", True),
    Role.COORDINATOR: ("social_unit", "neighbour_committee", "foreign_committee", True),
    Role.EXPERT: ("experts", "neighbour_office", "foreign_office", False),
    Role.AUDITOR: ("office", "neighbour_office", "foreign_office", False),
    Role.ADMIN: ("office", "neighbour_office", "foreign_office", False),
}


class Cast:
    """Everybody, by attribute: ``cast.worker``, ``cast.neighbour_leader``, ``cast.outsider`` …"""

    def __init__(self, people: dict[str, Somebody]) -> None:
        self.people = people

    def __getattr__(self, name: str) -> Somebody:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(f"nobody of the cast is called {name}") from None


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """A password costs nothing in tests; production's cost is asserted in the parties room."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _fresh_policies() -> None:
    """Nothing that an earlier test decided is remembered."""
    policies.forget()
    places.forget()


@pytest.fixture
def world(db: None) -> World:
    """The places and organisations above."""
    Place.objects.bulk_create(
        Place(code=code, name=name, level=codes.level(code).value, parent_id=codes.parent(code) or None)
        for code, name in PLACES.items()
    )
    rows = {
        name: Organisation(kind=kind, name=title, place=place, enforces=kind.facts.enforces, valid_from=LONG_AGO)
        for name, (kind, title, place) in ORGANISATIONS.items()
    }
    Organisation.objects.bulk_create(rows.values())
    ServedPlace.objects.bulk_create(ServedPlace(organisation=row, place=row.place) for row in rows.values())
    SeatHolding.objects.bulk_create(
        SeatHolding(organisation=row, seat=Kind(row.kind).facts.seat, place=row.place, valid_from=LONG_AGO)
        for row in rows.values()
    )
    world = World()
    for name, row in rows.items():
        setattr(world, name, row)
    return world


@pytest.fixture
def cast(world: World) -> Cast:
    """One person per role at Shuguang, in a neighbouring subdistrict and in a foreign district; and an outsider."""
    parts: dict[str, tuple[Role, Organisation, str]] = {}
    for role, (own, neighbour, foreign, community) in STAFF.items():
        for prefix, organisation, place in (
            ("", own, world.shanghe if community else world.shuguang),
            ("neighbour_", neighbour, world.neighbour_community if community else world.neighbour),
            ("foreign_", foreign, world.foreign_community if community else world.foreign),
        ):
            parts[f"{prefix}{role.value}"] = (role, getattr(world, organisation), place)
    names = [*parts, "outsider"]
    people = dict(
        zip(names, Person.objects.bulk_create(Person(name=f"甲{n}") for n, _ in enumerate(names)), strict=True)
    )
    accounts = User.objects.bulk_create(
        User(username=name, email=f"{name}@example.org", person=people[name]) for name in names
    )
    users = dict(zip(names, accounts, strict=True))
    Membership.objects.bulk_create(
        Membership(person=people[name], organisation=organisation, role=role, place=place, valid_from=LONG_AGO)
        for name, (role, organisation, place) in parts.items()
    )
    everybody = {"outsider": Somebody(people["outsider"], users["outsider"], Viewer(person_id=people["outsider"].pk))}
    for name, (role, organisation, place) in parts.items():
        viewer = Viewer(people[name].pk, (Grant(role, place),), frozenset({organisation.pk}))
        everybody[name] = Somebody(people[name], users[name], viewer, organisation)
    return Cast(everybody)


@pytest.fixture
def sign_in() -> Callable[[Somebody], Client]:
    """A test client, signed in as somebody of the cast, the second factor passed."""

    def enter(somebody: Somebody) -> Client:
        client = Client()
        client.force_login(somebody.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        at = clock.now().timestamp()
        session["account_authentication_methods_user"] = str(somebody.user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": at, "username": somebody.user.username},
            {"method": "mfa", "type": "totp", "at": at},
        ]
        session.save()
        return client

    return enter
