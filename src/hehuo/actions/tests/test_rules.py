"""The rules alone: the spine and its weaving, the gates, by example and by property."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hehuo.actions.rules import (
    FIXED,
    INVITED,
    SETTLED,
    RollLine,
    RollRole,
    RollState,
    State,
    StepFact,
    StepKind,
    StepState,
    TaskFact,
    admonition_due,
    announce_missing,
    begin_missing,
    close_missing,
    cycle,
    kind_of,
    number_for,
    propose,
    roll_missing,
    step_missing,
    undo_missing,
)

SPINE = [kind for kind in StepKind if kind is not StepKind.OTHER]


def _step(pk, kind=StepKind.OTHER, state=StepState.OPEN, required=True, after=()):
    return StepFact(pk, kind, state, required, frozenset(after), f"第{pk}步")


def _codes(missing):
    return [one.code for one in missing]


def test_without_tasks_the_day_is_the_spine():
    drawn = propose([], admonition=True)
    assert [one.kind for one in drawn] == SPINE
    assert [one.after for one in drawn] == [(), (0,), (1,), (1,), (2, 3), (4,), (5,), (6,), (7,)]
    assert [one.kind for one in drawn if not one.required] == [StepKind.LISTEN, StepKind.CONSENT]


def test_without_admonition_what_follows_waits_for_the_roll():
    drawn = propose([], admonition=False)
    assert StepKind.ADMONISH not in [one.kind for one in drawn]
    assert drawn[1].kind is StepKind.EXPLAIN
    assert drawn[1].after == (0,)


def test_tasks_take_the_place_of_their_kind_and_keep_their_words():
    tasks = [
        TaskFact(1, "搬到楼下", organisation=7),
        TaskFact(2, "逐件编号"),
        TaskFact(3, "再搬一趟大件"),
        TaskFact(4, "心理咨询师备勤"),
        TaskFact(5, "派出所执法前告诫"),
    ]
    drawn = propose(tasks, admonition=False)
    titles = [one.title for one in drawn]
    assert titles[1] == "心理咨询师备勤"
    assert titles[2] == "派出所执法前告诫"
    number = titles.index("逐件编号")
    assert [drawn[number + 1].title, drawn[number + 2].title] == ["搬到楼下", "再搬一趟大件"]
    assert drawn[number + 2].after == (number,)
    clean = drawn[number + 3]
    assert clean.after == (number + 1, number + 2)
    assert drawn[number + 1].task is tasks[0]


def test_a_task_waits_for_the_tasks_before_it():
    drawn = propose([TaskFact(1, "备勤"), TaskFact(2, "接家属", after=frozenset({1, 99}))], admonition=True)
    assert drawn[2].after == (0, 1)


def test_a_plan_cannot_turn_the_order_of_law_round():
    drawn = propose([TaskFact(1, "告诫", after=frozenset({2})), TaskFact(2, "搬走")], admonition=True)
    assert [one.kind for one in drawn] == SPINE
    assert drawn[1].after == (0,)


def test_words_tell_the_kind():
    assert kind_of("执法前告诫") is StepKind.ADMONISH
    assert kind_of("业主签署同意书") is StepKind.CONSENT
    assert kind_of("Carry things down") is StepKind.MOVE
    assert kind_of("请家属到场") is StepKind.OTHER


_TASKS = st.lists(
    st.tuples(
        st.sampled_from(["告诫", "讲解", "听取陈述", "签字", "编号", "搬运", "清扫", "验收", "备勤"]),
        st.frozensets(st.integers(0, 11), max_size=4),
    ),
    max_size=12,
)


@given(_TASKS, st.booleans())
def test_whatever_the_plan_says_the_spine_holds(given_tasks, admonition):
    tasks = [TaskFact(n, title, after=after) for n, (title, after) in enumerate(given_tasks)]
    drawn = propose(tasks, admonition=admonition)
    kinds = [one.kind for one in drawn if one.kind is not StepKind.OTHER]
    assert [kind for kind in SPINE if kind in kinds] == list(dict.fromkeys(kinds))
    assert kinds[0] is StepKind.ROLL_CALL
    assert {one.task.id for one in drawn if one.task} == {task.id for task in tasks}
    assert not cycle({place: one.after for place, one in enumerate(drawn)})
    reach = {}
    for place, one in enumerate(drawn):
        assert all(before < place for before in one.after)
        reach[place] = set(one.after).union(*(reach[before] for before in one.after))
        assert place == 0 or 0 in reach[place]
        if one.kind is StepKind.MOVE:
            admonished = {at for at, other in enumerate(drawn) if other.kind is StepKind.ADMONISH}
            assert admonished <= reach[place]


def test_the_roll_waits_for_partners_only():
    present = RollLine(RollRole.PARTNER, RollState.PRESENT)
    assert _codes(roll_missing([])) == ["roll_empty"]
    assert _codes(roll_missing([present, RollLine(RollRole.OFFICER, RollState.EXPECTED)])) == ["roll_open"]
    assert _codes(roll_missing([present, RollLine(RollRole.OFFICER, RollState.ABSENT)])) == ["roll_absent"]
    assert roll_missing([present, RollLine(RollRole.OFFICER, RollState.EXCUSED, "出警")]) == []
    for role in INVITED:
        assert roll_missing([present, RollLine(role, RollState.ABSENT)]) == []
    only_invited = [RollLine(RollRole.FAMILY, RollState.PRESENT)]
    assert _codes(roll_missing(only_invited)) == ["roll_nobody"]


@given(st.lists(st.tuples(st.sampled_from(list(RollRole)), st.sampled_from(list(RollState))), max_size=8))
def test_a_complete_roll_has_nobody_open(lines):
    roll = [RollLine(role, state) for role, state in lines]
    if not roll_missing(roll):
        assert all(line.state is not RollState.EXPECTED for line in roll)
        assert all(line.role in INVITED for line in roll if line.state is RollState.ABSENT)


def test_announcing_wants_plan_leader_and_steps():
    some = [_step(1, StepKind.ROLL_CALL), _step(2, StepKind.EXPLAIN)]
    assert announce_missing(plan_agreed=True, leader=True, steps=some) == []
    assert _codes(announce_missing(plan_agreed=False, leader=False, steps=some[:1])) == ["plan", "leader", "steps"]


def test_beginning_wants_notice_and_nobody_else_at_it():
    roll = [RollLine(RollRole.PARTNER, RollState.PRESENT)]
    assert begin_missing(announced=True, other="", roll=roll) == []
    assert _codes(begin_missing(announced=False, other="A1", roll=[])) == ["notice", "other", "roll_empty"]


def test_a_step_waits_for_those_before_it():
    steps = {1: _step(1), 2: _step(2, after=[1])}
    assert _codes(step_missing(steps[2], steps, State.UNDER_WAY)) == ["after:1"]
    for state in SETTLED:
        steps[1] = _step(1, state=state, required=False)
        assert step_missing(steps[2], steps, State.UNDER_WAY) == []
    assert _codes(step_missing(steps[1], steps, State.UNDER_WAY)) == ["settled"]


def test_a_step_is_done_on_the_day_only():
    steps = {1: _step(1)}
    for state in (State.DRAFT, State.ANNOUNCED):
        assert _codes(step_missing(steps[1], steps, state)) == ["not_begun"]
    for state in (State.CLOSED, State.ABORTED):
        assert _codes(step_missing(steps[1], steps, state)) == ["final"]


def test_nothing_moves_before_the_admonition_even_without_an_edge():
    steps = {1: _step(1, StepKind.ADMONISH), 2: _step(2, StepKind.MOVE), 3: _step(3, StepKind.NUMBER)}
    assert admonition_due(steps.values())
    assert _codes(step_missing(steps[2], steps, State.UNDER_WAY)) == ["admonition"]
    assert step_missing(steps[3], steps, State.UNDER_WAY) == []
    steps[1] = _step(1, StepKind.ADMONISH, StepState.DONE)
    assert step_missing(steps[2], steps, State.UNDER_WAY) == []


def test_finishing_wants_every_required_step():
    steps = [_step(1), _step(2, required=False), _step(3, state=StepState.DONE)]
    assert _codes(close_missing(steps, State.UNDER_WAY)) == ["step:1"]
    assert close_missing(steps[1:], State.UNDER_WAY) == []
    assert _codes(close_missing([], State.ANNOUNCED)) == ["not_begun"]


def test_a_record_is_not_taken_back_and_nothing_from_under_another():
    steps = {
        1: _step(1, StepKind.ROLL_CALL, StepState.DONE),
        2: _step(2, StepKind.EXPLAIN, StepState.DONE, after=[1]),
        3: _step(3, StepKind.NUMBER, StepState.DONE, after=[2]),
        4: _step(4),
    }
    assert _codes(undo_missing(steps[1], steps, State.UNDER_WAY)) == ["record"]
    assert _codes(undo_missing(steps[2], steps, State.UNDER_WAY)) == ["before:3"]
    assert undo_missing(steps[3], steps, State.UNDER_WAY) == []
    assert _codes(undo_missing(steps[4], steps, State.UNDER_WAY)) == ["open"]
    assert _codes(undo_missing(steps[3], steps, State.CLOSED)) == ["final"]
    assert {StepKind.ROLL_CALL, StepKind.ADMONISH} == FIXED


def test_circles_are_seen():
    assert cycle({1: [2], 2: [1]})
    assert cycle({1: [1]})
    assert not cycle({1: [], 2: [1], 3: [1, 2], 4: [99]})


def test_numbers():
    assert number_for(date(2021, 4, 16), 7) == "A20210416-0007"
