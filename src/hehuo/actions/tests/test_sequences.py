"""Random sequences of services by random people: nothing is done before what it waits for, nothing moves before the
admonition, an end is an end, one action at a time."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hehuo.actions import services
from hehuo.actions.models import Action, Closing, Step
from hehuo.actions.rules import FINAL, SETTLED, State
from hehuo.ground import clock
from hehuo.ground.errors import HehuoError

from .conftest import DAY, make_stage

WHO = ["leader", "worker", "officer", "property_staff", "coordinator", "auditor"]
KINDS = ["roll_call", "admonish", "explain", "listen", "consent", "number", "move", "clean", "check"]

_ACTS = st.one_of(
    st.tuples(st.just("announce")),
    st.tuples(st.just("call"), st.sampled_from(["present", "absent", "excused"]), st.integers(0, 4)),
    st.tuples(st.just("all")),
    st.tuples(st.just("begin")),
    st.tuples(st.just("admonish")),
    st.tuples(st.just("do"), st.sampled_from(KINDS), st.integers(-30, 5)),
    st.tuples(st.just("skip"), st.sampled_from(KINDS)),
    st.tuples(st.just("undo"), st.sampled_from(KINDS)),
    st.tuples(st.just("unlink"), st.sampled_from(KINDS)),
    st.tuples(st.just("close")),
    st.tuples(st.just("abort")),
)


def _act(stage, action, viewer, what):
    name, *more = what
    roll = list(action.roll.order_by("pk"))
    certificate = {line.pk: "京公 010233" for line in roll if line.role == "officer"}
    officers = list(certificate)
    if name == "call":
        pk = roll[more[1] % len(roll)].pk
        given = {"excused": {pk: "有事"}} if more[0] == "excused" else {more[0]: [pk]}
        return services.call_roll(by=viewer, action=action, **given)
    if name == "all":
        present = [line.pk for line in roll]
        return services.call_roll(by=viewer, action=action, present=present, certificates=certificate)
    if name == "admonish":
        return services.record_admonition(by=viewer, action=action, text="请清理。", officers=officers, heard="both")
    if name in ("do", "skip", "undo", "unlink"):
        step = action.steps.get(kind=more[0])
        return {
            "do": lambda: services.do_step(by=viewer, step=step, happened_at=clock.now() + timedelta(minutes=more[-1])),
            "skip": lambda: services.skip_step(by=viewer, step=step, reason="没有必要"),
            "undo": lambda: services.undo_step(by=viewer, step=step),
            "unlink": lambda: services.change_step(by=viewer, step=step, after=[]),
        }[name]()
    return {
        "announce": lambda: services.announce_action(by=viewer, action=action, how="posted"),
        "begin": lambda: services.begin_action(by=viewer, action=action),
        "close": lambda: services.close_action(by=viewer, action=action, summary="好了"),
        "abort": lambda: services.abort_action(by=viewer, action=action, reason="不行了"),
    }[name]()


def _holds(stage, ended):
    under_way = Action.objects.filter(partnership=stage.table, state=State.UNDER_WAY)
    assert under_way.count() <= 1
    for action in Action.objects.all():
        steps = {step.pk: step for step in action.steps.prefetch_related("after")}
        for step in steps.values():
            if step.state != "done":
                continue
            assert action.begun_at is not None
            assert all(other.state in SETTLED for other in step.after.all())
            assert all(other.done_at <= step.done_at for other in step.after.all())
            if step.kind == "move":
                first = action.admonitions.order_by("happened_at").first()
                assert first is not None
                assert first.happened_at <= step.done_at
        assert not any(step.required and step.state == "skipped" for step in steps.values())
        if action.state in FINAL:
            assert Closing.objects.filter(action=action).count() == 1
            assert not any(step.state == "open" for step in steps.values())
            seen = (action.state, action.ended_at, tuple((pk, one.state, one.done_at) for pk, one in steps.items()))
            assert ended.setdefault(action.pk, seen) == seen


@given(st.lists(st.tuples(st.sampled_from(WHO), st.integers(0, 1), _ACTS), max_size=25), st.booleans())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_sequence_breaks_the_day(world, cast, moves, head_start):

    with transaction.atomic():
        with clock.at(DAY):
            stage = make_stage(world, cast)
            second = services.draft_action(
                by=stage.by, partnership=stage.table, title="第二次", starts_at=DAY, meeting_point="门口",
                leader=cast.leader.person,
            )  # fmt: skip
            if head_start:
                stage.begin()
        ended: dict = {}
        for minute, (who, which, what) in enumerate(moves, 1):
            with clock.at(DAY + timedelta(minutes=minute)):
                action = [stage.action, second][which]
                with suppress(HehuoError):
                    _act(stage, action, getattr(cast, who).viewer, what)
            _holds(stage, ended)
        transaction.set_rollback(True)
    assert not Step.objects.exists()
