"""Number and secret open one's own case and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hehuo.cases import services as cases
from hehuo.cases.models import CallBack, Case, Record
from hehuo.ground.access import ANONYMOUS, SYSTEM

from .conftest import TEXT

pytestmark = pytest.mark.django_db

FIND = reverse("square-progress")


@pytest.fixture
def mine(world):
    return cases.report_case(by=ANONYMOUS, text=TEXT, place=world.shanghe)


@pytest.fixture
def answered(mine, world):
    for move in (
        lambda case: cases.assign_case(by=SYSTEM, case=case, unit=world.committee.pk),
        lambda case: cases.accept_case(by=SYSTEM, case=case),
        lambda case: cases.log_contact(by=SYSTEM, case=case, outcome="reached", text="已联系。"),
        lambda case: cases.answer_case(by=SYSTEM, case=case, text="灯已修好。"),
    ):
        move(Case.objects.get(pk=mine.case.pk))
    return mine


def test_number_and_secret_open_the_case(client, mine):
    answer = client.post(FIND, {"number": mine.number, "secret": mine.secret.lower()})
    assert answer.url == reverse("square-follow", args=[mine.token])
    assert TEXT in client.get(answer.url).content.decode()


@pytest.mark.parametrize("wrong", [{"secret": "AAAAAAAAAA"}, {"number": "20200101-000001"}])
def test_a_wrong_pair_says_one_thing_whichever_is_wrong(client, mine, wrong):
    answer = client.post(FIND, {"number": mine.number, "secret": mine.secret, **wrong})
    assert answer.status_code == 404
    assert len(answer.context["form"].non_field_errors()) == 1


def test_guessing_is_slowed_down(client, mine, settings):
    settings.LOOKUP_RATE = "0/m"
    assert client.post(FIND, {"number": mine.number, "secret": mine.secret}).status_code == 429
    assert client.get(reverse("square-follow", args=[mine.token])).status_code == 429


@pytest.mark.parametrize("token", ["x", "20200101-000001:x", "%00", "a:b:c"])
def test_a_forged_link_opens_nothing(client, mine, token):
    assert client.get(reverse("square-follow", args=[token])).status_code == 404


def test_the_slip_is_a_pdf_and_bears_no_secret_for_others(client, mine, monkeypatch):
    seen = []
    monkeypatch.setattr("hehuo.doors.square.views.receipt.paper.slip", lambda facts: seen.append(facts) or b"%PDF-")
    assert client.get(reverse("square-slip", args=[mine.token])).content == b"%PDF-"
    assert seen[0].secret == ""
    assert TEXT not in str(seen[0])


def test_she_adds_what_she_forgot_once(client, mine):
    add = reverse("square-add", args=[mine.token])
    for _click in range(2):
        assert client.post(add, {"text": "晚上七点以后在家。"}).status_code == 302
    assert Record.objects.filter(kind="supplement").count() == 1
    assert client.post(add, {"text": ""}).status_code == 422


def test_she_withdraws_and_the_page_says_so(client, mine):
    client.post(reverse("square-withdraw", args=[mine.token]))
    assert Case.objects.get().stage == "withdrawn"
    page = client.get(reverse("square-follow", args=[mine.token]))
    assert not page.context["progress"].may_supplement
    assert client.post(reverse("square-add", args=[mine.token]), {"text": "还有一句。"}).status_code == 409


def test_she_answers_the_call_back_herself(client, answered):
    follow = client.get(reverse("square-follow", args=[answered.token]))
    assert "灯已修好" in follow.content.decode()
    rate = reverse("square-rate", args=[answered.token])
    assert client.post(rate, {}).status_code == 422
    for _click in range(2):
        assert client.post(rate, {"solved": "yes", "satisfied": "yes"}).status_code == 302
    assert CallBack.objects.get().by_resident
    assert Case.objects.get().stage == "called_back"


def test_a_rating_before_the_answer_is_refused_in_words(client, mine):
    answer = client.post(reverse("square-rate", args=[mine.token]), {"solved": "yes"})
    assert answer.status_code == 409
    assert "toast error" in answer.content.decode()


def test_pages_of_ones_own_are_never_cached(client, mine):
    assert "no-store" in client.get(reverse("square-follow", args=[mine.token]))["Cache-Control"]
