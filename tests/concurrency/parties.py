"""The parties room's services, called at once."""

from __future__ import annotations

from types import SimpleNamespace as State

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from hehuo.ground.access import SYSTEM, Role
from hehuo.ground.seats import Seat
from hehuo.parties import selectors, services
from hehuo.parties.models import Contact, Invitation, Membership, Organisation, Person, SeatHolding, User
from hehuo.parties.rules import OrganisationKind
from hehuo.parties.starter import PARTIES
from hehuo.places import services as places
from tests.concurrency import Outcomes, Scenario, all_ok, once


def _plain(world, cast, **more):
    return State(world=world, cast=cast, by=cast.admin.viewer, **more)


def _contact(world, cast):
    row = services.keep_contact(by=SYSTEM, kind="phone", value="010-88880000", organisation=world.police)
    return _plain(world, cast, contact=row)


def _invited(world, cast):
    person = services.add_person(by=SYSTEM, name="新人", organisation=world.committee)
    invited = services.invite(by=SYSTEM, person=person)
    return _plain(world, cast, person=person, invitation=invited.invitation, token=invited.token)


def _with_second_factor(world, cast):
    TOTP.activate(cast.worker.user, generate_totp_secret())
    return _plain(world, cast)


def _starter(world, cast):
    places.load_divisions(by=SYSTEM)
    return _plain(world, cast)


def _counted(model, number, **found):
    assert model.objects.filter(**found).count() == number


def _all_refused(outcomes: Outcomes):
    assert all(outcome.error and outcome.error.code == "refused" for outcome in outcomes)


SCENARIOS = {
    "add_organisation": Scenario(
        prepare=_plain,
        call=lambda s, i: {
            "by": s.by,
            "kind": OrganisationKind.SOCIAL_UNIT,
            "name": "新单位",
            "place": s.world.shanghe,
            "key": "same",
        },
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Organisation, 1, name="新单位")),
    ),
    "change_organisation": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "organisation": s.world.property, "name": f"安和物业{i}"},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "close_organisation": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "organisation": s.world.property},
        check=lambda s, outcomes: (
            all_ok(outcomes),
            _counted(SeatHolding, 1, organisation=s.world.property, valid_to=selectors.today()),
        ),
    ),
    "seat_organisation": Scenario(
        prepare=_plain,
        call=lambda s, i: {
            "by": s.by,
            "organisation": s.world.property,
            "seat": Seat.STEWARD,
            "place": s.world.landianchang,
        },
        check=lambda s, outcomes: (all_ok(outcomes), _counted(SeatHolding, 1, place=s.world.landianchang)),
    ),
    "unseat": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "holding": SeatHolding.objects.get(organisation=s.world.property)},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "add_person": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "name": "王小明", "organisation": s.world.committee, "key": "same"},
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Person, 1, name="王小明")),
    ),
    "rename_person": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "person": s.cast.worker.person, "name": f"李{i}"},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "grant_membership": [
        Scenario(
            prepare=_plain,
            call=lambda s, i: {
                "by": s.by,
                "person": s.cast.outsider.person,
                "organisation": s.world.property,
                "role": Role.PROPERTY_STAFF,
            },
            check=lambda s, outcomes: (all_ok(outcomes), _counted(Membership, 1, person=s.cast.outsider.person)),
        ),
        # One wants her as administrator, the other as auditor: whoever is first wins.
        Scenario(
            prepare=_plain,
            call=lambda s, i: {
                "by": s.by,
                "person": s.cast.outsider.person,
                "organisation": s.world.office,
                "role": (Role.ADMIN, Role.AUDITOR)[i],
            },
            check=lambda s, outcomes: (once(outcomes), _counted(Membership, 1, person=s.cast.outsider.person)),
            callers=2,
        ),
    ],
    "end_membership": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "membership": s.cast.worker.person.memberships.get()},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "import_people": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "rows": [(2, {"name": "赵六", "organisation": "安和物业"})]},
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Person, 1, name="赵六")),
    ),
    "keep_contact": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "kind": "phone", "value": "010-88880000", "organisation": s.world.police},
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Contact, 1, organisation=s.world.police)),
    ),
    "keep_contacts": Scenario(
        prepare=_plain,
        call=lambda s, i: {
            "by": s.by,
            "contacts": [services.build_contact(kind="mobile", value="13800001111")],
        },
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Contact, 3)),
    ),
    "reveal_contact": Scenario(
        prepare=_contact,
        call=lambda s, i: {"by": s.cast.worker.viewer, "contact": s.contact, "reason": "call"},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "erase_contact": Scenario(
        prepare=_contact,
        call=lambda s, i: {"by": s.by, "contact": s.contact},
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Contact, 1, erased_at__isnull=False)),
    ),
    "reseal_contacts": Scenario(
        prepare=_contact, call=lambda s, i: {"by": SYSTEM}, check=lambda s, outcomes: all_ok(outcomes)
    ),
    "invite": Scenario(
        prepare=_invited,
        call=lambda s, i: {"by": s.by, "person": s.person},
        check=lambda s, outcomes: (
            all_ok(outcomes),
            _counted(Invitation, 1, person=s.person, accepted_at=None, withdrawn_at=None),
        ),
    ),
    "withdraw_invitation": Scenario(
        prepare=_invited,
        call=lambda s, i: {"by": s.by, "invitation": s.invitation},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "accept_invitation": Scenario(
        prepare=_invited,
        call=lambda s, i: {"token": s.token, "username": f"newcomer{i}", "password": "a long enough sentence"},
        check=lambda s, outcomes: (once(outcomes), _counted(User, 1, person=s.person)),
    ),
    "close_account": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "user": s.cast.worker.user},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "remove_second_factor": Scenario(
        prepare=_with_second_factor,
        call=lambda s, i: {"by": s.by, "user": s.cast.worker.user},
        check=lambda s, outcomes: (all_ok(outcomes), _counted(Authenticator, 0, user=s.cast.worker.user)),
    ),
    "note_sign_in": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "user": s.cast.worker.user},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "note_second_factor": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "user": s.cast.worker.user},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "sign_out_everywhere": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.by, "user": s.cast.worker.user},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "set_language": Scenario(
        prepare=_plain,
        call=lambda s, i: {"by": s.cast.worker.viewer, "user": s.cast.worker.user, "language": "en"},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "load_starter_parties": Scenario(
        prepare=_starter,
        call=lambda s, i: {"by": SYSTEM},
        check=lambda s, outcomes: (
            all_ok(outcomes),
            _counted(Organisation, len(PARTIES), name__in=[party.name for party in PARTIES]),
        ),
        callers=2,
    ),
    # The world's organisations are not the starter's: nobody to play for.
    "load_players": Scenario(
        prepare=_plain, call=lambda s, i: {"by": SYSTEM}, check=lambda s, outcomes: _all_refused(outcomes), callers=2
    ),
    # Tests run in a real house: it takes no invented people in, however many ask.
    "load_demo_people": Scenario(
        prepare=_plain, call=lambda s, i: {"by": SYSTEM}, check=lambda s, outcomes: _all_refused(outcomes), callers=2
    ),
}
