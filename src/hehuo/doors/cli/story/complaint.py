"""First chapter: the ordinary way is tried, and fails."""

from __future__ import annotations

from hehuo.cases import selectors as cases
from hehuo.cases import services
from hehuo.cases.services import ImportRow
from hehuo.custody import services as keeping

from .telling import COMMUNITY, SHUGUANG, Telling, unit

#: The hotline's orders come in under this name.
SOURCE = "12345"
CALLED = "与诉求人通话：东西从家门口一直堆到电梯口，担心着火时跑不出去，请求保密。"
VISITED = "与楼门长一同上门。楼道堆有快递箱、花盆、鞋架等。当事人说都是自己的东西，不同意清理。"
DISSUADED = "送达劝阻提示单，要求三日内自行清理。当事人拒收，已留置并拍照，向社区和街道书面报告。"


def tell(story: Telling) -> None:
    """Order assigned, accepted, handed down; contact, visit, mediation and dissuasion fail; extended; marked hard."""
    _arrive(story)
    _try_alone(story)
    _try_together(story)


def _arrive(story: Telling) -> None:
    who, words = story.who, story.words
    with story.at(0, "09:12") as now:
        row = story["order"] = ImportRow(
            row=1, source=SOURCE, ref=words.ref, place=COMMUNITY, text=words.complaint, title=words.title,
            address=words.address, opened_at=now, kind="complain", channel="phone", category="0107",
            contact_name=words.caller, contact_phone=words.phone, hidden=True,
        )  # fmt: skip
        services.import_cases(by=who["dispatcher"], source=SOURCE, place=SHUGUANG, rows=[row], clocks=True)
        case = story["case"] = cases.case_by_ref(who["dispatcher"], SOURCE, words.ref)
    with story.at(0, "09:15"):
        services.assign_case(by=who["dispatcher"], case=case, unit=unit("曙光街道办事处").pk)
    with story.at(0, "09:31"):
        services.accept_case(by=who["dispatcher"], case=case)
    with story.at(0, "09:48"):
        services.hand_down(
            by=who["dispatcher"], case=case, unit=unit("蓝靛厂居委会").pk, note="请先联系诉求人，到现场看看。"
        )
    with story.at(0, "10:20"):
        services.accept_case(by=who["worker2"], case=case)


def _try_alone(story: Telling) -> None:
    who, case = story.who, story.case
    with story.at(0, "10:40"):
        services.log_contact(by=who["worker2"], case=case, outcome="reached", text=CALLED)
    with story.at(1, "19:10"):
        services.record_visit(by=who["worker2"], case=case, outcome="done", text=VISITED)


def _try_together(story: Telling) -> None:
    who, case = story.who, story.case
    with story.at(2, "09:00"):
        services.add_assistant(by=who["dispatcher"], case=case, unit=unit("同舟物业").pk,
                               note="请依法劝阻，劝不动的及时报告。")  # fmt: skip
    with story.at(2, "15:00"):
        services.record_mediation(by=who["worker2"], case=case, outcome="refused",
                                  text="请双方到居委会坐下来谈。当事人情绪激动，中途离开。")  # fmt: skip
    with story.at(2, "17:20"):
        keeping.issue_dissuasion(
            by=who["property"], place=COMMUNITY, point=story.words.point, kind="blocking", case=case,
            demand="请自行清理堆放在楼道的物品，保持疏散通道畅通。", deadline=story.moment(5, "00:00").date(),
            person_name=story.words.owner, delivery="refused",
        )  # fmt: skip
        services.record_dissuasion(by=who["property"], case=case, outcome="refused", text=DISSUADED)
    with story.at(3, "10:00") as now:
        services.extend_case(
            by=who["dispatcher"], case=case, due_at=story.moment(22, "09:00"),
            reason="当事人拒绝清理，需要街道牵头多方会商后依法处置。", told_at=now, platform_notified_at=now,
        )  # fmt: skip
        services.mark_hard(by=who["dispatcher"], case=case)
