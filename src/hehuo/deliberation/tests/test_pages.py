"""The pages of a meeting, by the people who use them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from hehuo.deliberation import policy, services
from hehuo.deliberation.models import Meeting, Voice

from .conftest import STARTS, Table

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def _words(response: Any) -> str:
    text: str = response.content.decode()
    return text


def _url(table: Table, rest: str = "") -> str:
    return f"/desk/meetings/{table.pk}/{rest}"


@pytest.fixture
def worker(sign_in: Any, cast: Any) -> Client:
    client: Client = sign_in(cast.worker)
    return client


@pytest.fixture
def steward(sign_in: Any, cast: Any) -> Client:
    client: Client = sign_in(cast.property_staff)
    return client


# ── before ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invitation_is_answered_with_one_tap_from_the_list(table: Table, steward: Client, cast: Any) -> None:
    row = table.of("property")
    page = _words(steward.get("/desk/meetings/"))
    assert _url(table, f"answer/{row.pk}/") in page
    steward.post(_url(table, f"answer/{row.pk}/"), {"accept": "1"})
    row = table.of("property")
    assert (row.answer, row.delegate_id) == ("accepted", cast.property_staff.person.pk)
    assert _url(table, f"answer/{row.pk}/") not in _words(steward.get("/desk/meetings/"))


def _form(world: Any, **given: Any) -> dict[str, Any]:
    return {
        "title": "共商会",
        "starts_at": "2021-04-14T19:00",
        "where": "居委会",
        "agenda": "怎么清\r\n\r\n谁来做",
        "invited": [f"o{world.property.pk}-steward", f"o{world.police.pk}-backing"],
        "guests": "王小明\n",
        "key": "k1",
        **given,
    }


def test_calling_a_meeting_on_a_subject(worker: Client, world: Any) -> None:
    page = worker.get("/desk/meetings/new/?subject=table:1")
    assert "一张桌子 1" in _words(page)
    sent = _form(world)
    response = worker.post("/desk/meetings/new/?subject=table:1", sent)
    made = Meeting.objects.get()
    assert response["Location"] == f"/desk/meetings/{made.pk}/"
    assert (made.subject, made.place) == ("table:1", world.shanghe)
    assert made.starts_at == STARTS + timedelta(days=1)
    assert [item.title for item in made.agenda.all()] == ["怎么清", "谁来做"]
    assert made.invitations.count() == 3
    assert worker.post("/desk/meetings/new/?subject=table:1", sent).status_code == 302
    assert Meeting.objects.count() == 1


def test_a_form_with_a_fault_keeps_what_was_typed(worker: Client, world: Any) -> None:
    sent = _form(world, where="", title=SCRIPT)
    response = worker.post("/desk/meetings/new/?subject=table:1", sent)
    assert response.status_code == 422
    assert "&lt;script&gt;" in _words(response)
    assert SCRIPT not in _words(response)
    assert 'id="error-summary"' in _words(response)


@pytest.mark.parametrize("query", ["?subject=unknown:1", "?subject=table:2", "?place=110108001001", "?place=nowhere"])
def test_nobody_calls_a_meeting_about_what_is_not_theirs(worker: Client, query: str) -> None:
    assert worker.get(f"/desk/meetings/new/{query}").status_code == 404


def test_who_knows_the_subject_is_told_why_not(worker: Client) -> None:
    """What is over is no secret; it only has no meetings any more."""
    policy.register(
        "table",
        may_see=lambda _viewer, _pk: True,
        may_convene=lambda _viewer, _pk: False,
        about=lambda _viewer, _pk: policy.About("完了", "/desk/", "110108025014"),
    )
    response = worker.get("/desk/meetings/new/?subject=table:1")
    assert response.status_code == 403
    assert "已经结束" in _words(response)


def test_changing_and_cancelling(table: Table, worker: Client) -> None:
    page = _words(worker.get(_url(table, "change/")))
    assert 'value="2021-04-13T19:00"' in page
    worker.post(
        _url(table, "change/"), {"title": "改名", "starts_at": "2021-04-15T19:00", "where": "203", "agenda": "一"}
    )
    assert (table.meeting.title, table.meeting.where) == ("改名", "203")
    assert worker.post(_url(table, "cancel/"), {"reason": ""}).status_code == 422
    worker.post(_url(table, "cancel/"), {"reason": "改期"})
    assert table.meeting.state == "cancelled"
    assert "改期" in _words(worker.get(_url(table)))


def test_a_guests_name_is_masked_until_it_is_asked_for(table: Table, worker: Client, steward: Client) -> None:
    assert "王小明" not in _words(worker.get(_url(table)))
    assert "王**" in _words(steward.get(_url(table)))
    shown = worker.post(_url(table, f"reveal/{table.guest.pk}/"), follow=True)
    assert "王小明" in _words(shown)
    assert "王小明" not in _words(worker.get(_url(table)))


# ── during ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_keeper_opens_and_calls_the_roll(table: Table, worker: Client) -> None:
    response = worker.post(_url(table, "open/"))
    assert response["Location"] == _url(table, "attendance/")
    everybody = [str(pk) for pk in table.meeting.invitations.values_list("pk", flat=True)]
    page = worker.post(_url(table, "attendance/"), {"present": everybody[:2]}, follow=True)
    assert "2" in _words(page)
    worker.post(_url(table, "attendance/"), {"present": everybody})
    assert table.meeting.invitations.filter(attended=True).count() == len(everybody)
    assert worker.post(_url(table, "attendance/"), {"present": ["999999"]}).status_code == 302
    assert table.meeting.invitations.filter(attended=True).count() == len(everybody)


def test_a_decision_from_proposal_to_outcome(table: Table, worker: Client, steward: Client) -> None:
    table.open()
    item = table.meeting.agenda.get(position=2)
    sent = {"text": f"今晚清 {SCRIPT}", "item": item.pk, "rule": "majority", "key": "k"}
    worker.post(_url(table, "propose/"), sent)
    decision = table.meeting.decisions.get()
    assert (decision.item, decision.rule) == (item, "majority")
    page = _words(steward.get(_url(table)))
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    mine = {"invitation": table.of("property").pk, "stance": "against"}
    told = steward.post(f"/desk/meetings/decisions/{decision.pk}/voice/", mine, follow=True)
    assert "toast error" in _words(told)
    assert not Voice.objects.exists()
    steward.post(f"/desk/meetings/decisions/{decision.pk}/voice/", mine | {"reason": "人手不够"})
    hands = {f"v{table.of(name).pk}-stance": "for" for name in ("party_branch", "owners")}
    response = worker.post(f"/desk/meetings/decisions/{decision.pk}/hands/", hands)
    assert response.status_code == 302
    assert sorted(Voice.objects.values_list("stance", "raised")) == [
        ("against", False), ("for", True), ("for", True)
    ]  # fmt: skip
    worker.post(f"/desk/meetings/decisions/{decision.pk}/settle/")
    page = _words(steward.get(_url(table)))
    assert "通过" in page
    assert "人手不够" in page


def test_a_hand_against_without_reason_is_asked_back(table: Table, worker: Client) -> None:
    table.open()
    decision = table.decision()
    sent = {f"v{table.of('property').pk}-stance": "against"}
    response = worker.post(f"/desk/meetings/decisions/{decision.pk}/hands/", sent)
    assert response.status_code == 200
    assert not Voice.objects.exists()


def test_a_settling_without_quorum_says_what_to_do(table: Table, worker: Client) -> None:
    table.open("party_branch", "owners", "experts")
    decision = table.decision()
    page = _words(worker.post(f"/desk/meetings/decisions/{decision.pk}/settle/", follow=True))
    assert "到场 3 票，需要 4 票" in page


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("answer/0/", {"accept": "1"}),
        ("answer/{steward}/", {"accept": "perhaps"}),
        ("minutes/agree/0/", {}),
        ("reveal/0/", {}),
    ],
)
def test_what_is_not_there_is_not_found(table: Table, worker: Client, path: str, data: dict[str, str]) -> None:
    path = path.format(steward=table.of("property").pk)
    assert worker.post(_url(table, path), data).status_code == 404


# ── minutes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HTMX = {"headers": {"HX-Request": "true"}}


def _save(client: Client, table: Table, text: str, version: int) -> Any:
    return client.post(_url(table, "minutes/"), {"text": text, "version": version}, **HTMX)  # type: ignore[arg-type]


def test_minutes_begin_with_the_agenda_and_save_themselves(table: Table, worker: Client) -> None:
    assert worker.get(_url(table, "minutes/")).status_code == 302
    table.open()
    page = _words(worker.get(_url(table, "minutes/")))
    assert "1. 怎么清" in page
    assert "hx-trigger" in page
    answer = _words(_save(worker, table, "1. 怎么清\r\n大家说\r\n", 0))
    assert 'name="version" value="1"' in answer
    assert table.meeting.text == "1. 怎么清\n大家说\n"


def test_what_another_wrote_comes_back_to_the_writer(table: Table, worker: Client, steward: Client) -> None:
    table.open()
    _save(worker, table, "一\n", 0)
    _save(steward, table, "一\n物业说 " + SCRIPT + "\n", 1)
    answer = _words(_save(worker, table, "社区说\n一\n", 1))
    assert table.meeting.text == f"社区说\n一\n物业说 {SCRIPT}\n"
    assert "物业说 &lt;script&gt;" in answer
    sent = re.search(r'data-merged="(\d+)"', answer)
    assert sent is not None
    assert "data-merged" not in _words(_save(worker, table, table.meeting.text, table.meeting.version))
    _save(worker, table, "社区说完\n一\n", int(sent[1]))
    assert table.meeting.text == f"社区说完\n一\n物业说 {SCRIPT}\n"


def test_an_idle_page_learns_what_others_write(table: Table, worker: Client, steward: Client) -> None:
    table.open()
    _save(steward, table, "物业说", 0)
    answer = _words(_save(worker, table, "", 0))
    assert "物业说" in answer
    assert table.meeting.version == 1


def test_minutes_without_script_and_too_late(table: Table, worker: Client) -> None:
    table.open()
    response = worker.post(_url(table, "minutes/"), {"text": "没有脚本", "version": "0"})
    assert response.status_code == 302
    assert table.meeting.text == "没有脚本"
    _save(worker, table, "换了", 1)
    worker.post(_url(table, "close/"))
    for row in table.meeting.invitations.filter(voice=True):
        worker.post(_url(table, f"minutes/agree/{row.pk}/"), {"agree": "1"})
    assert table.meeting.state == "minuted"
    assert "saved trouble" in _words(_save(worker, table, "再改", 2))
    assert table.meeting.text == "换了"


def test_objecting_needs_words(table: Table, steward: Client) -> None:
    table.held()
    row = table.of("property")
    path = _url(table, f"minutes/agree/{row.pk}/")
    assert path in _words(steward.get(_url(table)))
    steward.post(path, {"object": "1", "objection": " "})
    assert table.of("property").minutes_version is None
    steward.post(path, {"object": "1", "objection": "数字不对"})
    assert table.of("property").objection == "数字不对"
    assert "数字不对" in _words(steward.get(_url(table)))


def test_everybody_reads_the_public_text_and_nothing_else(table: Table, worker: Client, client: Client) -> None:
    table.minuted("刘芳：603 的电话 13812345678")
    path = f"/meetings/{table.pk}/"
    assert client.get(path).status_code == 404
    assert "138****5678" in _words(worker.get(_url(table, "publish/")))
    assert worker.post(_url(table, "publish/"), {"public_text": "王小明说"}).status_code == 422
    worker.post(_url(table, "publish/"), {"public_text": f"大家说好了 {SCRIPT}"})
    page = _words(client.get(path))
    assert "大家说好了" in page
    assert SCRIPT not in page
    for private in ("603", "13812345678", "共商会", "居委会二楼", "王", "物业"):
        assert private not in re.sub(r"<header.*?</header>|<footer.*?</footer>", "", page, flags=re.S)
    worker.post(_url(table, "withdraw/"))
    assert client.get(path).status_code == 404


def test_the_papers_come_as_files(table: Table, steward: Client, cast: Any) -> None:
    table.held()
    assert steward.get(_url(table, "minutes.pdf"))["Content-Type"] == "application/pdf"
    response = steward.get(_url(table, "invitation.ics"))
    assert response["Content-Type"].startswith("text/calendar")
    page = _words(steward.get("/desk/meetings/"))
    path = re.search(r"http://testserver(/meetings/feed/[^\"]+\.ics)", page)
    assert path is not None
    feed = Client().get(path[1])
    assert len(Calendar.from_ical(feed.content).walk("VEVENT")) == 1
    steward.post("/desk/meetings/feed/renew/")
    assert Client().get(path[1]).status_code == 404
    assert cast.property_staff


def test_a_calendar_closes_with_its_account(table: Table, steward: Client, cast: Any) -> None:
    page = _words(steward.get("/desk/meetings/"))
    path = re.search(r"http://testserver(/meetings/feed/[^\"]+\.ics)", page)
    assert path is not None
    cast.property_staff.user.is_active = False
    cast.property_staff.user.save()
    assert not Calendar.from_ical(Client().get(path[1]).content).walk("VEVENT")
    assert table.pk


def test_the_page_costs_the_same_with_many_voices(
    table: Table, worker: Client, django_assert_max_num_queries: Any
) -> None:
    table.open()
    for n in range(4):
        decision = services.propose_decision(by=table.keeper, meeting=table.meeting, text=f"第 {n} 件")
        for name in ("party_branch", "committee", "owners", "property", "experts"):
            table.hand(decision, name, "for")
    with django_assert_max_num_queries(22):
        worker.get(_url(table))
    with django_assert_max_num_queries(14):
        worker.get("/desk/meetings/")
