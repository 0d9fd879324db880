"""What the public sees, and what it never sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from hehuo.cases import services as cases
from hehuo.cases.models import Case
from hehuo.ground.access import ANONYMOUS

pytestmark = pytest.mark.django_db

SECRET_WORDS = "3 单元 601 的王大爷说楼道灯不亮。"


@pytest.fixture
def published(world, cast):
    receipt = cases.report_case(by=ANONYMOUS, text=SECRET_WORDS, place=world.building, address="1号楼3单元601")
    cases.publish_case(by=cast.dispatcher.viewer, case=receipt.case, title="楼道灯不亮", text="一处楼道灯不亮。")
    return receipt


def _pages(client, number):
    for name, args in (("home", []), ("cases", []), ("map", []), ("map-data", []), ("join", []), ("case", [number])):
        yield client.get(reverse(f"square-{name}", args=args)).content.decode()


def test_only_the_reviewed_words_are_public(client, published):
    for page in _pages(client, published.number):
        assert "601" not in page
        assert "王大爷" not in page
    assert "一处楼道灯不亮" in client.get(reverse("square-case", args=[published.number])).content.decode()


def test_an_unpublished_case_is_not_there(client, world):
    hidden = cases.report_case(by=ANONYMOUS, text="还没有审核。", place=world.shanghe)
    assert client.get(reverse("square-case", args=[hidden.number])).status_code == 404
    assert hidden.number not in client.get(reverse("square-cases")).content.decode()


def test_the_list_filters_by_place_and_state(client, published, world):
    def shown(**query):
        return [card.number for card in client.get(reverse("square-cases"), query).context["cards"]]

    assert shown(place=world.shuguang) == shown(place=world.shanghe) == [published.number]
    assert shown(place=world.foreign) == []
    assert shown(place=world.shuguang, state="open") == [published.number]
    assert shown(place=world.shuguang, state="solved") == []
    assert shown(place="nonsense", state="nonsense", before="nonsense") == [published.number]


def test_long_lists_page_on(client, world, cast):
    for number in range(23):
        made = cases.report_case(by=ANONYMOUS, text=f"第 {number} 件事情。", place=world.shanghe)
        cases.publish_case(by=cast.dispatcher.viewer, case=made.case, title=f"第 {number} 件", text="内容。")
    first = client.get(reverse("square-cases"), {"place": world.shanghe})
    older = client.get(reverse("square-cases"), {"place": world.shanghe, "before": first.context["older"]})
    numbers = [card.number for page in (first, older) for card in page.context["cards"]]
    assert len(numbers) == len(set(numbers)) == Case.objects.count() == 23
    assert older.context["older"] == ""


def test_queries_of_the_first_page_do_not_grow(client, world, cast, django_assert_max_num_queries):
    for number in range(6):
        made = cases.report_case(by=ANONYMOUS, text=f"第 {number} 件事情。", place=world.shanghe)
        cases.publish_case(by=cast.dispatcher.viewer, case=made.case, title=f"第 {number} 件", text="内容。")
    client.cookies["place"] = world.shanghe
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")


def test_a_community_is_remembered_and_a_strange_one_is_not(client, world):
    choose = reverse("square-place")
    assert client.post(choose, {"place": world.shanghe, "next": "/around/"}).url == "/around/"
    assert client.get("/").context["here"].code == world.shanghe
    assert client.post(choose, {"place": "110108025998"}).status_code == 404
    client.cookies["place"] = "<script>"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_switches_lead_nowhere_else(client, goal):
    assert client.post(reverse("square-display"), {"theme": "dark", "next": goal}).url == "/"


def test_theme_and_type_are_applied_by_the_server(client):
    client.post(reverse("square-display"), {"theme": "dark", "type": "large"})
    assert 'class="theme-dark type-large"' in client.get("/about/").content.decode()
    client.post(reverse("square-display"), {"theme": "purple", "type": "huge"})
    assert 'class="theme-dark type-large"' in client.get("/about/").content.decode()


def test_no_page_holds_inline_code(client, published):
    for page in _pages(client, published.number):
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page)


def test_templates_of_the_whole_house_hold_no_inline_code():
    root = Path(__file__).parents[3]
    guilty = [
        str(path)
        for path in root.rglob("templates/**/*.html")
        if re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|\sstyle=\"|hx-on|<style", path.read_text())
    ]
    assert not guilty


def test_every_icon_that_is_named_exists():
    root = Path(__file__).parents[3]
    sprite = (root / "static" / "vendor" / "icons.svg").read_text()
    named = {
        name for path in root.rglob("*.html") for name in re.findall(r"\{% icon \"([a-z0-9-]+)\"", path.read_text())
    }
    missing = {name for name in named if f'id="{name}"' not in sprite}
    assert not missing, f"run `npm run vendor`, or the icon does not exist: {missing}"
