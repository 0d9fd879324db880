"""The one service that moves: who, retries, late entries, and what the database itself refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hehuo.actions.models import Action, Admonition, Step
from hehuo.custody import selectors, services
from hehuo.custody.models import Item, ItemCounter, Objection
from hehuo.custody.rules import State
from hehuo.ground import clock
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships.models import Fact

from .conftest import NOW, Hall, later, refused

pytestmark = pytest.mark.django_db


def test_who_moves(hall: Hall, cast: Any) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    consent = hall.consent(inventory)
    for who in ("auditor", "coordinator", "expert", "admin", "neighbour_worker", "foreign_leader", "outsider"):
        with pytest.raises((NotAllowed, NotFound)):
            hall.move(item, consent=consent, by=cast.people[who].viewer)
    assert hall.move(item, consent=consent, by=cast.property_staff.viewer).state == State.MOVED


def test_a_retry_and_a_second_click(hall: Hall) -> None:
    inventory = hall.inventory(2)
    first, other = hall.items(inventory)
    consent = hall.consent(inventory)
    for _again in range(2):
        assert hall.move(first, consent=consent, key="k").pk == first.pk
    with pytest.raises(Conflict):
        hall.move(other, consent=consent, key="k")
    with pytest.raises(Refused) as told:
        hall.move(first, consent=consent)
    assert told.value.code == "state"


def test_late_and_early_entries(hall: Hall) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    consent = hall.consent(inventory)
    refused("A.signed", hall, item, consent=consent, happened_at=later(minutes=-1))
    with pytest.raises(Invalid):
        hall.move(item, consent=consent, happened_at=later(minutes=10))
    with clock.at(later(hours=25)), pytest.raises(Refused):
        hall.move(item, consent=consent, happened_at=NOW)
    with clock.at(later(hours=23)):
        assert hall.move(item, consent=consent, happened_at=NOW).moved_at == NOW


def test_all_or_none(hall: Hall) -> None:
    inventory = hall.inventory(3)
    items = hall.items(inventory)
    consent = hall.consent(inventory, items=items[:2])
    given = {"by": hall.worker, "basis": "A", "to": hall.storage, "consent": consent}
    with pytest.raises(Refused):
        services.move_items(**given, items=items)
    assert Item.objects.filter(state=State.MOVED).count() == 0
    assert len(services.move_items(**given, items=[*items[:2], items[0]], key="k")) == 2
    assert len(services.move_items(**given, items=items[:2], key="k")) == 2
    with pytest.raises(Invalid):
        services.move_items(**given, items=[])


def test_perishable_parcel_waybill(hall: Hall) -> None:
    opened = hall.opened(owner_name="王小明")
    number = {"by": hall.worker, "inventory": opened.inventory}
    food = services.number_item(**number, name="西瓜", perishable=True)
    parcel = services.number_item(**number, name="快递", parcel=True, waybill_named=True)
    broken = services.number_item(**number, name="破损快递", parcel=True)
    services.describe_item(by=hall.worker, item=broken, opened=True)
    consent = hall.consent(opened.inventory)
    assert hall.move(food, consent=consent).return_by == NOW.date()
    refused("waybill", hall, parcel, consent=consent)
    services.describe_item(by=hall.worker, item=parcel, waybill_redacted=True)
    assert hall.move(parcel, consent=consent).state == State.MOVED
    refused("parcel", hall, broken, consent=consent)
    with pytest.raises(Refused):
        services.describe_item(by=hall.worker, item=parcel, name="别的")


def test_the_owner_cleared_it(hall: Hall) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    services.object_to_removal(by=hall.worker, inventory=inventory)
    cleared = services.clear_item(by=hall.cast.property_staff.viewer, item=item, key="k")
    assert (cleared.state, cleared.basis) == (State.CLEARED, "A")
    assert services.clear_item(by=hall.cast.property_staff.viewer, item=item, key="k").pk == item.pk
    assert services.clear_item(by=hall.worker, item=item).pk == item.pk
    assert Entry.objects.filter(name="custody.cleared").count() == 1
    moved = hall.stored()
    with pytest.raises(Refused):
        services.clear_item(by=hall.worker, item=moved)


def test_gates_are_told_before_anybody_presses(hall: Hall) -> None:
    inventory = hall.inventory(1)
    item = selectors.item_for(hall.worker, hall.items(inventory)[0].pk)
    told = {way.basis: [one.code for one in way.missing] for way in selectors.ways(item)}
    assert told["A"] == ["A.will"]
    assert told["B"] == ["B.notice"]
    consent = hall.consent(inventory)
    item = selectors.item_for(hall.worker, item.number)
    way = selectors.ways(item)[0]
    assert way.open
    assert (way.storage, way.ground.consent) == (hall.storage, consent)
    assert selectors.gate(item, "A", consent=consent, to=hall.storage) == []
    assert [one.code for one in selectors.gate(item, "A", consent=consent)] == ["storage"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "moved"},
        {"state": "stored"},
        {"state": "moved", "basis": "A", "moved_at": NOW},
        {"state": "moved", "moved_at": NOW},
        {"state": "cleared", "basis": "B", "moved_at": NOW, "ended_at": NOW},
        {"state": "cleared", "ended_at": NOW},
        {"basis": "A"},
        {"state": "released", "basis": "A", "moved_at": NOW},
        {"quantity": 0},
        {"state": "gone"},
        {"basis": "D"},
        {"number": "08025014-20261021-999"},
        {"serial": 999},
        {"day": date(2026, 10, 22)},
    ],
)
def test_the_database_refuses(hall: Hall, values: dict[str, Any]) -> None:
    item = hall.items(hall.inventory(1))[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(**values)


def test_the_database_keeps_ground_rows_and_counters(hall: Hall) -> None:
    item = hall.stored()
    other = hall.consent(hall.inventory(1))
    for values in ({"basis": "B"}, {"moved_at": later(hours=-1)}, {"consent": other}, {"consent": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**values)
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        Item.objects.filter(inventory=other.inventory)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemCounter.objects.update(last=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemCounter.objects.all()._raw_delete("default")
    assert Objection.objects.count() == 0


# -- under an action --------------------------------------------------------------------------------------------------


def action(hall: Hall, **given: Any) -> Action:
    """An action of a table that began an hour ago."""
    asked: dict[str, Any] = {
        "number": f"A{Action.objects.count()}", "partnership": hall.table(), "place": hall.place, "title": "清理",
        "starts_at": NOW, "meeting_point": "楼下", "leader": hall.cast.leader.person, "state": "under_way",
        "notice": "posted", "announced_at": later(days=-1), "begun_at": later(hours=-1), "created_at": later(days=-2),
    }  # fmt: skip
    return Action.objects.create(**(asked | given))


def test_the_admonition_comes_before_the_first_thing(hall: Hall, world: Any) -> None:
    row = action(hall)
    Step.objects.create(action=row, position=1, kind="admonish", title="告诫")
    inventory = hall.inventory(2, action=row)
    first, other = hall.items(inventory)
    consent = hall.consent(inventory)
    refused("admonition", hall, first, consent=consent)
    with clock.at(later(minutes=10)):
        Admonition.objects.create(
            action=row, organisation=world.police, text="告诫", heard_by="person_concerned",
            happened_at=later(minutes=10), recorded_at=later(minutes=10),
        )  # fmt: skip
        refused("admonition", hall, first, consent=consent, happened_at=later(minutes=9))
        assert hall.move(first, consent=consent).state == State.MOVED
    found = hall.inventory(1, partnership=row.partnership, owner_name="王小明")
    with clock.at(later(minutes=20)):
        assert hall.move(hall.items(found)[0], consent=hall.consent(found)).state == State.MOVED
        told = {fact.source: fact.value for fact in Fact.objects.filter(name="custody.open")}
        assert told == {first.subject: 1, other.subject: 1, hall.items(found)[0].subject: 1}
        services.store_items(by=hall.worker, items=[first], storage=hall.storage)
        services.clear_item(by=hall.worker, item=other)
    told = {fact.source: fact.value for fact in Fact.objects.filter(name="custody.open")}
    assert (told[first.subject], told[other.subject]) == (0, 0)
    assert [item.pk for item in selectors.open_items(row.partnership)] == [hall.items(found)[0].pk]
    assert selectors.counts(row.partnership) == {
        "numbered": 3, "moved": 2, "cleared_by_owner": 1, "stored": 1, "claimed": 0, "released": 0, "disposed": 0,
    }  # fmt: skip


@pytest.mark.parametrize("given", [{"state": "announced", "begun_at": None}, {"state": "aborted", "ended_at": NOW}])
def test_only_of_an_action_that_is_going_on(hall: Hall, given: dict[str, Any]) -> None:
    inventory = hall.inventory(1, action=action(hall, **given))
    consent = hall.consent(inventory)
    with clock.at(later(minutes=1)):
        refused("action", hall, hall.items(inventory)[0], consent=consent)


def test_a_finding_of_a_table_asks_all_its_actions(hall: Hall) -> None:
    row = action(hall)
    Step.objects.create(action=row, position=1, kind="admonish", title="告诫")
    inventory = hall.inventory(1, partnership=row.partnership)
    consent = hall.consent(inventory)
    refused("admonition", hall, hall.items(inventory)[0], consent=consent)
    Action.objects.filter(pk=row.pk).update(state="aborted", ended_at=NOW)
    assert hall.move(hall.items(inventory)[0], consent=consent).state == State.MOVED
