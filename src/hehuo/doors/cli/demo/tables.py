"""Partnerships of the demo: the hallway's story from 2021, one table in the middle of its plan, one being watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from hehuo.deliberation import services as talks
from hehuo.deliberation.services import Invitee
from hehuo.doors.cli.story import action, complaint, hallway, rounds, table, talk
from hehuo.doors.cli.story.telling import COMMUNITY, Telling, unit
from hehuo.ground import clock
from hehuo.partnerships import selectors as tables
from hehuo.whistles import services as blowing

_PLANNING = replace(
    hallway.WORDS,
    ref="DEMO-PLANNING",
    address="7号楼1单元门厅",
    point="7号楼1单元门厅",
    title="门厅长期停放杂物车辆",
    complaint="一层门厅停着三轮车，还堆着旧家具，轮椅和婴儿车都推不进来，贴过告示也没有用。",
    caller="钱先生",
    phone="13900004071",
    owner="吴先生",
    family="吴女士",
    neighbour="郑阿姨",
    things=("三轮车", "旧沙发", "旧床垫", "木板"),
    public_title="",
)
_WATCHING = replace(
    hallway.WORDS,
    ref="DEMO-WATCHING",
    address="2号楼1单元3层楼道",
    point="2号楼1单元3层楼道",
    title="楼道里的纸箱和花盆",
    complaint="三层楼道两侧摆满花盆和纸箱，夜里老人出门绊过一跤。",
    caller="孙女士",
    phone="13900004023",
    owner="何先生",
    family="何女士",
    neighbour="蒋阿姨",
    things=("纸箱", "纸箱", "花盆", "花盆", "花盆", "花架", "鞋架"),
    public_title="",
)


def play() -> None:
    """Tell all three, each whole or not at all; what is there already stays as it is."""
    hallway.play()
    today = clock.now().astimezone(clock.BEIJING).date()
    _once(Telling(_WATCHING, today - timedelta(days=15), today), _watched)
    _once(Telling(_PLANNING, today - timedelta(days=10), today), _planned)


def _once(story: Telling, walk: Callable[[Telling], None]) -> None:
    with transaction.atomic():
        if not hallway.told(story.words):
            walk(story)


def _planned(story: Telling) -> None:
    """The plan waits for two parties, a meeting is called, a whistle has not been answered."""
    complaint.tell(story)
    table.tell(story)
    talk.consult(story)
    talk.plan(story, agree=False)
    now = clock.now()
    tomorrow = (now.astimezone(clock.BEIJING) + timedelta(days=1)).replace(hour=19, minute=0, second=0, microsecond=0)
    talks.call_meeting(
        by=story.who["worker2"],
        subject=story.table.subject,
        place=COMMUNITY,
        title="分工碰头会",
        starts_at=tomorrow,
        where="融治理·暖服务中心 203",
        agenda=["谁还没有确认分工", "备勤和存放点"],
        invited=[
            Invitee(organisation=member.organisation, seat=member.seat)
            for member in tables.members(story.table)
            if member.seat and member.organisation is not None
        ],
    )
    with clock.at(now - timedelta(minutes=25)):
        called = [unit("派出所").pk, unit("综合行政执法队").pk]
        blowing.blow_whistle(
            by=story.who["leader"],
            place=COMMUNITY,
            kind="routine",
            title="门厅车辆清理：请确认到场人员",
            text="请告知带队人员和证件号。",
            called=called,
            lead=called[0],
            partnership=story.table,
            address=story.words.address,
        )


def _watched(story: Telling) -> None:
    """Cleared five days ago; rounds go on, today's last one is still to be made."""
    complaint.tell(story)
    table.tell(story)
    talk.consult(story)
    talk.plan(story)
    action.tell(story)
    rounds.set_up(story)
    rounds.walk(story)
