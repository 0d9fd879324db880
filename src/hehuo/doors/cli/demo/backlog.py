"""The roster of the week and the old problems of Shanghe village, for the demo."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hehuo.cases import services
from hehuo.ground import clock
from hehuo.ground.errors import Conflict

from .people import SHANGHE, SHUGUANG, Cast

#: (problem, how many days ago it began, how it was solved or empty): a village built in 2004 with a long backlog.
PROBLEMS = (
    ("地下管线老化，雨季倒灌", 2900, "更新主管线四百米，雨季前验收。"),
    ("物业公司三次更换，交接资料不全", 2100, "街道、业委会、新老物业四方清点，资料移交社区存档。"),
    ("南门门禁长期失灵", 1650, "换用新门禁，钥匙登记到户。"),
    ("自行车棚被占作仓库", 1500, "楼门长牵头清理，重新划线。"),
    ("楼顶防水到期，六户漏雨", 1300, ""),
    ("消防栓无水", 1200, "消防救援站和物业联合检修，逐个试水。"),
    ("公共收益多年未公示", 900, ""),
    ("充电桩不足，飞线充电", 620, ""),
    ("人车混行，学童上学不安全", 410, ""),
    ("垃圾桶站位置遮挡视线", 300, "议事会商定移位，一周后复查。"),
    ("中心花园座椅破损", 150, ""),
    ("快递柜占用应急通道", 60, ""),
)


def write_ledger(people: Cast) -> int:
    """Write the problems down and solve those that are solved; returns how many there are."""
    worker, today = people.workers[SHANGHE], clock.now().astimezone(clock.BEIJING).date()
    for number, (title, days, how) in enumerate(PROBLEMS, start=1):
        entry = services.add_entry(
            by=worker, place=SHANGHE, title=title, since=today - timedelta(days=days), source="demo",
            source_ref=str(number), owner=min(worker.organisations) if number % 3 else None,
        )  # fmt: skip
        if how:
            services.solve_entry(by=worker, entry=entry, how=how, on=today - timedelta(days=days // 3))
        elif number % 2:
            services.start_entry(by=worker, entry=entry)
    return len(PROBLEMS)


def plan_week(people: Cast) -> None:
    """Day and night duty around today, in turn."""
    today = clock.now().astimezone(clock.BEIJING).date()
    ids = [viewer.person_id for viewer in (people.dispatcher, *people.workers.values()) if viewer.person_id is not None]
    for offset in range(-3, 11):
        day = datetime.combine(today + timedelta(days=offset), time(8), clock.BEIJING)
        shifts = (
            (ids[offset % len(ids)], day, 10, "day"),
            (ids[(offset + 1) % len(ids)], day + timedelta(hours=10), 14, "night"),
        )
        for person, begins, hours, kind in shifts:
            try:
                services.plan_shift(
                    by=people.leader, place=SHUGUANG, person=person, begins_at=begins,
                    ends_at=begins + timedelta(hours=hours), kind=kind,
                )  # fmt: skip
            except Conflict:
                continue
