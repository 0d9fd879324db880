"""Sixth chapter: settled, answered, called back, closed, reviewed; everybody may read it."""

from __future__ import annotations

from dataclasses import replace

from hehuo.cases import services as cases
from hehuo.partnerships import selectors as tables
from hehuo.partnerships import services
from hehuo.watches import services as watching

from .complaint import SOURCE
from .telling import SHUGUANG, Telling

ANSWER = (
    "楼道里的物品已经清点编号、搬到指定地点存放，之后连续多天巡查，楼道保持畅通。"
    "社区会每月上门看望，物业每天巡查，请您放心。"
)
PUBLIC_TEXT = (
    "一户居民在楼道长期堆放物品，邻居担心疏散。社区上门、调解，物业劝阻都没有解决，街道发起合伙，六方坐到一张桌子上。"
    "派出所、执法队吹哨报到；各方看现场、开共商会，听当事人和家人说；清理当天先告诫、再说明，当事人签了清单，物品逐件编号存放，随时可领。"
)
RESULT = (
    "二十三件物品编号存放，一件没丢；之后十天每天两次巡查，两次发现新放物品，"
    "一次自己清走、一次当晚搬下楼，此后连续七天畅通。"
)
THANKS = "谢谢当事人的理解和家人的陪伴，谢谢天天巡查的物业师傅和帮忙照看的邻居，谢谢到场的每一家。"
LESSONS = "先听后做，家人在场；清单一件一件签；守住比清走更要紧，当天清、晚上搬要以当事人自己的协议为限。"


def tell(story: Telling) -> None:
    """The watch settles, the complainant is answered and called back, the case closes, the table is reviewed."""
    who, table, case = story.who, story.table, story.case
    with story.at(20, "19:40"):
        watching.settle(by=who["leader"], watch=story["watch"], text="连续七天畅通。")
        services.advance(by=who["leader"], partnership=table)
    with story.at(21, "10:00"):
        cases.answer_case(by=who["worker2"], case=case, text=ANSWER)
    with story.at(22, "10:30"):
        # The hotline asks the complainant itself; its answer comes with the next file (接诉即办条例 art. 23).
        told = replace(
            story["order"], answer=ANSWER, answered_at=story.moment(21, "10:00"), solved="yes", satisfied="yes"
        )
        cases.import_cases(by=who["dispatcher"], source=SOURCE, place=SHUGUANG, rows=[told], clocks=True)
    with story.at(22, "11:00"):
        cases.close_case(by=who["dispatcher"], case=case)
    with story.at(22, "15:00"):
        services.review(by=who["leader"], partnership=table, lessons=LESSONS, thanks=THANKS)
    _publish(story)


def _publish(story: Telling) -> None:
    """Written by one, reviewed by another: nobody can be recognised."""
    who, table, case = story.who, story.table, story.case
    with story.at(22, "16:00"):
        services.write_public(by=who["worker2"], partnership=table, public_title=story.words.public_title,
                              public_text=PUBLIC_TEXT, public_result=RESULT, public_thanks=THANKS)  # fmt: skip
    with story.at(22, "17:00"):
        services.publish_partnership(by=who["leader"], partnership=table, checks=list(tables.CHECKS))
        cases.publish_case(by=who["dispatcher"], case=case, title=story.words.title,
                           text="楼道里长期堆放物品，走路要侧身，担心着火跑不出去。", answer=ANSWER)  # fmt: skip
