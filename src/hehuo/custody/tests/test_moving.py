"""The one service that moves, on PostgreSQL: each basis from its real papers, and everything that stops it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hehuo.custody import selectors, services
from hehuo.custody.models import Item, ItemCounter, Objection
from hehuo.custody.rules import State
from hehuo.ground import clock
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import NOW, Hall, later, picture

pytestmark = pytest.mark.django_db


def refused(code: str, hall: Hall, item: Item, basis: str = "A", **given: Any) -> None:
    """It does not move, the first reason is ``code``, and nothing was written."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as told:
        hall.move(item, basis, **given)
    assert told.value.code == code
    assert Item.objects.get(pk=item.pk).state == State.NUMBERED
    assert Entry.objects.count() == before


# -- A ----------------------------------------------------------------------------------------------------------------


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


# -- the watch agreement ----------------------------------------------------------------------------------------------


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


# -- B ----------------------------------------------------------------------------------------------------------------


def abandoned(hall: Hall) -> tuple[Any, Item]:
    inventory = hall.inventory(0)
    item = services.number_item(by=hall.worker, inventory=inventory, name="旧沙发", photos=[picture("blue")])
    return inventory, item


def test_abandoned_after_seven_whole_days_and_photos(hall: Hall) -> None:
    inventory, item = abandoned(hall)
    refused("B.notice", hall, item, "B")
    notice = hall.notice(inventory)
    for days in (0, 1, 7):
        with clock.at(later(days=days)):
            refused("B.days", hall, item, "B", notice=notice)
    with clock.at(later(days=8)):
        moved = hall.move(item, "B", notice=notice)
        assert moved.return_by == later(days=8 + 365).date()
        with pytest.raises(Refused) as told:
            services.store_items(by=hall.worker, items=[item], storage=hall.storage)
        assert told.value.code == "S.photo"
        services.store_items(by=hall.worker, items=[item], storage=hall.storage, photos=[picture("green")])
    assert Item.objects.get(pk=item.pk).state == State.STORED


def test_not_abandoned_where_somebody_is_known(hall: Hall) -> None:
    inventory, item = abandoned(hall)
    notice = hall.notice(inventory)
    with clock.at(later(days=8)):
        services.object_to_removal(by=hall.worker, inventory=inventory, kind="claim", person_name="张三")
        refused("B.claim", hall, item, "B", notice=notice)
    inventory, item = abandoned(hall)
    notice = hall.notice(inventory)
    services.name_owner(by=hall.worker, inventory=inventory, owner_name="张三")
    with clock.at(later(days=8)):
        refused("B.owner", hall, item, "B", notice=notice)
    with pytest.raises(Refused) as told:
        hall.notice(inventory)
    assert told.value.code == "B.owner"


def test_a_waybill_names_somebody(hall: Hall) -> None:
    inventory, item = abandoned(hall)
    notice = hall.notice(inventory)
    services.describe_item(by=hall.worker, item=item, waybill_named=True, waybill_redacted=True)
    with clock.at(later(days=8)):
        refused("B.waybill", hall, item, "B", notice=notice)
    with pytest.raises(Refused) as told:
        hall.notice(inventory)
    assert told.value.code == "B.waybill"
    with pytest.raises(Refused):
        services.describe_item(by=hall.worker, item=item, waybill_named=False)


def test_a_notice_taken_down_or_without_photo(hall: Hall) -> None:
    inventory, item = abandoned(hall)
    notice = hall.notice(inventory)
    with clock.at(later(days=3)):
        services.withdraw_notice(by=hall.worker, notice=notice)
        services.withdraw_notice(by=hall.worker, notice=notice)
    with clock.at(later(days=8)):
        refused("B.posted", hall, item, "B", notice=notice)
    bare = hall.inventory(1)
    notice = hall.notice(bare)
    with clock.at(later(days=8)):
        refused("B.photo", hall, hall.items(bare)[0], "B", notice=notice)


def test_two_people_sign_a_notice(hall: Hall) -> None:
    inventory, _item = abandoned(hall)
    one = hall.cast.worker.person.pk
    for signers in ([], [one], [one, one], [one, 10**9]):
        with pytest.raises(Invalid):
            hall.notice(inventory, signers=signers)


# -- C ----------------------------------------------------------------------------------------------------------------


def test_a_complete_seizure(hall: Hall, world: Any) -> None:
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    row = hall.seizure(inventory)
    by = hall.enforcer(world.enforcement)
    moved = hall.move(item, "C1", proceeding=row, by=by)
    assert moved.return_by == NOW.date() + timedelta(days=30)
    with pytest.raises(NotAllowed):
        hall.move(hall.items(hall.inventory(1))[0], "C1", proceeding=row)
    services.extend_seizure(by=by, proceeding=row, days=30)
    assert Item.objects.get(pk=item.pk).return_by == NOW.date() + timedelta(days=60)
    with pytest.raises(Refused):
        services.extend_seizure(by=by, proceeding=row, days=1)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("approved", "C1.approval"), ("identity_shown", "C1.identity"), ("person_present", "C1.present"),
        ("reasons_told", "C1.reasons"), ("statement_heard", "C1.statement"), ("record_signed", "C1.record"),
        ("scope_checked", "C1.unrelated"), ("necessities_checked", "C1.necessities"), ("decided", "C1.decision"),
        ("handed_over", "C1.duplicate"),
    ],
)  # fmt: skip
def test_a_seizure_that_lacks_a_step(hall: Hall, world: Any, step: str, code: str) -> None:
    inventory = hall.inventory(1)
    row = hall.seizure(inventory, leave=(step,))
    refused(code, hall, hall.items(inventory)[0], "C1", proceeding=row, by=hall.enforcer(world.enforcement))


