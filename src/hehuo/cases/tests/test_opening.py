"""The one-statement intake writes what the models and the journal would have written."""

from __future__ import annotations

from typing import Any

import pytest

from hehuo.cases import events, services
from hehuo.cases.models import Case
from hehuo.cases.rules import number_for
from hehuo.cases.services.intake import _Asked, build
from hehuo.cases.services.opening import category_id
from hehuo.cases.services.steps import report as tell
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import Invalid
from hehuo.journal import selectors as journal
from hehuo.journal.models import Entry, Head, Payload, Undelivered
from hehuo.matters.models import Category, Tree, TreeChoice

from .conftest import NOW

pytestmark = pytest.mark.django_db
TEXT = "楼道堆物。电话13812345678，“引号”'单引号'%s"


@pytest.fixture
def category(db: None) -> Category:
    tree, _made = Tree.objects.get_or_create(code="default", defaults={"name": "默认"})
    return Category.objects.get_or_create(tree=tree, code="0107", defaults={"name": "楼道堆物"})[0]


def columns(case: Case) -> dict[str, Any]:
    found = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    return {name: value for name, value in found.items() if name not in {"id", "number", "secret"}}


def journaled(case: Case) -> dict[str, Any]:
    entry = Entry.objects.get(subject=case.subject)
    head = Head.objects.get(subject=case.subject)
    found = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    kept = {name: value for name, value in found.items() if name not in {"id", "subject", "digest", "hash"}}
    return kept | {
        "body": Payload.objects.get(entry=entry).body,
        "undelivered": Undelivered.objects.filter(entry=entry).count(),
        "head": (head.sequence, bytes(head.hash) == bytes(entry.hash)),
    }


@pytest.mark.parametrize("code", [None, "0107"])
def test_the_fast_path_writes_the_same_rows(report: Any, world: Any, category: Category, code: str | None) -> None:
    given = {"text": TEXT, "place": world.building, "category": code, "address": "西门", "lon": 116.3, "lat": 39.9}
    fast = Case.objects.get(pk=report(**given).case.pk)
    asked = _Asked(
        text=TEXT, place=world.building, kind="help", category=code, title="", address="西门", lon=116.3, lat=39.9,
        caller=services.Caller(), source="web",
    )  # fmt: skip
    slow = build(ANONYMOUS, asked)
    slow.category_id = category_id(code, world.building)
    slow.secret, slow.number = b"x" * 32, "slow"
    slow.save()
    tell(slow, events.RECEIVED, ANONYMOUS, slow.opened_at, source=slow.source, grade=slow.grade)
    slow.refresh_from_db()
    assert columns(fast) == columns(slow)
    assert journaled(fast) == journaled(slow)
    assert fast.number == number_for(NOW.date(), fast.pk)
    assert journal.verify().ok


def test_one_statement_beside_the_transaction(
    report: Any, world: Any, category: Category, django_assert_num_queries: Any
) -> None:
    report(category="0107")
    with django_assert_num_queries(2):  # SAVEPOINT and RELEASE; the statement goes by a cursor of its own
        report(category="0107")


def test_a_retired_category_and_another_citys_tree(report: Any, world: Any, category: Category) -> None:
    other = Tree.objects.create(code="other", name="外地")
    mine = Category.objects.create(tree=other, code="A1", name="楼道")
    TreeChoice.objects.create(place=world.shuguang, tree=other)
    assert report(category="A1").case.category_id == mine.pk
    assert report(category="A1", place=world.shanghe).case.category_id == mine.pk
    with pytest.raises(Invalid):
        report(category="0107")
    assert report(category="0107", place=world.foreign_community).case.category_id == category.pk
    category.active = False
    category.save()
    with pytest.raises(Invalid):
        report(category="0107", place=world.foreign_community)
