"""By hand, on the pages: number in three touches, sign, carry, fetch; a no at the door; every lack with its law."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hehuo.custody import services
from hehuo.custody.models import Inventory, Item
from hehuo.custody.selectors import link_token
from hehuo.ground import clock

pytestmark = pytest.mark.django_db


def picture(colour: str = "#7a5", name: str = "photo.jpg") -> SimpleUploadedFile:
    """A small picture as a telephone sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


@pytest.fixture
def storage(cast, world):
    return services.add_storage_place(
        by=cast.leader.viewer, place=world.shanghe, name="楼下存放点", address="1号楼地下", keeper=world.property,
        hours="每天 9:00–18:00",
    )  # fmt: skip


@pytest.fixture
def opened(cast, world):
    return services.open_inventory(
        by=cast.property_staff.viewer, place=world.building, point="6层楼梯口", owner_name="张三"
    )


@pytest.fixture
def items(cast, opened):
    return [
        services.number_item(
            by=cast.property_staff.viewer, inventory=opened.inventory, name=name, photos=[picture(colour)]
        )
        for name, colour in (("纸箱", "#111"), ("花盆", "#222"))
    ]


@pytest.fixture
def consent(cast, opened, items, storage):
    return services.sign_consent(
        by=cast.worker.viewer, inventory=opened.inventory, signer_name="张三", authority="owner",
        destination=storage, storage_until=later(), signature=picture(name="sign.jpg"),
    )  # fmt: skip


@pytest.fixture
def stored(cast, consent, items, storage):
    services.move_items(
        by=cast.property_staff.viewer, items=items, basis="A", to=storage, consent=consent,
        handlers=[cast.property_staff.person.pk],
    )  # fmt: skip
    services.store_items(by=cast.property_staff.viewer, items=items, storage=storage, taken_name="李库管")
    return items


def later(days: int = 30) -> date:
    """A day to come."""
    return clock.now().date() + timedelta(days=days)


def test_a_list_begins_and_a_thing_is_numbered_in_three_touches(cast, world, sign_in):
    client = sign_in(cast.property_staff)
    begun = client.post(
        reverse("custody-open"), {"place": world.building, "place_pick": world.building, "point": "6层"}
    )
    inventory = Inventory.objects.get()
    assert begun.url == reverse("custody-number", args=[inventory.number])
    saved = client.post(begun.url, {"photos": picture(), "quick": "纸箱", "quantity": 1, "key": "k-1"})
    item = Item.objects.get()
    assert saved.url.endswith(f"?done={item.pk}")
    page = client.get(saved.url).content.decode()
    assert '<span class="serial">001</span>' in page
    assert item.pictures.count() == 1
    # Sent twice by a telephone: one number.
    client.post(begun.url, {"photos": picture(), "quick": "纸箱", "quantity": 1, "key": "k-1"})
    assert Item.objects.count() == 1


def test_without_a_name_the_page_asks_for_one(cast, opened, sign_in):
    page = sign_in(cast.property_staff).post(
        reverse("custody-number", args=[opened.inventory.number]), {"quantity": 1}
    )  # fmt: skip
    assert "quick" in page.context["form"].errors


def test_nothing_moves_without_a_ground_and_the_page_says_what_is_missing(cast, items, opened, storage, sign_in):
    client = sign_in(cast.property_staff)
    url = reverse("custody-move", args=[opened.inventory.number])
    page = client.get(url).content.decode()
    assert "民法典" in page
    assert "行政强制法" in page
    data = {"items": [item.pk for item in items], "basis": "A", "to": storage.pk}
    data["handlers"] = [cast.property_staff.person.pk]
    refused = client.post(url, data)
    assert refused.status_code == 200
    assert refused.context["refused"]
    assert set(Item.objects.values_list("state", flat=True)) == {"numbered"}


def test_the_owner_signs_on_the_telephone_and_the_things_are_carried(cast, items, opened, storage, sign_in):
    signed = sign_in(cast.worker).post(
        reverse("custody-consent", args=[opened.inventory.number]),
        {"signer_name": "张三", "authority": "owner", "destination": storage.pk, "storage_until": later(),
         "signature_photo": picture(name="sign.jpg")},
    )  # fmt: skip
    assert signed.status_code == 302, signed.context["form"].errors
    client = sign_in(cast.property_staff)
    url = reverse("custody-move", args=[opened.inventory.number])
    data = {"items": [items[0].pk], "basis": "A", "to": storage.pk, "handlers": [cast.property_staff.person.pk]}
    moved = client.post(url, {**data, "photos": picture("#333")})
    assert moved.status_code == 302, moved.context["refused"]
    assert list(Item.objects.order_by("serial").values_list("state", flat=True)) == ["moved", "numbered"]
    arrived = client.post(
        reverse("custody-store", args=[opened.inventory.number]), {"to": storage.pk, "taken_name": "李"}
    )
    assert arrived.status_code == 302, arrived.context["form"].errors
    assert Item.objects.get(pk=items[0].pk).state == "stored"