def test_an_urgent_seizure_is_reported_within_a_day(hall: Hall, world: Any) -> None:
    inventory = hall.inventory(3)
    items = hall.items(inventory)
    by = hall.enforcer(world.enforcement)
    row = hall.seizure(inventory, leave=("approved",), urgent_reason="火险")
    hall.move(items[0], "C1", proceeding=row, by=by)
    with clock.at(later(hours=24)):
        hall.move(items[1], "C1", proceeding=row, by=by)
    with clock.at(later(hours=25)):
        refused("C1.report", hall, items[2], "C1", proceeding=row, by=by)
        services.record_step(by=by, proceeding=row, step="urgent_reported", happened_at=later(hours=23))
        hall.move(items[2], "C1", proceeding=row, by=by)


def test_who_has_no_power_opens_nothing(hall: Hall, world: Any) -> None:
    inventory = hall.inventory(1)
    with pytest.raises(NotAllowed):
        hall.seizure(inventory, by=hall.worker)
    with pytest.raises(NotAllowed):
        hall.seizure(inventory, authority=world.fire)
    with pytest.raises(Refused) as told:
        hall.seizure(inventory, by=hall.enforcer(world.property), authority=world.property)
    assert str(told.value.source)
    wrong = hall.seizure(inventory, spot="evacuation_route")
    refused("C1.competent", hall, hall.items(inventory)[0], "C1", proceeding=wrong, by=hall.enforcer(world.enforcement))


def execution(hall: Hall, world: Any, **given: Any) -> tuple[Any, Any, Item]:
    """C2 by fire rescue: order on the first, demand, statement, decision, delivered; ready on 21 October."""
    with clock.at(datetime(2026, 10, 1, 9, tzinfo=BEIJING)):
        inventory = hall.inventory(1)
        by = hall.enforcer(world.fire)
        row = services.open_proceeding(
            by=by, inventory=inventory, basis="C2", authority=world.fire, spot="evacuation_route",
            law="《消防法》第六十条", **({"grant": "fire_60"} | given),
        )  # fmt: skip
    for day, step, until in (
        (8, "ordered", 10), (12, "demanded", 15), (14, "statement_heard", 0), (19, "decided", 0), (20, "delivered", 0),
    ):  # fmt: skip
        at = datetime(2026, 10, day, 10, tzinfo=BEIJING)
        with clock.at(at):
            services.record_step(by=by, proceeding=row, step=step, until=at.replace(day=until) if until else None)
    return by, row, hall.items(inventory)[0]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 10, 21, 5, 59, tzinfo=BEIJING), "C2.night"),
        (datetime(2026, 10, 21, 22, tzinfo=BEIJING), "C2.night"),
        (datetime(2026, 10, 24, 10, tzinfo=BEIJING), "C2.holiday"),
    ],
)
def test_execution_by_day_and_on_working_days(hall: Hall, world: Any, at: datetime, code: str) -> None:
    by, row, item = execution(hall, world)
    with clock.at(at):
        refused(code, hall, item, "C2", proceeding=row, by=by)
    with clock.at(NOW):
        assert hall.move(item, "C2", proceeding=row, by=by).basis == "C2"


def test_execution_needs_a_statute_and_touches_no_utilities(hall: Hall, world: Any) -> None:
    by, row, item = execution(hall, world, grant="")
    refused("C2.grant", hall, item, "C2", proceeding=row, by=by)
    by, row, item = execution(hall, world, grant="road_106")
    refused("C2.grant", hall, item, "C2", proceeding=row, by=by)
    by, row, item = execution(hall, world, cuts_utilities=True)
    refused("C2.utilities", hall, item, "C2", proceeding=row, by=by)


def test_substitute_and_court(hall: Hall, world: Any) -> None:
    by = hall.enforcer(world.enforcement)
    inventory = hall.inventory(1)
    item = hall.items(inventory)[0]
    row = services.open_proceeding(
        by=by, inventory=inventory, basis="C3", authority=world.enforcement, spot="common_part", law="第五十二条",
        danger="traffic", immediate=True, performer=world.property, disinterested=True,
    )  # fmt: skip
    services.record_step(by=by, proceeding=row, step="officer_present")
    refused("C3.interest", hall, item, "C3", proceeding=row, by=by)
    row = services.open_proceeding(
        by=by, inventory=inventory, basis="C3", authority=world.enforcement, spot="common_part", law="第五十二条",
        danger="traffic", immediate=True, performer=world.heating, disinterested=True,
    )  # fmt: skip
    refused("C3.officer", hall, item, "C3", proceeding=row, by=by)
    refused("C.procedure", hall, item, "C4", proceeding=row, by=by)
    services.record_step(by=by, proceeding=row, step="officer_present")
    assert hall.move(item, "C3", proceeding=row, by=by).basis == "C3"


# -- everywhere -------------------------------------------------------------------------------------------------------


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


# -- the database itself ----------------------------------------------------------------------------------------------


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
