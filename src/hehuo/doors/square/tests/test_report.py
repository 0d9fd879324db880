"""The four screens: what is typed stays, what is sent is sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hehuo.cases.models import Case, Complainant
from hehuo.doors.square.draft import FOLDER, MOST_PHOTOS
from hehuo.doors.square.tasks import sweep_drafts
from hehuo.files.models import Attachment
from hehuo.ground import clock

from .conftest import TEXT

pytestmark = pytest.mark.django_db

WHAT, WHERE, KIND = reverse("square-report"), reverse("square-report-where"), reverse("square-report-kind")
SEND, RECEIPT = reverse("square-report-send"), reverse("square-receipt")


def test_emergency_numbers_stand_on_the_first_screen(client):
    page = client.get(WHAT).content.decode()
    for number in ("110", "119", "120", "122", "12345"):
        assert f'href="tel:{number}"' in page


@pytest.mark.parametrize("path", [WHERE, KIND, SEND])
def test_later_screens_lead_back_to_the_first_without_a_text(client, path):
    assert client.get(path).url == WHAT
    assert client.post(path).url == WHAT


def test_a_report_becomes_a_case_with_everything_that_was_said(up_to_send, world, photo):
    up_to_send.post(WHAT, {"text": TEXT, "photos": [photo()]})
    assert up_to_send.post(SEND, {"name": "王小明", "phone": "13812345678", "hidden": "on"}).url == RECEIPT
    case = Case.objects.get()
    assert (case.text, case.place, case.address, case.kind, case.source) == (
        TEXT,
        world.shanghe,
        "1号楼",
        "help",
        "web",
    )
    who = Complainant.objects.get()
    assert who.hidden
    assert who.contact is not None
    assert Attachment.objects.get().subject == case.subject
    assert not default_storage.listdir(FOLDER)[1]
    page = up_to_send.get(RECEIPT).content.decode()
    assert case.number in page
    assert "<svg" in page


def test_sending_twice_is_sending_once(up_to_send):
    session = up_to_send.session
    before = dict(session["report"])
    up_to_send.post(SEND, {})
    # The second click was on its way with the same draft.
    session = up_to_send.session
    session["report"] = before
    session.save()
    assert up_to_send.post(SEND, {}).url == RECEIPT
    assert Case.objects.count() == 1


def test_after_sending_the_form_leads_to_the_receipt(up_to_send):
    up_to_send.post(SEND, {})
    assert up_to_send.get(SEND).url == RECEIPT
    assert up_to_send.get(WHAT).context["form"]["text"].value() == ""


def test_back_keeps_everything_even_what_is_on_the_last_screen(up_to_send):
    assert up_to_send.post(SEND, {"name": "王小明", "phone": "13812345678", "back": "where"}).url == WHERE
    assert b'value="1\xe5\x8f\xb7\xe6\xa5\xbc"' in up_to_send.get(WHERE).content
    assert b"13812345678" in up_to_send.get(SEND).content
    assert not Case.objects.exists()


def test_the_telephone_never_lies_open_in_the_session(up_to_send):
    up_to_send.post(SEND, {"phone": "13812345678", "back": "where"})
    assert "13812345678" not in str(up_to_send.session["report"])


def test_a_limit_says_so_and_keeps_what_was_typed(up_to_send, settings):
    settings.REPORT_RATE = "0/h"
    answer = up_to_send.post(SEND, {"phone": "13812345678"})
    assert answer.status_code == 429
    assert TEXT in answer.content.decode()
    assert b"13812345678" in answer.content
    settings.REPORT_RATE = "off"
    assert up_to_send.post(SEND, {}).url == RECEIPT


def test_a_wrong_telephone_is_said_at_the_field(up_to_send):
    answer = up_to_send.post(SEND, {"phone": "ring me"})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_program_that_fills_the_trap_gets_no_further(client):
    answer = client.post(WHAT, {"text": TEXT, "website": "http://spam.example"})
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()


@pytest.mark.parametrize("text", ["", " ", "灯", "x" * 4001])
def test_a_text_that_says_nothing_or_too_much_is_refused(client, text):
    assert client.post(WHAT, {"text": text}).status_code == 422


def test_a_file_that_is_no_photo_is_refused_and_the_text_stays(client):
    fake = SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>", "image/jpeg")
    answer = client.post(WHAT, {"text": TEXT, "photos": [fake]})
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert client.session["report"]["photos"] == []


def test_photos_stay_between_screens_and_can_be_removed(client, photo):
    client.post(WHAT, {"text": TEXT, "photos": [photo(), photo("二.jpg", (50, 50))]})
    picture = reverse("square-report-photo", args=[0])
    answer = client.get(picture)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    client.post(WHAT, {"text": TEXT + "补充", "drop": "0"})
    assert len(client.session["report"]["photos"]) == 1
    assert client.session["report"]["text"] == TEXT + "补充"
    assert client.get(reverse("square-report-photo", args=[5])).status_code == 404


def test_more_photos_than_we_take_are_refused_kindly(client, photo):
    many = [photo(f"{n}.jpg", (20 + n, 20)) for n in range(MOST_PHOTOS + 1)]
    answer = client.post(WHAT, {"text": TEXT, "photos": many})
    assert answer.status_code == 422
    assert len(client.session["report"]["photos"]) == MOST_PHOTOS


def test_nobody_sees_another_visitors_draft(client, photo):
    client.post(WHAT, {"text": TEXT, "photos": [photo()]})
    stranger = type(client)()
    assert stranger.get(reverse("square-report-photo", args=[0])).status_code == 404


def test_words_alone_find_the_community_or_ask_which(client, world):
    client.post(WHAT, {"text": TEXT})
    answer = client.post(WHERE, {"address": "上河村小区1号楼"})
    if answer.status_code == 422:
        assert world.shanghe in [each.code for each in answer.context["suggestions"]]
        answer = client.post(WHERE, {"address": "上河村小区1号楼", "pick": world.shanghe})
    assert answer.url == KIND
    assert client.session["report"]["community"] == world.shanghe


def test_without_any_place_the_screen_asks_again(client, world):
    client.post(WHAT, {"text": TEXT})
    assert client.post(WHERE, {}).status_code == 422
    assert client.post(WHERE, {"address": "火星基地"}).status_code == 422


def test_a_made_up_community_is_refused(client, world):
    client.post(WHAT, {"text": TEXT})
    assert client.post(WHERE, {"community": "999999999999"}).status_code == 422
    assert client.post(WHERE, {"pick": "999999999999"}).status_code == 422


def test_forgotten_drafts_are_swept_after_a_day(client, photo):
    client.post(WHAT, {"text": TEXT, "photos": [photo()]})
    assert sweep_drafts() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert sweep_drafts() == 1
        assert sweep_drafts() == 0
    assert client.get(WHAT).status_code == 200
