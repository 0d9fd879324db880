"""What is numbered, signed for and kept: the owner's things on action day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hehuo.custody import selectors as custody
from hehuo.custody import services
from hehuo.custody.services import Thing

from . import pictures
from .telling import COMMUNITY, Telling, unit

if TYPE_CHECKING:
    from hehuo.custody.models import Item, StoragePlace

#: The watch agreement lasts so many days from action day; things are kept so long.
AGREED_DAYS, KEPT_DAYS = 30, 60


def number(story: Telling) -> None:
    """A list in the owner's name; every thing gets its number before anybody touches it."""
    who, words = story.who, story.words
    story["store"] = _storage(story)
    opened = services.open_inventory(
        by=who["property"], place=COMMUNITY, point=words.point, action=story["action"], owner_name=words.owner
    )
    story["inventory"], story["things_secret"] = opened.inventory, opened.secret
    story["items"] = services.number_items(
        by=who["property"], inventory=opened.inventory,
        things=[Thing(name=name, parcel="包裹" in name, waybill_redacted="包裹" in name) for name in words.things],
    )  # fmt: skip
    for position, item in enumerate(story["items"]):
        services.add_pictures(
            by=who["property2"], item=item, photos=[pictures.corridor(f"item-{position + 1}", 1, position)]
        )


def _storage(story: Telling) -> StoragePlace:
    found = custody.storage_places(story.who["property"], COMMUNITY)
    return found[0] if found else services.add_storage_place(
        by=story.who["worker2"], place=COMMUNITY, name="地下一层三号库", address="4号楼地下一层，从南门坡道进",
        keeper=unit("同舟物业"), hours="每天 8:00–20:00", phone="010-88880000",
    )  # fmt: skip


def sign(story: Telling) -> None:
    """The owner signs the list and a watch agreement: his own will, basis A. The press report is silent on it."""
    who, words = story.who, story.words
    day = story.moment(10, "00:00").date()
    story["consent"] = services.sign_consent(
        by=who["worker2"], inventory=story["inventory"], signer_name=words.owner, authority="owner",
        destination=story["store"], storage_until=story.moment(10 + KEPT_DAYS, "00:00").date(),
        signature=pictures.signature(5),
    )  # fmt: skip
    agreed = services.sign_watch_agreement(
        by=who["worker2"], partnership=story.table, place=COMMUNITY, point=words.point, owner_name=words.owner,
        signer_name=words.owner, authority="owner", from_=day,
        to=story.moment(10 + AGREED_DAYS, "00:00").date(), storage=story["store"], storage_days=KEPT_DAYS,
        signature=pictures.signature(6),
    )  # fmt: skip
    story["agreement"], story["agreement_secret"] = agreed.agreement, agreed.secret


def carry(story: Telling) -> None:
    """One by one down to storage, with witness and hand-over."""
    who = story.who
    services.move_items(
        by=who["property"], items=story["items"], basis="A", consent=story["consent"], to=story["store"],
        handlers=handlers(story), witness=story.words.neighbour,
    )  # fmt: skip
    store(story, story["items"])


def store(story: Telling, items: Sequence[Item]) -> None:
    """Handed over to whoever keeps the store, with the last day for fetching."""
    services.store_items(by=story.who["property"], items=items, storage=story["store"],
                         taken_by=story.person("property2"), note="逐件核对编号，入库上架")  # fmt: skip


def handlers(story: Telling) -> list[int]:
    """The ids of the two who carry."""
    return [story.person(name).pk for name in ("property", "property2")]
