"""The services on watches, all at once: two phones on one round, two people on one finding, a job beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from hehuo.custody.models import Inventory, Item
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from hehuo.watches import services
from hehuo.watches.models import Finding, Look, Round, Sighting, Turn, Watch, Watcher, Witness
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer
from tests.watching import make_finding, make_partnership, make_watch, sign_agreement


def _watch(world: Any, cast: Any) -> SimpleNamespace:
    """A watch whose round is due now."""
    watch = make_watch(world, cast)
    points = list(watch.points.all())
    return SimpleNamespace(
        world=world,
        by=cast.property_staff.viewer,
        worker=cast.worker.viewer,
        leader=cast.leader.viewer,
        person=cast.officer.person,
        watch=watch,
        round=watch.rounds.earliest("due_at"),
        points=points,
    )


def _done(world: Any, cast: Any) -> SimpleNamespace:
    """The round is made, everything clear; one clear day is enough here, so settlement is proposed."""
    state = _watch(world, cast)
    Watch.objects.update(needs=1)
    for point in state.points:
        services.look(by=state.by, round=state.round, point=point)
    return state


def _settled(world: Any, cast: Any) -> SimpleNamespace:
    state = _done(world, cast)
    services.settle(by=state.leader, watch=state.watch)
    return state


def _finding(world: Any, cast: Any) -> SimpleNamespace:
    """Something was found on the round."""
    state = _watch(world, cast)
    state.finding = make_finding(world, cast, state.watch)
    return state


def _evening(world: Any, cast: Any) -> SimpleNamespace:
    """The owner agreed, was told, and the time is over."""
    partnership = make_partnership(world)
    sign_agreement(world, cast, partnership)
    watch = make_watch(world, cast, partnership=partnership)
    state = SimpleNamespace(by=cast.property_staff.viewer, finding=make_finding(world, cast, watch))
    services.tell_owner(by=state.by, finding=state.finding, how="phone")
    Finding.objects.update(deadline=clock.now() - timedelta(minutes=1))
    return state


def _neighbour(world: Any, cast: Any) -> SimpleNamespace:
    """A neighbour looks along; the round is made."""
    state = _done(world, cast)
    joined = services.add_watcher(by=state.worker, watch=state.watch, name="王阿姨")
    state.secret, state.watcher = joined.secret, joined.watcher
    return state


def _reported(world: Any, cast: Any) -> SimpleNamespace:
    """She has reported something that nobody has numbered."""
    state = _neighbour(world, cast)
    seen = services.report_sighting(secret=state.secret, point=state.points[0], clear=False, text="纸箱")
    state.finding = seen.finding
    return state


def _overdue(world: Any, cast: Any) -> SimpleNamespace:
    """The round's time is over and nobody made it."""
    state = _watch(world, cast)
    Round.objects.filter(pk=state.round.pk).update(due_at=clock.now() - timedelta(hours=5))
    return state


def _one(name: str, count: int = 1) -> Callable[[Any, Outcomes], None]:
    """Somebody was served, and the journal says it ``count`` times."""

    def check(_state: Any, outcomes: Outcomes) -> None:
        once(outcomes)
        assert Entry.objects.filter(name=name).count() == count

    return check


def _all(name: str, count: int = 1) -> Callable[[Any, Outcomes], None]:
    """Everybody was served alike, and the journal says it ``count`` times."""

    def check(_state: Any, outcomes: Outcomes) -> None:
        same_answer(outcomes)
        assert Entry.objects.filter(name=name).count() == count

    return check


def _set_up(state: Any, _i: int) -> dict[str, Any]:
    return {
        "by": state.by,
        "partnership": state.partnership,
        "points": ["电梯口"],
        "slots": ["09:00"],
        "organisation": state.world.property,
    }


