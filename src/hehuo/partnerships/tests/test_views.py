"""The pages as people press them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hehuo.cases.models import Case
from hehuo.partnerships import services
from hehuo.partnerships.models import Member, Offer, Partnership, Plan, Task
from hehuo.partnerships.rules import CHECKS

pytestmark = pytest.mark.django_db


def _url(name, made, *args):
    return reverse(f"partnerships-{name}", args=[made.row.number, *args])


def test_a_table_is_opened_from_a_case_with_the_seats_filled(case, cast, sign_in):
    client = sign_in(cast.worker)
    page = client.get(reverse("partnerships-open"), {"case": case.number}).content.decode()
    assert "安和物业" in page
    assert "#c" in page
    sent = client.post(
        f"{reverse('partnerships-open')}?case={case.number}", {"title": "楼道堆物", "level": "community"}
    )
    assert sent.status_code == 302
    row = Partnership.objects.get()
    assert sent["Location"] == reverse("desk-partnership", args=[row.number])
    again = client.get(reverse("partnerships-open"), {"case": case.number})
    assert again["Location"] == sent["Location"]


def test_what_was_typed_stays_when_something_is_missing(charters, cast, world, sign_in):
    from .tables import make_case

    case = make_case(world, cast, tried=False)
    answer = sign_in(cast.worker).post(
        f"{reverse('partnerships-open')}?case={case.number}", {"title": "楼道堆物二", "level": "community"}
    )
    assert answer.status_code == 200
    assert "楼道堆物二" in answer.content.decode()
    assert not Partnership.objects.exists()


def test_a_theme_shows_who_would_sit_there_before_it_is_opened(charters, cast, world, sign_in):
    client = sign_in(cast.worker)
    given = {"place": world.shanghe, "theme": "垃圾分类", "title": "桶前值守", "level": "community"}
    assert "上河村社区居委会" in client.post(reverse("partnerships-open"), {**given, "look": "1"}).content.decode()
    assert client.post(reverse("partnerships-open"), given).status_code == 302
    assert Partnership.objects.get().origin == "theme"


def test_an_officer_accepts_her_place(table, cast, world, sign_in):
    made = table()
    member = made.member(world.police)
    client = sign_in(cast.officer)
    assert "第" in client.get(_url("answer", made, member.pk)).content.decode()
    client.post(_url("answer", made, member.pk), {"accept": "yes"})
    member.refresh_from_db()
    assert member.state == "accepted"
    assert (
        reverse("desk-partnership", args=[made.row.number]) in client.get(reverse("partnerships-list")).content.decode()
    )


def test_a_resident_answers_and_works_through_the_link(table, cast, sign_in):
    made = table()
    page = sign_in(cast.worker).post(_url("invite", made), {"standing": "person_concerned", "name": "张大山"})
    html = page.content.decode()
    assert "/table/" in html
    secret = html.split("/table/")[1].split("/")[0]
    client = Client()
    shown = client.get(reverse("partnerships-table", args=[secret]))
    assert shown["Cache-Control"] == "private, no-store"
    assert "张大山" not in shown.content.decode()
    assert made.row.title not in shown.content.decode()
    client.post(reverse("partnerships-table-act", args=[secret, "accept"]))
    client.post(reverse("partnerships-table-act", args=[secret, "family-yes"]))
    member = Member.objects.exclude(name=None).get()
    assert (member.state, member.family_agreed) == ("accepted", True)
    plan = services.draft_plan(by=cast.worker.viewer, partnership=made.row)
    task = services.add_task(by=cast.worker.viewer, plan=plan, title="整理", member=member)
    services.propose_plan(by=cast.worker.viewer, plan=plan)
    client.post(reverse("partnerships-table-act", args=[secret, "finish"]), {"task": task.pk, "evidence": "理好了"})
    assert Task.objects.get(pk=task.pk).state == "done"


def test_the_plan_is_written_row_by_row_and_agreed(table, cast, world, sign_in):
    made = table("consulted")
    worker = sign_in(cast.worker)
    worker.post(_url("plan", made), {"summary": "先劝说", "joint_action": "on", "admonition": "on"})
    member = made.member(world.property)
    worker.post(_url("task-new", made), {"title": "编号贴", "member": member.pk, "due_at": "2026-11-22T09:00"})
    worker.post(_url("risk-new", made), {"kind": "weather", "level": 1})
    worker.post(_url("plan-act", made, "propose"))
    assert Plan.objects.get().state == "proposed"
    theirs = sign_in(cast.property_staff)
    assert f'value="{member.pk}"' in theirs.get(_url("plan", made)).content.decode()
    theirs.post(_url("plan-act", made, "agree"), {"member": member.pk})
    assert Plan.objects.get().state == "agreed"
    task = Task.objects.get()
    theirs.post(_url("task-act", made, task.pk, "start"))
    theirs.post(_url("task", made, task.pk), {"evidence": "已备好"})
    task.refresh_from_db()
    assert (task.state, task.result) == ("done", "已备好")


def test_a_refusal_says_why_and_from_where(table, cast, sign_in):
    made = table()
    client = sign_in(cast.worker)
    client.post(_url("advance", made), {"to": "convened"})
    assert "主心骨" in client.get(reverse("partnerships-list")).content.decode()
    assert made.fresh().stage == "opening"


def test_a_leader_lets_it_pass_on_its_page(table, cast, sign_in):
    made = table("convened")
    client = sign_in(cast.leader)
    assert client.get(_url("override", made)).status_code == 200
    client.post(_url("override", made), {"code": "survey", "reason": "昨日已航拍"})
    client.post(_url("advance", made), {"to": "surveyed"})
    assert made.fresh().stage == "surveyed"


def test_the_reviewer_sees_the_words_and_ticks_every_line(table, cast, sign_in):
    made = table()
    words = {
        "public_title": "楼道清爽了",
        "public_text": "大家一起清理。\n谢谢。",
        "public_result": "",
        "public_thanks": "",
    }
    sign_in(cast.worker).post(_url("public", made), words)
    reviewer = sign_in(cast.dispatcher)
    assert "楼道清爽了" in reviewer.get(_url("publish", made)).content.decode()
    crlf = {name: text.replace("\n", "\r\n") for name, text in words.items()}
    reviewer.post(_url("publish", made), {**crlf, "checks": ["fair"]})
    assert made.fresh().public_state == "written"
    reviewer.post(_url("publish", made), {**crlf, "checks": list(CHECKS)})
    assert made.fresh().public_state == "published"


def test_offers_are_read_and_answered(table, cast, sign_in):
    made = table()
    client = sign_in(cast.worker)
    client.post(_url("calls", made), {"title": "请两位志愿者", "text": "周五上午"})
    offer = services.offer_help(call=made.row.calls.get(), name="赵四", contact="13800001111", text="我来")
    page = client.get(_url("calls", made)).content.decode()
    assert "赵**" in page
    assert "13800001111" not in page
    assert "13800001111" in client.post(_url("offer", made, offer.pk, "reveal"), {"reason": "call"}).content.decode()
    client.post(_url("offer", made, offer.pk, "accept"))
    assert Offer.objects.get().state == "accepted"


def test_an_empty_list_says_what_to_do(charters, cast, sign_in):
    assert "疑难诉求" in sign_in(cast.worker).get(reverse("partnerships-list")).content.decode()


def test_the_complainant_is_nowhere_at_the_table(table, cast, sign_in):
    made = table()
    Case.objects.filter(pk=made.case.pk).update(text="诉求人王小明反映")
    client = sign_in(cast.property_staff)
    for name in ("members", "plan"):
        assert "王小明" not in client.get(_url(name, made)).content.decode()
