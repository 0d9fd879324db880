"""Settings on pages: reading, deciding in two steps, withdrawing, loading a year."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.policies import selectors, services
from hehuo.policies.forms import DecisionForm, next_start, read_value, split_duration
from hehuo.policies.models import CalendarYear, PolicyRow
from hehuo.policies.rules import SETTINGS, Setting

pytestmark = pytest.mark.django_db
SHUGUANG = "110108025"
PAGE = "policies-setting"


def test_the_list_shows_what_holds(cast: Any, sign_in: Any, grace: Setting, django_assert_max_num_queries: Any) -> None:
    services.decide(by=SYSTEM, key=grace.key, place=SHUGUANG, value=3, reason="试点三天")
    client = sign_in(cast.leader)
    with django_assert_max_num_queries(25):
        page = client.get(reverse("policies-list")).content.decode()
    assert "3 days" in page
    assert "试点三天" in page


def post(client: Any, key: str, **data: Any) -> Any:
    start = f"{next_start():%Y-%m-%dT%H:%M}"
    return client.post(reverse(PAGE, args=[key]), {"value": 5, "in_force_from": start, "reason": "太慢", **data})


def test_deciding_takes_two_looks(cast: Any, sign_in: Any, grace: Setting) -> None:
    client = sign_in(cast.leader)
    first = post(client, grace.key)
    assert first.status_code == 200
    assert first.context["preview"]["before"] == "7 days"
    assert first.context["preview"]["after"] == "5 days"
    assert not PolicyRow.objects.exists()
    second = post(client, grace.key, confirm=1)
    assert second.status_code == 302
    row = PolicyRow.objects.get()
    assert (row.value, row.place, row.decided_by) == (5, SHUGUANG, cast.leader.person)
    assert selectors.value(grace.key, SHUGUANG) == 7
    assert selectors.value(grace.key, SHUGUANG, row.in_force_from) == 5
    assert post(client, grace.key, confirm=1).status_code == 302
    assert PolicyRow.objects.count() == 1
    page = client.get(second["Location"])
    assert page.context["rows"][0]["coming"]
    client.post(reverse("policies-withdraw", args=[row.pk]))
    assert PolicyRow.objects.get().withdrawn_at
    assert client.post(reverse("policies-withdraw", args=[0])).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"value": 99}, {"value": "x"}, {"reason": ""}, {"reason": "长" * 2001}, {"in_force_from": "gestern"}]
)
def test_a_wrong_form_keeps_what_was_typed(cast: Any, sign_in: Any, grace: Setting, wrong: dict[str, Any]) -> None:
    answer = post(sign_in(cast.admin), grace.key, **wrong, confirm=1)
    assert answer.status_code == 422
    assert not PolicyRow.objects.exists()
    assert answer.context["form"].data["value"] == str(wrong.get("value", 5))


def test_the_past_is_refused_in_words(cast: Any, sign_in: Any, grace: Setting) -> None:
    answer = post(sign_in(cast.admin), grace.key, in_force_from="2020-01-01T00:00", confirm=1)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_giving_back_to_the_wider_place(cast: Any, sign_in: Any, grace: Setting) -> None:
    services.decide(by=SYSTEM, key=grace.key, place=SHUGUANG, value=3, reason="x")
    client = sign_in(cast.admin)
    assert post(client, grace.key, back="on").context["preview"]["after"]
    assert post(client, grace.key, back="on", confirm=1).status_code == 302
    assert selectors.value(grace.key, SHUGUANG, clock.now() + timedelta(hours=1)) == 7


def test_readers_do_not_decide_and_strangers_do_not_read(cast: Any, sign_in: Any, grace: Setting) -> None:
    for name in ("auditor", "worker", "dispatcher"):
        client = sign_in(getattr(cast, name))
        assert client.get(reverse(PAGE, args=[grace.key])).status_code == 200
        assert post(client, grace.key, confirm=1).status_code == 404
    assert sign_in(cast.property_staff).get(reverse(PAGE, args=[grace.key])).status_code == 404
    assert sign_in(cast.admin).get(reverse(PAGE, args=["test.nothing"])).status_code == 404
    row = services.decide(
        by=SYSTEM, key=grace.key, place=SHUGUANG, value=3, reason="x", in_force_from=clock.now() + timedelta(days=1)
    )
    assert sign_in(cast.neighbour_admin).post(reverse("policies-withdraw", args=[row.pk])).status_code == 404


def test_every_setting_of_the_house_has_a_page(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.admin)
    for key in SETTINGS:
        answer = client.get(reverse(PAGE, args=[key]))
        assert answer.status_code == 200, key


@pytest.mark.parametrize(
    ("setting", "data", "value"),
    [
        (Setting("t.a", "decimal", Decimal("0.5"), "A"), {"value": "0.75"}, Decimal("0.75")),
        (Setting("t.a", "duration", timedelta(hours=2), "A"), {"value": 3, "unit": "days"}, timedelta(days=3)),
        (Setting("t.a", "hours", (9, 17.5), "A"), {"value": "08:30", "until": "18:00"}, (8.5, 18.0)),
        (Setting("t.a", "bool", True, "A"), {}, False),
        (Setting("t.a", "list", ("a",), "A"), {"value": "b，c , "}, ("b", "c")),
        (Setting("t.a", "list", ("a",), "A", choices={"a": "A", "b": "B"}), {"value": ["a", "b"]}, ("a", "b")),
        (Setting("t.a", "choice", "a", "A", choices={"a": "A", "b": "B"}), {"value": "b"}, "b"),
        (Setting("t.a", "text", "a", "A"), {"value": "早上好"}, "早上好"),
    ],
)
def test_every_kind_can_be_written_in_a_form(setting: Setting, data: dict[str, Any], value: object) -> None:
    full = {**data, "in_force_from": "2030-01-01T00:00", "reason": "x"}
    form = DecisionForm(setting, full, current=setting.default, own=False)
    assert form.is_valid(), form.errors
    assert form.decision == value
    assert setting.say(value)
    shown = DecisionForm(setting, current=setting.default, own=False).as_p()
    assert "reason" in shown


def test_durations_in_words() -> None:
    assert split_duration(timedelta(days=7)) == (7, "days")
    assert split_duration(timedelta(hours=30)) == (30, "hours")
    assert split_duration(timedelta(minutes=90)) == (90, "minutes")
    setting = Setting("t.a", "duration", timedelta(hours=2), "A")
    with pytest.raises(Exception, match="longer than can be counted"):
        read_value(setting, {"value": 10**12, "unit": "days"})


def upload(client: Any, content: bytes) -> Any:
    file = SimpleUploadedFile("2027.json", content)
    return client.post(reverse("policies-years"), {"file": file, "source": "国办发明电〔2026〕7号"})


def test_loading_a_year(cast: Any, sign_in: Any) -> None:
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in range(1, 6)]
    content = json.dumps({"year": 2027, "days": days}).encode()
    client = sign_in(cast.admin)
    assert upload(client, content).status_code == 302
    assert upload(client, content).status_code == 302
    assert CalendarYear.objects.get().days[0] == ["2027-01-01", True, "元旦"]
    assert client.post(reverse("policies-years"), {"library": 1}).status_code == 302
    assert CalendarYear.objects.filter(year=2026).exists()
    assert "2027" in client.get(reverse("policies-years")).content.decode()
    for broken in (b"", b"\xff\xfe", b"{}", b" " * 1_000_001):
        assert upload(client, broken).status_code == 422
    assert upload(sign_in(cast.leader), content).status_code == 404
