from datetime import timedelta

import pytest
from django.urls import reverse

from hehuo.ground.access import SYSTEM, Role
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.journal.models import Entry
from hehuo.parties import services
from hehuo.parties.models import Membership, Person
from hehuo.parties.selectors import today, viewer_for


def _told(name):
    return Entry.objects.filter(name=name).count()


def test_a_person_joins_with_her_role(world, cast):
    person = services.add_person(
        by=cast.admin.viewer, name=" 王小明 ", organisation=world.committee, role=Role.WORKER, title="网格员"
    )
    membership = person.memberships.get()
    assert (person.name, membership.role, membership.place) == ("王小明", "worker", world.shanghe)
    assert _told("party.person_added") == _told("party.membership_granted") == 1


def test_the_same_key_adds_one_person(world, cast):
    made = [
        services.add_person(by=cast.admin.viewer, name="王小明", organisation=world.committee, key="k")
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_a_neighbours_administrator_adds_nobody(world, cast):
    for admin in (cast.neighbour_admin, cast.foreign_admin, cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            services.add_person(by=admin.viewer, name="王", organisation=world.committee)


def test_no_role_reaches_beyond_the_administrators_place(world, cast):
    with pytest.raises(NotAllowed):
        services.grant_membership(
            by=cast.admin.viewer,
            person=cast.worker.person,
            organisation=world.office,
            role=Role.LEADER,
            place=world.haidian,
        )


def test_nobody_gives_herself_a_role(world, cast):
    with pytest.raises(NotAllowed):
        services.grant_membership(
            by=cast.admin.viewer, person=cast.admin.person, organisation=world.office, role=Role.LEADER
        )


@pytest.mark.parametrize(("has", "wants"), [("admin", Role.AUDITOR), ("auditor", Role.ADMIN)])
def test_administrator_and_auditor_are_two_people(world, cast, has, wants):
    with pytest.raises(Refused) as refused:
        services.grant_membership(
            by=SYSTEM, person=getattr(cast, has).person, organisation=world.neighbour_office, role=wants
        )
    assert refused.value.source


def test_an_auditor_may_follow_an_administrator_in_time(world, cast):
    services.end_membership(by=SYSTEM, membership=cast.admin.person.memberships.get())
    services.grant_membership(by=SYSTEM, person=cast.admin.person, organisation=world.office, role=Role.AUDITOR)
    assert viewer_for(cast.admin.user).holds(Role.AUDITOR)


def test_granting_twice_is_granting_once(world, cast):
    before = Membership.objects.count()
    first = services.grant_membership(
        by=cast.admin.viewer, person=cast.outsider.person, organisation=world.property, role=Role.PROPERTY_STAFF
    )
    second = services.grant_membership(
        by=cast.admin.viewer,
        person=cast.outsider.person,
        organisation=world.property,
        role=Role.PROPERTY_STAFF,
        title="主管",
    )
    assert first.pk == second.pk
    assert second.title == "主管"
    assert Membership.objects.count() == before + 1


def test_an_overlap_with_a_later_period_is_a_conflict(world, cast):
    give = {"by": SYSTEM, "person": cast.outsider.person, "organisation": world.police, "role": Role.OFFICER}
    services.grant_membership(**give, valid_from=today() + timedelta(days=10))
    with pytest.raises(Conflict):
        services.grant_membership(**give)


def test_a_membership_ends_and_stays_on_the_record(world, cast):
    membership = cast.worker.person.memberships.get()
    for _ in range(2):
        services.end_membership(by=cast.admin.viewer, membership=membership)
    membership.refresh_from_db()
    assert membership.valid_to == today()
    assert _told("party.membership_ended") == 1
    assert not viewer_for(cast.worker.user).is_staff


def test_a_period_has_a_beginning_before_its_end(world, cast):
    with pytest.raises(Invalid):
        services.grant_membership(
            by=SYSTEM, person=cast.worker.person, organisation=world.police, valid_to=today() - timedelta(days=1)
        )


def test_nobody_joins_what_has_ended(world, cast):
    services.close_organisation(by=cast.admin.viewer, organisation=world.property)
    world.property.refresh_from_db()
    with pytest.raises(Refused):
        services.grant_membership(by=SYSTEM, person=cast.worker.person, organisation=world.property)


def test_a_name_is_corrected(cast):
    services.rename_person(by=cast.admin.viewer, person=cast.worker.person, name="李梅")
    cast.worker.person.refresh_from_db()
    assert cast.worker.person.name == "李梅"
    with pytest.raises(NotAllowed):
        services.rename_person(by=cast.neighbour_admin.viewer, person=cast.worker.person, name="李")
    with pytest.raises(Invalid):
        services.rename_person(by=cast.admin.viewer, person=cast.worker.person, name="  ")


def test_the_same_form_twice_enters_one_person(world, cast, sign_in):
    client, page = sign_in(cast.admin), reverse("parties-add-person", args=[world.committee.pk])
    form = {"name": "重名", "key": client.get(page).context["form"]["key"].value()}
    first, again = client.post(page, form), client.post(page, form)
    assert first["Location"] == again["Location"]
    assert Person.objects.filter(name="重名").count() == 1
    assert client.post(page, {"name": "重名"})["Location"] != first["Location"], "a namesake is somebody else"
