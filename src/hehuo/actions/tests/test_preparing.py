"""Before the day: drawn from the plan, changed until the notice, announced with plan and leader only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hehuo.actions import selectors, services
from hehuo.actions.models import Action, Step
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships.models import Fact

from .conftest import DAY, make_table


def _kinds(action):
    return list(action.steps.order_by("position").values_list("kind", flat=True))


def test_an_action_is_drawn_from_the_plan(stage):
    steps = {step.kind: step for step in stage.action.steps.all()}
    assert _kinds(stage.action) == [
        "roll_call", "admonish", "explain", "listen", "consent", "number", "move", "clean", "check",
    ]  # fmt: skip
    assert steps["admonish"].organisation == stage.world.police
    assert steps["number"].title == "逐件编号拍照"
    assert steps["number"].organisation == stage.world.property
    assert set(steps["move"].after.all()) == {steps["number"]}
    assert steps["roll_call"].person == stage.cast.leader.person
    assert stage.action.number.startswith("A20210416-")


def test_the_roll_names_members_and_those_on_stand_by(stage):
    roll = {(line.role, line.organisation_id) for line in stage.action.roll.all()}
    world = stage.world
    assert roll == {
        ("partner", world.committee.pk), ("partner", world.property.pk), ("officer", world.police.pk),
        ("person_concerned", None), ("stand_by", world.experts.pk),
    }  # fmt: skip


def test_only_handlers_of_the_place_prepare_and_outsiders_see_nothing(stage, cast):
    again = {"partnership": stage.table, "title": "再来", "starts_at": DAY, "meeting_point": "门口"}
    for who in ("officer", "property_staff"):
        with pytest.raises(NotAllowed):
            services.draft_action(by=getattr(cast, who).viewer, **again)
    for who in ("coordinator", "neighbour_leader", "foreign_worker", "outsider"):
        with pytest.raises(NotFound):
            services.draft_action(by=getattr(cast, who).viewer, **again)
        with pytest.raises(NotFound):
            selectors.action_for(getattr(cast, who).viewer, stage.action.number)
    assert services.draft_action(by=cast.worker.viewer, **again).leader is None


def test_the_same_key_drafts_once(stage):
    again = {"by": stage.by, "partnership": stage.table, "starts_at": DAY, "meeting_point": "门口", "key": "k"}
    first = services.draft_action(title="一", **again)
    assert services.draft_action(title="一", **again) == first
    with pytest.raises(Conflict):
        services.draft_action(title="二", **again)


def test_bad_words_and_times(stage):
    given = {"by": stage.by, "partnership": stage.table, "starts_at": DAY}
    with pytest.raises(Invalid):
        services.draft_action(title=" ", meeting_point="门口", **given)
    with pytest.raises(Invalid):
        services.draft_action(title="一", meeting_point="门口", ends_at=DAY - timedelta(hours=1), **given)
    with pytest.raises(Invalid):
        services.change_action(by=stage.by, action=stage.action, ends_at=DAY - timedelta(hours=1))


def test_steps_are_put_in_changed_and_taken_out(stage):
    move = stage.step("move")
    before = [step.pk for step in stage.action.steps.filter(kind="number")]
    made = services.add_step(by=stage.by, action=stage.action, kind="other", title="拍全景", before=move)
    assert _kinds(stage.action)[6:8] == ["other", "move"]
    assert [step.pk for step in made.after.all()] == before
    services.change_step(by=stage.by, step=made, title="拍全景照", required=False, organisation=stage.world.property)
    made.refresh_from_db()
    assert (made.title, made.required, made.organisation) == ("拍全景照", False, stage.world.property)
    services.remove_step(by=stage.by, step=stage.step("number"))
    assert set(made.after.all()) == {stage.step("consent")}
    services.remove_step(by=stage.by, step=made)
    services.remove_step(by=stage.by, step=made)
    assert not Step.objects.filter(pk=made.pk).exists()


def test_the_law_s_own_steps_stay_where_they_are(stage):
    for kind in ("roll_call", "admonish"):
        with pytest.raises(Refused):
            services.remove_step(by=stage.by, step=stage.step(kind))
        with pytest.raises(Refused):
            services.change_step(by=stage.by, step=stage.step(kind), after=[])
        with pytest.raises(Refused):
            services.change_step(by=stage.by, step=stage.step(kind), required=False)
    with pytest.raises(Invalid):
        services.add_step(by=stage.by, action=stage.action, kind="roll_call", title="再点一次")


def test_steps_never_wait_in_a_circle_nor_for_another_action(stage, world, cast):
    with pytest.raises(Invalid):
        services.change_step(by=stage.by, step=stage.step("number"), after=[stage.step("move")])
    assert stage.step("number").after.get() == stage.step("consent")
    other = services.draft_action(
        by=stage.by, partnership=make_table(world, "H20210410-0002"), title="别处", starts_at=DAY, meeting_point="门口"
    )
    with pytest.raises(NotFound):
        services.change_step(by=stage.by, step=stage.step("number"), after=[other.steps.first()])


def test_notice_needs_an_agreed_plan_and_a_leader(stage):
    plan = stage.table.plans.get()
    plan.state = "proposed"
    plan.save()
    Action.objects.filter(pk=stage.action.pk).update(leader=None)
    with pytest.raises(Refused) as caught:
        stage.announce()
    assert caught.value.code == "plan"
    assert "谁" in str(caught.value) or "Name who leads" in str(caught.value)
    plan.state = "agreed"
    plan.save()
    with pytest.raises(Refused) as caught:
        stage.announce()
    assert caught.value.code == "leader"
    services.change_action(by=stage.by, action=stage.action, leader=stage.cast.leader.person)
    stage.announce()
    assert Fact.objects.get(name="action.notice_given").value == 1


def test_after_the_notice_the_steps_stand_still(stage):
    stage.announce()
    for change in (
        lambda: services.add_step(by=stage.by, action=stage.action, kind="other", title="再一步"),
        lambda: services.change_step(by=stage.by, step=stage.step("move"), title="别搬"),
        lambda: services.remove_step(by=stage.by, step=stage.step("move")),
        lambda: services.change_action(by=stage.by, action=stage.action, starts_at=DAY + timedelta(days=1)),
    ):
        with pytest.raises(Refused):
            change()
    services.change_action(by=stage.by, action=stage.action, leader=stage.cast.worker.person)
    assert stage.fresh().leader == stage.cast.worker.person


def test_announcing_twice_is_once_and_tells_once(stage):
    stage.announce()
    entries = Entry.objects.count()
    stage.announce()
    assert Entry.objects.count() == entries
    with pytest.raises(Invalid):
        services.announce_action(by=stage.by, action=stage.action, how="smoke")


def test_the_roll_can_be_changed_by_whoever_leads_only(stage):
    line = services.expect(
        by=stage.by, action=stage.action, role="officer", organisation=stage.world.police, name="李警官",
        certificate="京公 010234",
    )  # fmt: skip
    assert bytes(line.name) != "李警官".encode()
    assert selectors.line_name(line) == "李**"
    with pytest.raises(NotAllowed):
        services.expect(by=stage.cast.officer.viewer, action=stage.action, role="partner", name="某人")
    with pytest.raises(Invalid):
        services.expect(by=stage.by, action=stage.action, role="partner")
    person = stage.cast.property_staff.person
    one = services.expect(by=stage.by, action=stage.action, role="partner", person=person)
    assert services.expect(by=stage.by, action=stage.action, role="partner", person=person) == one
    services.drop_expected(by=stage.by, attendance=one)
    services.drop_expected(by=stage.by, attendance=one)
    stage.announce().call()
    with pytest.raises(Refused):
        services.drop_expected(by=stage.by, attendance=stage.line(stage.world.committee))


def test_a_sealed_name_is_shown_to_handlers_and_each_look_is_recorded(stage):
    line = services.expect(by=SYSTEM, action=stage.action, role="family", name="王小明")
    assert services.reveal_name(by=stage.cast.worker.viewer, record=line) == "王小明"
    assert Entry.objects.filter(name="action.name_revealed").count() == 1
    with pytest.raises(NotAllowed):
        services.reveal_name(by=stage.cast.property_staff.viewer, record=line)
    with pytest.raises(NotFound):
        services.reveal_name(by=stage.by, record=stage.line(stage.world.committee))
