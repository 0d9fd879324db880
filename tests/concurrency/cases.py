"""The services on cases, all at once: the same button twice, and people who want different things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hehuo.cases import services
from hehuo.cases.models import Assignment, Case, DutyShift, LedgerEntry, Record
from hehuo.cases.rules import ImportRow
from hehuo.cases.services import Caller, LedgerRow
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.journal.models import Entry
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer

STEPS = ("received", "assigned", "accepted", "handling", "answered", "called_back", "closed")
TEXT = "楼道里堆满了箱子。"


def _at(stage: str, more: Callable[[Any], Any] | None = None) -> Callable[[Any, Any], Any]:
    """A state with a case at ``stage``, led by the residents' committee; ``more(state)`` prepares the rest."""

    def prepare(world: Any, cast: Any) -> Any:
        receipt = services.report_case(
            by=ANONYMOUS, text=TEXT, place=world.shanghe, caller=Caller(name="王小明", phone="13812345678")
        )
        case, worker, dispatcher = receipt.case, cast.worker.viewer, cast.dispatcher.viewer
        acts: dict[str, Callable[[], Any]] = {
            "assigned": lambda: services.assign_case(by=dispatcher, case=case, unit=world.committee.pk),
            "accepted": lambda: services.accept_case(by=worker, case=case),
            "handling": lambda: services.log_contact(by=worker, case=case, outcome="reached"),
            "answered": lambda: services.answer_case(by=worker, case=case, text="已办结"),
            "called_back": lambda: services.record_call_back(by=dispatcher, case=case, reached=True, solved="yes"),
            "closed": lambda: services.close_case(by=dispatcher, case=case),
        }
        for step in STEPS[1 : STEPS.index(stage) + 1]:
            acts[step]()
        state = SimpleNamespace(case=case, receipt=receipt, world=world, cast=cast, now=clock.now())
        if more:
            more(state)
        state.before = Entry.objects.count()
        return state

    return prepare


def _one_event(state: Any, outcomes: Outcomes) -> None:
    """Whatever was answered, one thing happened."""
    once(outcomes)
    assert Entry.objects.count() == state.before + 1


