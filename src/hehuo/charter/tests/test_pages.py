"""The pages work without script, say what is missing, and cost a bounded number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from hehuo.charter.models import Version
from hehuo.charter.selectors import as_json, resolve, resolve_many
from hehuo.doors.cli.main import main
from hehuo.matters import selectors as matters

DAY = date(2021, 4, 16)


def test_a_charter_reads_with_an_anchor_per_clause_and_says_that_it_is_a_starter(starter):
    page = Client().get(reverse("charter-read", args=[starter[1].charter_id])).content.decode()
    assert 'id="c8"' in page
    assert "起步文本" in page


def test_who_is_responsible_with_the_clause_and_the_reason(starter, world):
    query = {"place": world.shanghe, "category": "0107", "at": "2021-04-16"}
    page = Client().get(reverse("charter-who"), query).content.decode()
    assert "上河村社区党委" in page
    assert "第 8 条" in page
    assert "让位于" in page


def test_who_names_what_is_missing(starter, world):
    query = {"place": world.landianchang, "category": "0107", "at": "2021-04-16"}
    page = Client().get(reverse("charter-who"), query).content.decode()
    assert "席位还空着" in page


def test_a_clause_is_written_on_the_page_with_its_duties(starter, cast, sign_in):
    client = sign_in(cast.leader)
    client.post(reverse("charter-amend", args=[starter[1].pk]))
    draft = Version.objects.get(status="draft")
    known = draft.clauses.get(number=8)
    page = client.get(reverse("charter-clause", args=[draft.pk, 8]))
    rows = page.context["duties"].initial_form_count()
    assert rows == known.duties.count()
    data = {"number": 8, "title": "楼道", "text": "不堆物。", "matters": ["0107"]}
    data |= {"duty-TOTAL_FORMS": 2, "duty-INITIAL_FORMS": 0}
    data |= {"duty-0-seat": "steward", "duty-0-kind": "lead", "duty-0-text": "清理", "duty-0-amount": 2}
    data |= {"duty-0-unit": "hours"}
    answer = client.post(reverse("charter-clause", args=[draft.pk, 8]), data)
    assert answer.status_code == 302
    assert [duty.within_minutes for duty in draft.clauses.get(number=8).duties.all()] == [120]
    data["duty-0-text"] = "强制搬走"
    refused = client.post(reverse("charter-clause", args=[draft.pk, 8]), data)
    assert refused.status_code == 200
    assert "强制" in refused.context["form"].non_field_errors()[0]
    compared = client.get(reverse("charter-compare", args=[draft.pk]))
    assert compared.context["changed"] == 1


def test_a_warm_answer_costs_few_queries_and_many_cost_hardly_more(starter, world, django_assert_max_num_queries):
    category = matters.category("0107")
    resolve(world.shanghe, category, DAY)
    with django_assert_max_num_queries(4):
        resolve(world.shanghe, category, DAY)
    every = matters.every()
    with django_assert_max_num_queries(5):
        resolve_many([(world.shanghe, each) for each in every], DAY)


def test_the_answer_as_data(starter, world):
    answer = as_json(resolve(world.shanghe, "0107", DAY))
    assert set(answer) == {"place", "category", "at", "seats", "lead", "gaps", "conflicts", "explanation"}
    assert list(answer["seats"]) == ["backbone", "organiser", "masters", "steward", "backing", "co_builder"]
    assert answer["lead"]["clause"]["number"] == 8
    assert answer["lead"]["within_minutes"] == 1440


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--place", "110108025014", "--category", "0107", "--at", "2021-04-16"], 0),
        (["--place", "110108025999", "--category", "0107", "--at", "2021-04-16", "--json"], 3),
        (["--place", "110108025014", "--category", "0107", "--at", "2018-11-30"], 3),
        (["--place", "110108025077", "--category", "0107"], 1),
        (["--place", "nowhere", "--category", "0107"], 1),
        (["--place", "110108025014", "--category", "9999"], 1),
    ],
)
def test_the_command_and_its_exit_codes(starter, monkeypatch, capsys, arguments, code):
    monkeypatch.setattr("hehuo.doors.cli.main.database_up", lambda: None)
    assert main(["charter", "resolve", *arguments]) == code
    out = capsys.readouterr()
    assert out.out if code in (0, 3) else out.err.startswith("hehuo: ")
