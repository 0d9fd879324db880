from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from hehuo.ground.access import ANONYMOUS, Role
from hehuo.ground.seats import Seat
from hehuo.parties import selectors
from hehuo.parties.models import Membership, Organisation


def test_the_viewer_of_everybody_in_the_cast_is_what_the_database_says(cast):
    for name, somebody in cast.people.items():
        assert selectors.viewer_for(somebody.user) == somebody.viewer, name


def test_a_viewer_costs_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        selectors.viewer_for(cast.worker.user)


def test_strangers_and_closed_accounts_are_nobody(cast):
    cast.worker.user.is_active = False
    assert selectors.viewer_for(cast.worker.user) is ANONYMOUS
    assert selectors.viewer_for(AnonymousUser()) is ANONYMOUS


@pytest.mark.parametrize(("shift", "may"), [(-1, False), (0, False), (1, True)])
def test_a_membership_ends_on_its_last_day(cast, shift, may):
    end = selectors.today() + timedelta(days=shift)
    Membership.objects.filter(person=cast.leader.person).update(valid_to=end)
    assert selectors.viewer_for(cast.leader.user).holds(Role.LEADER) is may


def test_the_role_ends_with_the_organisation(cast, world):
    Organisation.objects.filter(pk=world.committee.pk).update(valid_to=selectors.today())
    assert not selectors.viewer_for(cast.worker.user).is_staff


def test_the_nearest_holder_of_a_seat_wins(world):
    seats = selectors.seat_holders(world.building)
    assert seats[Seat.BACKBONE] == [world.party_branch]
    assert seats[Seat.STEWARD] == [world.property]
    assert world.office in seats[Seat.BACKING]
    assert world.police in seats[Seat.BACKING]
    empty = selectors.seat_holders(world.shijicheng)
    assert empty[Seat.BACKBONE] == [world.working_committee]
    assert empty[Seat.STEWARD] == []


def test_seat_holders_cost_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        selectors.seat_holders(world.building)


def test_organisations_serve_what_lies_below(world):
    found = list(selectors.organisations_at(world.building))
    assert found[0].place == world.shanghe
    assert world.fire in found
    assert world.neighbour_office not in found


def test_a_signed_in_client_is_let_in(cast, sign_in, rf):
    session = sign_in(cast.worker).session
    assert session["_auth_user_id"] == str(cast.worker.user.pk)