def _same_and_one_event(state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Entry.objects.count() == state.before + 1


def _alike(stage: str, who: str, check: Any = _one_event, more: Any = None, **given: Any) -> Scenario:
    """Everybody presses the same button with the same words on the same case."""

    def call(state: Any, _i: int) -> dict[str, Any]:
        told = {name: value(state) if callable(value) else value for name, value in given.items()}
        return {"by": state.cast.people[who].viewer, "case": state.case} | told

    return Scenario(prepare=_at(stage, more), call=call, check=check)


def _own(stage: str, check: Any = _same_and_one_event, **given: Any) -> Scenario:
    """The complainant presses twice."""

    def call(state: Any, _i: int) -> dict[str, Any]:
        return {"by": ANONYMOUS, "number": state.receipt.number, "secret": state.receipt.secret} | given

    return Scenario(prepare=_at(stage), call=call, check=check)


def _one_lead(state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Assignment.objects.filter(case=state.case, lead=True, ended_at=None).count() == 1


def _different_units(state: Any, i: int) -> dict[str, Any]:
    units = (state.world.police, state.world.property, state.world.enforcement)
    return {"by": state.cast.dispatcher.viewer, "case": state.case, "unit": units[i].pk}


def _colleagues(state: Any, i: int) -> dict[str, Any]:
    return {"by": (state.cast.worker, state.cast.dispatcher, state.cast.leader)[i].viewer, "case": state.case}


def _numbers_differ(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert len({outcome.value.number for outcome in outcomes}) == len(outcomes)


def _one_receipt(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert len({(o.value.number, o.value.secret) for o in outcomes}) == 1
    assert Case.objects.count() == 1


def _first_contact_is_one(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Record.objects.filter(case=state.case, first=True).count() == 1


def _returned(state: Any) -> None:
    services.return_case(by=state.cast.worker.viewer, case=state.case, reason="不属于")


def _objected(state: Any) -> None:
    services.object_to_assignment(by=state.cast.leader.viewer, case=state.case, reason="非属地")


def _published(state: Any) -> None:
    services.publish_case(by=state.cast.leader.viewer, case=state.case, title="题", text="文")


def _shelved(state: Any) -> None:
    services.shelve_case(
        by=state.cast.leader.viewer, case=state.case, reason="等", review_on=_today() + timedelta(days=30)
    )


def _held(state: Any) -> None:
    services.place_hold(by=SYSTEM, case=state.case, kind="trial", room="tests", subject="trial:1", reason="等待")


def _today() -> date:
    return clock.now().astimezone(clock.BEIJING).date()


def _bare(world: Any, cast: Any) -> Any:
    return SimpleNamespace(world=world, cast=cast, now=clock.now(), before=Entry.objects.count())


def _place(state: Any, _i: int) -> dict[str, Any]:
    return {"by": state.cast.worker.viewer, "text": TEXT, "place": state.world.shanghe}


def _shift(world: Any, cast: Any) -> Any:
    state = _bare(world, cast)
    state.shift = services.plan_shift(**_shift_of(state, 0))
    state.before = Entry.objects.count()
    return state


def _shift_of(state: Any, i: int) -> dict[str, Any]:
    begins: datetime = state.now
    return {
        "by": state.cast.dispatcher.viewer,
        "place": state.world.shuguang,
        "person": state.cast.worker.person.pk,
        "begins_at": begins + timedelta(hours=i),
        "ends_at": begins + timedelta(hours=8 + i),
    }


def _one_shift(_state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert DutyShift.objects.count() == 1


def _entry_of(state: Any, _i: int) -> dict[str, Any]:
    return {
        "by": state.cast.worker.viewer,
        "place": state.world.shanghe,
        "title": "甬道破损",
        "since": date(2019, 5, 1),
        "source": "摸排",
        "source_ref": "A1",
    }


def _one_entry(_state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert LedgerEntry.objects.count() == 1


def _listed(world: Any, cast: Any) -> Any:
    state = _bare(world, cast)
    state.entry = services.add_entry(**_entry_of(state, 0))
    state.before = Entry.objects.count()
    return state


def _on_entry(**given: Any) -> Scenario:
    def call(state: Any, _i: int) -> dict[str, Any]:
        return {"by": state.cast.worker.viewer, "entry": state.entry} | given

    return Scenario(prepare=_listed, call=call, check=_one_event)


def _rows(state: Any, _i: int) -> dict[str, Any]:
    rows = [ImportRow(n, "12345", f"GD{n}", state.world.shanghe, TEXT, state.now - timedelta(days=2)) for n in range(5)]
    return {"by": state.cast.dispatcher.viewer, "source": "12345", "place": state.world.shuguang, "rows": rows}


def _each_case_once(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Case.objects.count() == 5


def _old(state: Any) -> None:
    """The case ended long ago: its complainant's time is over."""
    Case.objects.filter(pk=state.case.pk).update(closed_at=clock.now() - timedelta(days=400))


def _forgotten_once(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert sum(outcome.value for outcome in outcomes) == 1
    assert Entry.objects.count() == state.before + 1


SCENARIOS = {
    "forget_complainants": Scenario(
        prepare=_at("closed", _old), call=lambda state, i: {"by": SYSTEM}, check=_forgotten_once
    ),
    "recount_limits": Scenario(
        prepare=_at("handling"),
        call=lambda state, i: {"by": SYSTEM, "year": 2026},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "report_case": [
        Scenario(prepare=_bare, call=lambda s, i: _place(s, i) | {"by": ANONYMOUS}, check=_numbers_differ),
        Scenario(prepare=_bare, call=lambda s, i: _place(s, i) | {"by": ANONYMOUS, "key": "k"}, check=_one_receipt),
    ],
    "enter_case": Scenario(prepare=_bare, call=lambda s, i: _place(s, i) | {"key": "k"}, check=_one_receipt),
    "assign_case": [
        _alike("received", "dispatcher", _same_and_one_event, unit=lambda s: s.world.committee.pk),
        Scenario(prepare=_at("received"), call=_different_units, check=_one_lead),
    ],
    "hand_down": Scenario(prepare=_at("accepted"), call=_different_units, check=_one_lead),
    "add_assistant": _alike("accepted", "dispatcher", _same_and_one_event, unit=lambda s: s.world.property.pk),
    "accept_case": [
        _alike("assigned", "worker", _same_and_one_event),
        Scenario(prepare=_at("assigned"), call=_colleagues, check=_one_event),
    ],
    "return_case": _alike("assigned", "worker", _same_and_one_event, reason="不属于"),
    "examine_return": Scenario(
        prepare=_at("assigned", _returned),
        call=lambda s, i: _colleagues(s, 1 + i % 2) | {"granted": i % 2 == 0, "decision": "已核"},
        check=lambda s, outcomes: exactly_one(outcomes),
    ),
    "object_to_assignment": _alike("assigned", "leader", _same_and_one_event, reason="非属地"),
    "decide_objection": _alike("assigned", "leader", more=_objected, result="upheld"),
    "log_contact": [
        _alike("accepted", "worker", _same_and_one_event, outcome="reached", text="通话"),
        Scenario(
            prepare=_at("accepted"),
            call=lambda s, i: _colleagues(s, i) | {"outcome": "reached", "text": f"第{i}次"},
            check=_first_contact_is_one,
        ),
    ],
    "record_visit": _alike("accepted", "worker", _same_and_one_event, text="到场"),
    "record_mediation": _alike("handling", "worker", _same_and_one_event, text="调解", outcome="agreed"),
    "record_dissuasion": _alike("handling", "worker", _same_and_one_event, text="劝阻", outcome="refused"),
    "add_note": _alike("handling", "worker", _same_and_one_event, text="留言"),
    "classify_case": _alike("handling", "worker", _same_and_one_event, grade=2),
    "mark_hard": _alike("handling", "worker", _same_and_one_event),
    "extend_case": _alike(
        "handling",
        "leader",
        _same_and_one_event,
        due_at=lambda s: s.case.due_at + timedelta(days=1),
        reason="需施工",
        told_at=lambda s: s.now,
    ),
    "answer_case": [
        _alike("handling", "worker", _same_and_one_event, text="已解决"),
        Scenario(
            prepare=_at("handling"),
            call=lambda s, i: _colleagues(s, i) | {"text": f"答复{i}"},
            check=lambda s, outcomes: exactly_one(outcomes),
        ),
    ],
    "record_call_back": Scenario(
        prepare=_at("answered"),
        call=lambda s, i: _colleagues(s, 1 + i % 2) | {"reached": True, "solved": ("yes", "no", "partly")[i]},
        check=lambda s, outcomes: all_ok(outcomes),
    ),
    "close_case": _alike("called_back", "dispatcher", _same_and_one_event),
    "reopen_case": _alike("called_back", "dispatcher", reason="没解决"),
    "withdraw_case": _alike("handling", "worker", _same_and_one_event, reason="不需要了"),
    "divert_case": _alike("received", "dispatcher", _same_and_one_event, to="statutory", evidence="已起诉"),
    "shelve_case": _alike(
        "handling",
        "leader",
        _same_and_one_event,
        reason="等改造",
        review_on=lambda s: _today() + timedelta(days=30),
    ),
    "resume_case": _alike("handling", "leader", more=_shelved),
    "publish_case": _alike("closed", "leader", _same_and_one_event, title="题", text="文"),
    "unpublish_case": _alike("closed", "leader", _same_and_one_event, more=_published),
    "reveal_complainant": _alike("handling", "worker", check=lambda s, outcomes: same_answer(outcomes), reason="call"),
    # Two lists are two lists: each is on the record.
    "note_export": Scenario(
        prepare=lambda world, cast: SimpleNamespace(cast=cast),
        call=lambda state, _i: {"by": state.cast.worker.viewer, "count": 7},
        check=lambda state, outcomes: all_ok(outcomes),
    ),
    "place_hold": _alike(
        "handling",
        "leader",
        _same_and_one_event,
        kind="trial",
        room="tests",
        subject="trial:1",
        reason="等待",
    ),
    "release_hold": _alike("handling", "leader", more=_held, kind="trial", subject="trial:1"),
    "add_supplement": _own("received", text="还有一辆车"),
    "rate_case": _own("answered", solved="yes", satisfied="yes"),
    "withdraw_own_case": _own("received", reason="解决了"),
    "plan_shift": [
        Scenario(prepare=_bare, call=_shift_of, check=_one_shift),
        Scenario(prepare=_bare, call=lambda s, i: _shift_of(s, 0), check=_same_and_one_event),
    ],
    "substitute_shift": Scenario(
        prepare=_shift,
        call=lambda s, i: {
            "by": s.cast.dispatcher.viewer,
            "shift": s.shift,
            "substitute": s.cast.leader.person.pk,
            "reason": "病假",
        },
        check=_same_and_one_event,
    ),
    "hand_over": Scenario(
        prepare=_shift,
        call=lambda s, i: {"by": s.cast.worker.viewer, "shift": s.shift, "text": "电梯待修"},
        check=_same_and_one_event,
    ),
    "add_entry": Scenario(prepare=_bare, call=_entry_of, check=_one_entry),
    "import_entries": Scenario(
        prepare=_bare,
        call=lambda s, i: {
            "by": s.cast.worker.viewer,
            "place": s.world.shanghe,
            "source": "摸排",
            "rows": [LedgerRow(n, f"问题{n}", date(2019, 5, 1), ref=f"A{n}") for n in range(5)],
        },
        check=lambda s, outcomes: all_ok(outcomes) or _five(),
    ),
    "start_entry": _on_entry(),
    "solve_entry": _on_entry(how="重新铺设"),
    "drop_entry": _on_entry(why="误报"),
    "import_cases": Scenario(prepare=_bare, call=_rows, check=_each_case_once),
}


def _five() -> None:
    assert LedgerEntry.objects.count() == 5
