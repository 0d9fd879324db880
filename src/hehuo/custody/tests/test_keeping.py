"""Numbers, the chain of hands, giving back, disposing, notices, names; who may what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from hehuo.custody import selectors, services
from hehuo.custody.models import Claim, Inventory, Item, StoragePlace
from hehuo.custody.rules import State
from hehuo.custody.services import Thing
from hehuo.files import selectors as files
from hehuo.ground import clock
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import NOW, Hall, later, picture

pytestmark = pytest.mark.django_db


def test_numbers_run_per_place_and_day(hall: Hall, world: Any) -> None:
    first = hall.inventory(2)
    second = hall.inventory(1, place=world.estate)
    assert [item.number for item in [*hall.items(first), *hall.items(second)]] == [
        "08025014-20261021-001", "08025014-20261021-002", "08025014-20261021-003",
    ]  # fmt: skip
    with clock.at(later(days=1)):
        assert hall.items(hall.inventory(1))[0].number == "08025014-20261022-001"
    elsewhere = hall.inventory(0, place=world.shijicheng, by=hall.cast.leader.viewer)
    item = services.number_item(by=hall.cast.leader.viewer, inventory=elsewhere, name="柜")
    assert item.number == "08025002-20261021-001"


def test_a_number_once_given_is_not_given_again(hall: Hall) -> None:
    inventory = hall.inventory(1)
    given = {"by": hall.worker, "inventory": inventory, "name": "柜子"}
    assert services.number_item(**given, key="k") == services.number_item(**given, key="k")
    with pytest.raises(Conflict):
        services.number_item(**{**given, "name": "别的"}, key="k")
    things = [Thing("一"), Thing("二")]
    many = {"by": hall.worker, "inventory": inventory, "things": things, "key": "m"}
    assert services.number_items(**many) == services.number_items(**many)
    assert [item.serial for item in hall.items(inventory)] == [1, 2, 3, 4]


def test_bulk_equals_singles(hall: Hall) -> None:
    things = [Thing("一", 2, "旧", perishable=True), Thing("二", parcel=True)]
    one, many = hall.inventory(0), hall.inventory(0)
    services.number_items(by=hall.worker, inventory=many, things=things)
    for thing in things:
        services.number_item(
            by=hall.worker, inventory=one, name=thing.name, quantity=thing.quantity, condition=thing.condition,
            perishable=thing.perishable, parcel=thing.parcel,
        )  # fmt: skip
    fields = ("name", "quantity", "condition", "perishable", "parcel", "point", "state")
    assert list(one.items.values_list(*fields)) == list(many.items.values_list(*fields))


@pytest.mark.parametrize(
    "given", [{"name": " "}, {"quantity": 0}, {"name": "长" * 121}, {"happened_at": later(hours=1)}]
)
def test_bad_things(hall: Hall, given: dict[str, Any]) -> None:
    inventory = hall.inventory(0)
    with pytest.raises(Invalid):
        services.number_item(**({"by": hall.worker, "inventory": inventory, "name": "柜"} | given))
    with pytest.raises(Invalid):
        services.number_items(by=hall.worker, inventory=inventory, things=[])
    assert not Item.objects.exists()


def test_who_may_know_and_work(hall: Hall, cast: Any) -> None:
    inventory = hall.inventory(1)
    for who in ("neighbour_worker", "foreign_leader", "outsider", "coordinator", "expert", "admin"):
        viewer = cast.people[who].viewer
        with pytest.raises(NotFound):
            selectors.inventory_for(viewer, inventory.number)
        with pytest.raises(NotFound):
            services.number_item(by=viewer, inventory=inventory, name="柜")
        assert not selectors.inventories(viewer).exists()
    for who in ("worker", "leader", "officer", "property_staff", "auditor"):
        assert selectors.inventory_for(cast.people[who].viewer, inventory.number) == inventory
    with pytest.raises(NotAllowed):
        services.number_item(by=cast.auditor.viewer, inventory=inventory, name="柜")
    with pytest.raises(NotAllowed):
        hall.consent(inventory, by=cast.property_staff.viewer)
    with pytest.raises(NotAllowed):
        hall.agreement(by=cast.property_staff.viewer)
    with pytest.raises(NotAllowed):
        hall.opened(by=cast.neighbour_worker.viewer)


def test_lists_cost_the_same_for_one_and_many(hall: Hall) -> None:
    from django.db import connection

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list(selectors.inventories(hall.worker))
            list(selectors.items_of(Inventory.objects.order_by("pk")[0]))
            selectors.counts(Inventory.objects.order_by("pk")[0])
        return len(seen)

    hall.inventory(1)
    few = queries()
    for _more in range(4):
        hall.inventory(6)
    assert queries() == few


def test_the_chain_of_hands(hall: Hall, cast: Any, world: Any) -> None:
    inventory = hall.inventory(1)
    item = hall.move(hall.items(inventory)[0], consent=hall.consent(inventory))
    with pytest.raises(Invalid):
        services.hand_over(by=hall.worker, item=item)
    services.hand_over(by=hall.worker, item=item, taken_by=cast.property_staff.person, key="k")
    services.hand_over(by=hall.worker, item=item, taken_by=cast.property_staff.person, key="k")
    services.store_items(by=hall.worker, items=[item], storage=hall.storage, taken_name="刘师傅", key="s")
    services.store_items(by=hall.worker, items=[item], storage=hall.storage, taken_name="刘师傅", key="s")
    services.store_items(by=hall.worker, items=[item], storage=hall.storage)
    assert [(link.position, selectors.masked(link.taken_name)) for link in selectors.chain(item)] == [
        (1, ""), (2, ""), (3, "刘**"),
    ]  # fmt: skip
    other = services.add_storage_place(
        by=hall.worker, place=world.shanghe, name="地下室", address="2号楼", keeper=world.committee, hours="工作日"
    )
    with pytest.raises(Refused):
        services.close_storage_place(by=hall.worker, storage=hall.storage)
    services.hand_over(by=hall.worker, item=item, storage=other)
    assert Item.objects.get(pk=item.pk).storage == other
    closed = services.close_storage_place(by=hall.worker, storage=hall.storage)
    assert services.close_storage_place(by=hall.worker, storage=closed).closed_at == NOW
    with pytest.raises(Refused):
        services.hand_over(by=hall.worker, item=item, storage=hall.storage)
    assert list(selectors.storage_places(hall.worker, world.building)) == [other]


def test_storage_places(hall: Hall, world: Any, cast: Any) -> None:
    given = {
        "place": world.shanghe,
        "name": "楼下指定点",
        "address": "1号楼南侧",
        "keeper": world.property,
        "hours": "每天",
    }
    assert services.add_storage_place(by=hall.worker, **given) == hall.storage
    with pytest.raises(Conflict):
        services.add_storage_place(by=hall.worker, **{**given, "address": "别处"})
    with pytest.raises(NotAllowed):
        services.add_storage_place(by=cast.property_staff.viewer, **given)
    with pytest.raises(NotFound):
        selectors.storage_for(cast.foreign_worker.viewer, hall.storage.pk)
    assert StoragePlace.objects.count() == 1


def test_fetched_against_a_signature(hall: Hall) -> None:
    item = hall.stored()
    opened = hall.opened(owner_name="王小明")
    with pytest.raises(Refused):
        services.ask_back(by=hall.worker, number=opened.inventory.number, secret=opened.secret)
    with pytest.raises(NotFound):
        services.ask_back(by=hall.worker, number=opened.inventory.number, secret="WRONG")
    with pytest.raises(Invalid):
        services.claim_item(by=hall.worker, item=item, claimant_name="王小明", signature=None)
    claim = services.claim_item(by=hall.worker, item=item, claimant_name="王小明", signature=picture(), key="k")
    again = {"by": hall.worker, "item": item, "claimant_name": "王小明", "signature": picture()}
    assert services.claim_item(**again, key="k") == claim == services.claim_item(**again)
    assert Item.objects.get(pk=item.pk).state == State.CLAIMED
    assert len(files.of(claim.subject, hall.worker)) == 1
    assert not files.of(claim.subject, hall.cast.property_staff.viewer)
    with pytest.raises(Refused):
        services.release_item(by=hall.worker, item=item, to_name="王小明")


def test_asked_for_on_the_owners_page(hall: Hall) -> None:
    opened = hall.opened()
    services.number_items(by=hall.worker, inventory=opened.inventory, things=[Thing("一"), Thing("二")])
    consent = hall.consent(opened.inventory)
    items = [hall.move(item, consent=consent) for item in hall.items(opened.inventory)]
    services.store_items(by=hall.worker, items=items, storage=hall.storage)
    pair = {"by": hall.worker, "number": opened.inventory.number, "secret": opened.link}
    assert len(services.ask_back(**pair, items=items[:1])) == 1
    assert len(services.ask_back(**pair)) == 2
    assert Claim.objects.count() == 2
    assert selectors.by_secret(opened.inventory.number.lower(), opened.secret).inventory == opened.inventory
    with pytest.raises(Refused) as told:
        services.dispose_item(
            by=hall.worker, item=items[0], how="recycled", reason="坏", second=hall.cast.expert.person,
            owners_word=picture(),
        )  # fmt: skip
    assert told.value.code == "D.claim"
    services.release_item(by=hall.worker, item=items[0], to_name="王小明", key="k")
    services.release_item(by=hall.worker, item=items[0], to_name="王小明", key="k")
    assert selectors.counts(opened.inventory)["released"] == 1


def test_disposed_with_the_owners_word_and_a_second_person(hall: Hall, second: Any, cast: Any) -> None:
    item = hall.stored()
    given = {"by": hall.worker, "item": item, "how": "recycled", "reason": "损坏"}
    with pytest.raises(Refused) as told:
        services.dispose_item(**given, second=second)
    assert told.value.code == "D.word"
    with pytest.raises(Refused):
        services.dispose_item(**given, second=cast.worker.person, owners_word=picture())
    with pytest.raises(NotAllowed):
        services.dispose_item(**{**given, "by": cast.property_staff.viewer}, second=second)
    services.dispose_item(**given, second=second, owners_word=picture())
    services.dispose_item(**given, second=second)
    assert Entry.objects.filter(name="custody.disposed").count() == 1


def test_deposited_after_deadline_and_reminder(hall: Hall, second: Any) -> None:
    item = hall.stored()
    services.remind_owner(by=hall.worker, item=item, how="信函")
    given = {"by": hall.worker, "item": item, "how": "deposited", "reason": "逾期", "second": second}
    with clock.at(later(days=31)), pytest.raises(Refused) as told:
        services.dispose_item(**given)
    assert told.value.code == "D.deadline"
    with clock.at(later(days=60)):
        assert services.dispose_item(**given).state == State.DISPOSED


def test_what_was_seized_the_authority_returns(hall: Hall, world: Any) -> None:
    inventory = hall.inventory(1)
    row = hall.seizure(inventory)
    by = hall.enforcer(world.enforcement)
    item = hall.move(hall.items(inventory)[0], "C1", proceeding=row, by=by)
    services.store_items(by=by, items=[item], storage=hall.storage)
    with pytest.raises(Refused) as told:
        services.release_item(by=hall.worker, item=item, to_name="王小明")
    assert told.value.code == "R.authority"
    with clock.at(later(days=31)):
        assert selectors.open_items(inventory) == [Item.objects.get(pk=item.pk)]
    services.record_step(by=by, proceeding=row, step="lifted")
    assert services.release_item(by=hall.worker, item=item, to_name="王小明").state == State.RELEASED


def test_a_perishable_stored_overnight_lies_open(hall: Hall) -> None:
    inventory = hall.inventory(0)
    item = services.number_item(by=hall.worker, inventory=inventory, name="西瓜", perishable=True)
    hall.move(item, consent=hall.consent(inventory))
    services.store_items(by=hall.worker, items=[item], storage=hall.storage)
    assert selectors.open_items(inventory) == []
    with clock.at(later(days=1)):
        assert [one.pk for one in selectors.open_items(inventory)] == [item.pk]


def test_pictures_before_and_after(hall: Hall) -> None:
    item = hall.items(hall.inventory(1))[0]
    assert services.add_pictures(by=hall.worker, item=item, photos=[picture("blue"), picture("red")]) == 2
    assert services.add_pictures(by=hall.worker, item=item, photos=[picture("blue")]) == 0
    with pytest.raises(Refused):
        services.add_pictures(by=hall.worker, item=item, photos=[picture()], when="after")
    moved = hall.stored()
    with pytest.raises(Refused):
        services.add_pictures(by=hall.worker, item=moved, photos=[picture()])
    assert services.add_pictures(by=hall.worker, item=moved, photos=[picture()], when="after") == 1


def test_a_dissuasion_notice(hall: Hall, cast: Any, world: Any) -> None:
    given: dict[str, Any] = {
        "by": cast.property_staff.viewer, "place": world.building, "point": "三层楼道", "kind": "piling",
        "demand": "请于三日内清理。", "deadline": NOW.date() + timedelta(days=3), "person_name": "王小明",
    }  # fmt: skip
    row = services.issue_dissuasion(**given, signature=picture(), key="k")
    assert services.issue_dissuasion(**given, key="k") == row
    assert selectors.dissuasion_for(hall.worker, row.number) == row
    assert list(selectors.dissuasions(hall.worker)) == [row]
    with pytest.raises(NotFound):
        selectors.dissuasion_for(cast.foreign_worker.viewer, row.number)
    for bad in ({"kind": "x"}, {"demand": " "}, {"deadline": date(2026, 10, 20)}, {"delivery": "x"}, {"place": "11"}):
        with pytest.raises(Invalid):
            services.issue_dissuasion(**(given | bad))
    with pytest.raises(NotAllowed):
        services.issue_dissuasion(**(given | {"by": cast.auditor.viewer}))


def test_names_are_sealed_and_each_look_is_written_down(hall: Hall, cast: Any) -> None:
    opened = hall.opened(owner_name="王小明")
    inventory = opened.inventory
    assert "王小明".encode() not in bytes(inventory.owner_name)
    assert opened.secret.encode() not in bytes(inventory.secret)
    assert selectors.masked(inventory.owner_name) == "王**"
    assert services.reveal_name(by=hall.worker, of=inventory) == "王小明"
    agreed = hall.agreement(signer_name="王小明").agreement
    assert services.reveal_name(by=hall.worker, of=agreed, field="signer_name") == "王小明"
    assert Entry.objects.filter(name="custody.name_revealed", visibility=2).count() == 2
    for who in ("property_staff", "officer", "auditor"):
        with pytest.raises(NotAllowed):
            services.reveal_name(by=cast.people[who].viewer, of=inventory)
    with pytest.raises(NotFound):
        services.reveal_name(by=hall.worker, of=hall.opened().inventory)


def test_the_secret_comes_again_with_the_same_key(hall: Hall) -> None:
    first, again = hall.opened(key="k"), hall.opened(key="k")
    assert (first.inventory, first.secret, first.link) == (again.inventory, again.secret, again.link)
    assert hall.agreement(key="a").secret == hall.agreement(key="a").secret
    assert hall.opened().secret != hall.opened().secret


def test_papers_once_per_key(hall: Hall) -> None:
    inventory = hall.inventory(1)
    assert hall.consent(inventory, key="c") == hall.consent(inventory, key="c")
    bare = hall.inventory(1, owner_name="")
    assert hall.notice(bare, key="n") == hall.notice(bare, key="n")
    assert hall.seizure(bare, key="p").pk == hall.seizure(bare, key="p").pk
    told = {"by": hall.worker, "inventory": bare, "key": "o"}
    assert services.object_to_removal(**told) == services.object_to_removal(**told)
    with pytest.raises(Refused):
        hall.consent(hall.inventory(0))
    with pytest.raises(Invalid):
        hall.agreement(to=date(2026, 9, 1))
    with pytest.raises(Invalid):
        hall.agreement(storage_days=0)


def test_files_are_for_those_who_know(hall: Hall, cast: Any) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    services.add_pictures(by=hall.worker, item=item, photos=[picture("blue")])
    consent = hall.consent(inventory)
    for who, photo, signature in (("worker", 1, 1), ("property_staff", 1, 0), ("auditor", 1, 1), ("outsider", 0, 0)):
        viewer = cast.people[who].viewer
        assert len(files.of(item.subject, viewer)) == photo
        assert len(files.of(consent.subject, viewer)) == signature
