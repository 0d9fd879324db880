"""The hallway case of 1-mission, from the hotline's order to the public page, told through the services alone."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hehuo.cases import selectors as cases
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import NotFound

from . import action, complaint, ending, rounds, table, talk
from .telling import Telling, Words

#: The press report's action day is 16 April 2021; the days before it are ours.
FIRST, LAST = date(2021, 4, 6), date(2021, 4, 30)
#: Invented, but for what happened: parcels, flowers, boxes and shoes up to the lift; 23 things is our number.
WORDS = Words(
    ref="HALLWAY-2021-04", address="4号楼2单元6层楼道", point="4号楼2单元6层楼道", title="楼道堆物影响通行",
    complaint="六层有一户把快递箱、花盆、纸箱、鞋架从家门口一直堆到电梯口，走路要侧身，万一着火跑不出去。跟他说过没有用，请管一管。",
    caller="赵女士", phone="13900004021", owner="林先生", family="林女士", neighbour="孙阿姨",
    things=(
        "纸箱", "纸箱", "纸箱", "快递包裹", "快递包裹", "快递包裹", "花盆", "花盆", "花盆", "花架", "鞋架", "鞋盒",
        "旧椅子", "折叠桌", "塑料筐", "塑料筐", "旧报刊", "自行车", "婴儿车", "拖把桶", "工具箱", "泡沫箱", "木板",
    ),
    public_title="楼道清出来了：六方合伙，一件不丢",
)  # fmt: skip


def play() -> Telling:
    """Tell it once, whole or not at all; a second time it is there already."""
    story = Telling(WORDS, FIRST, LAST)
    with transaction.atomic():
        if not told(WORDS):
            walk(story)
    return story


def told(words: Words) -> bool:
    """Whether this story's case is there."""
    try:
        cases.case_by_ref(SYSTEM, complaint.SOURCE, words.ref)
    except NotFound:
        return False
    return True


def walk(story: Telling) -> None:
    """Every chapter in its order."""
    complaint.tell(story)
    table.tell(story)
    talk.consult(story)
    talk.plan(story)
    action.tell(story)
    rounds.set_up(story)
    rounds.walk(story)
    ending.tell(story)