def test_the_property_company_takes_no_signature(cast, items, opened, sign_in):
    page = sign_in(cast.property_staff).get(reverse("custody-consent", args=[opened.inventory.number]))
    assert page.status_code == 403


def test_a_no_at_the_door_stops_everything_at_one_touch(cast, consent, items, opened, storage, sign_in):
    client = sign_in(cast.property_staff)
    client.post(reverse("custody-object", args=[opened.inventory.number]), {"text": "不行"})
    assert "不行" in client.get(reverse("custody-inventory", args=[opened.inventory.number])).content.decode()
    data = {"items": [items[0].pk], "basis": "A", "to": storage.pk, "handlers": [cast.property_staff.person.pk]}
    assert client.post(reverse("custody-move", args=[opened.inventory.number]), data).context["refused"]
    objection = opened.inventory.objections.get()
    back = {"words_of": "同意了", "signature_photo": picture(name="s.jpg")}
    sign_in(cast.worker).post(reverse("custody-settle", args=[objection.pk]), back)
    objection.refresh_from_db()
    assert objection.ended_at is not None


def test_the_owner_fetches_several_things_with_one_signature(cast, stored, opened, sign_in):
    data = {"claimant_name": "张三", "signature_photo": picture(name="s.jpg")}
    client = sign_in(cast.property_staff)
    done = client.post(reverse("custody-claim", args=[opened.inventory.number]), data)
    assert done.status_code == 302, done.context["form"].errors
    assert set(Item.objects.values_list("state", flat=True)) == {"claimed"}
    claim = Item.objects.first().claims.get()
    assert client.get(reverse("custody-receipt-pdf", args=[claim.pk])).content.startswith(b"%PDF")


def test_a_thing_goes_from_hand_to_hand_and_back(cast, stored, sign_in):
    client = sign_in(cast.worker)
    pk = stored[0].pk
    given = client.post(reverse("custody-hand-over", args=[pk]), {"taken_name": "王五", "note": "检查"})
    assert given.status_code == 302, given.context["form"].errors
    assert "检查" in client.get(reverse("custody-item", args=[pk])).content.decode()
    assert client.post(reverse("custody-release", args=[pk]), {"to_name": "张三"}).status_code == 302
    assert Item.objects.get(pk=pk).state == "released"


