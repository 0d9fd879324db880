from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from hehuo.cases import services
from hehuo.cases.models import Case
from hehuo.files.models import Attachment
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.ground.errors import Refused
from hehuo.journal.models import Entry
from hehuo.matters import services as matters


@pytest.fixture
def case(world):
    caller = services.Caller(name="王小明", phone="13900001234")
    return services.report_case(by=ANONYMOUS, text="单元门的灯不亮了。", place=world.shanghe, caller=caller).case


@pytest.fixture
def handled(case, world, cast):
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    services.accept_case(by=cast.worker.viewer, case=case)
    return case


def test_the_inbox_shows_whose_turn_it_is(sign_in, cast, case):
    mine = sign_in(cast.dispatcher).get("/desk/cases/").content.decode()
    assert case.title in mine
    assert f"/desk/cases/{case.number}/assign/" in mine
    assert case.title not in sign_in(cast.worker).get("/desk/cases/?tab=mine").content.decode()
    assert case.title in sign_in(cast.worker).get("/desk/cases/?tab=waiting").content.decode()


@pytest.mark.parametrize("query", ["tab=lost", "page=x", "page=99", "stage=nowhere", "place=%27", "order=up"])
def test_a_strange_query_is_no_error(sign_in, cast, case, query):
    assert sign_in(cast.dispatcher).get(f"/desk/cases/?{query}").status_code == 200


def test_the_inbox_costs_the_same_for_one_and_for_many(sign_in, cast, case, world, django_assert_max_num_queries):
    for number in range(12):
        services.report_case(by=ANONYMOUS, text=f"第{number}件事。", place=world.shanghe)
    client = sign_in(cast.dispatcher)
    with django_assert_max_num_queries(16):
        client.get("/desk/cases/")


def test_a_case_page_masks_who_complained_until_somebody_asks(sign_in, cast, case):
    client = sign_in(cast.worker)
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "王**" in page
    assert "13900001234" not in page
    shown = client.post(f"/desk/cases/{case.number}/complainant/", {"reason": "call"})
    assert "13900001234" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert (
        Entry.objects.filter(
            subject=case.subject, name="case.complainant_revealed", actor=cast.worker.person.pk
        ).count()
        == 1
    )
    refused = client.post(f"/desk/cases/{case.number}/complainant/", {"reason": "curious"})
    assert refused.status_code == 422
    assert "13900001234" not in refused.content.decode()


def test_the_printed_sheet_names_nobody(sign_in, cast, case):
    page = sign_in(cast.worker).get(f"/desk/cases/{case.number}/print/").content.decode()
    assert case.number in page
    assert "王" not in page.split("<main")[1].split("</main>")[0]


def test_a_move_is_made_by_its_service_and_a_second_click_changes_nothing(sign_in, cast, handled):
    client = sign_in(cast.worker)
    path = f"/desk/cases/{handled.number}/contact/"
    sent = {"outcome": "reached", "channel": "phone", "text": "约好今晚去看。"}
    for _ in range(2):
        assert client.post(path, sent).status_code == 302
    handled.refresh_from_db()
    assert handled.stage == "handling"
    assert handled.records.count() == 1


def test_what_was_typed_stays_when_something_is_wrong(sign_in, cast, handled):
    answer = sign_in(cast.worker).post(f"/desk/cases/{handled.number}/answer/", {"text": "灯修好了。"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "灯修好了。" in page
    assert "第十五条" in page


def test_pictures_are_kept_with_a_step_and_a_bad_one_leaves_nothing(sign_in, cast, handled):
    client = sign_in(cast.worker)
    path = f"/desk/cases/{handled.number}/visit/"
    picture = BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 20)).save(picture, "JPEG")
    picture.seek(0)
    picture.name = "现场.jpg"
    bad = BytesIO(b"<svg onload=alert(1)>")
    bad.name = "现场.jpg"
    refused = client.post(path, {"outcome": "done", "text": "看过了。", "photos": [bad]})
    assert refused.status_code == 422
    assert not handled.records.exists()
    assert client.post(path, {"outcome": "done", "text": "看过了。", "photos": [picture]}).status_code == 302
    assert Attachment.objects.filter(subject=handled.subject).count() == 1


def test_a_worker_enters_a_case_once_and_reads_the_secret_to_the_caller(sign_in, cast, world):
    matters.load_tree(by=SYSTEM)
    client = sign_in(cast.worker)
    page = client.get("/desk/cases/new/")
    sent = {
        "key": page.context["form"]["key"].value(), "source": "phone", "text": "楼道灯坏了。", "kind": "complain",
        "place": world.shanghe, "name": "李女士", "phone": "13900005678",
    }  # fmt: skip
    for _ in range(2):
        assert client.post("/desk/cases/new/", sent).status_code == 302
    made = Case.objects.get()
    assert made.entered_by_id == cast.worker.person.pk
    receipt = client.get("/desk/cases/new/receipt/").content.decode()
    assert made.number in receipt
    assert client.post("/desk/cases/new/", {**sent, "key": "k2", "place": world.neighbour_community}).status_code == 422


