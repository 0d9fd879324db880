"""What the public reads of a partnership, and how anybody offers help."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from hehuo.doors.square import together
from hehuo.ground.access import SYSTEM
from hehuo.partnerships import services
from hehuo.partnerships.models import Offer, Partnership
from hehuo.partnerships.rules import WALK, Stage
from hehuo.partnerships.selectors import CHECKS, gate
from hehuo.partnerships.tests.tables import Table, load_charters, make_case

OFFER = {"name": "赵四", "contact": "13800001111", "text": "周五上午我来搬。"}


@pytest.fixture
def made(world, cast):
    load_charters()
    return Table(world, cast, make_case(world, cast, text="3单元601的张大山把楼道堆满了。"))


@pytest.fixture
def shown(made, cast):
    """Walked to the watch, written by the worker, reviewed by the leader."""
    made.walk("watching")
    services.write_public(
        by=cast.worker.viewer, partnership=made.row, public_title="楼道清出来了", public_text="一层楼道堆了物品。",
        public_result="楼道通了。", public_thanks="谢谢邻居。",
    )  # fmt: skip
    services.publish_partnership(by=cast.leader.viewer, partnership=made.fresh(), checks=list(CHECKS))
    return made.fresh()


@pytest.fixture
def call(made):
    return services.open_call(by=SYSTEM, partnership=made.row, title="请两位搬运志愿者", text="周五上午，两小时。")


def read(client, name, *args):
    return client.get(reverse(f"square-{name}", args=args)).content.decode()


def test_nothing_is_told_before_the_review(client, made, cast):
    services.write_public(by=cast.worker.viewer, partnership=made.row, public_title="楼道", public_text="还没审核。")
    assert client.get(reverse("square-partnership", args=[made.row.number])).status_code == 404
    for name in ("together", "home", "join"):
        assert made.row.number not in read(client, name)
        assert "还没审核" not in read(client, name)


def test_one_page_tells_the_way_the_seats_and_what_was_kept(client, shown):
    page = read(client, "partnership", shown.number)
    for words in ("楼道清出来了", "一层楼道堆了物品。", "楼道通了。", "谢谢邻居。", "上河村社区党委", "安和物业"):
        assert words in page
    assert "楼道清出来了" in read(client, "together")
    assert "楼道清出来了" in read(client, "home")


def test_neither_persons_nor_tasks_nor_words_from_inside_are_public(client, shown, made):
    page = read(client, "partnership", shown.number)
    inside = ("张大山", "张**", "601", "准备编号贴", made.case.number, "愿意清理", "堆了三十余件", shown.title)
    assert [words for words in inside if words in page] == []


def test_what_was_promised_says_when_it_was_kept(client, shown, made, cast):
    context = client.get(reverse("square-partnership", args=[shown.number])).context["it"]
    steward = next(each for each in context["seats"] if each.seat == "steward")
    assert (steward.done, steward.total) == (0, 1)
    services.finish_task(by=cast.property_staff.viewer, task=made.task, evidence="已备好")
    context = client.get(reverse("square-partnership", args=[shown.number])).context["it"]
    steward = next(each for each in context["seats"] if each.seat == "steward")
    assert steward.promises[0].state[0] == "ok"
    assert (steward.done, steward.total) == (1, 1)


def test_a_step_that_was_skipped_is_shown_with_its_reason(client, shown, cast):
    code = next(lack.code for lack in gate(shown) if not lack.legal)
    services.override(by=cast.leader.viewer, partnership=shown, code=code, reason="连日大雪，先行验收")
    assert "连日大雪，先行验收" in read(client, "partnership", shown.number)


@pytest.mark.parametrize("stage", [stage.value for stage in WALK])
def test_the_way_has_one_stop_at_which_it_stands(made, stage):
    ended = stage in ("settled", "reviewed")
    Partnership.objects.filter(pk=made.row.pk).update(
        stage=stage, settled_at=made.row.opened_at if ended else None, lessons="记下", thanks="谢谢"
    )
    way = together.way(made.fresh(), {})
    assert len(way) == 8
    assert sum(stop.now for stop in way) == (0 if stage == Stage.REVIEWED else 1)
    assert together.state(made.row)[0] == ("ok" if ended else "hot")


def test_the_list_divides_what_is_solved_from_what_is_not(client, shown):
    assert shown.number in read(client, "together")
    url = reverse("square-together")
    assert shown.number in client.get(url, {"state": "open"}).content.decode()
    assert shown.number not in client.get(url, {"state": "solved"}).content.decode()


def test_the_public_page_costs_the_same_however_much_happened(client, shown, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        read(client, "partnership", shown.number)


def test_open_calls_stand_where_the_button_leads(client, call):
    assert reverse("square-help", args=[call.pk]) in read(client, "join")
    assert "请两位搬运志愿者" in read(client, "help", call.pk)


def test_an_offer_is_sealed_and_twice_is_once(client, call):
    url = reverse("square-help", args=[call.pk])
    for _again in range(2):
        assert client.post(url, OFFER).status_code == 302
    row = Offer.objects.get()
    assert OFFER["contact"].encode() not in bytes(row.contact)
    assert OFFER["contact"] not in read(client, "helped", call.pk)


@pytest.mark.parametrize("left_out", ["name", "contact", "text"])
def test_what_is_missing_is_said_and_the_rest_is_kept(client, call, left_out):
    sent = {name: words for name, words in OFFER.items() if name != left_out}
    answer = client.post(reverse("square-help", args=[call.pk]), sent)
    assert answer.status_code == 422
    assert all(words in answer.content.decode() for words in sent.values())
    assert not Offer.objects.exists()


def test_programs_are_told_so(client, call):
    answer = client.post(reverse("square-help", args=[call.pk]), OFFER | {"website": "https://example.org"})
    assert answer.status_code == 422
    assert not Offer.objects.exists()


def test_offers_are_limited_by_address(client, call, settings):
    cache.clear()
    settings.REPORT_RATE = "1/h"
    url = reverse("square-help", args=[call.pk])
    assert client.post(url, OFFER).status_code == 302
    answer = client.post(url, OFFER | {"text": "还可以帮忙搬柜子。"})
    assert answer.status_code == 429
    assert "还可以帮忙搬柜子。" in answer.content.decode()


def test_a_closed_call_thanks_and_takes_nothing(client, call):
    services.close_call(by=SYSTEM, call=call)
    assert client.post(reverse("square-help", args=[call.pk]), OFFER).status_code == 404
    assert "请两位搬运志愿者" not in read(client, "join")
