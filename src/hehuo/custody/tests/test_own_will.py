"""Basis A on PostgreSQL: consent, watch agreement, objection; what each lacks stops it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from hehuo.custody import selectors, services
from hehuo.custody.rules import State
from hehuo.ground import clock
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import NOW, Hall, later, picture, refused

pytestmark = pytest.mark.django_db


def test_by_consent(hall: Hall, cast: Any) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    refused("A.will", hall, item)
    consent = hall.consent(inventory)
    moved = hall.move(item, consent=consent, handlers=[cast.property_staff.person.pk], witness="李邻居")
    assert (moved.state, moved.basis, moved.moved_at) == (State.MOVED, "A", NOW)
    assert moved.return_by == consent.storage_until
    assert list(moved.handlers.values_list("pk", flat=True)) == [cast.property_staff.person.pk]
    assert selectors.masked(moved.witness) == "李**"
    assert [link.position for link in selectors.chain(moved)] == [1]
    entry = Entry.objects.get(name="custody.moved")
    assert entry.payload.body["ground"] == f"consent:{consent.pk}"
    assert inventory.subject in entry.threads


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("A.signed", {"signature": None}),
        ("A.return", {"free_return": False}),
        ("A.storage", {"storage_until": NOW.date()}),
    ],
)
def test_a_consent_that_lacks_something(hall: Hall, code: str, given: dict[str, Any]) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    consent = hall.consent(inventory, **given)
    with clock.at(later(days=1) if code == "A.storage" else NOW):
        refused(code, hall, item, consent=consent)
    if code == "A.signed":
        services.add_signature(by=hall.worker, paper=consent, signature=picture())
        assert hall.move(item, consent=consent).state == State.MOVED


def test_a_consent_names_its_things_and_its_place(hall: Hall, world: Any) -> None:
    inventory = hall.inventory(2)
    first, other = hall.items(inventory)
    consent = hall.consent(inventory, items=[first])
    refused("A.list", hall, other, consent=consent)
    elsewhere = services.add_storage_place(
        by=hall.worker, place=world.shanghe, name="别处", address="北门", keeper=world.property, hours="每天"
    )
    refused("A.destination", hall, first, consent=consent, to=elsewhere)
    foreign = hall.inventory(1)
    refused("A.owner", hall, hall.items(foreign)[0], consent=consent)
    services.name_owner(by=hall.worker, inventory=foreign, owner_name="王小明")
    refused("A.list", hall, hall.items(foreign)[0], consent=consent)


def test_family_signs_only_with_authority(hall: Hall) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    for authority, more in (
        ("family", {}),
        ("family_authorised", {}),
        ("family_authorised", {"authority_paper": "委托书"}),
    ):
        with pytest.raises(Invalid):
            hall.consent(inventory, signer_name="王大明", authority=authority, **more)
    consent = hall.consent(
        inventory, signer_name="王大明", owner_name="王小明", authority="family_authorised", authority_paper="委托书"
    )
    assert hall.move(item, consent=consent).basis == "A"
    with pytest.raises(Invalid):
        hall.consent(hall.inventory(1), signer_name="王大明", owner_name="王小明")


def test_only_the_owner_of_the_list_consents(hall: Hall) -> None:
    inventory = hall.inventory(1, owner_name="王小明")
    with pytest.raises(Refused):
        hall.consent(inventory, signer_name="张三")
    with pytest.raises(Refused):
        services.name_owner(by=hall.worker, inventory=inventory, owner_name="张三")
    assert services.name_owner(by=hall.worker, inventory=inventory, owner_name="王 小明").owner_mark


def test_a_consent_taken_back_moves_nothing_more(hall: Hall) -> None:
    inventory = hall.inventory(2)
    first, other = hall.items(inventory)
    consent = hall.consent(inventory)
    hall.move(first, consent=consent)
    with clock.at(later(minutes=5)):
        services.revoke_consent(by=hall.worker, consent=consent)
        assert services.revoke_consent(by=hall.worker, consent=consent).revoked_at == later(minutes=5)
    with clock.at(later(minutes=6)):
        refused("A.revoked", hall, other, consent=consent)


def test_an_objection_at_the_door_stops_it_whatever_time_is_written_down(hall: Hall) -> None:
    inventory = hall.inventory(2)
    first, other = hall.items(inventory)
    consent = hall.consent(inventory)
    with clock.at(later(minutes=1)):
        objection = services.object_to_removal(by=hall.officer, inventory=inventory, item=first, person_name="王小明")
    with clock.at(later(minutes=2)):
        refused("A.objection", hall, first, consent=consent)
        refused("A.objection", hall, first, consent=consent, happened_at=NOW)
        assert hall.move(other, consent=consent).state == State.MOVED
    with clock.at(later(minutes=3)):
        with pytest.raises(Invalid):
            services.withdraw_objection(by=hall.worker, objection=objection, words_of="同意了", signature=None)
        with pytest.raises(NotAllowed):
            services.withdraw_objection(
                by=hall.cast.property_staff.viewer, objection=objection, words_of="好", signature=picture()
            )
        services.withdraw_objection(by=hall.worker, objection=objection, words_of="同意了", signature=picture())
        refused("A.objection", hall, first, consent=consent, happened_at=later(minutes=2))
        assert hall.move(first, consent=consent).state == State.MOVED


def test_an_objection_by_the_owners_page(hall: Hall) -> None:
    opened = hall.opened(owner_name="王小明")
    item = services.number_item(by=hall.worker, inventory=opened.inventory, name="鞋柜")
    consent = hall.consent(opened.inventory)
    pair = {"by": hall.worker, "number": opened.inventory.number, "secret": opened.secret}
    first = services.object_by_secret(**pair, text="不要动")
    assert services.object_by_secret(**pair, text="不要动") == first
    refused("A.objection", hall, item, consent=consent)
    assert services.withdraw_own_objections(**pair) == 1
    assert services.withdraw_own_objections(**pair) == 0
    with pytest.raises(NotFound):
        services.object_by_secret(by=hall.worker, number=opened.inventory.number, secret="WRONG")
    with pytest.raises(NotFound):
        services.withdraw_own_objections(by=hall.worker, number=opened.inventory.number, secret="WRONG")
    with clock.at(later(seconds=1)):
        assert hall.move(item, consent=consent).state == State.MOVED


def test_the_evening_of_a_watch(hall: Hall) -> None:
    agreed = hall.agreement()
    inventory = hall.inventory(1, watch="watch:1")
    assert inventory.owner_mark, "the owner is taken from the agreement in force at this very point"
    item = hall.items(inventory)[0]
    with clock.at(NOW.replace(hour=23)):
        assert selectors.agreement_in_force(hall.place, hall.point, clock.now()) == agreed.agreement
        moved = hall.move(item, agreement=agreed.agreement)
    assert moved.return_by == NOW.date() + timedelta(days=agreed.agreement.storage_days)
    assert moved.agreement == agreed.agreement
    assert moved.consent is None


def test_a_finding_without_agreement_stays(hall: Hall) -> None:
    inventory = hall.inventory(1, watch="watch:1")
    item = hall.items(inventory)[0]
    assert not inventory.owner_mark
    refused("A.will", hall, item)
    assert selectors.agreement_in_force(hall.place, hall.point, NOW) is None
    agreed = hall.agreement()
    refused("A.owner", hall, item, agreement=agreed.agreement)


def test_an_agreement_speaks_for_its_owner_and_its_points(hall: Hall, world: Any) -> None:
    agreed = hall.agreement(point=["三层楼道", "四层楼道"])
    mine = hall.inventory(1, owner_name="王小明", point="四层楼道")
    assert hall.move(hall.items(mine)[0], agreement=agreed.agreement).state == State.MOVED
    refused("A.list", hall, hall.items(hall.inventory(1, owner_name="王小明", point="五层楼道"))[0],
            agreement=agreed.agreement)  # fmt: skip
    refused("A.owner", hall, hall.items(hall.inventory(1, owner_name="张三"))[0], agreement=agreed.agreement)
    refused("A.list", hall, hall.items(hall.inventory(1, owner_name="王小明", place=world.estate))[0],
            agreement=agreed.agreement)  # fmt: skip


def test_two_owners_at_one_point_leave_it_open_whose_it_is(hall: Hall) -> None:
    hall.agreement()
    hall.agreement(owner_name="张三")
    assert not hall.inventory(1, watch="watch:1").owner_mark
    assert hall.inventory(1).owner_mark == b""


@pytest.mark.parametrize("at", [datetime(2026, 9, 30, 23, tzinfo=BEIJING), datetime(2026, 11, 1, 1, tzinfo=BEIJING)])
def test_outside_its_period_an_agreement_is_nothing(hall: Hall, at: datetime) -> None:
    with clock.at(datetime(2026, 9, 1, tzinfo=BEIJING)):
        agreed = hall.agreement()
    with clock.at(at):
        item = hall.items(hall.inventory(1, owner_name="王小明"))[0]
        refused("A.period", hall, item, agreement=agreed.agreement)
        assert selectors.agreement_in_force(hall.place, hall.point, at) is None


def test_revoked_by_word_or_on_the_page(hall: Hall) -> None:
    for by_page in (False, True):
        agreed = hall.agreement()
        item = hall.items(hall.inventory(1, watch="watch:1"))[0]
        with clock.at(later(minutes=1)):
            if by_page:
                with pytest.raises(NotFound):
                    services.revoke_own_agreement(by=hall.worker, number=agreed.agreement.number, secret="NO")
                services.revoke_own_agreement(by=hall.worker, number=agreed.agreement.number, secret=agreed.link)
            else:
                services.revoke_agreement(by=hall.cast.property_staff.viewer, agreement=agreed.agreement)
            agreed.agreement.refresh_from_db()
            assert agreed.agreement.revoked_by_secret is by_page
            refused("A.revoked", hall, item, agreement=agreed.agreement)
            assert selectors.agreement_in_force(hall.place, hall.point, clock.now()) is None


def test_an_unsigned_agreement_is_none(hall: Hall) -> None:
    agreed = hall.agreement(signature=None)
    assert selectors.agreement_in_force(hall.place, hall.point, NOW) is None
    item = hall.items(hall.inventory(1, owner_name="王小明"))[0]
    refused("A.signed", hall, item, agreement=agreed.agreement)
    with pytest.raises(Refused):
        services.revoke_agreement(by=hall.worker, agreement=agreed.agreement)
    services.add_signature(by=hall.worker, paper=agreed.agreement, signature=picture())
    services.add_signature(by=hall.worker, paper=agreed.agreement, signature=picture("red"))
    assert hall.move(item, agreement=agreed.agreement).state == State.MOVED
