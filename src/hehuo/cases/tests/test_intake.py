from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hehuo.cases import services
from hehuo.cases.models import Case, Complainant
from hehuo.cases.services.intake import title_of
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import Conflict, Invalid, NotAllowed
from hehuo.ground.secrets import open_sealed
from hehuo.journal.models import Entry, Payload
from hehuo.matters.models import Category, Tree

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(db: None) -> Category:
    tree, _made = Tree.objects.get_or_create(code="default", defaults={"name": "默认"})
    row, _made = Category.objects.get_or_create(tree=tree, code="0107", defaults={"name": "楼道堆物"})
    return row


def test_a_report_without_account(report: Any, world: Any, category: Category) -> None:
    receipt = report(category="0107", address="3号楼2层", kind="complain", lon=116.29, lat=39.97)
    case = Case.objects.get(number=receipt.number)
    assert receipt.number.startswith("20261120-")
    assert (case.stage, case.grade, case.place, case.category) == ("received", 3, world.shanghe, category)
    assert case.due_at == NOW + timedelta(days=7)
    assert case.contact_by == NOW + timedelta(hours=24)
    assert case.title == "楼道里堆满了箱子"
    assert receipt.secret not in (case.number, case.text)
    assert len(bytes(case.secret)) == 32
    assert not Complainant.objects.exists()
    entry = Entry.objects.get(subject=case.subject)
    assert (entry.name, entry.sequence, entry.actor) == ("case.received", 1, None)


def test_who_asks_is_sealed_and_never_journaled(report: Any) -> None:
    case = report(caller=services.Caller(name="王小明", phone="138 1234 5678", hidden=True)).case
    row = Complainant.objects.select_related("contact").get(case=case)
    assert open_sealed(bytes(row.name)) == "王小明"
    assert row.hidden
    assert b"1234" not in bytes(row.contact.sealed)
    assert "王" not in str(list(Payload.objects.values_list("body", flat=True)))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"title": "长" * 121}, "title"),
        ({"address": "长" * 201}, "address"),
        ({"place": ""}, "place"),
        ({"place": "110108025777"}, "place"),
        ({"place": "110108"}, "place"),
        ({"place": "' OR 1=1"}, "place"),
        ({"kind": "whatever"}, "kind"),
        ({"source": "whatever"}, "source"),
        ({"category": "9999"}, "category"),
        ({"lon": 116.2}, "lon"),
        ({"lon": 190.0, "lat": 39.0}, "lon"),
        ({"lon": float("nan"), "lat": 39.0}, "lon"),
        ({"happened_at": NOW + timedelta(hours=1)}, "happened_at"),
        ({"caller": services.Caller(phone="12")}, "phone"),
        ({"caller": services.Caller(email="nobody")}, "email"),
        ({"caller": services.Caller(name="长" * 61)}, "name"),
    ],
)
def test_bad_input_names_the_field_and_leaves_nothing(report: Any, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        report(**given)
    assert field in invalid.value.fields
    assert not Case.objects.exists()
    assert not Entry.objects.filter(subject__startswith="case:").exists()


def test_text_is_cleaned(report: Any) -> None:
    case = report(text="第一行\r\n\u202e第二行\x00 ").case
    assert case.text == "第一行\n第二行"


def test_a_retry_with_its_key_gets_the_same_receipt(report: Any) -> None:
    first, again = report(key="k1"), report(key="k1")
    assert (first.number, first.secret, first.token) == (again.number, again.secret, again.token)
    assert Case.objects.count() == 1
    with pytest.raises(Conflict):
        report(key="k1", text="别的话")
    assert report(key="k2").secret != first.secret


def test_without_a_key_each_report_is_its_own(report: Any) -> None:
    assert report().number != report().number


def test_a_worker_enters_for_a_caller(cast: Any, world: Any) -> None:
    receipt = services.enter_case(
        by=cast.worker.viewer, text="没有暖气", place=world.building, urgent=True, source="phone"
    )
    assert receipt.case.entered_by == cast.worker.person
    assert (receipt.case.grade, receipt.case.urgent) == (1, True)
    assert receipt.case.due_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize("who", ["neighbour_worker", "property_staff", "auditor", "admin", "outsider", "officer"])
def test_others_cannot_enter(cast: Any, world: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.enter_case(by=cast.people[who].viewer, text="没有暖气", place=world.shanghe)


def test_the_grade_can_be_said_within_bounds(cast: Any, world: Any) -> None:
    dispatcher = cast.dispatcher.viewer
    assert services.enter_case(by=dispatcher, text="文", place=world.shanghe, grade=4).case.grade == 4
    with pytest.raises(Invalid):
        services.enter_case(by=dispatcher, text="文", place=world.shanghe, grade=5)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("短。后面还有", "短"),
        ("第一行\n第二行", "第一行"),
        ("门坏了，  晚上冷，A座", "门坏了， 晚上冷，A座"),
        ("长" * 40, "长" * 29 + "…"),
        ("长" * 30, "长" * 30),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_flat_number_does_not_reach_the_journal(report: Any, world: Any) -> None:
    from hehuo.places.models import Place

    Place.objects.create(code=f"{world.building}u1/", name="1单元", level=8, parent_id=world.building)
    flat = Place.objects.create(code=f"{world.building}u1/101/", name="101", level=9, parent_id=f"{world.building}u1/")
    case = report(place=flat.code).case
    assert case.place == flat.code
    assert Entry.objects.get(subject=case.subject).place == world.building


def test_anonymous_is_nobody(report: Any) -> None:
    assert report(by=ANONYMOUS).case.entered_by is None


def test_first_contact_is_never_due_after_the_case_itself(world, cast):
    urgent = services.enter_case(by=cast.worker.viewer, text="楼道里有煤气味。", place=world.shanghe, urgent=True).case
    ordinary = services.enter_case(by=cast.worker.viewer, text="路灯不亮。", place=world.shanghe).case
    assert urgent.contact_by == urgent.due_at
    assert ordinary.contact_by is not None
    assert ordinary.due_at is not None
    assert ordinary.contact_by < ordinary.due_at
