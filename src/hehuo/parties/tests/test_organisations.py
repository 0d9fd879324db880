from datetime import timedelta

import pytest

from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.seats import Seat
from hehuo.journal.models import Entry
from hehuo.parties import selectors, services
from hehuo.parties.models import Organisation, SeatHolding, User
from hehuo.parties.rules import OrganisationKind as Kind
from hehuo.parties.selectors import today


def test_an_organisation_comes_with_the_powers_of_its_kind(world, cast):
    team = services.add_organisation(
        by=cast.admin.viewer, kind=Kind.ENFORCEMENT_TEAM, name="第二执法队", place=world.shuguang
    )
    company = services.add_organisation(
        by=cast.admin.viewer, kind=Kind.PROPERTY_COMPANY, name="新物业", place=world.shanghe, uscc="91110000600037341L"
    )
    assert team.enforces
    assert not company.enforces
    assert [row.place for row in company.serves.all()] == [world.shanghe]


def test_a_name_is_taken_once_per_place(world, cast):
    with pytest.raises(Conflict) as taken:
        services.add_organisation(
            by=cast.admin.viewer, kind=Kind.PROPERTY_COMPANY, name="安和物业", place=world.shanghe
        )
    assert "name" in taken.value.fields


def test_a_wrong_credit_code_and_a_wrong_place_are_refused(world, cast):
    add = {"by": cast.admin.viewer, "kind": Kind.SOCIAL_UNIT, "name": "某店"}
    with pytest.raises(Invalid) as wrong:
        services.add_organisation(**add, place=world.shanghe, uscc="91110000600037341X")
    assert "uscc" in wrong.value.fields
    with pytest.raises(Invalid):
        services.add_organisation(**add, place=f"{world.shuguang}777")


@pytest.mark.parametrize("who", ["neighbour_admin", "foreign_admin", "leader", "worker", "auditor", "outsider"])
def test_only_the_administrator_of_the_place_keeps_it(world, cast, who):
    by = getattr(cast, who).viewer
    with pytest.raises(NotAllowed):
        services.add_organisation(by=by, kind=Kind.SOCIAL_UNIT, name="某店", place=world.shanghe)
    with pytest.raises(NotAllowed):
        services.change_organisation(by=by, organisation=world.property, name="别的名字")
    with pytest.raises(NotAllowed):
        services.close_organisation(by=by, organisation=world.property)
    with pytest.raises(NotAllowed):
        services.seat_organisation(by=by, organisation=world.property, seat=Seat.STEWARD, place=world.landianchang)
    with pytest.raises(NotAllowed):
        services.unseat(by=by, holding=world.property.seats.get())


def test_a_change_is_told_once(world, cast):
    for _ in range(2):
        services.change_organisation(
            by=cast.admin.viewer,
            organisation=world.property,
            name="安和物业服务公司",
            serves=[world.shanghe, world.shijicheng],
        )
    assert Entry.objects.filter(name="party.organisation_changed").count() == 1
    assert world.property in selectors.organisations_at(world.shijicheng)


def test_no_organisation_is_a_part_of_itself(world, cast):
    services.change_organisation(
        by=cast.admin.viewer, organisation=world.governance, name="综治组", parent=world.office
    )
    with pytest.raises(Refused):
        services.change_organisation(
            by=cast.admin.viewer, organisation=world.office, name="办事处", parent=world.governance
        )


def test_what_ends_leaves_its_seats_and_its_members_their_roles(world, cast):
    for _ in range(2):
        services.close_organisation(by=cast.admin.viewer, organisation=world.property)
    assert selectors.seat_holders(world.shanghe)[Seat.STEWARD] == []
    assert not selectors.viewer_for(cast.property_staff.user).is_staff
    told = Entry.objects.filter(subject=f"organisation:{world.property.pk}").values_list("name", flat=True)
    assert sorted(told) == ["party.organisation_closed", "party.unseated"]
    again = services.add_organisation(
        by=cast.admin.viewer, kind=Kind.PROPERTY_COMPANY, name="安和物业", place=world.shanghe
    )
    assert again.pk != world.property.pk


def test_a_seat_is_taken_once_and_left_once(world, cast):
    seat = {"by": cast.admin.viewer, "organisation": world.property, "seat": Seat.STEWARD, "place": world.landianchang}
    first, second = services.seat_organisation(**seat), services.seat_organisation(**seat)
    assert first == second
    for _ in range(2):
        services.unseat(by=cast.admin.viewer, holding=first)
    assert selectors.seat_holders(world.landianchang)[Seat.STEWARD] == []
    assert Entry.objects.filter(name="party.seated").count() == Entry.objects.filter(name="party.unseated").count() == 1


def test_several_share_a_seat_and_one_sits_at_several_places(world, cast):
    services.seat_organisation(
        by=cast.admin.viewer, organisation=world.social_unit, seat=Seat.CO_BUILDER, place=world.shijicheng
    )
    services.seat_organisation(
        by=cast.admin.viewer, organisation=world.experts, seat=Seat.CO_BUILDER, place=world.shijicheng
    )
    assert len(selectors.seat_holders(world.shijicheng)[Seat.CO_BUILDER]) == 2


def test_a_seat_from_a_later_day_is_a_conflict(world, cast):
    seat = {"by": SYSTEM, "organisation": world.property, "seat": Seat.STEWARD, "place": world.landianchang}
    services.seat_organisation(**seat, valid_from=today() + timedelta(days=3))
    with pytest.raises(Conflict):
        services.seat_organisation(**seat)


def test_the_starter_parties_fill_every_seat_and_load_once(db):
    from hehuo.parties.starter import LANDIANCHANG, PARTIES, SHANGHE
    from hehuo.places import services as places

    places.load_divisions(by=SYSTEM)
    assert services.load_starter_parties(by=SYSTEM) == len(PARTIES)
    entries = Entry.objects.count()
    assert services.load_starter_parties(by=SYSTEM) == 0
    assert Entry.objects.count() == entries
    for place in (SHANGHE, LANDIANCHANG):
        assert all(selectors.seat_holders(place).values())
    assert SeatHolding.objects.count() >= len(PARTIES)


def test_demo_people_come_only_in_a_demo(db, settings):
    from hehuo.places import services as places

    places.load_divisions(by=SYSTEM)
    services.load_starter_parties(by=SYSTEM)
    settings.DEMO = False
    with pytest.raises(Refused):
        services.load_demo_people(by=SYSTEM)
    players = services.load_players(by=SYSTEM)
    assert services.load_players(by=SYSTEM) == players
    assert not User.objects.exists()
    settings.DEMO = True
    assert services.load_demo_people(by=SYSTEM) == 20
    assert services.load_demo_people(by=SYSTEM) == 0
    assert Organisation.objects.filter(memberships__role="worker").count() == 4