@pytest.mark.parametrize("role", ["worker", "dispatcher", "leader", "officer", "property_staff", "auditor", "admin"])
def test_everybody_has_a_first_page(sign_in, cast, case, role):
    page = sign_in(cast.people[role]).get("/desk/")
    assert page.status_code == 200
    assert page.content.decode().count("<h1>") == 1


def test_english_is_complete_too(sign_in, cast, case):
    client = sign_in(cast.dispatcher)
    client.post("/i18n/setlang/", {"language": "en"})
    assert "1 thing waits for you" in client.get("/desk/").content.decode()


def test_the_list_leaves_as_a_table_without_who_complained(sign_in, cast, world):
    caller = services.Caller(name="王小明", phone="13900001234")
    services.report_case(
        by=ANONYMOUS, text="灯不亮，请找王小明。", title='=HYPERLINK("x")', place=world.shanghe, caller=caller
    )
    answer = sign_in(cast.worker).get("/desk/cases/export.xlsx?tab=waiting")
    assert answer["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(answer.content))
    rows = list(book.active.iter_rows())
    title = next(cell for cell in rows[1] if cell.value == '=HYPERLINK("x")')
    assert title.data_type == "s"
    assert not {"王小明", "13900001234"} & {str(cell.value) for row in rows for cell in row}
    assert Entry.objects.filter(name="case.list_exported", actor=cast.worker.person.pk).count() == 1
    assert sign_in(cast.auditor).get("/desk/cases/export.xlsx").status_code == 404


def test_a_move_from_the_list_leads_back_to_it(sign_in, cast, case, world):
    client = sign_in(cast.dispatcher)
    page = client.get("/desk/cases/?tab=new&order=oldest").content.decode()
    assert f"/desk/cases/{case.number}/assign/?list=tab%3Dnew%26order%3Doldest" in page
    done = client.post(
        f"/desk/cases/{case.number}/assign/?list=tab%3Dnew%26order%3Doldest", {"unit": world.committee.pk}
    )
    assert done["Location"] == "/desk/cases/?tab=new&order=oldest"


def test_where_the_charter_names_nobody_no_unit_is_chosen_beforehand(sign_in, cast, case):
    page = sign_in(cast.dispatcher).get(f"/desk/cases/{case.number}/assign/").content.decode()
    assert '<option value="" selected>' in page
    assert sign_in(cast.dispatcher).post(f"/desk/cases/{case.number}/assign/", {"unit": ""}).status_code == 422


def test_paper_keeps_notes_and_looks_to_itself(sign_in, cast, handled):
    client = sign_in(cast.worker)
    services.add_note(by=cast.worker.viewer, case=handled, text="他脾气急，慢慢说。")
    client.post(f"/desk/cases/{handled.number}/complainant/", {"reason": "call"})
    page = client.get(f"/desk/cases/{handled.number}/").content.decode()
    paper = client.get(f"/desk/cases/{handled.number}/print/").content.decode()
    assert "他脾气急" in page
    assert "他脾气急" not in paper
    assert "需要联系对方" in page
    assert "需要联系对方" not in paper


def test_why_nobody_was_reached_is_asked_only_where_nobody_was(sign_in, cast, handled):
    client = sign_in(cast.worker)
    assert 'name="unreachable"' in client.get(f"/desk/cases/{handled.number}/answer/").content.decode()
    services.log_contact(by=cast.worker.viewer, case=handled, outcome="reached")
    assert 'name="unreachable"' not in client.get(f"/desk/cases/{handled.number}/answer/").content.decode()


def test_an_entry_and_its_pictures_come_together_or_not_at_all(sign_in, cast, world, monkeypatch):
    def full(**_given):
        raise Refused("这里的照片已经够多了")

    picture = BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 20)).save(picture, "JPEG")
    picture.seek(0)
    picture.name = "现场.jpg"
    monkeypatch.setattr("hehuo.doors.desk.views.entry.files.attach", full)
    sent = {"key": "k", "source": "phone", "text": "楼道灯坏了。", "kind": "complain", "place": world.shanghe}
    assert sign_in(cast.worker).post("/desk/cases/new/", {**sent, "photos": [picture]}).status_code == 422
    assert not Case.objects.exists()
