"""The hallway case, clicked role by role: resident, dispatcher, worker, leader, police, enforcement, property worker,
neighbour, owner. The same way that ``hehuo story hallway`` tells by services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from hehuo.doors.cli.fixtures import STEPS
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal import selectors as journal
from hehuo.parties import services as parties

from .hallway import Walk, play
from .hallway_day import acted, announced, ended, watched

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[[datetime], None]:
    """Move the house's one clock, in the server's threads too; it goes on from there."""
    settings.DEMO, settings.IDLE_MINUTES = True, 0
    settings.REPORT_RATE = settings.LOOKUP_RATE = "off"
    ahead = [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + ahead[0])

    def to(moment: datetime) -> None:
        ahead[0] = moment - datetime.now(UTC)

    return to


def test_the_hallway_is_cleared_hand_in_hand(
    open_page: Callable[..., Page], move: Callable[[datetime], None], axe: Callable[[Page], None],
    fits: Callable[[Page], None],
) -> None:  # fmt: skip
    for _name, step in STEPS:
        step()
    parties.load_demo_people(by=SYSTEM)
    walk = Walk(open_page, move)
    play(walk)
    room = walk.enter("property")
    room.goto(walk.kept["room"])
    axe(room)
    fits(room)
    for chapter in (announced, acted, watched, ended):
        chapter(walk)
    _everybody_sees(walk, axe, fits)
    assert journal.verify().ok


def _everybody_sees(walk: Walk, axe: Callable[[Page], None], fits: Callable[[Page], None]) -> None:
    """The owner finds every thing, the resident the answer, a visitor the way; nobody is named."""
    assert "旧纸箱一摞" in walk.enter("owner").locator("main").inner_text()
    resident = walk.enter("resident")
    resident.goto("/progress/")
    resident.get_by_label("编号").fill(walk.kept["number"])
    resident.get_by_label("查询码").fill(walk.kept["secret"])
    resident.get_by_role("button", name="查看").click()
    assert "楼道连续多天畅通" in resident.locator("main").inner_text()
    visitor = walk.open_page(width=360)
    visitor.goto(f"/together/{walk.kept['room'].rstrip('/').rpartition('/')[2]}/")
    shown = visitor.locator("main").inner_text()
    assert "楼道清出来了" in shown
    assert "连续七天畅通" in shown
    assert not [name for name in ("林先生", "孙阿姨", "林**") if name in shown]
    for page in (visitor, walk.enter("owner")):
        axe(page)
        fits(page)
