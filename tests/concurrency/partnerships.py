"""The services on tables, all at once: the same button twice, and people who want different things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from hehuo.partnerships import services
from hehuo.partnerships.models import (
    Fact,
    Member,
    Offer,
    OpenCall,
    Override,
    Partnership,
    PartnershipCase,
    Passage,
    Plan,
    Risk,
    Survey,
    Task,
)
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from tests.concurrency import Outcomes, Scenario, all_ok, once, same_answer


def _case(world: Any, cast: Any) -> Any:
    load_charters()
    return SimpleNamespace(case=make_case(world, cast), cast=cast, by=cast.worker.viewer)


def _at(stage: str = "opening", **more: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """A table at ``stage``; ``more`` maps a name to what is made of it."""

    def prepare(world: Any, cast: Any) -> Any:
        load_charters()
        made = Table(world, cast, make_case(world, cast)).walk(stage)
        state = SimpleNamespace(table=made, row=made.row, by=cast.worker.viewer, world=world, cast=cast)
        for name, make in more.items():
            setattr(state, name, make(state))
        state.before = Entry.objects.count()
        return state

    return prepare


def _draft(state: Any) -> Plan:
    return services.draft_plan(by=SYSTEM, partnership=state.row)


def _task(state: Any) -> Task:
    member = state.table.member(state.world.property)
    return services.add_task(by=SYSTEM, plan=_draft(state), title="编号贴", member=member,
                             due_at=clock.now() + timedelta(days=1))  # fmt: skip


def _risk(state: Any) -> Risk:
    return services.add_risk(by=SYSTEM, plan=_draft(state), kind="crowd", level=2, countermeasure="分流", stand_by="甲")


def _proposed(state: Any) -> Plan:
    task = _task(state)
    return services.propose_plan(by=SYSTEM, plan=task.plan)


def _concerned(state: Any) -> services.Invited:
    return services.invite(by=SYSTEM, partnership=state.row, standing="person_concerned", name="张大山")


def _call(state: Any) -> OpenCall:
    return services.open_call(by=SYSTEM, partnership=state.row, title="请两位志愿者", text="周五上午。")


def _offer(state: Any) -> Offer:
    return services.offer_help(call=_call(state), name="赵四", contact="13800001111", text="我来。")


def _owned(state: Any) -> tuple[str, Task]:
    """A task of a resident who has only a link."""
    invited = _concerned(state)
    services.answer_by_link(secret=invited.secret, accept=True)
    plan = _draft(state)
    task = services.add_task(by=SYSTEM, plan=plan, title="整理自家物品", member=invited.member)
    services.propose_plan(by=SYSTEM, plan=plan)
    return invited.secret, task


def _same_and_one_event(state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Entry.objects.count() == state.before + 1


def _served(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)


def _somebody(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)


def _on(**more: Any) -> Callable[[Any, int], dict[str, Any]]:
    """Everybody presses the same button of the table."""
    return lambda state, _i: {"by": state.by, "partnership": state.row, **more}


def _with(*names: str, **more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.by, **{name: getattr(state, name) for name in names}, **more}


def _one(model: Any) -> Callable[[Any, Outcomes], None]:
    def check(_state: Any, outcomes: Outcomes) -> None:
        all_ok(outcomes)
        assert model.objects.count() == 1

    return check


def _one_table(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Partnership.objects.count() == PartnershipCase.objects.filter(released_at=None).count() == 1


def _one_passage(kind: str) -> Callable[[Any, Outcomes], None]:
    def check(_state: Any, outcomes: Outcomes) -> None:
        once(outcomes)
        stages = list(Passage.objects.filter(kind=kind).values_list("stage_to", "round"))
        assert len(stages) == len(set(stages))

    return check


def _latest_stands(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Fact.objects.get(name="custody.items").value == 2


def _police(state: Any) -> Member:
    return state.table.member(state.world.police)


def _owner(state: Any) -> Member:
    return _concerned(state).member


def _count(rows: Any, wanted: int) -> None:
    assert rows.count() == wanted


def _one_of(name: str, **where: Any) -> Callable[[Any, Outcomes], None]:
    """Everybody is served, and one member, task … is there."""
    models = {"member": Member, "task": Task, "risk": Risk}

    def check(_state: Any, outcomes: Outcomes) -> None:
        all_ok(outcomes)
        _count(models[name].objects.filter(**where), 1)

    return check


def _police_officer(**more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.cast.officer.viewer, "member": state.member, **more}


SCENARIOS: dict[str, Scenario | list[Scenario]] = {
    "open_partnership": [
        Scenario(
            prepare=_case,
            call=lambda state, _i: {"by": state.by, "cases": [state.case], "level": "community"},
            check=_one_table,
        ),
        Scenario(
            prepare=_case,
            call=lambda state, _i: {"by": state.by, "cases": [state.case], "level": "community", "key": "k"},
            check=lambda state, outcomes: (same_answer(outcomes), _one_table(state, outcomes)),
        ),
    ],
    "invite": Scenario(
        prepare=_at(),
        call=_on(standing="person_concerned", name="张大山"),
        check=_one_of("member", standing="person_concerned"),
    ),
    "answer": Scenario(prepare=_at(member=_police), call=_police_officer(accept=True), check=_same_and_one_event),
    "answer_by_link": Scenario(
        prepare=_at(invited=_concerned),
        call=lambda state, _i: {"secret": state.invited.secret, "accept": True},
        check=_same_and_one_event,
    ),
    # Whoever has left no longer knows of the table.
    "leave": Scenario(
        prepare=_at(member=_police), call=_police_officer(reason="警情"), check=_somebody
    ),
    "name_delegate": Scenario(
        prepare=_at(member=_police),
        call=lambda state, _i: {
            "by": state.cast.officer.viewer, "member": state.member, "person": state.cast.officer.person
        },
        check=_same_and_one_event,
    ),
    "substitute": Scenario(
        prepare=_at(member=_police),
        call=lambda state, _i: {
            "by": state.cast.officer.viewer, "member": state.member, "person": state.cast.officer.person
        },
        check=_same_and_one_event,
    ),
    "new_link": Scenario(prepare=_at(member=_owner), call=_with("member"), check=_served),
    "reveal_member": Scenario(prepare=_at(member=_owner), call=_with("member", reason="call"), check=_served),
    "allow_family": Scenario(
        prepare=_at(member=_owner), call=_with("member", agrees=True), check=_same_and_one_event
    ),
    "allow_family_by_link": Scenario(
        prepare=_at(invited=_concerned),
        call=lambda state, _i: {"secret": state.invited.secret, "agrees": True},
        check=_same_and_one_event,
    ),
    "hear": Scenario(prepare=_at(member=_owner), call=_with("member", text="愿意清理。"), check=_same_and_one_event),
    "note_nobody_concerned": Scenario(prepare=_at(), call=_on(reason="路灯坏了"), check=_same_and_one_event),
    "record_survey": Scenario(
        prepare=_at(),
        call=lambda state, _i: {
            "by": state.by, "partnership": state.row, "findings": "堆物", "led_by": [state.cast.leader.person.pk],
            "key": "survey",
        },
        check=_one(Survey),
    ),
    "draft_plan": Scenario(prepare=_at(), call=_on(summary="先劝说"), check=_one(Plan)),
    "add_task": Scenario(prepare=_at(plan=_draft), call=_with("plan", title="编号贴"), check=_one(Task)),
    "change_task": Scenario(
        prepare=_at(task=_task), call=_with("task", title="编号贴四十张"), check=_same_and_one_event
    ),
    "drop_task": Scenario(prepare=_at(task=_task), call=_with("task"), check=_same_and_one_event),
    "add_risk": Scenario(
        prepare=_at(plan=_draft), call=_with("plan", kind="fire", level=3, countermeasure="灭火器"), check=_one(Risk)
    ),
    "change_risk": Scenario(
        prepare=_at(risk=_risk), call=_with("risk", kind="fire", level=3, countermeasure="灭火器"),
        check=_same_and_one_event,
    ),
    "drop_risk": Scenario(prepare=_at(risk=_risk), call=_with("risk"), check=_same_and_one_event),
    "confirm_stand_by": Scenario(prepare=_at(risk=_risk), call=_with("risk"), check=_same_and_one_event),
    "propose_plan": Scenario(
        prepare=_at(task=_task),
        call=lambda state, _i: {"by": state.by, "plan": state.task.plan},
        check=_same_and_one_event,
    ),
    "agree_plan": Scenario(
        prepare=_at("consulted", plan=_proposed),
        call=lambda state, i: {
            "by": state.cast.property_staff.viewer, "plan": state.plan,
            "member": state.table.member(state.world.property), "agree": i != 1, "reason": "人手不够" if i == 1 else "",
        },
        check=_served,
    ),
    "start_task": Scenario(
        prepare=_at("planned"),
        call=lambda state, _i: {"by": state.cast.property_staff.viewer, "task": state.table.task},
        check=_same_and_one_event,
    ),
    "finish_task": Scenario(
        prepare=_at("planned"),
        call=lambda state, _i: {"by": state.cast.property_staff.viewer, "task": state.table.task, "evidence": "已备好",
                                "key": "done"},
        check=_same_and_one_event,
    ),
    "finish_task_by_link": Scenario(
        prepare=_at(owned=_owned),
        call=lambda state, _i: {"secret": state.owned[0], "task": state.owned[1], "evidence": "理好了"},
        check=_same_and_one_event,
    ),
    "report_stage": Scenario(prepare=_at(), call=_on(text="正在邀请各方。"), check=_same_and_one_event),
    "advance": Scenario(
        prepare=_at(accepted=lambda state: state.table.accept_all()), call=_on(to="convened"),
        check=_same_and_one_event,
    ),
    "override": Scenario(
        prepare=_at("convened"),
        call=lambda state, _i: {
            "by": state.cast.leader.viewer, "partnership": state.row, "code": "survey", "reason": "已有航拍影像"
        },
        check=lambda state, outcomes: (_same_and_one_event(state, outcomes), _count(Override.objects, 1)),
    ),
    "report_fact": Scenario(
        prepare=_at(moment=lambda _state: clock.now()),
        call=lambda state, i: {
            "by": SYSTEM, "partnership": state.row, "name": "custody.items", "source": "inventory:1", "value": i,
            "happened_at": state.moment + timedelta(seconds=i),
        },
        check=_latest_stands,
    ),
    "relapse": Scenario(prepare=_at("settled"), call=_on(reason="又堆了"), check=_one_passage("relapsed")),
    "review": Scenario(
        prepare=_at("reviewed"), call=_on(lessons="早请家属。", thanks="谢谢大家。"), check=_same_and_one_event
    ),
    "dissolve": Scenario(prepare=_at(), call=_on(reason="当事人已自行清理"), check=_one_passage("dissolved")),
    "open_call": Scenario(prepare=_at(), call=_on(title="请两位志愿者", text="周五上午。"), check=_one(OpenCall)),
    "close_call": Scenario(prepare=_at(call=_call), call=_with("call"), check=_same_and_one_event),
    "offer_help": Scenario(
        prepare=_at(call=_call),
        call=lambda state, _i: {"call": state.call, "name": "赵四", "contact": "13800001111", "text": "我来。"},
        check=_one(Offer),
    ),
    "answer_offer": Scenario(
        prepare=_at(offer=_offer),
        call=lambda state, i: {"by": state.by, "offer": state.offer, "accept": i != 1},
        check=_somebody,
    ),
    "reveal_offer": Scenario(prepare=_at(offer=_offer), call=_with("offer", reason="call"), check=_served),
    "write_public": Scenario(
        prepare=_at(), call=_on(public_title="楼道清爽了", public_text="大家一起清理。"), check=_same_and_one_event
    ),
    "publish_partnership": Scenario(
        prepare=_at(
            written=lambda state: services.write_public(
                by=state.by, partnership=state.row, public_title="楼道清爽了", public_text="大家一起清理。"
            )
        ),
        call=lambda state, _i: {
            "by": state.cast.dispatcher.viewer, "partnership": state.row,
            "checks": ["no_complainant", "no_person", "no_dwelling", "no_health", "no_faces", "fair"],
        },
        check=_same_and_one_event,
    ),
    "unpublish_partnership": Scenario(prepare=_at(), call=_on(), check=_same_and_one_event),
}  # fmt: skip
