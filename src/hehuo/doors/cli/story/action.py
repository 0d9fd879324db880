"""Fourth chapter: action day. Roll-call, admonition, listening; numbered, signed for, carried down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hehuo.actions import selectors as actions
from hehuo.actions import services
from hehuo.partnerships import services as tables
from hehuo.whistles import services as blowing

from . import keeping, pictures
from .telling import Telling, unit

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation

ADMONITION = (
    "根据《中华人民共和国消防法》第二十八条，任何单位、个人不得占用、堵塞、封闭疏散通道。您堆放在公共楼道的物品已经影响通行和疏散，请予清理。"
    "您可以自行清理，也可以在逐件清点、签收清单后由物业免费搬到指定地点存放，随时领回。您有陈述、申辩的权利。"
)
#: Number of the certificate that each officer shows.
CERTIFICATES = {"officer": "京公-20418", "enforcer": "京执-080311"}


def tell(story: Telling) -> None:
    """Drawn from the plan, announced, carried out in its order, closed."""
    _announce(story)
    _gather(story)
    _speak(story)
    _move(story)
    _close(story)


def _announce(story: Telling) -> None:
    who = story.who
    with story.at(9, "15:00"):
        action = services.draft_action(
            by=who["governance"], partnership=story.table, title="楼道物品清理", starts_at=story.moment(10, "09:00"),
            meeting_point="4号楼南门", leader=story.person("leader"),
        )  # fmt: skip
        for name, certificate in CERTIFICATES.items():
            services.expect(by=who["governance"], action=action, role="officer", organisation=_unit_of(name),
                            person=story.person(name), certificate=certificate)  # fmt: skip
        story["action"] = services.announce_action(by=who["leader"], action=action, how="posted")
        tables.start_task(by=who["worker2"], task=story["tasks"][0])


def _unit_of(name: str) -> Organisation:
    return unit({"officer": "派出所", "enforcer": "综合行政执法队"}[name])


def _gather(story: Telling) -> None:
    """Everybody is called; who is not needed today is excused."""
    who, action = story.who, story["action"]
    rows = actions.roll(action)
    playing = {organisation for viewer in who.values() for organisation in viewer.organisations}
    excused = {row.pk: "今日无需到场" for row in rows if row.organisation_id and row.organisation_id not in playing}
    with story.at(10, "09:00"):
        services.call_roll(by=who["leader"], action=action, present=[row.pk for row in rows if row.pk not in excused],
                           excused=excused)  # fmt: skip
    with story.at(10, "09:06"):
        services.begin_action(by=who["leader"], action=action)
        _step(story, "other")


def _speak(story: Telling) -> None:
    """Police and enforcement admonish first; the neighbour explains; the owner is heard."""
    who, action = story.who, story["action"]
    with story.at(10, "09:15"):
        officers = [
            row.pk for row in actions.roll(action) if row.organisation_id == unit("派出所").pk and row.certificate
        ]
        services.record_admonition(by=who["officer"], action=action, text=ADMONITION, officers=officers, heard="both",
                                   response="听明白了，别给我扔了就行。")  # fmt: skip
        tables.advance(by=who["leader"], partnership=story.table)
    with story.at(10, "09:25"):
        services.add_witness(by=who["worker2"], action=action, name=story.words.neighbour, role="同层邻居",
                             signature=pictures.signature(3))  # fmt: skip
        services.record_statement(by=who["worker2"], action=action, speaker="neighbour", name=story.words.neighbour,
                                  text="咱们这层有老人有孩子，真着了火谁也跑不出去。东西搬下去还是你的，我们帮你看着。",
                                  signature=pictures.signature(3))  # fmt: skip
        _step(story, "explain")
    with story.at(10, "09:35"):
        services.record_statement(
            by=who["worker2"], action=action, speaker="person_concerned", name=story.words.owner,
            text="同意搬到地下室，一件一件点清楚，我签字。", signature=pictures.signature(5),
        )  # fmt: skip
        _step(story, "listen")


def _move(story: Telling) -> None:
    """Number by number, signed for, then carried down."""
    with story.at(10, "09:45"):
        keeping.number(story)
    with story.at(10, "10:20"):
        keeping.sign(story)
        _step(story, "consent")
        _step(story, "number")
    with story.at(10, "10:30"):
        keeping.carry(story)
        _step(story, "move")


def _step(story: Telling, kind: str) -> None:
    """Tick every open step of ``kind``."""
    for step in story["action"].steps.all():
        if step.kind == kind and step.state == "open":
            services.do_step(by=story.who["leader"], step=step)


def _close(story: Telling) -> None:
    who = story.who
    with story.at(10, "11:40"):
        _step(story, "clean")
        _step(story, "check")
        services.close_action(
            by=who["leader"], action=story["action"],
            summary=f"先告诫、再说明，当事人在家人陪同下签收清单，{len(story.words.things)}件物品逐件编号，搬到地下一层三号库存放，楼道恢复畅通。",
            before=[pictures.corridor("before", 14)], after=[pictures.corridor("after", 0)],
        )  # fmt: skip
        for task in story["tasks"]:
            if not task.aftercare:
                tables.finish_task(by=who["leader"], task=task, evidence="现场完成，见行动记录。")
    with story.at(10, "11:55"):
        for name, call in story["calls"].items():
            blowing.report_whistle(by=who[name], call=call, text="已到场告诫，现场秩序平稳，清理完成。")
        blowing.conclude_whistle(
            by=who["leader"], whistle=story["whistle"], result="各方到场，依法告诫，物品清理完毕。"
        )
        for call in story["calls"].values():
            blowing.assess_call(by=who["leader"], call=call, grade="good", text="到得快，讲得清，配合好。")
