"""Fifth chapter: day after day somebody looks, until the place stays clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hehuo.ground import clock
from hehuo.partnerships import services as tables
from hehuo.watches import selectors as watches
from hehuo.watches import services

from . import pictures
from .keeping import handlers, store
from .telling import Telling, unit

if TYPE_CHECKING:
    from hehuo.watches.models import Finding

SLOTS = ("09:00", "19:00")
#: Day of the story → what was found, and what became of it by the evening.
FINDINGS = {11: ("快递箱两只", "cleared"), 13: ("旧纸箱一摞", "moved")}
LAST_ROUND = 20


def set_up(story: Telling) -> None:
    """The property company makes the rounds, neighbours look along."""
    who, words = story.who, story.words
    with story.at(10, "16:00"):
        watch = story["watch"] = services.set_up_watch(
            by=who["worker2"], partnership=story.table, points=[words.point], slots=SLOTS,
            organisation=unit("同舟物业"), starts_on=story.moment(11, "00:00").date(), days=LAST_ROUND - 10,
            watchers=[story.person("property2")],
        )  # fmt: skip
        story["neighbour_secret"] = services.add_watcher(by=who["worker2"], watch=watch, name=words.neighbour).secret
        tables.advance(by=who["leader"], partnership=story.table)


def walk(story: Telling) -> None:
    """Two rounds a day for as long as the story may be told."""
    for day in range(11, LAST_ROUND + 1):
        if story.told(day):
            _day(story, day)


def _day(story: Telling, day: int) -> None:
    found = FINDINGS.get(day)
    for hour in SLOTS:
        if story.moment(day, hour) > clock.now():
            return
        with story.at(day, hour):
            mine = watches.my_rounds(story.who["property"])
            planned = next(row.round for row in mine if row.round.due_at == clock.now())
            (point,) = story["watch"].points.all()
            services.begin_round(by=story.who["property"], round=planned)
            if found and hour == SLOTS[0]:
                finding = services.find(by=story.who["property"], round=planned, point=point, text=found[0],
                                        photos=[pictures.corridor(f"finding-{day}", 2)])  # fmt: skip
                services.tell_owner(by=story.who["property"], finding=finding, how="in_person")
                _evening(story, day, finding, found[1])
            else:
                services.look(by=story.who["property"], round=planned, point=point)
            services.witness_round(secret=story["neighbour_secret"], round=planned)


def _evening(story: Telling, day: int, finding: Finding, how: str) -> None:
    """Cleared by the owner the same day, or carried down that evening on his own agreement."""
    if how == "cleared":
        with story.at(day, "16:30"):
            services.confirm_cleared(by=story.who["property"], finding=finding)
    else:
        with story.at(day, "18:40"):
            moved = services.move_tonight(
                by=story.who["property"], finding=finding, to=story["store"], handlers=handlers(story),
                witness=story.words.neighbour,
            )  # fmt: skip
            if moved.item is not None:
                store(story, [moved.item])
