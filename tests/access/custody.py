"""Who may open what of custody: whoever works at the place numbers and carries, the public side takes signatures,
authorities act in their own procedure, owners come by number and secret; everybody else finds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hehuo.custody import services
from hehuo.custody.models import (
    Claim,
    Consent,
    DissuasionNotice,
    Inventory,
    Item,
    Notice,
    Objection,
    Proceeding,
    StoragePlace,
    WatchAgreement,
)
from hehuo.custody.selectors import link_token
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from tests.access import (
    AUDITOR,
    DISPATCHER,
    LEADER,
    OFFICER,
    PROPERTY_STAFF,
    WORKER,
    Row,
    desk,
    only,
    public,
)

PUBLIC_SIDE = (WORKER, DISPATCHER, LEADER, OFFICER)
WORKERS = (*PUBLIC_SIDE, PROPERTY_STAFF)
KNOW = (*WORKERS, AUDITOR)
#: A 1×1 picture.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5"
    "f645400000000049454e44ae426082"
)
#: Those who may look but not touch are told so; those who may not know find nothing.
TAKES_SIGNATURES = {**dict.fromkeys(PUBLIC_SIDE, 200), PROPERTY_STAFF: 403, "others": 404}


def numbered(world: Any, _cast: Any) -> None:
    """A list with one thing in a building of Shanghe, and a storage place."""
    services.add_storage_place(
        by=SYSTEM, place=world.shanghe, name="存放点", address="地下一层", keeper=world.property, hours="全天"
    )
    opened = services.open_inventory(by=SYSTEM, place=world.building, point="6层", owner_name="张三")
    services.number_item(by=SYSTEM, inventory=opened.inventory, name="纸箱")


def storage() -> Any:
    """The storage place of :func:`numbered`."""
    return StoragePlace.objects.get()


def sign() -> SimpleUploadedFile:
    """A signature."""
    return SimpleUploadedFile("sign.png", DOT, "image/png")


def consented(world: Any, cast: Any) -> None:
    """The owner has signed for it."""
    numbered(world, cast)
    services.sign_consent(
        by=SYSTEM, inventory=Inventory.objects.get(), signer_name="张三", authority="owner", destination=storage(),
        storage_until=clock.now().date() + timedelta(days=9), signature=sign(),
    )  # fmt: skip


def stored(world: Any, cast: Any) -> None:
    """It is in storage."""
    consented(world, cast)
    items = list(Item.objects.all())
    # What gates ask of photos is their own tests' business; here the row only has to exist.
    services.add_pictures(by=SYSTEM, item=items[0], photos=[sign()])
    services.move_items(
        by=SYSTEM, items=items, basis="A", to=storage(), consent=Consent.objects.get(), handlers=[cast.worker.person.pk]
    )
    services.store_items(by=SYSTEM, items=items, storage=storage(), taken_name="李")


def claimed(world: Any, cast: Any) -> None:
    """It was fetched."""
    stored(world, cast)
    services.claim_item(by=SYSTEM, item=Item.objects.get(), claimant_name="张三", signature=sign())


def agreed(world: Any, cast: Any) -> None:
    """A watch agreement at the building."""
    numbered(world, cast)
    services.sign_watch_agreement(
        by=SYSTEM, partnership=None, place=world.building, point="6层", owner_name="张三", from_=clock.now().date(),
        to=clock.now().date() + timedelta(days=9), storage=storage(), signature=sign(),
    )  # fmt: skip


def objected(world: Any, cast: Any) -> None:
    """Somebody said no."""
    numbered(world, cast)
    services.object_to_removal(by=SYSTEM, inventory=Inventory.objects.get())


def posted(world: Any, cast: Any) -> None:
    """A notice hangs for a thing without owner."""
    opened = services.open_inventory(by=SYSTEM, place=world.building, point="6层")
    services.number_item(by=SYSTEM, inventory=opened.inventory, name="旧柜子")
    signers = [cast.worker.person.pk, cast.leader.person.pk]
    services.post_notice(by=SYSTEM, inventory=opened.inventory, where="墙上", signers=signers)


def proceeding(world: Any, cast: Any) -> None:
    """The police station has opened a seizure."""
    numbered(world, cast)
    services.open_proceeding(
        by=SYSTEM, inventory=Inventory.objects.get(), basis="C1", authority=world.police, spot="evacuation_route",
        law="消防法",
    )  # fmt: skip


def dissuaded(world: Any, _cast: Any) -> None:
    """A dissuasion notice was written."""
    services.issue_dissuasion(
        by=SYSTEM,
        place=world.building,
        point="6层",
        kind="piling",
        demand="清理",
        deadline=clock.now().date() + timedelta(days=3),
    )


def of(model: Any, field: str = "number") -> Any:
    """The only row's ``field`` as the address names it."""
    return lambda _world, _cast: {field: getattr(model.objects.get(), field)}


def token(_world: Any, _cast: Any) -> dict[str, Any]:
    """The link on the owner's copy of the list."""
    return {"token": link_token(Inventory.objects.get())}


def own_agreement(_world: Any, _cast: Any) -> dict[str, Any]:
    """The link on the owner's copy of the agreement."""
    return {"token": link_token(WatchAgreement.objects.get())}


def own_photo(world: Any, cast: Any) -> dict[str, Any]:
    """A picture of the owner's thing."""
    return {**token(world, cast), "uuid": Item.objects.get().pictures.get().attachment.uuid}


NUMBER, PK = of(Inventory), of(Item, "pk")
KNOWN = only(*KNOW)
WORKED = {**dict.fromkeys(WORKERS, 200), "others": 404}
DONE = only(*WORKERS, status=302)

