"""The owner's own page: opened by number and secret or by the code, and by nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from hehuo.custody import services
from hehuo.custody.models import Item, WatchAgreement

from .test_pages_custody import consent, items, later, opened, picture, storage, stored  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

FIND = reverse("custody-things")


@pytest.fixture
def mine(opened):  # noqa: F811 - the fixture
    return reverse("custody-mine", args=[opened.link])


def test_number_and_secret_open_ones_things(client, opened, items):  # noqa: F811
    answer = client.post(FIND, {"number": opened.inventory.number, "secret": opened.secret.lower()})
    assert answer.url == reverse("custody-mine", args=[opened.link])
    page = client.get(answer.url)
    assert "花盆" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("wrong", [{"secret": "AAAAAAAAAA"}, {"number": "Q20200101-0001"}])
def test_a_wrong_pair_says_one_thing_whichever_is_wrong(client, opened, wrong):  # noqa: F811
    answer = client.post(FIND, {"number": opened.inventory.number, "secret": opened.secret, **wrong})
    assert answer.status_code == 404
    assert len(answer.context["form"].non_field_errors()) == 1


def test_guessing_is_slowed_down(client, opened, mine, settings):  # noqa: F811
    settings.LOOKUP_RATE = "0/m"
    assert client.post(FIND, {"number": opened.inventory.number, "secret": opened.secret}).status_code == 429
    assert client.get(mine).status_code == 429


@pytest.mark.parametrize("token", ["x", "Q20200101-0001:x", "%00", "a:b:c"])
def test_a_forged_link_opens_nothing(client, opened, token):  # noqa: F811
    for name in ("", "-fetch", "-object", "-cleared", "-end", "-agreed"):
        url = reverse(f"custody-mine{name}", args=[token])
        answer = client.post(url, {"at": "2026-01-01T10:00"}) if name else client.get(url)
        assert answer.status_code == 404, name


def test_a_label_tells_strangers_nothing(client, items):  # noqa: F811
    known = client.get(reverse("custody-label", args=[items[0].number])).content.decode()
    unknown = client.get(reverse("custody-label", args=["nothing-20210101-001"])).content.decode()
    assert "花盆" not in known
    assert "纸箱" not in known
    assert _bare(known, items[0].number) == _bare(unknown, "nothing-20210101-001")


def _bare(page: str, number: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page).replace(number, "#")


def test_the_page_names_nobody(client, mine, stored):  # noqa: F811
    page = client.get(mine).content.decode()
    assert "张三" not in page
    assert "李库管" not in page
    assert "楼下存放点" in page


def test_she_says_when_she_comes(client, mine, stored):  # noqa: F811
    client.post(mine + "fetch/", {"at": "2030-01-02T10:00", "help_wanted": "on"})
    assert "2030-01-02 10:00" in client.get(mine).content.decode()
    assert Item.objects.filter(claims__state="asked").count() == 2


def test_she_objects_and_takes_it_back(client, mine, items, opened):  # noqa: F811
    client.post(mine + "object/", {"text": "不要动"})
    client.post(mine + "object/", {"text": "不要动"})
    assert opened.inventory.objections.filter(ended_at=None).count() == 1
    client.post(mine + "agreed/")
    assert not opened.inventory.objections.filter(ended_at=None).exists()


def test_she_cleared_it_herself(client, mine, items):  # noqa: F811
    client.post(mine + "cleared/")
    assert set(Item.objects.values_list("state", flat=True)) == {"cleared"}
    assert client.post(mine + "cleared/").status_code == 302


def test_she_sees_pictures_of_her_own_things_only(client, mine, items, world, cast):  # noqa: F811
    own = items[0].pictures.get().attachment.uuid
    assert client.get(reverse("custody-mine-photo", args=[mine.split("/")[2], own])).status_code == 200
    other = services.open_inventory(by=cast.worker.viewer, place=world.building, point="1层")
    foreign = services.number_item(
        by=cast.worker.viewer, inventory=other.inventory, name="别人的", photos=[picture("#999")]
    )
    uuid = foreign.pictures.get().attachment.uuid
    assert client.get(reverse("custody-mine-photo", args=[mine.split("/")[2], uuid])).status_code == 404


def test_she_ends_her_agreement(client, cast, world, storage):  # noqa: F811
    agreed = services.sign_watch_agreement(
        by=cast.worker.viewer, partnership=None, place=world.building, point="6层", owner_name="张三",
        from_=later(0), to=later(), storage=storage, signature=picture(),
    )  # fmt: skip
    page = reverse("custody-mine", args=[agreed.link])
    assert "6层" in client.get(page).content.decode()
    client.post(page + "end/")
    assert WatchAgreement.objects.get().revoked_at is not None
    assert WatchAgreement.objects.get().revoked_by_secret