def _one_watch(_state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Watch.objects.count() == 1


def _table(world: Any, cast: Any) -> SimpleNamespace:
    return SimpleNamespace(by=cast.worker.viewer, partnership=make_partnership(world), world=world)


def _one_watcher(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Watcher.objects.count() == 1


def _one_done_round(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Look.objects.count() == 2
    assert Entry.objects.filter(name="round.done").count() == 1


def _three_items_of_one_list(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Inventory.objects.count() == 1
    assert Item.objects.values("number").distinct().count() == 3
    assert Look.objects.count() == 1


def _one_sighting(_state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Sighting.objects.count() == Finding.objects.count() == 1


def _one_round_more(_state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Round.objects.filter(slot="").count() == 1


def _one_relapse(_state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Turn.objects.filter(kind=Turn.Kind.RELAPSED).count() == 1


def _planned_once() -> None:
    found = list(Round.objects.values_list("watch", "day", "slot"))
    assert len(found) == len(set(found))


SCENARIOS = {
    "set_up_watch": [
        Scenario(prepare=_table, call=_set_up, check=_one_watch),
        Scenario(
            prepare=_table,
            call=lambda state, i: _set_up(state, i) | {"key": "one"},
            check=lambda _state, outcomes: (same_answer(outcomes), Watch.objects.get()),
        ),
    ],
    "add_watcher": Scenario(
        prepare=_watch,
        call=lambda state, _i: {"by": state.worker, "watch": state.watch, "person": state.person},
        check=_one_watcher,
    ),
    "remove_watcher": Scenario(
        prepare=_neighbour,
        call=lambda state, _i: {"by": state.worker, "watcher": state.watcher},
        check=lambda _state, outcomes: (all_ok(outcomes), _one("watch.watcher_removed")(_state, outcomes)),
    ),
    "reveal_neighbour": Scenario(
        prepare=_neighbour,
        call=lambda state, _i: {"by": state.worker, "watcher": state.watcher},
        check=_all("watch.neighbour_revealed", 3),
    ),
    "begin_round": [
        Scenario(
            prepare=_watch, call=lambda state, _i: {"by": state.by, "round": state.round}, check=_all("round.begun")
        ),
        Scenario(prepare=_watch, call=lambda state, _i: {"by": state.by, "watch": state.watch}, check=_one_round_more),
    ],
    "look": Scenario(
        # Two points, three taps: two phones end the same round.
        prepare=_watch,
        call=lambda state, i: {"by": state.by, "round": state.round, "point": state.points[i % 2]},
        check=_one_done_round,
    ),
    "finish_round": Scenario(
        prepare=_done, call=lambda state, _i: {"by": state.by, "round": state.round}, check=_all("round.done")
    ),
    "enter_round": Scenario(
        prepare=_watch,
        call=lambda state, _i: {
            "by": state.by,
            "round": state.round,
            "seen": [services.Seen(point) for point in state.points],
        },
        check=_all("round.done"),
    ),
    "find": Scenario(
        prepare=_watch,
        call=lambda state, i: {
            "by": state.by,
            "round": state.round,
            "point": state.points[0],
            "text": f"纸箱{i}",
            "key": f"find-{i}",
        },
        check=_three_items_of_one_list,
    ),
    "number_finding": Scenario(
        prepare=_reported,
        call=lambda state, _i: {"by": state.by, "finding": state.finding},
        check=_all("finding.numbered"),
    ),
    "tell_owner": Scenario(
        prepare=_finding,
        call=lambda state, i: {"by": state.by, "finding": state.finding, "how": ("phone", "note", "in_person")[i]},
        check=_all("finding.told"),
    ),
    "confirm_cleared": Scenario(
        prepare=_finding,
        call=lambda state, _i: {"by": state.by, "finding": state.finding},
        check=_all("finding.cleared"),
    ),
    "move_tonight": Scenario(
        prepare=_evening, call=lambda state, _i: {"by": state.by, "finding": state.finding}, check=_all("finding.moved")
    ),
    "report_finding": Scenario(
        prepare=_finding,
        call=lambda state, _i: {
            "by": state.by,
            "finding": state.finding,
            "to": state.world.enforcement,
            "text": "纸箱一个",
        },
        check=_all("finding.reported"),
    ),
    "dismiss_finding": Scenario(
        prepare=_reported,
        call=lambda state, _i: {"by": state.worker, "finding": state.finding, "reason": "到场未见"},
        check=_all("finding.dismissed"),
    ),
    "propose_settlement": Scenario(
        prepare=_done,
        call=lambda state, _i: {"by": state.leader, "watch": state.watch},
        check=_all("watch.settlement_proposed"),
    ),
    "settle": Scenario(
        prepare=_done, call=lambda state, _i: {"by": state.leader, "watch": state.watch}, check=_all("watch.settled")
    ),
    "relapse": Scenario(
        prepare=_settled,
        call=lambda state, _i: {"by": state.worker, "watch": state.watch, "text": "又堆了"},
        check=_one_relapse,
    ),
    "end_watch": Scenario(
        prepare=_watch,
        call=lambda state, _i: {"by": state.leader, "watch": state.watch, "reason": "不用了"},
        check=_all("watch.ended"),
    ),
    "plan_rounds": Scenario(
        prepare=_watch,
        call=lambda _state, _i: {"by": SYSTEM},
        check=lambda _state, outcomes: (all_ok(outcomes), _planned_once()),
    ),
    "miss_rounds": Scenario(
        prepare=_overdue,
        call=lambda _state, _i: {"by": SYSTEM},
        check=lambda state, outcomes: (all_ok(outcomes), _one("round.missed")(state, outcomes)),
    ),
    "report_sighting": Scenario(
        prepare=_neighbour,
        call=lambda state, _i: {"secret": state.secret, "point": state.points[0], "clear": False, "text": "纸箱"},
        check=_one_sighting,
    ),
    "witness_round": Scenario(
        prepare=_neighbour,
        call=lambda state, _i: {"secret": state.secret, "round": state.round},
        check=lambda _state, outcomes: (same_answer(outcomes), Witness.objects.get()),
    ),
}
