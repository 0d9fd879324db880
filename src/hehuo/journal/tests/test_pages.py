"""The journal's pages, and proofs that anybody can repeat in a shell."""

from __future__ import annotations

import json
import subprocess

import pytest
from django.urls import reverse

from hehuo.ground.access import SYSTEM
from hehuo.journal import rules, selectors, services
from hehuo.journal.models import Entry, Failure, Payload
from hehuo.journal.selectors.seals import _LOOKUPS


@pytest.fixture
def story(world, write, monkeypatch):
    """Five open chains at Shanghe, sealed; one entry after the seal."""
    monkeypatch.setitem(_LOOKUPS, "trial", None)
    for n in range(12):
        write(f"trial:{n % 5}", n, place=world.shanghe)
    made = services.seal_day(by=SYSTEM)
    write("trial:0", 99, place=world.shanghe)
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_anybody_can_check_a_record(client, story, language):
    client.cookies.load({"django_language": language})
    page = client.get(reverse("journal-seals"), {"q": "trial:0"}).content.decode()
    assert bytes(story.hash).hex() in page
    assert selectors.proof_for("trial:0").sealed_head in page
    assert "sha256sum" in page
    for unknown in ("trial:77", "person:1", "王小明"):
        page = client.get(reverse("journal-seals"), {"q": unknown}).content.decode()
        assert 'id="result"' not in page


@pytest.mark.parametrize("subject", [f"trial:{n}" for n in range(5)])
def test_the_recipe_works_in_a_shell(story, subject):
    steps = selectors.recipe(selectors.proof_for(subject))
    assert len(steps) >= 3
    for step in steps:
        printed = subprocess.run(["bash", "-c", step.command], capture_output=True, text=True, check=True).stdout
        assert printed.split()[0] == step.result
    assert steps[-1].result == bytes(story.hash).hex()
    assert steps[-2].result == bytes(story.root).hex()


def test_files_hold_what_is_needed(client, story):
    sealed = client.get(reverse("journal-seal-file", args=[1])).json()
    told = {name: value for name, value in sealed.items() if name != "hash"}
    assert rules.hashlib.sha256(rules.encode(told)).hexdigest() == sealed["hash"]
    leaves = b"".join(client.get(reverse("journal-seal-leaves", args=[1])).streaming_content).split()
    assert rules.root_of(bytes.fromhex(leaf.decode()) for leaf in leaves).hex() == sealed["root"]
    proof = client.get(reverse("journal-proof"), {"q": "trial:0"}).json()
    assert (proof["sequence"], proof["sealed"]["sequence"]) == (4, 3)
    assert proof["sealed"]["leaf"] in json.dumps([leaf.decode() for leaf in leaves])
    assert proof["sealed"]["seal"] == sealed
    assert "trial" not in client.get(reverse("journal-seal", args=[1])).content.decode()
    for name in ("journal-seal", "journal-seal-file", "journal-seal-leaves"):
        assert client.get(reverse(name, args=[2])).status_code == 404


def test_before_the_first_seal(client, world, write, monkeypatch):
    monkeypatch.setitem(_LOOKUPS, "trial", None)
    write("trial:1", 1)
    page = client.get(reverse("journal-seals"), {"q": "trial:1"})
    assert 'id="result"' in page.content.decode()
    assert client.get(reverse("journal-proof"), {"q": "trial:1"}).json()["sealed"] is None


def test_the_auditor_reads_filters_and_pages(cast, sign_in, story, django_assert_max_num_queries):
    client = sign_in(cast.auditor)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("journal-desk"))
    assert len(page.context["page"].lines) == 14 + 1, "the story, and that she signed in"
    filtered = client.get(reverse("journal-desk"), {"subject": "trial:1", "place": "110108"})
    assert {line.entry.subject for line in filtered.context["page"].lines} == {"trial:1"}
    assert "没有符合条件的记录" in client.get(reverse("journal-desk"), {"subject": "trial:88"}).content.decode()
    assert client.get(reverse("journal-desk"), {"subject": "nonsense", "actor": "x"}).context["page"] is None


def test_older_entries_are_one_click_away(cast, sign_in, world, write):
    for n in range(55):
        write("trial:1", n, place=world.shanghe)
    client = sign_in(cast.auditor)
    first = client.get(reverse("journal-desk"), {"place": "110108"})
    second = client.get(f"{reverse('journal-desk')}?{first.context['older']}")
    assert [len(page.context["page"].lines) for page in (first, second)] == [50, 5 + 1], "and that she signed in"


def test_erasing_asks_why(cast, sign_in, story):
    entry = Entry.objects.filter(subject="trial:1").earliest("pk")
    client, url = sign_in(cast.admin), reverse("journal-erase", args=[entry.pk])
    assert client.post(url, {}).status_code == 200
    assert Payload.objects.get(pk=entry.pk).erased_at is None
    own = Entry.objects.get(name="journal.sealed")
    assert client.post(reverse("journal-erase", args=[own.pk]), {"reason": "request"}).status_code == 200
    assert client.post(url, {"reason": "request"}).status_code == 302
    assert Payload.objects.get(pk=entry.pk).erased_at
    assert "［已删除］" in client.get(reverse("journal-desk")).content.decode()


def test_deliveries_show_what_waits_and_what_fails(cast, sign_in, story, world):
    entry = Entry.objects.earliest("pk")
    given_up = Failure.objects.create(
        entry=entry, handler="a.b", error="ValueError", first_at="2026-01-01T00:00Z", last_at="2026-01-01T00:00Z",
        attempts=16, given_up=True,
    )  # fmt: skip
    client = sign_in(cast.admin)
    page = client.get(reverse("journal-deliveries"))
    assert [failure["id"] for failure in page.context["failures"]] == [given_up.pk]
    assert page.context["count"] == 14 + 1, "the story, and that she signed in"
    done = client.post(reverse("journal-retry", args=[given_up.pk]), follow=True)
    assert "已重新执行" in done.content.decode()
    assert "已经在重试了" in client.post(reverse("journal-retry", args=[given_up.pk]), follow=True).content.decode()
    neighbour = sign_in(cast.neighbour_admin)
    assert neighbour.get(reverse("journal-deliveries")).context["failures"] == []
    assert neighbour.post(reverse("journal-retry", args=[given_up.pk])).status_code == 404
