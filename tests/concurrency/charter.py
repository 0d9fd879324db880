"""The services on charters, all at once: the same button twice, and people who want different things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from hehuo.charter import services
from hehuo.charter.models import Charter, Clause, CommunityTask, Version
from hehuo.charter.services import DutyText
from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from hehuo.matters import services as matters
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer

STEPS = ("draft", "comment", "decided", "published")
BODY, REFERENCE = "六方会商会议", "会议纪要第 1 号"


def _at(step: str) -> Callable[[Any, Any], Any]:
    """A state with a version that has come as far as ``step``, and whoever leads there."""

    def prepare(world: Any, cast: Any) -> Any:
        matters.load_tree(by=SYSTEM)
        by = cast.leader.viewer
        version = services.draft_charter(by=by, place=world.shanghe, title="公约")
        services.write_clause(by=by, version=version, title="楼道", text="不堆物。", matters_covered=["0107"])
        acts = {
            "comment": lambda: services.open_comment(
                by=by, version=version, since=date(2021, 3, 1), until=date(2021, 3, 15)
            ),
            "decided": lambda: services.record_decision(
                by=by, version=version, body=BODY, decided_on=date(2021, 3, 20), reference=REFERENCE
            ),
            "published": lambda: services.publish_version(by=by, version=version, starts=date(2021, 4, 1)),
        }
        for each in STEPS[1 : STEPS.index(step) + 1]:
            acts[each]()
        return SimpleNamespace(version=version.pk, by=by, world=world, before=Entry.objects.count())

    return prepare


def _one_event(state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Entry.objects.count() == state.before + 1


def _same_and_one_event(state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Entry.objects.count() == state.before + 1


def _one_day_in_force(state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Version.objects.exclude(in_force_from=None).count() == 1


def _on(**more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.by, "version": state.version, **more}


def _last_clause_number(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert sorted(Clause.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def _one_whole_clause(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    clause = Clause.objects.get(number=7)
    assert {duty.text for duty in clause.duties.all()} == {f"{clause.title}一", f"{clause.title}二"}


def _one_line_at_most(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert CommunityTask.objects.filter(matter="0107", valid_to=None).count() <= 1


def _loaded_once(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert sorted(len(outcome.value) for outcome in outcomes) == [0, 0, 2]
    assert Version.objects.count() == 2


SCENARIOS = {
    "draft_charter": Scenario(
        prepare=lambda world, cast: SimpleNamespace(
            by=cast.leader.viewer, place=world.shanghe, before=Entry.objects.count()
        ),
        call=lambda state, _i: {"by": state.by, "place": state.place, "title": "公约", "tree": "default"},
        check=lambda state, outcomes: (_same_and_one_event(state, outcomes), Charter.objects.get()),
    ),
    "write_clause": [
        Scenario(
            prepare=_at("draft"),
            call=lambda state, i: {"by": state.by, "version": state.version, "title": f"第{i}", "text": "说好了。"},
            check=_last_clause_number,
        ),
        Scenario(
            prepare=_at("draft"),
            call=lambda state, i: {
                "by": state.by,
                "version": state.version,
                "number": 7,
                "title": f"甲{i}",
                "text": "说好了。",
                "duties": [DutyText("steward", "lead", f"甲{i}一"), DutyText("masters", "be_heard", f"甲{i}二")],
            },
            check=_one_whole_clause,
        ),
    ],
    "remove_clause": Scenario(
        prepare=_at("draft"), call=_on(number=1), check=lambda state, outcomes: exactly_one(outcomes)
    ),
    "open_comment": Scenario(
        prepare=_at("draft"), call=_on(since=date(2021, 3, 1), until=date(2021, 3, 15)), check=_same_and_one_event
    ),
    "redraft": Scenario(prepare=_at("comment"), call=_on(), check=_same_and_one_event),
    "record_decision": [
        Scenario(
            prepare=_at("comment"),
            call=_on(body=BODY, decided_on=date(2021, 3, 20), reference=REFERENCE),
            check=_same_and_one_event,
        ),
        Scenario(
            prepare=_at("comment"),
            call=lambda state, i: {
                "by": state.by,
                "version": state.version,
                "body": BODY,
                "decided_on": date(2021, 3, 20),
                "reference": f"第 {i} 号",
            },
            check=lambda state, outcomes: exactly_one(outcomes),
        ),
    ],
    "publish_version": [
        Scenario(prepare=_at("decided"), call=_on(starts=date(2021, 4, 1)), check=_same_and_one_event),
        Scenario(
            prepare=_at("decided"),
            call=lambda state, i: {"by": state.by, "version": state.version, "starts": date(2021, 4, 1 + i)},
            check=_one_day_in_force,
        ),
    ],
    "amend_charter": Scenario(prepare=_at("published"), call=_on(), check=_same_and_one_event),
    "repeal_version": Scenario(
        prepare=_at("published"), call=_on(ends=date(2022, 1, 1), reference="第 2 号"), check=_same_and_one_event
    ),
    "list_task": [
        Scenario(
            prepare=_at("draft"),
            call=lambda state, _i: {
                "by": state.by,
                "place": state.world.shuguang,
                "matter": "0107",
                "standing": "assist",
            },
            check=_same_and_one_event,
        ),
        Scenario(
            prepare=_at("draft"),
            call=lambda state, i: {
                "by": state.by,
                "place": state.world.shuguang,
                "matter": "0107",
                "standing": ("own", "assist", "outside")[i],
            },
            check=_one_line_at_most,
        ),
    ],
    "load_starter_charters": Scenario(
        prepare=lambda world, cast: matters.load_tree(by=SYSTEM),
        call=lambda _state, _i: {"by": SYSTEM},
        check=_loaded_once,
    ),
}
