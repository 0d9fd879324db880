"""A hallway full of things: a table, a storage place, a list, and every paper on which something may move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hehuo.custody import services
from hehuo.custody.models import Consent, Inventory, Item, Notice, Proceeding, StoragePlace
from hehuo.custody.rules import State
from hehuo.custody.services import Thing
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Refused
from hehuo.journal.models import Entry
from hehuo.parties.models import Person
from hehuo.partnerships.models import Partnership
from hehuo.policies import services as policies

#: A Wednesday morning.
NOW = datetime(2026, 10, 21, 10, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


def picture(colour: str = "black") -> SimpleUploadedFile:
    """A drawn signature, or a photo: small and real."""
    out = BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return SimpleUploadedFile(f"{colour}.png", out.getvalue(), "image/png")


class Hall:
    """The hallway of one building, and who does what there."""

    def __init__(self, world: Any, cast: Any) -> None:
        self.world, self.cast = world, cast
        self.worker = cast.worker.viewer
        self.officer = cast.officer.viewer
        self.place = world.building
        self.point = "三层楼道"
        self.storage: StoragePlace = services.add_storage_place(
            by=self.worker, place=world.shanghe, name="楼下指定点", address="1号楼南侧", keeper=world.property,
            hours="每天 8:00-20:00",
        )  # fmt: skip

    def table(self) -> Partnership:
        return Partnership.objects.create(
            number=f"H{Partnership.objects.count()}", place=self.world.shanghe, level="community", origin="place",
            title="楼道", opened_at=NOW, charter_day=NOW.date(),
        )  # fmt: skip

    def opened(self, **given: Any) -> services.Opened:
        asked: dict[str, Any] = {"by": self.worker, "place": self.place, "point": self.point}
        return services.open_inventory(**(asked | given))

    def inventory(self, things: int = 2, **given: Any) -> Inventory:
        row = self.opened(**given).inventory
        if things:
            told = [Thing(f"纸箱{n}") for n in range(things)]
            services.number_items(by=self.worker, inventory=row, things=told)
        return row

    def items(self, inventory: Inventory) -> list[Item]:
        return list(inventory.items.order_by("serial"))

    def consent(self, inventory: Inventory, **given: Any) -> Consent:
        asked: dict[str, Any] = {
            "by": self.worker, "inventory": inventory, "signer_name": "王小明", "authority": "owner",
            "destination": self.storage, "storage_until": date(2026, 12, 1), "signature": picture(),
        }  # fmt: skip
        return services.sign_consent(**(asked | given))

    def agreement(self, **given: Any) -> services.Agreed:
        asked: dict[str, Any] = {
            "by": self.worker, "partnership": None, "place": self.place, "point": self.point, "owner_name": "王小明",
            "from_": date(2026, 10, 1), "to": date(2026, 10, 31), "storage": self.storage, "signature": picture(),
        }  # fmt: skip
        return services.sign_watch_agreement(**(asked | given))

    def notice(self, inventory: Inventory, **given: Any) -> Notice:
        asked: dict[str, Any] = {
            "by": self.worker, "inventory": inventory, "where": "单元门口",
            "signers": [self.cast.worker.person.pk, self.cast.property_staff.person.pk],
        }  # fmt: skip
        return services.post_notice(**(asked | given))

    def enforcer(self, organisation: Any) -> Any:
        """The police officer of the cast, acting for another authority."""
        from dataclasses import replace

        return replace(self.officer, organisations=frozenset({organisation.pk}))

    def seizure(self, inventory: Inventory, *, leave: tuple[str, ...] = (), **given: Any) -> Proceeding:
        """A complete seizure by the enforcement team, without the steps in ``leave``."""
        team = self.world.enforcement
        by = self.enforcer(team)
        asked: dict[str, Any] = {
            "by": by, "inventory": inventory, "basis": "C1", "authority": team, "spot": "common_part",
            "law": "《行政强制法》第十八条",
        }  # fmt: skip
        row = services.open_proceeding(**(asked | given))
        for n, person in enumerate((self.cast.officer.person, self.cast.leader.person)):
            services.name_officer(by=by, proceeding=row, person=person, certificate=f"京{n:06d}")
        for step in ("approved", "identity_shown", "person_present", "reasons_told", "statement_heard",
                     "scope_checked", "necessities_checked", "decided", "handed_over"):  # fmt: skip
            if step not in leave:
                services.record_step(by=by, proceeding=row, step=step)
        if "record_signed" not in leave:
            services.record_step(by=by, proceeding=row, step="record_signed", refused_to_sign=True)
        return row

    def move(self, item: Item, basis: str = "A", **given: Any) -> Item:
        asked: dict[str, Any] = {"by": self.worker, "item": item, "basis": basis, "to": self.storage}
        return services.move_item(**(asked | given))

    def stored(self, **given: Any) -> Item:
        """One thing in storage by its owner's consent."""
        inventory = self.inventory(1, **given)
        item = self.move(self.items(inventory)[0], consent=self.consent(inventory))
        services.store_items(by=self.worker, items=[item], storage=self.storage)
        return Item.objects.get(pk=item.pk)


@pytest.fixture
def hall(world: Any, cast: Any) -> Hall:
    policies.load_known_years(by=SYSTEM, years=[2026])
    return Hall(world, cast)


@pytest.fixture
def second(cast: Any) -> Person:
    return cast.property_staff.person


def later(**more: Any) -> datetime:
    """That much after the story's now."""
    return NOW + timedelta(**more)


def refused(code: str, hall: Hall, item: Item, basis: str = "A", **given: Any) -> None:
    """It does not move, the first reason is ``code``, and nothing was written."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as told:
        hall.move(item, basis, **given)
    assert told.value.code == code
    assert Item.objects.get(pk=item.pk).state == State.NUMBERED
    assert Entry.objects.count() == before
