"""The day: roll, beginning, step by step, the admonition first, and the two ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from hehuo.actions import selectors, services
from hehuo.actions.models import Closing, Step
from hehuo.ground import clock
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships.models import Fact

from .conftest import DAY, make_stage


def _fact(name):
    return Fact.objects.filter(name=f"action.{name}").values_list("value", flat=True).first()


def test_the_whole_day(stage):
    stage.begin()
    assert _fact("roll_call") == 1
    assert stage.step("roll_call").state == "done"
    assert selectors.admonished_at(stage.action) is None
    stage.admonish()
    assert selectors.admonished_at(stage.action) == DAY
    assert _fact("admonished") == 1
    stage.all_steps()
    services.close_action(by=stage.by, action=stage.action, summary="楼道清空，23 件已编号存放。")
    assert stage.fresh().state == "closed"
    assert _fact("closed") == 1
    assert not Step.objects.filter(state="open").exists()
    assert selectors.under_way(stage.table) is None
    assert selectors.of_partnership(stage.table) == [stage.action]


def test_the_roll_is_called_after_the_notice_and_absence_is_excused(stage):
    line = stage.line(stage.world.committee)
    with pytest.raises(Refused) as caught:
        services.call_roll(by=stage.by, action=stage.action, present=[line.pk])
    assert caught.value.code == "notice"
    stage.announce().call()
    services.call_roll(by=stage.by, action=stage.action, absent=[line.pk])
    assert _fact("roll_call") == 0
    with pytest.raises(Refused) as caught:
        services.begin_action(by=stage.by, action=stage.action)
    assert caught.value.code == "roll_absent"
    with pytest.raises(Invalid):
        services.call_roll(by=stage.by, action=stage.action, excused={line.pk: " "})
    services.call_roll(by=stage.by, action=stage.action, excused={line.pk: "社区突发停水"})
    services.begin_action(by=stage.by, action=stage.action)
    assert not selectors.person_concerned_present(stage.action)
    with pytest.raises(NotFound):
        services.call_roll(by=stage.by, action=stage.action, present=[line.pk + 999])
    with pytest.raises(NotAllowed):
        services.call_roll(by=stage.cast.property_staff.viewer, action=stage.action, present=[line.pk])


def test_officers_count_with_certificate_only(stage):
    stage.announce()
    line = stage.line(stage.world.police)
    services.call_roll(by=stage.by, action=stage.action, present=[line.pk])
    assert selectors.officers_present(stage.action, stage.world.police) == []
    services.call_roll(by=stage.by, action=stage.action, certificates={line.pk: "京公 010233"})
    assert selectors.officers_present(stage.action, stage.world.police) == [line]
    assert selectors.officers_present(stage.action, stage.world.fire.pk) == []


def test_one_action_at_a_time(stage):
    stage.begin()
    second = services.draft_action(
        by=stage.by, partnership=stage.table, title="第二次", starts_at=DAY, meeting_point="门口",
        leader=stage.cast.leader.person,
    )  # fmt: skip
    services.announce_action(by=stage.by, action=second, how="phone")
    services.call_roll(by=stage.by, action=second, present=[row.pk for row in second.roll.all()])
    with pytest.raises(Refused) as caught:
        services.begin_action(by=stage.by, action=second)
    assert caught.value.code == "other"
    services.abort_action(by=stage.by, action=stage.action, reason="下雨")
    services.begin_action(by=stage.by, action=second)
    assert services.begin_action(by=stage.by, action=second).state == "under_way"


def test_nothing_moves_before_the_admonition(stage):
    stage.begin()
    Step.objects.get(kind="move").after.clear()
    with pytest.raises(Refused) as caught:
        services.do_step(by=stage.by, step=stage.step("move"))
    assert caught.value.code == "admonition"
    assert caught.value.source
    stage.admonish()
    services.do_step(by=stage.by, step=stage.step("move"))


def test_a_late_message_from_a_phone_cannot_put_moving_before_the_admonition(stage):
    stage.begin()
    Step.objects.get(kind="move").after.clear()
    with clock.at(DAY + timedelta(hours=1)):
        stage.admonish()
        with pytest.raises(Invalid):
            services.do_step(by=stage.by, step=stage.step("move"), happened_at=DAY + timedelta(minutes=30))
        with pytest.raises(Invalid):
            services.do_step(by=stage.by, step=stage.step("explain"), happened_at=DAY - timedelta(minutes=30))
        with pytest.raises(Invalid):
            services.do_step(by=stage.by, step=stage.step("explain"), happened_at=DAY + timedelta(hours=3))


def test_a_day_without_admonition_moves_without(world, cast, morning):
    stage = make_stage(world, cast, admonition=False)
    assert not selectors.admonition_planned(stage.action)
    stage.begin().all_steps()
    assert stage.step("move").state == "done"


def test_steps_are_done_by_those_whose_they_are(stage):
    stage.begin().admonish()
    with pytest.raises(NotAllowed):
        services.do_step(by=stage.cast.property_staff.viewer, step=stage.step("explain"))
    services.do_step(by=stage.cast.worker.viewer, step=stage.step("explain"))
    with pytest.raises(NotFound):
        services.do_step(by=stage.cast.coordinator.viewer, step=stage.step("listen"))
    stage.do("listen", "consent")
    done = services.do_step(by=stage.cast.property_staff.viewer, step=stage.step("number"), note="23 件")
    assert (done.state, done.note, done.done_by) == ("done", "23 件", stage.cast.property_staff.person)
    entry = Entry.objects.filter(name="action.step_done").order_by("-pk")[0]
    assert entry.party == stage.world.property.pk


def test_a_step_twice_is_once_and_can_be_opened_again(stage):
    stage.begin().admonish()
    step = stage.step("explain")
    first = services.do_step(by=stage.by, step=step, key="p1")
    entries = Entry.objects.count()
    assert services.do_step(by=stage.by, step=step, key="p1") == first
    assert services.do_step(by=stage.by, step=step).done_at == first.done_at
    assert Entry.objects.count() == entries
    stage.do("listen", "consent")
    with pytest.raises(Refused):
        services.undo_step(by=stage.by, step=step)
    services.undo_step(by=stage.by, step=stage.step("consent"))
    services.undo_step(by=stage.by, step=stage.step("consent"))
    services.undo_step(by=stage.by, step=step)
    assert stage.step("explain").state == "open"
    with pytest.raises(Refused):
        services.undo_step(by=stage.by, step=stage.step("admonish"))


def test_what_is_optional_is_left_out_with_a_reason(stage):
    stage.begin().admonish().do("explain")
    with pytest.raises(Refused) as caught:
        services.skip_step(by=stage.by, step=stage.step("number"), reason="不想")
    assert caught.value.code == "required"
    with pytest.raises(Invalid):
        services.skip_step(by=stage.by, step=stage.step("listen"), reason="")
    services.skip_step(by=stage.by, step=stage.step("listen"), reason="当事人不在家")
    services.skip_step(by=stage.by, step=stage.step("listen"), reason="当事人不在家")
    services.skip_step(by=stage.by, step=stage.step("consent"), reason="当事人不在家")
    stage.do("number")


def test_the_admonition_itself_is_written_down_not_ticked(stage):
    stage.begin()
    with pytest.raises(Refused) as caught:
        services.do_step(by=stage.by, step=stage.step("admonish"))
    assert caught.value.code == "record"


def test_finishing_wants_the_required_steps_and_words(stage):
    stage.begin().admonish()
    with pytest.raises(Refused) as caught:
        services.close_action(by=stage.by, action=stage.action, summary="好了")
    assert caught.value.code == "step"
    stage.do("explain", "listen", "consent", "number", "move", "clean", "check")
    with pytest.raises(Invalid):
        services.close_action(by=stage.by, action=stage.action, summary=" ")
    with pytest.raises(NotAllowed):
        services.close_action(by=stage.cast.officer.viewer, action=stage.action, summary="好了")


def test_closed_is_final(stage):
    stage.begin().admonish().all_steps()
    services.close_action(by=stage.by, action=stage.action, summary="好了")
    assert services.close_action(by=stage.by, action=stage.action, summary="别的").closing.words == "好了"
    line = stage.line(stage.world.committee)
    for change in (
        lambda: services.abort_action(by=stage.by, action=stage.action, reason="后悔"),
        lambda: services.call_roll(by=stage.by, action=stage.action, present=[line.pk]),
        lambda: services.do_step(by=stage.by, step=stage.step("explain"), note="x", key="z"),
        lambda: services.undo_step(by=stage.by, step=stage.step("check")),
        lambda: services.begin_action(by=stage.by, action=stage.action),
        lambda: services.announce_action(by=stage.by, action=stage.action, how="phone"),
        lambda: services.expect(by=stage.by, action=stage.action, role="partner", name="谁"),
        lambda: services.change_action(by=stage.by, action=stage.action, title="x"),
        lambda: services.log_incident(by=stage.by, action=stage.action, kind="other", severity="note"),
        lambda: services.add_witness(by=stage.by, action=stage.action, name="谁"),
    ):
        before = Step.objects.filter(state="done").count()
        # A button that was pressed already answers as before; everything else is refused.
        with suppress(Refused):
            change()
        assert stage.fresh().state == "closed"
        assert Step.objects.filter(state="done").count() == before


@pytest.mark.parametrize("moment", ["draft", "announced", "called", "begun", "admonished", "moved"])
def test_breaking_off_at_any_moment_leaves_all_consistent(stage, moment):
    ways = {
        "draft": lambda: None,
        "announced": stage.announce,
        "called": lambda: stage.announce().call(),
        "begun": stage.begin,
        "admonished": lambda: stage.begin().admonish(),
        "moved": lambda: stage.begin().admonish().do("explain", "listen", "consent", "number", "move"),
    }
    ways[moment]()
    done = Step.objects.filter(state="done").count()
    roll = list(stage.action.roll.values_list("pk", "state"))
    services.abort_action(by=stage.by, action=stage.action, reason="老人身体不适，暂停。")
    services.abort_action(by=stage.by, action=stage.action, reason="再点一次")
    assert stage.fresh().state == "aborted"
    assert Closing.objects.get().aborted
    assert not Step.objects.filter(state="open").exists()
    assert Step.objects.filter(state="done").count() == done
    assert list(stage.action.roll.values_list("pk", "state")) == roll
    assert _fact("aborted") == 1
    assert not any(_fact(name) for name in ("notice_given", "roll_call", "admonished"))
    with pytest.raises(Refused):
        services.close_action(by=stage.by, action=stage.action, summary="其实好了")


def test_a_phone_that_sends_again_late_gets_the_first_answer(stage):
    stage.announce()
    line = stage.line(stage.world.committee)
    for _again in range(2):
        services.call_roll(by=stage.by, action=stage.action, present=[line.pk], key="roll-1")
    assert Entry.objects.filter(name="action.roll_called").count() == 1
    with pytest.raises(Conflict):
        services.call_roll(by=stage.by, action=stage.action, absent=[line.pk], key="roll-1")


def test_the_day_as_somebody_sees_it(stage, django_assert_max_num_queries):
    stage.begin()
    day = selectors.day_of(stage.fresh(), stage.cast.property_staff.viewer)
    assert day.now.step.kind == "admonish"
    assert not day.now.mine
    assert day.coming.step.kind == "explain"
    stage.admonish()
    with django_assert_max_num_queries(6):
        day = selectors.day_of(stage.action, stage.cast.worker.viewer)
    assert [day.now.step.kind, *(view.step.kind for view in day.also)] == ["explain", "listen"]
    listen = stage.step("listen")
    assert selectors.day_of(stage.action, stage.by, listen.pk).now.step == listen
    assert day.done == 2
    assert selectors.progress([stage.action]) == {stage.action.pk: (2, 9)}


def test_breaking_off_sets_the_partnership_back_to_its_plan(stage):
    stage.begin().admonish()
    stage.table.stage = "acting"
    stage.table.save()
    services.abort_action(by=stage.by, action=stage.action, reason="老人身体不适")
    stage.table.refresh_from_db()
    assert (stage.table.stage, stage.table.round) == ("planned", 2)
    assert stage.table.passages.get().kind == "set_back"
    again = services.draft_action(
        by=stage.by, partnership=stage.table, title="第二次", starts_at=DAY, meeting_point="门口",
        leader=stage.cast.leader.person,
    )  # fmt: skip
    assert services.announce_action(by=stage.by, action=again, how="phone").state == "announced"
