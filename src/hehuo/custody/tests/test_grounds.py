"""Bases B and C1 to C4 on PostgreSQL, from their real papers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from hehuo.custody import services
from hehuo.custody.models import Item
from hehuo.custody.rules import State
from hehuo.ground import clock
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid, NotAllowed, Refused

from .conftest import NOW, Hall, later, picture, refused

pytestmark = pytest.mark.django_db


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
