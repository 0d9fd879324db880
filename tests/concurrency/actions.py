"""The services of action days, all at once: the same button twice, two phones that want different things."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from hehuo.actions import services
from hehuo.actions.models import Action, Admonition, Attendance, Closing, Incident, Statement, Step, Witness
from hehuo.actions.tests.conftest import DAY, Stage, make_stage, picture
from hehuo.ground import clock
from hehuo.partnerships.models import Fact
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer

Way = Callable[[Stage], Any]


def _at(*ways: Way, **more: Any) -> Callable[[Any, Any], Any]:
    """An action at Shanghe, brought as far as ``ways`` say, at its own hour."""

    def prepare(world: Any, cast: Any) -> Any:
        with clock.at(DAY):
            stage = make_stage(world, cast)
            for way in ways:
                way(stage)
        return SimpleNamespace(stage=stage, by=stage.by, action=stage.fresh(), **more)

    return prepare


def _on(**more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.by, "action": state.action, **more}


def _step(kind: str, **more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.by, "step": state.stage.step(kind), **more}


def _listen_skipped(stage: Stage) -> None:
    services.skip_step(by=stage.by, step=stage.step("listen"), reason="不在家")


def _admonished(stage: Stage) -> None:
    stage.begin().admonish()


def _all_done(stage: Stage) -> None:
    stage.begin().admonish().all_steps()


def _incident(stage: Stage) -> None:
    services.log_incident(by=stage.by, action=stage.action, kind="agitated", severity="help")


def _named(stage: Stage) -> None:
    services.expect(by=stage.by, action=stage.action, role="family", name="王小明")


def _lines(count: int, **given: Any) -> Callable[[Any, Outcomes], None]:
    def check(_state: Any, outcomes: Outcomes) -> None:
        same_answer(outcomes)
        assert Attendance.objects.filter(**given).count() == count

    return check


def _one(model: type[Any], same: bool = True, **given: Any) -> Callable[[Any, Outcomes], None]:
    """Everybody is served with the same row, and there is just one."""

    def check(_state: Any, outcomes: Outcomes) -> None:
        (same_answer if same else once)(outcomes)
        assert model.objects.filter(**given).count() == 1

    return check


def _settled(state_is: str, kind: str) -> Callable[[Any, Outcomes], None]:
    def check(_state: Any, outcomes: Outcomes) -> None:
        all_ok(outcomes)
        assert Step.objects.get(kind=kind).state == state_is

    return check


def _ordered(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    places = list(state.action.steps.order_by("position").values_list("position", flat=True))
    assert places == list(range(1, len(places) + 1))


def _one_under_way(_state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Action.objects.filter(state="under_way").count() == 1


def _called(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert not state.action.roll.filter(state="expected").exists()
    assert Fact.objects.get(name="action.roll_call").value == 1


def _one_picture(state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert state.action.pictures.count() == 1


def _begin_either(world: Any, cast: Any) -> Any:
    """Two actions of one partnership, both ready to begin."""
    with clock.at(DAY):
        stage = make_stage(world, cast)
        stage.announce().call()
        second = services.draft_action(
            by=stage.by, partnership=stage.table, title="第二次", starts_at=DAY, meeting_point="门口",
            leader=cast.leader.person,
        )  # fmt: skip
        services.announce_action(by=stage.by, action=second, how="phone")
        services.call_roll(by=stage.by, action=second, present=[row.pk for row in second.roll.all()])
    return SimpleNamespace(by=stage.by, actions=[stage.action, second])


def _admonition(state: Any, _i: int) -> dict[str, Any]:
    officer = state.stage.line(state.stage.world.police).pk
    return {
        "by": state.stage.cast.officer.viewer, "action": state.action, "text": "请清理。", "officers": [officer],
        "heard": "both", "key": "a1",
    }  # fmt: skip


def _one_after_another(state: Any, i: int) -> dict[str, Any]:
    """Three phones, each with a part of the roll."""
    rows = list(state.action.roll.order_by("pk"))
    return {"by": state.by, "action": state.action, "present": [row.pk for row in rows[i::3]]}


SCENARIOS = {
    "draft_action": Scenario(
        prepare=_at(),
        call=lambda state, _i: {
            "by": state.by,
            "partnership": state.stage.table,
            "title": "再来",
            "starts_at": DAY,
            "meeting_point": "门口",
            "key": "d1",
        },
        check=_one(Action, title="再来"),
    ),
    "change_action": Scenario(prepare=_at(), call=_on(title="新名字"), check=_one(Action, title="新名字")),
    "add_step": Scenario(
        prepare=_at(),
        call=lambda state, i: {
            "by": state.by,
            "action": state.action,
            "kind": "other",
            "title": f"甲{i}",
            "before": state.stage.step("move"),
        },
        check=_ordered,
    ),
    "change_step": Scenario(
        prepare=_at(), call=_step("move", title="搬到地下室"), check=_one(Step, title="搬到地下室")
    ),
    "remove_step": Scenario(prepare=_at(), call=_step("clean"), check=lambda _state, outcomes: all_ok(outcomes)),
    "expect": Scenario(
        prepare=_at(),
        call=lambda state, _i: {
            "by": state.by,
            "action": state.action,
            "role": "partner",
            "person": state.stage.cast.property_staff.person,
        },
        check=_lines(1, person__isnull=False),
    ),
    "drop_expected": Scenario(
        prepare=_at(),
        call=lambda state, _i: {"by": state.by, "attendance": state.action.roll.order_by("pk").first()},
        check=lambda _state, outcomes: all_ok(outcomes),
    ),
    "announce_action": Scenario(
        prepare=_at(), call=_on(how="posted"), check=_one(Fact, name="action.notice_given", value=1)
    ),
    "call_roll": Scenario(prepare=_at(Stage.announce), call=_one_after_another, check=_called),
    "begin_action": [
        Scenario(prepare=_at(lambda stage: stage.announce().call()), call=_on(), check=_one(Action, state="under_way")),
        Scenario(
            prepare=_begin_either,
            call=lambda state, i: {"by": state.by, "action": state.actions[i]},
            check=_one_under_way,
            callers=2,
        ),
    ],
    "do_step": Scenario(prepare=_at(_admonished), call=_step("explain"), check=_settled("done", "explain")),
    "skip_step": Scenario(
        prepare=_at(_admonished), call=_step("listen", reason="不在家"), check=_settled("skipped", "listen")
    ),
    "undo_step": Scenario(
        prepare=_at(_admonished, _listen_skipped), call=_step("listen"), check=_settled("open", "listen")
    ),
    "add_photos": Scenario(
        prepare=_at(Stage.announce),
        call=lambda state, _i: {
            "by": state.by,
            "action": state.action,
            "photos": [picture()],
            "when": "before",
            "key": "p1",
        },
        check=_one_picture,
    ),
    "record_admonition": Scenario(prepare=_at(Stage.begin), call=_admonition, check=_one(Admonition)),
    "add_witness": Scenario(prepare=_at(Stage.begin), call=_on(name="赵邻居", key="w1"), check=_one(Witness)),
    "record_statement": Scenario(
        prepare=_at(Stage.begin),
        call=lambda state, _i: {
            "by": state.by,
            "action": state.action,
            "speaker": "family",
            "name": "王小明",
            "text": "我来搬。",
            "signature": picture(),
            "key": "s1",
        },
        check=_one(Statement),
    ),
    "log_incident": Scenario(
        prepare=_at(Stage.begin), call=_on(kind="hurt", severity="danger", key="i1"), check=_one(Incident)
    ),
    "show_stand_by": Scenario(
        prepare=_at(Stage.begin, _incident),
        call=lambda state, _i: {"by": state.by, "incident": state.action.incidents.get()},
        check=lambda _state, outcomes: same_answer(outcomes),
    ),
    "reveal_name": Scenario(
        prepare=_at(_named),
        call=lambda state, _i: {"by": state.by, "record": state.action.roll.get(role="family")},
        check=lambda _state, outcomes: same_answer(outcomes),
    ),
    "close_action": Scenario(
        prepare=_at(_all_done), call=_on(summary="好了"), check=_one(Closing, same=False, aborted=False)
    ),
    "abort_action": Scenario(
        prepare=_at(_admonished), call=_on(reason="下雨"), check=_one(Closing, same=False, aborted=True)
    ),
}
