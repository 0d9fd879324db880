"""The services on whistles, all at once: the same button twice, and people who want different things."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from hehuo.ground.access import ANONYMOUS
from hehuo.journal.models import Entry
from hehuo.places.models import Place
from hehuo.whistles import selectors, services
from hehuo.whistles.models import Assessment, Call, CheckIn, Rating, Report, Whistle
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer

POINT = (116.270, 39.960)


def _asked(world: Any, **more: Any) -> dict[str, Any]:
    return {
        "place": world.shanghe, "kind": "routine", "title": "楼道堆物",
        "called": [world.police.pk, world.property.pk], "lead": world.police.pk, **more,
    }  # fmt: skip


def _at(step: str) -> Callable[[Any, Any], Any]:
    """A state with a whistle that has come as far as ``step``."""

    def prepare(world: Any, cast: Any) -> Any:
        Place.objects.filter(code=world.shanghe).update(lon=POINT[0], lat=POINT[1])
        state = SimpleNamespace(world=world, cast=cast, whistle=None, call=None, row=None)
        if step == "nothing":
            return state
        if step == "proposed":
            state.whistle = services.propose_whistle(by=cast.worker.viewer, **_asked(world))
        else:
            state.whistle = services.blow_whistle(by=cast.dispatcher.viewer, **_asked(world))
        state.call = Call.objects.get(organisation=world.police)
        other = Call.objects.get(organisation=world.property)
        if step == "refused":
            services.refuse_call(by=cast.officer.viewer, call=state.call, reason="不属管辖")
        if step in {"there", "concluded", "assessed"}:
            state.row = services.check_in(by=cast.officer.viewer, call=state.call, how="position", position=POINT)
        if step in {"concluded", "assessed"}:
            services.conclude_whistle(
                by=cast.dispatcher.viewer, whistle=state.whistle, result="已告诫", absent={other.pk: "未通知到"}
            )
        if step == "assessed":
            services.assess_call(by=cast.leader.viewer, call=state.call, grade="good", text="来得快")
        state.before = Entry.objects.count()
        return state

    return prepare


def _on(what: str, who: str, **more: Any) -> Callable[[Any, int], dict[str, Any]]:
    """The same button, pressed by the same person."""
    return lambda state, _i: {"by": state.cast.people[who].viewer, what: getattr(state, what), **more}


def _one_event(state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Entry.objects.count() == state.before + 1


def _all_and_one_event(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Entry.objects.count() == state.before + 1


def _one_whistle(_state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Whistle.objects.count() == 1
    assert Call.objects.count() == 2


def _one_end(state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Whistle.objects.exclude(ended_at=None).count() == 1


def _there_once(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert CheckIn.objects.filter(left_at=None).count() == 1
    assert Entry.objects.count() == state.before + 1


def _numbered_apart(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert len({outcome.value.number for outcome in outcomes}) == len(outcomes)


def _two_units_check_in(state: Any, i: int) -> dict[str, Any]:
    who, unit = (("officer", state.world.police), ("property_staff", state.world.property))[i % 2]
    call = Call.objects.get(organisation=unit)
    return {"by": state.cast.people[who].viewer, "call": call, "how": "position", "position": POINT}


def _both_there(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert CheckIn.objects.count() == 2
    assert set(Call.objects.values_list("state", flat=True)) == {"on_site"}


def _no_explanation(state: Any, _i: int) -> dict[str, Any]:
    absent = {call.pk: "未通知到" for call in Call.objects.all()}
    return {"by": state.cast.dispatcher.viewer, "whistle": state.whistle, "result": "已告诫", "absent": absent}


def _concluded_whole(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert set(Call.objects.values_list("state", flat=True)) == {"absent"}


def _one_decision(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    call = Call.objects.exclude(decided_at=None).get()
    assert call.state == ("excused" if call.upheld else "called")


SCENARIOS = {
    "blow_whistle": [
        Scenario(
            prepare=_at("nothing"),
            call=lambda state, _i: {"by": state.cast.dispatcher.viewer, **_asked(state.world)},
            check=_one_whistle,
        ),
        Scenario(
            prepare=_at("nothing"),
            call=lambda state, i: {"by": state.cast.dispatcher.viewer, **_asked(state.world, title=f"第{i}件")},
            check=_numbered_apart,
        ),
    ],
    "propose_whistle": Scenario(
        prepare=_at("nothing"),
        call=lambda state, _i: {"by": state.cast.worker.viewer, **_asked(state.world, key="k")},
        check=_one_whistle,
    ),
    "approve_whistle": [
        Scenario(prepare=_at("proposed"), call=_on("whistle", "leader"), check=_all_and_one_event),
        Scenario(
            prepare=_at("proposed"),
            call=lambda state, i: {
                "by": state.cast.people[("leader", "dispatcher", "leader")[i]].viewer,
                "whistle": state.whistle,
            },
            check=_one_event,
        ),
    ],
    "reject_whistle": Scenario(
        prepare=_at("proposed"), call=_on("whistle", "leader", reason="请先劝阻"), check=_all_and_one_event
    ),
    "withdraw_whistle": Scenario(
        prepare=_at("blown"),
        call=lambda state, i: {
            "by": state.cast.people[("leader", "dispatcher")[i]].viewer, "whistle": state.whistle, "reason": "误报",
        },
        check=_one_end,
        callers=2,
    ),
    "acknowledge_call": Scenario(prepare=_at("blown"), call=_on("call", "officer"), check=_all_and_one_event),
    "refuse_call": Scenario(
        prepare=_at("blown"), call=_on("call", "officer", reason="不属管辖"), check=_all_and_one_event
    ),
    "decide_refusal": Scenario(
        prepare=_at("refused"),
        call=lambda state, i: {
            "by": state.cast.leader.viewer, "call": state.call, "upheld": i % 2 == 0,
            "reason": "情况属实", "reference": f"区 {i} 号",
        },
        check=_one_decision,
    ),
    "check_in": [
        Scenario(
            prepare=_at("blown"), call=_on("call", "officer", how="position", position=POINT), check=_there_once
        ),
        Scenario(prepare=_at("blown"), call=_two_units_check_in, check=_both_there, callers=4),
    ],
    "leave_site": Scenario(
        prepare=_at("there"),
        call=lambda state, _i: {"by": state.cast.officer.viewer, "check_in": state.row, "reason": "另有警情"},
        check=_all_and_one_event,
    ),
    "report_whistle": Scenario(
        prepare=_at("there"),
        call=_on("call", "officer", text="正在告诫", key="r"),
        check=lambda state, outcomes: _all_and_one_event(state, outcomes) or Report.objects.get(),
    ),
    "conclude_whistle": Scenario(prepare=_at("blown"), call=_no_explanation, check=_concluded_whole),
    "assess_call": Scenario(
        prepare=_at("concluded"),
        call=_on("call", "leader", grade="good", text="来得快"),
        check=lambda state, outcomes: _all_and_one_event(state, outcomes) or Assessment.objects.get(),
    ),
    "reply_to_assessment": Scenario(
        prepare=_at("assessed"), call=_on("call", "officer", text="谢谢"), check=_all_and_one_event
    ),
    "rate_whistle": Scenario(
        prepare=_at("concluded"),
        call=lambda state, i: {
            "by": ANONYMOUS, "token": selectors.rating_token(state.whistle), "stars": {state.call.pk: 5 - i},
        },
        check=lambda _state, outcomes: exactly_one(outcomes) or Rating.objects.get(),
    ),
}  # fmt: skip
