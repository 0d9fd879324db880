"""The hallway's story, told by the services alone on the starter's own house, and read back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hehuo.custody.models import Item
from hehuo.doors.cli.fixtures import STEPS
from hehuo.doors.cli.main import main
from hehuo.ground.access import SYSTEM
from hehuo.journal import selectors as journal
from hehuo.journal.models import Entry
from hehuo.parties.models import User

pytestmark = pytest.mark.django_db
SEATS = {"backbone", "organiser", "masters", "steward", "backing", "co_builder"}


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    for _name, step in STEPS:
        step()
    assert main(["story", "hallway", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_hallway_is_cleared_lawfully_and_stays_clear(
    told: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (told["case"]["stage"], told["case"]["satisfied"]) == ("closed", True)
    table = told["partnership"]
    assert (table["level"], table["stage"], table["published"]) == ("subdistrict", "reviewed", True)
    assert set(table["seats"]) == SEATS
    assert all(table["seats"].values())
    assert "精工厂房管处" in table["seats"]["steward"], "the property-right unit sits with the steward"
    assert {duty["seat"] for duty in table["citations"]} == SEATS
    assert {"kind": "lead", "seat": "backbone", "charter": "曙光街道社会治理合伙人公约", "clause": 8} in table[
        "citations"
    ]
    (whistle,) = told["whistles"]
    assert set(whistle["checked_in"]) == {"派出所", "综合行政执法队"}
    assert told["items"]["numbered"] == 23 + 2
    assert (told["items"]["moved"], told["items"]["cleared_by_owner"], told["items"]["stored"]) == (24, 1, 24)
    assert {key: told["watch"][key] for key in ("rounds", "missed", "findings", "clear_streak")} == {
        "rounds": 20, "missed": 0, "findings": 2, "clear_streak": 7,
    }  # fmt: skip
    assert told["journal"]["intact"]
    assert told["journal"]["events"] > 200
    _lawful()
    _again(told, capsys)


def _lawful() -> None:
    """Every moved thing rests on the owner's own will, and police spoke before the first one."""
    moved = Item.objects.exclude(moved_at=None).exclude(state="cleared")
    assert {item.basis for item in moved} == {"A"}
    assert all(item.consent_id or item.agreement_id for item in moved)
    admonished = Entry.objects.get(name="action.admonished")
    first = moved.order_by("moved_at").first()
    assert first is not None
    assert admonished.happened_at < first.moved_at
    assert journal.verify().ok


def _again(told: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """A second time nothing is played, only read; and nobody can sign in as who plays."""
    entries = Entry.objects.count()
    assert main(["story", "hallway", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert Entry.objects.count() == entries
    assert not User.objects.exists()
    assert main(["story", "hallway"]) == 0
    words = capsys.readouterr().out
    assert len(words.splitlines()) == told["journal"]["events"] + 1
    assert "林先生" not in words
    assert "13900004021" not in words


def test_a_house_that_serves_others_takes_no_invented_story_in(
    db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PRODUCTION, settings.DEMO = True, False
    assert main(["story", "hallway"]) == 1
    assert "--anyway" in capsys.readouterr().err
    assert not list(journal.entries(viewer=SYSTEM, name="case.imported", limit=1).lines)
