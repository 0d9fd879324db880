from __future__ import annotations

import json

import pytest

from hehuo.cases import services as cases
from hehuo.cases.models import Case
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.matters import services as matters

BODY = {"text": "单元门的灯不亮了。", "place": "110108025014", "kind": "complain", "category": "0106"}


@pytest.fixture(autouse=True)
def _open(world, settings):
    settings.REPORT_RATE = settings.LOOKUP_RATE = "off"
    matters.load_tree(by=SYSTEM)


def post(client, body, **headers):
    return client.post("/api/v1/cases", json.dumps(body), content_type="application/json", headers=headers)


def test_a_report_gives_a_receipt_that_opens_the_progress(client):
    answer = post(client, {**BODY, "contact": {"name": "王小明", "phone": "13900001234"}})
    assert answer.status_code == 201
    receipt = answer.json()
    assert Case.objects.get().number == receipt["number"]
    followed = client.get(
        f"/api/v1/cases/{receipt['number']}/progress", headers={"Case-Secret": receipt["secret"]}
    ).json()
    assert followed["stage"] == "received"
    assert followed["steps"]
    assert client.get(receipt["progress"]).status_code == 200


def test_a_wrong_secret_looks_like_a_wrong_number(client):
    number = post(client, BODY).json()["number"]
    wrong = client.get(f"/api/v1/cases/{number}/progress", headers={"Case-Secret": "AAAAAAAAAA"})
    nowhere = client.get("/api/v1/cases/20990101-000001/progress", headers={"Case-Secret": "AAAAAAAAAA"})
    assert wrong.status_code == nowhere.status_code == 404
    assert wrong.json() == nowhere.json()


def test_the_same_key_reports_once_and_other_words_conflict(client):
    first, again = (post(client, BODY, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert first.json() == again.json()
    assert Case.objects.count() == 1
    other = post(client, {**BODY, "text": "另一件事情。"}, **{"Idempotency-Key": "k-1"})
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "key_reused"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "很" * 20_001}, "text"),
        ({"kind": "shout"}, "kind"),
        ({"place": "999"}, "place"),
        ({"category": "9999"}, "category"),
        ({"lon": 200, "lat": 40}, "lon"),
    ],
)
def test_a_fault_is_named_at_its_field(client, change, field):
    answer = post(client, {**BODY, **change})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert any(field in name for name in error["fields"]), error
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nothing", 404), ("delete", "/api/v1/cases", 405), ("get", "/api/v1/inbox", 401)],
)
def test_every_failure_has_the_one_shape(client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "source", "fields"}


def test_broken_json_is_a_fault_of_the_request(client):
    answer = client.post("/api/v1/cases", b"{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_too_many_reports_are_told_to_ring(client, settings):
    settings.REPORT_RATE = "2/h"
    answers = [post(client, BODY).status_code for _ in range(3)]
    assert answers == [201, 201, 429]


def test_only_reviewed_cases_are_listed_page_by_page(client, cast, world):
    for number in range(3):
        receipt = cases.report_case(by=ANONYMOUS, text=f"第{number}件事。", place=world.shanghe)
        cases.publish_case(by=cast.dispatcher.viewer, case=receipt.case, title=f"第{number}件", text="已经审核。")
    cases.report_case(by=ANONYMOUS, text="还没有审核。", place=world.shanghe)
    listed = client.get("/api/v1/cases", {"place": world.shuguang}).json()
    assert [one["title"] for one in listed["items"]] == ["第2件", "第1件", "第0件"]
    assert listed["next"] is None
    assert client.get("/api/v1/cases", {"stage": "lost"}).status_code == 422
    assert client.get("/api/v1/cases", {"after": "2026-01-01T00:00:00"}).status_code == 422


def test_places_and_categories_can_be_walked(client, world):
    assert [one["code"] for one in client.get("/api/v1/places").json()] == ["11"]
    below = client.get("/api/v1/places", {"parent": world.shuguang}).json()
    assert world.shanghe in {one["code"] for one in below}
    tree = client.get("/api/v1/categories").json()
    assert len(tree) == 143
    assert {"code": "0107", "name": "楼道堆物堆料", "parent": "01"} in tree
