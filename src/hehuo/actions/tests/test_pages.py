"""The pages: from the plan to the report by hand, without script, on few queries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hehuo.actions import services
from hehuo.actions.models import Action, Statement
from hehuo.ground import clock

from .conftest import DAY, picture


@pytest.fixture
def go(stage, sign_in):
    """``go(who, name, data)``: open or send a page of the action as somebody of the cast."""
    clients = {}

    def walk(who, name, data=None, *more, status=None):
        if who not in clients:
            clients[who] = sign_in(getattr(stage.cast, who))
        client = clients[who]
        url = reverse(f"actions-{name}", args=[stage.action.number, *more])
        answer = client.get(url) if data is None else client.post(url, data)
        assert answer.status_code == (status or (200 if data is None else 302)), answer.content.decode()[:2000]
        return answer

    return walk


def test_the_whole_day_by_hand(stage, go):
    assert "可以公告了" in go("leader", "action").content.decode()
    go("leader", "announce", {"how": "posted"})
    assert "开始点名" in go("leader", "action").content.decode()
    officer = stage.line(stage.world.police)
    go("leader", "roll", {"line": officer.pk, "mark": "present", "certificate": "京公 010233"})
    committee = stage.line(stage.world.committee)
    go("leader", "roll", {"line": committee.pk, "mark": "excused", "reason": " "}, status=200)
    go("leader", "roll", {"line": committee.pk, "mark": "excused", "reason": "社区停水"})
    concerned = stage.action.roll.get(role="person_concerned")
    go("leader", "roll", {"mark": "all"})
    go("leader", "roll", {"line": concerned.pk, "mark": "absent"})
    go("leader", "begin", {})
    assert "填写告诫记录" in go("officer", "action").content.decode()
    page = go("officer", "admonish")
    given = {"officers": [officer.pk], "heard": "at_door", "text": page.context["form"].initial["text"], "key": "k1"}
    go("officer", "admonish", given)
    go("officer", "admonish", given)
    assert stage.action.admonitions.count() == 1
    for kind in ("explain", "listen", "consent"):
        go("worker", "done", {"note": "", "key": kind}, stage.step(kind).pk)
    property_page = go("property_staff", "action").content.decode()
    assert "逐件编号拍照" in property_page
    go("property_staff", "done", {"note": "23 件", "photos": [picture()], "key": "n"}, stage.step("number").pk)
    go("property_staff", "done", {"key": "m"}, stage.step("move").pk)
    assert "还缺" in go("leader", "close").content.decode()
    for kind in ("clean", "check"):
        go("leader", "done", {"key": kind}, stage.step(kind).pk)
    go("leader", "close", {"summary": "楼道清空。", "after": [picture("z.png", (3, 3, 3))], "key": "c"})
    assert "楼道清空。" in go("auditor", "action").content.decode()
    report = go("property_staff", "report")
    assert report.content[:5] == b"%PDF-"
    assert report["Content-Type"] == "application/pdf"


def test_an_action_is_prepared_on_the_page(stage, sign_in):
    client = sign_in(stage.cast.worker)
    url = reverse("actions-new", args=[stage.table.number])
    assert client.get(url).context["form"].initial["title"] == stage.table.title
    given = {"title": "第二次", "starts_at": "2021-04-17T09:00", "meeting_point": "门口", "key": "k"}
    assert client.post(url, given | {"starts_at": ""}).status_code == 200
    answer = client.post(url, given)
    made = Action.objects.get(title="第二次")
    assert answer["Location"] == reverse("actions-action", args=[made.number])
    assert made.starts_at.astimezone(clock.BEIJING).hour == 9
    page = client.get(answer["Location"]).content.decode()
    assert "请指定谁来现场负责" in page
    change = reverse("actions-change", args=[made.number])
    leader = str(stage.cast.leader.person.pk)
    assert client.post(change, given | {"leader": leader}).status_code == 302
    made.refresh_from_db()
    assert made.leader == stage.cast.leader.person


def test_steps_and_roll_are_changed_on_the_page(stage, go):
    move = stage.step("move")
    go("leader", "step-new", {"kind": "other", "title": "拍全景", "after": [move.pk], "required": "on"})
    made = stage.action.steps.get(title="拍全景")
    go("leader", "step", {"title": "拍照", "after": [made.pk]}, made.pk, status=200)
    go("leader", "step", {"title": "拍照", "after": [move.pk]}, made.pk)
    made.refresh_from_db()
    assert (made.title, made.required) == ("拍照", False)
    assert "after" not in go("leader", "step", None, stage.step("admonish").pk).context["form"].fields
    go("leader", "step-remove", {}, made.pk)
    go("leader", "expect", {"role": "family", "name": "王小明", "key": "e"})
    line = stage.action.roll.get(role="family")
    assert "王**" in go("leader", "action").content.decode()
    go("leader", "reveal", {}, "roll", line.pk)
    assert "王小明" in go("leader", "action").content.decode()
    go("leader", "drop", {}, line.pk)


def test_a_refused_signature_names_its_witness_on_the_same_page(stage, go):
    stage.begin()
    given = {"speaker": "family", "name": "王小明", "text": "不签。", "refused": "on", "key": "s"}
    go("officer", "statement", given, status=200)
    assert not Statement.objects.exists()
    for _again in range(2):
        go("officer", "statement", given | {"witness_name": "赵邻居"})
    assert Statement.objects.get().witness.standing == ""
    go("leader", "witness", {"name": "钱邻居", "signature_photo": picture(), "key": "w"})
    assert stage.action.witnesses.filter(signed=True).count() == 1


def test_an_incident_shows_who_stands_ready(stage, go):
    stage.begin()
    page = go("property_staff", "incident", {"kind": "agitated", "severity": "help", "key": "i"}, status=200)
    words = page.content.decode()
    assert "心理咨询师一名" in words
    assert 'href="tel:120"' in words
    go("property_staff", "incident", {"kind": "weather", "severity": "note", "key": "j"})
    assert "有人情绪激动" in go("leader", "action").content.decode()


def test_what_a_rule_refuses_is_said_on_the_day(stage, go):
    stage.begin()
    go("leader", "done", {"key": "m"}, stage.step("move").pk)
    assert "告诫之前不得搬动" in go("leader", "action").content.decode()
    go("leader", "skip", {"reason": "不想"}, stage.step("number").pk)
    assert "不能略过" in go("leader", "action").content.decode()
    go("leader", "abort", {"reason": "老人身体不适"})
    assert "老人身体不适" in go("leader", "action").content.decode()


def test_a_bad_picture_leaves_no_half_record(stage, go):
    stage.begin().admonish()

    bad = SimpleUploadedFile("a.png", b"not a picture", "image/png")
    go("leader", "done", {"key": "b", "photos": [bad]}, stage.step("explain").pk)
    assert stage.step("explain").state == "open"
    go("leader", "photos", {"when": "during", "photos": [bad], "key": "c"}, status=200)


def test_pages_cost_a_bounded_number_of_queries(stage, go, sign_in, django_assert_max_num_queries):
    stage.begin().admonish()
    go("leader", "action")
    with django_assert_max_num_queries(32):
        go("leader", "action")
    with django_assert_max_num_queries(32):
        go("leader", "live")
    client = sign_in(stage.cast.worker)
    client.get(reverse("actions-list"))
    with django_assert_max_num_queries(20):
        client.get(reverse("actions-list"))
    for number in range(5):
        services.draft_action(
            by=stage.by, partnership=stage.table, title=f"第{number}次", starts_at=DAY, meeting_point="门口"
        )
    with django_assert_max_num_queries(20):
        assert "第4次" in client.get(reverse("actions-list")).content.decode()