TABLE: dict[str, Row | list[Row]] = {
    "custody-inventories": desk(*KNOW, before=numbered),
    "custody-open": desk(*WORKERS),
    "custody-storages": desk(*KNOW, before=numbered),
    "custody-inventory": Row(kwargs=NUMBER, before=numbered, own=KNOWN),
    "custody-number": Row(kwargs=NUMBER, before=numbered, own=WORKED),
    "custody-move": Row(kwargs=NUMBER, before=numbered, own=WORKED),
    "custody-store": Row(kwargs=NUMBER, before=numbered, own=WORKED),
    "custody-claim": Row(kwargs=NUMBER, before=numbered, own=WORKED),
    "custody-object": Row(kwargs=NUMBER, before=numbered, method="post", own=DONE),
    "custody-consent": Row(kwargs=NUMBER, before=numbered, own=TAKES_SIGNATURES),
    "custody-notice-new": Row(kwargs=NUMBER, before=numbered, own=TAKES_SIGNATURES),
    "custody-proceeding-new": Row(
        kwargs=lambda world, cast: {**NUMBER(world, cast), "kind": "C1"}, before=numbered, own=WORKED
    ),
    "custody-labels": Row(kwargs=NUMBER, before=numbered, own=KNOWN),
    "custody-inventory-pdf": Row(kwargs=NUMBER, before=numbered, own=KNOWN),
    "custody-consent-blank": Row(kwargs=NUMBER, before=numbered, own=KNOWN),
    "custody-consent-pdf": Row(kwargs=of(Consent), before=consented, own=KNOWN),
    "custody-consent-end": Row(kwargs=of(Consent), before=consented, method="post", own=DONE),
    "custody-agreement-new": desk(*PUBLIC_SIDE),
    "custody-agreement": Row(kwargs=of(WatchAgreement), before=agreed, own=KNOWN),
    "custody-agreement-pdf": Row(kwargs=of(WatchAgreement), before=agreed, own=KNOWN),
    "custody-agreement-end": Row(kwargs=of(WatchAgreement), before=agreed, method="post", own=DONE),
    "custody-settle": Row(kwargs=of(Objection, "pk"), before=objected, own=TAKES_SIGNATURES),
    "custody-notice": Row(kwargs=of(Notice), before=posted, own=KNOWN),
    "custody-notice-pdf": Row(kwargs=of(Notice), before=posted, own=KNOWN),
    "custody-proceeding": Row(kwargs=of(Proceeding), before=proceeding, own=KNOWN),
    "custody-officer": Row(kwargs=of(Proceeding), before=proceeding, method="post", own=DONE),
    "custody-dissuade": desk(*WORKERS),
    "custody-dissuasion": Row(kwargs=of(DissuasionNotice), before=dissuaded, own=KNOWN),
    "custody-dissuasion-pdf": Row(kwargs=of(DissuasionNotice), before=dissuaded, own=KNOWN),
    "custody-item": Row(kwargs=PK, before=numbered, own=KNOWN),
    "custody-cleared": Row(kwargs=PK, before=numbered, method="post", own=DONE),
    "custody-describe": Row(kwargs=PK, before=numbered, own=WORKED),
    "custody-remind": Row(kwargs=PK, before=stored, own=WORKED),
    "custody-hand-over": Row(kwargs=PK, before=stored, own=WORKED),
    "custody-release": Row(kwargs=PK, before=stored, own=WORKED),
    "custody-dispose": Row(kwargs=PK, before=stored, own=WORKED),
    "custody-receipt-pdf": Row(kwargs=of(Claim, "pk"), before=claimed, own=KNOWN),
    "custody-owner": Row(kwargs=NUMBER, before=numbered, own=WORKED),
    "custody-storage-close": Row(
        kwargs=of(StoragePlace, "pk"), before=numbered, method="post", own=only(*WORKERS, status=302)
    ),
    "custody-reveal": Row(
        kwargs=lambda world, cast: {"kind": "inventory", "pk": Inventory.objects.get().pk},
        before=numbered,
        method="post",
        own={**only(WORKER, DISPATCHER, LEADER, status=302), OFFICER: 403, PROPERTY_STAFF: 403},
    ),
    "custody-agreement-sign": Row(kwargs=of(WatchAgreement), before=agreed, own=TAKES_SIGNATURES),
    "custody-consent-sign": Row(kwargs=of(Consent), before=consented, own=TAKES_SIGNATURES),
    "custody-extend": Row(kwargs=of(Proceeding), before=proceeding, own=only(OFFICER)),
    "custody-things": public(),
    "custody-label": public(kwargs={"number": "nothing-20210101-001"}),
    "custody-mine": [
        public(kwargs=token, before=numbered),
        public(kwargs=own_agreement, before=agreed),
        public(kwargs={"token": "Q20210101-0001:forged"}, status=404),
    ],
    "custody-mine-photo": public(kwargs=own_photo, before=stored),
    "custody-mine-fetch": public(kwargs=token, before=stored, method="post", status=422),
    "custody-mine-object": public(kwargs=token, before=numbered, method="post", status=302),
    "custody-mine-agreed": public(kwargs=token, before=objected, method="post", status=302),
    "custody-mine-cleared": public(kwargs=token, before=numbered, method="post", status=302),
    "custody-mine-end": [
        public(kwargs=own_agreement, before=agreed, method="post", status=302),
        public(kwargs=token, before=numbered, method="post", status=404),
    ],
}
