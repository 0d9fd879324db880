"""Third chapter: they talk it over, decide by consent, and share out the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hehuo.deliberation import selectors as meetings
from hehuo.deliberation import services as talks
from hehuo.deliberation.services import Invitee
from hehuo.partnerships import selectors as tables
from hehuo.partnerships import services

from .table import SPEAKERS
from .telling import COMMUNITY, Telling, unit

if TYPE_CHECKING:
    from hehuo.deliberation.models import Invitation
    from hehuo.partnerships.models import Task

MINUTES = (
    "一、现场情况：楼道物品占用疏散通道，居委会、物业、街道、派出所、执法队均已到场查看。\n"
    "二、当事人意见：东西有用，不同意丢弃；同意在逐件编号、集中存放、随时可领的前提下搬下楼。\n"
    "三、家人意见：愿意到场陪同，帮助整理。\n"
    "四、商定：{day}上午各方一起到场。先由派出所和执法队告诫，邻居说明危害；物业逐件编号、当事人签收清单后搬到指定存放点；"
    "心理咨询师、救护车备勤；之后由物业每天巡查、邻居监督，当日清理，晚间搬移存放，以当事人签订的盯守协议为限。"
)
DECISION = "{day}上午各方一起到场：先告诫、再说明、逐件编号、签清单、搬到指定存放点；之后每天巡查。"
#: Task, who takes it on, day and hour, what shows that it is done, whether it comes after everything.
TASKS = (
    ("请家人到场并说明权利", "worker2", 10, "08:30", "家人到场", False),
    ("心理咨询师到场备勤", "psychologist", 10, "08:30", "到场签到", False),
    ("执法前告诫：派出所、执法队到场", "officer", 10, "09:30", "告诫记录", False),
    ("邻居和物管会说明堆物的危害", "owners", 10, "09:40", "说明记录", False),
    ("物品逐件编号，备齐编号贴四十张", "property", 10, "10:30", "物品清单", False),
    ("搬到地下一层三号库，产权单位开门", "housing", 10, "11:30", "入库照片", False),
    ("清扫楼道", "coordinator", 10, "12:00", "清扫后照片", False),
    ("每月上门看望，帮助整理家中物品", "social", 45, "18:00", "走访记录", True),
)


def consult(story: Telling) -> None:
    """A meeting with quorum; the person concerned is heard; a decision by consent; minutes agreed and published."""
    who, table = story.who, story.table
    with story.at(7, "11:00"):
        meeting = story["meeting"] = talks.call_meeting(
            by=who["worker2"], subject=table.subject, place=COMMUNITY, title="楼道清理共商会",
            starts_at=story.moment(8, "19:00"), ends_at=story.moment(8, "20:30"), where="融治理·暖服务中心 203",
            agenda=["现场情况", "听当事人和家人说", "怎么清、清到哪、谁来做", "清完怎么守住"],
            invited=[
                *(Invitee(organisation=member.organisation, seat=member.seat)
                  for member in tables.members(table) if member.seat and member.organisation is not None),
                Invitee(name=story.words.owner, voice=False), Invitee(name=story.words.family, voice=False),
            ],
        )  # fmt: skip
    came, minutes = _came(story), MINUTES.format(day=story.day(10))
    with story.at(8, "19:02"):
        talks.open_meeting(by=who["worker2"], meeting=meeting)
        talks.mark_attendance(by=who["worker2"], meeting=meeting, present=[row.pk for row in came])
    with story.at(8, "19:20"):
        services.hear(by=who["worker2"], member=story["owner"],
                      text="都是有用的东西，家里放不下。要搬得一件一件点清楚，不能丢，想用时要拿得回来。")  # fmt: skip
        services.hear(by=who["worker2"], member=story["family"], text="愿意到场陪着，一起把东西理一理。")
    with story.at(8, "20:10"):
        decision = talks.propose_decision(
            by=who["worker2"], meeting=meeting, text=DECISION.format(day=story.day(10)), rule="consent"
        )
        for row, name in _voices(story, came):
            talks.give_voice(by=who[name], decision=decision, invitation=row, stance="for")
        talks.settle_decision(by=who["worker2"], decision=decision)
        meeting.refresh_from_db()
        talks.write_minutes(by=who["worker2"], meeting=meeting, version=meeting.version, text=minutes)
    with story.at(8, "20:20"):
        talks.close_meeting(by=who["worker2"], meeting=meeting)
    with story.at(8, "20:40"):
        for row, name in _voices(story, came):
            talks.agree_minutes(by=who[name], meeting=meeting, invitation=row)
        talks.settle_minutes(by=who["worker2"], meeting=meeting)
        talks.publish_minutes(by=who["worker2"], meeting=meeting, public_text=minutes)
        services.advance(by=who["leader"], partnership=table)


def _speaker(story: Telling, organisation: int | None) -> str:
    """Which player speaks for an organisation; empty for none."""
    return next((name for name in SPEAKERS if organisation in story.who[name].organisations), "")


def _came(story: Telling) -> list[Invitation]:
    """Those who come: the organisations for which somebody plays, the person concerned, the family."""
    rows = meetings.meeting_for(story.who["worker2"], story["meeting"].pk).invitations.all()
    return [row for row in rows if row.organisation_id is None or _speaker(story, row.organisation_id)]


def _voices(story: Telling, came: list[Invitation]) -> list[tuple[Invitation, str]]:
    """One invitation per voice, with who speaks."""
    found: dict[str, tuple[Invitation, str]] = {}
    for row in came:
        if row.voice and row.organisation_id is not None:
            found.setdefault(row.unit, (row, _speaker(story, row.organisation_id)))
    return list(found.values())


def plan(story: Telling, *, agree: bool = True) -> None:
    """Tasks per party, risks with countermeasure and stand-by; the parties agree. Not ``agree``: two seats still owe
    their answer."""
    who, table = story.who, story.table
    with story.at(9, "09:30"):
        draft = services.draft_plan(by=who["governance"], partnership=table, joint_action=True, admonition=True,
                                    summary="先礼后兵，依法依规，一件不丢，搬走以后天天守。")  # fmt: skip
        before: list[Task] = []
        for title, name, day, hour, evidence, aftercare in TASKS:
            task = services.add_task(
                by=who["governance"], plan=draft, title=title, member=story.member(name),
                due_at=story.moment(day, hour), evidence=evidence, aftercare=aftercare, after=before[-1:],
            )  # fmt: skip
            before.append(task)
        story["tasks"] = before
        agitated = services.add_risk(
            by=who["governance"], plan=draft, kind="agitated", level=3,
            countermeasure="家人全程陪同，先听后劝，停一停再说",
            stand_by="心理咨询师到场", stand_by_from=unit("心屿心理"),
        )  # fmt: skip
        hurt = services.add_risk(
            by=who["governance"], plan=draft, kind="medical", level=3, countermeasure="现场停止搬动，立即救护",
            stand_by="救护车一辆在小区门口备勤",
        )  # fmt: skip
        services.confirm_stand_by(by=who["psychologist"], risk=agitated)
        services.confirm_stand_by(by=who["governance"], risk=hurt)
        services.propose_plan(by=who["governance"], plan=draft)
        story["plan"] = draft
    asked = list(dict.fromkeys(name for _title, name, *_rest in TASKS))
    with story.at(9, "14:00"):
        for name in asked if agree else asked[:-2]:
            services.agree_plan(by=who[name], plan=draft, member=story.member(name))
        if agree:
            services.advance(by=who["leader"], partnership=table)
