"""Second chapter: the table. Six seats, a whistle, a look at the place."""

from __future__ import annotations

from hehuo.partnerships import services
from hehuo.whistles import selectors as whistles
from hehuo.whistles import services as blowing

from . import pictures
from .telling import COMMUNITY, Telling, unit

#: Who speaks for the seats.
SPEAKERS = (
    "secretary", "worker2", "owners", "property", "housing", "director", "officer", "enforcer", "coordinator",
    "psychologist", "social",
)  # fmt: skip


def tell(story: Telling) -> None:
    """Opened by the subdistrict office, on six seats; departments whistled in; everybody goes to see."""
    _open(story)
    _invite(story)
    _whistle(story)
    _survey(story)


def _open(story: Telling) -> None:
    who, words, case = story.who, story.words, story.case
    with story.at(6, "09:00"):
        story["table"] = services.open_partnership(
            by=who["leader"], cases=[case], level="subdistrict", title=words.title,
            text="楼道长期堆放物品，占用疏散通道。社区上门、调解、物业劝阻均无效。",
            promised_on=story.moment(21, "00:00").date(), key=f"story-{words.ref}",
        )  # fmt: skip
    for number, name in enumerate(SPEAKERS):
        with story.at(6, f"09:{20 + 3 * number}"):
            services.answer(by=who[name], member=story.member(name), accept=True)


def _invite(story: Telling) -> None:
    """The person concerned is invited and, as he agrees, his family; a neighbour comes along."""
    who, words = story.who, story.words
    with story.at(6, "15:30"):
        owner = services.invite(by=who["worker2"], partnership=story.table, standing="person_concerned",
                                name=words.owner, reason="物品的主人，请到场，先听他说。")  # fmt: skip
        story["owner"], story["owner_secret"] = owner.member, owner.secret
        services.answer_by_link(secret=owner.secret, accept=True)
        services.allow_family_by_link(secret=owner.secret, agrees=True)
        family = services.invite(by=who["worker2"], partnership=story.table, standing="family", name=words.family,
                                 reason="当事人同意请女儿一起来。")  # fmt: skip
        services.answer_by_link(secret=family.secret, accept=True)
        neighbour = services.invite(by=who["worker2"], partnership=story.table, standing="neighbour",
                                    name=words.neighbour, reason="同层邻居，楼门长。")  # fmt: skip
        services.answer_by_link(secret=neighbour.secret, accept=True)
        story["family"], story["neighbour"] = family.member, neighbour.member
    with story.at(6, "16:30"):
        services.advance(by=who["leader"], partnership=story.table)


def _whistle(story: Telling) -> None:
    who, words = story.who, story.words
    police, enforcement = unit("派出所"), unit("综合行政执法队")
    with story.at(6, "17:00"):
        blown = story["whistle"] = blowing.blow_whistle(
            by=who["leader"], place=COMMUNITY, kind="hard", title=f"{words.title}：请到场会商、依法告诫",
            text="明早九点现场查看，请派两名执法人员。", called=[police.pk, enforcement.pk], lead=enforcement.pk,
            partnership=story.table, case=story.case, category=story.case.category,
            address=words.address, key=f"story-{words.ref}-whistle",
        )  # fmt: skip
    calls = {call.organisation_id: call for call in whistles.calls_of(blown)}
    story["calls"] = {"officer": calls[police.pk], "enforcer": calls[enforcement.pk]}
    with story.at(6, "17:12"):
        blowing.acknowledge_call(by=who["officer"], call=calls[police.pk])
    with story.at(6, "17:25"):
        blowing.acknowledge_call(by=who["enforcer"], call=calls[enforcement.pk])


def _survey(story: Telling) -> None:
    who = story.who
    for hour, name in (("08:52", "officer"), ("08:58", "enforcer")):
        with story.at(7, hour):
            photo = pictures.corridor(f"check-in-{name}", 9)
            blowing.check_in(by=who[name], call=story["calls"][name], how="photo", photo=photo)
    with story.at(7, "10:30"):
        services.record_survey(
            by=who["governance"], partnership=story.table,
            led_by=[story.who[name].person_id or 0 for name in ("director", "leader")],
            present=[story.member(name).pk for name in ("worker2", "property", "officer", "enforcer", "housing")],
            findings="物品自户门堆至电梯口，约二十余件，最窄处通行宽度不足五十厘米；有纸箱等易燃物。"
            "当事人容易激动，宜请家人到场，并安排心理疏导和救护备勤。地下一层三号库可作存放点，已由物业清空。",
            photos=[pictures.corridor("survey-1", 14), pictures.corridor("survey-2", 11)],
        )  # fmt: skip
        services.advance(by=who["leader"], partnership=story.table)