def test_the_owners_things_are_not_disposed_of_without_her_word(cast, stored, sign_in):
    data = {"how": "recycled", "second": cast.leader.person.pk, "reason": "没人要"}
    page = sign_in(cast.worker).post(reverse("custody-dispose", args=[stored[0].pk]), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert Item.objects.get(pk=stored[0].pk).state == "stored"


def test_a_watch_agreement_is_signed_printed_and_ended_by_a_word(cast, world, storage, sign_in):
    client = sign_in(cast.worker)
    signed = client.post(
        reverse("custody-agreement-new"),
        {"place": world.building, "place_pick": world.building, "point": "6层楼梯口、电梯厅", "owner_name": "张三",
         "signer_name": "张三", "authority": "owner", "from_": later(0), "to": later(), "destination": storage.pk,
         "storage_days": 30, "signature_photo": picture(name="s.jpg")},
    )  # fmt: skip
    assert signed.status_code == 302, signed.context["form"].errors
    page = client.get(signed.url)
    assert page.context["fresh"].secret in page.content.decode()
    row = page.context["agreement"]
    assert row.points == ["6层楼梯口", "电梯厅"]
    assert client.get(reverse("custody-agreement-pdf", args=[row.number])).content.startswith(b"%PDF")
    # Nobody else sees the secret, and later visits do not either.
    assert sign_in(cast.leader).get(signed.url).context["fresh"] is None
    client.post(reverse("custody-agreement-end", args=[row.number]))
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_two_people_post_a_notice_for_things_without_owner(cast, world, sign_in):
    opened = services.open_inventory(by=cast.worker.viewer, place=world.building, point="1层")
    services.number_item(by=cast.worker.viewer, inventory=opened.inventory, name="旧柜子", photos=[picture()])
    client = sign_in(cast.worker)
    url = reverse("custody-notice-new", args=[opened.inventory.number])
    item = opened.inventory.items.get()
    alone = client.post(url, {"items": item.pk, "where": "1层墙上", "signers": [cast.worker.person.pk]})
    assert alone.context["form"].errors["signers"]
    both = [cast.worker.person.pk, cast.property_staff.person.pk]
    posted = client.post(url, {"items": item.pk, "where": "1层墙上", "signers": both})
    assert posted.status_code == 302, posted.context["form"].errors
    assert client.get(posted.url).context["over"] is False
    assert client.get(f"{posted.url}notice.pdf").content.startswith(b"%PDF")
    client.post(posted.url)
    assert opened.inventory.notices.get().withdrawn_at is not None


def test_only_the_authority_itself_opens_its_procedure(cast, items, opened, sign_in):
    url = reverse("custody-proceeding-new", args=[opened.inventory.number, "C1"])
    page = sign_in(cast.worker).get(url)
    assert page.context["form"] is None
    assert "曙光派出所" in page.content.decode()
    client = sign_in(cast.officer)
    data = {"authority": cast.officer.organisation.pk, "spot": "evacuation_route", "law": "消防法", "hold_days": 30}
    begun = client.post(url, data)
    assert begun.status_code == 302, begun.context["form"].errors
    page = client.get(begun.url)
    assert page.context["missing"]
    assert "行政强制法" in page.content.decode()
    number = page.context["proceeding"].number
    client.post(reverse("custody-officer", args=[number]), {"person": cast.officer.person.pk, "certificate": "京-1"})
    now = clock.now().astimezone(clock.BEIJING).strftime("%Y-%m-%dT%H:%M")
    client.post(begun.url, {"step": "approved", "at": now, "words": "批准"})
    page = client.get(begun.url)
    assert next(step for step in page.context["steps"] if step["done"])["said"] == "批准"
    assert sign_in(cast.worker).get(begun.url).context["form"] is None


def test_a_dissuasion_notice_is_written_in_two_copies(cast, world, sign_in):
    client = sign_in(cast.property_staff)
    written = client.post(
        reverse("custody-dissuade"),
        {"place": world.building, "place_pick": world.building, "point": "6层", "kind": "piling", "demand": "清理楼道",
         "deadline": later(3), "delivery": "handed"},
    )  # fmt: skip
    assert written.status_code == 302, written.context["form"].errors
    assert client.get(f"{written.url}notice.pdf").content.startswith(b"%PDF")


def test_papers_of_a_list_print(cast, stored, opened, consent, sign_in):
    client = sign_in(cast.worker)
    number = opened.inventory.number
    for name in ("labels", "inventory-pdf", "consent-blank"):
        assert client.get(reverse(f"custody-{name}", args=[number])).content.startswith(b"%PDF"), name
    assert client.get(reverse("custody-labels", args=[number]), {"blank": "24"}).content.startswith(b"%PDF")
    assert client.get(reverse("custody-consent-pdf", args=[consent.number])).content.startswith(b"%PDF")


def test_a_storage_place_is_added_by_those_who_handle_matters(cast, world, sign_in):
    data = {"place": world.shanghe, "place_pick": world.shanghe, "name": "库房", "address": "地下一层",
            "keeper": world.property.pk, "hours": "9:00–18:00"}  # fmt: skip
    added = sign_in(cast.worker).post(reverse("custody-storages"), data)
    assert added.status_code == 302, added.context["form"].errors
    page = sign_in(cast.property_staff).get(reverse("custody-storages"))
    assert page.context["form"] is None
    assert "库房" in page.content.decode()


def test_lists_and_long_lists_cost_a_bounded_number_of_queries(
    cast, opened, items, sign_in, django_assert_max_num_queries
):
    for number in range(10):
        services.number_item(by=cast.worker.viewer, inventory=opened.inventory, name=f"纸箱{number}")
    client = sign_in(cast.worker)
    client.get(reverse("custody-inventories"))
    with django_assert_max_num_queries(40):
        client.get(reverse("custody-inventories"))
    with django_assert_max_num_queries(45):
        client.get(reverse("custody-inventory", args=[opened.inventory.number]))
    with django_assert_max_num_queries(130):
        client.get(reverse("custody-move", args=[opened.inventory.number]))


def test_the_label_leads_staff_to_the_thing(cast, items, sign_in):
    url = reverse("custody-label", args=[items[0].number])
    assert sign_in(cast.property_staff).get(url).url == reverse("custody-item", args=[items[0].pk])
    assert sign_in(cast.foreign_worker).get(url).status_code == 200


def test_the_link_on_the_copy_is_the_owners(opened):
    assert link_token(opened.inventory) == opened.link


def test_a_waybill_is_covered_and_a_photo_added_later(cast, items, opened, sign_in):
    client = sign_in(cast.property_staff)
    url = reverse("custody-describe", args=[items[0].pk])
    data = {"name": "快递", "quantity": 2, "waybill_named": "on", "waybill_redacted": "on", "photos": picture("#456")}
    done = client.post(url, data)
    assert done.status_code == 302, done.context["form"].errors
    row = Item.objects.get(pk=items[0].pk)
    assert (row.name, row.quantity, row.waybill_redacted, row.pictures.count()) == ("快递", 2, True, 2)


def test_the_owner_was_reminded(cast, stored, sign_in):
    sign_in(cast.worker).post(reverse("custody-remind", args=[stored[0].pk]), {"how": "短信"})
    assert Item.objects.get(pk=stored[0].pk).reminded_at is not None
