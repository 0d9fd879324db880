"""The way from stage to stage, the public, and reading: on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hehuo.cases import services as cases
from hehuo.cases.models import Hold
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships import selectors, services
from hehuo.partnerships.models import Passage
from hehuo.partnerships.rules import CHECKS, ENDED, WALK, Stage

from .tables import make_case

pytestmark = pytest.mark.django_db


# -- the way ------------------------------------------------------------------------------------------------------


def test_the_gate_says_everything_that_is_missing(table, cast):
    made = table()
    with pytest.raises(Refused) as refused:
        services.advance(by=cast.worker.viewer, partnership=made.row, to="convened")
    assert refused.value.code.startswith("seat.")
    assert refused.value.source


def test_stages_are_not_skipped(table, cast):
    made = table("convened")
    with pytest.raises(Conflict):
        services.advance(by=cast.leader.viewer, partnership=made.row, to="planned")


@pytest.mark.parametrize("who", ["officer", "property_staff", "auditor"])
def test_members_do_not_lead(table, cast, who):
    made = table("convened")
    with pytest.raises(NotAllowed):
        services.advance(by=getattr(cast, who).viewer, partnership=made.row)


@pytest.mark.parametrize("who", ["neighbour_worker", "foreign_leader", "expert", "outsider", "admin"])
def test_strangers_learn_nothing(table, cast, who):
    made = table()
    with pytest.raises(NotFound):
        selectors.partnership_for(getattr(cast, who).viewer, made.row.number)
    with pytest.raises(NotFound):
        services.report_stage(by=getattr(cast, who).viewer, partnership=made.row, text="看看")


def test_a_leader_overrides_in_writing_and_the_passage_counts_it(table, cast):
    made = table("convened")
    with pytest.raises(NotAllowed):
        services.override(by=cast.worker.viewer, partnership=made.row, code="survey", reason="赶时间")
    with pytest.raises(Invalid):
        services.override(by=cast.leader.viewer, partnership=made.row, code="survey", reason=" ")
    services.override(by=cast.leader.viewer, partnership=made.row, code="survey", reason="昨日已航拍")
    services.advance(by=cast.worker.viewer, partnership=made.row, to="surveyed")
    assert [step.overridden for step in selectors.steps(made.fresh())][2] == 1
    assert selectors.overrides(made.row)[0].reason == "昨日已航拍"


def test_nobody_overrides_law(table, cast):
    made = table("planned")
    made.tell("action.notice_given")
    made.tell("action.roll_call")
    with pytest.raises(Refused) as refused:
        services.override(by=cast.leader.viewer, partnership=made.row, code="action.admonished", reason="来不及")
    assert refused.value.code == "law"
    with pytest.raises(Refused):
        services.advance(by=cast.leader.viewer, partnership=made.row, to="acting")
    made.tell("action.admonished")
    services.advance(by=cast.leader.viewer, partnership=made.row, to="acting")


def test_what_is_not_missing_is_not_overridden(table, cast):
    made = table("convened")
    with pytest.raises(Conflict):
        services.override(by=cast.leader.viewer, partnership=made.row, code="lessons", reason="无")


def test_of_two_reports_the_later_stands_in_whatever_order(table):
    made = table()
    now = clock.now()
    for value, at in ((3, now), (1, now - timedelta(hours=1)), (5, now + timedelta(hours=1)), (4, now)):
        services.report_fact(by=SYSTEM, partnership=made.row, name="custody.open", source="inventory:1", value=value,
                             happened_at=at)  # fmt: skip
    assert selectors.facts_of(made.row) == {"custody.open": 5}


def test_an_unknown_fact_is_a_mistake(table):
    with pytest.raises(Invalid):
        services.report_fact(by=SYSTEM, partnership=table().row, name="weather", source="x:1")


def test_things_without_a_basis_hold_everything_up(table, cast):
    made = table("watching")
    made.tell("custody.items", 2, source="inventory:1")
    made.tell("custody.basis", 0, source="inventory:1")
    made.tell("watch.streak", 7, source="watch:1")
    codes = {lack.code for lack in selectors.gate(made.row) if lack.legal}
    assert codes == {"custody.basis"}
    with pytest.raises(Refused):
        services.dissolve(by=cast.worker.viewer, partnership=made.row, reason="不办了")


def test_the_problem_comes_back_and_the_work_is_taken_up_again(table, cast):
    made = table("settled")
    with clock.at(clock.now() + timedelta(days=1)):
        services.relapse(by=cast.property_staff.viewer, partnership=made.row, reason="又堆了鞋柜")
    row = made.fresh()
    assert (row.stage, row.round, row.settled_at) == ("watching", 2, None)
    assert Hold.objects.filter(case=made.case, released_at=None).count() == 1
    assert Passage.objects.latest("pk").kind == "relapsed"
    # What the watch proposed was about the first attempt.
    assert "watch.proposed" in {lack.code for lack in selectors.gate(row)}
    with clock.at(clock.now() + timedelta(days=2)):
        services.relapse(by=cast.worker.viewer, partnership=row, reason="需再行动", to="acting")
    assert {lack.code for lack in selectors.gate(made.fresh())} >= {"action.closed"}


def test_it_cannot_come_back_before_it_went_away(table, cast):
    with pytest.raises(Refused):
        services.relapse(by=cast.worker.viewer, partnership=table("planned").row, reason="又来")


def test_the_review_waits_for_the_call_back(table, cast):
    made = table("settled")
    with pytest.raises(Refused, match=made.case.number):
        services.review(by=cast.worker.viewer, partnership=made.row, lessons="早请家属", thanks="谢谢")
    assert made.fresh().lessons == ""


def test_nothing_happens_on_an_ended_table(table, cast):
    made = table("reviewed")
    with pytest.raises(Refused):
        services.report_stage(by=cast.worker.viewer, partnership=made.row, text="补一份")


def test_the_future_has_not_happened(table, cast):
    made = table("convened")
    with pytest.raises(Invalid):
        services.record_survey(by=cast.worker.viewer, partnership=made.row, findings="堆物",
                               led_by=[cast.leader.person.pk], happened_at=clock.now() + timedelta(days=1))  # fmt: skip


# -- the public ---------------------------------------------------------------------------------------------------


def test_one_writes_and_another_reviews(table, cast):
    made = table("reviewed")
    words = {"public_title": "楼道清爽了", "public_text": "大家一起清理。"}
    services.write_public(by=cast.worker.viewer, partnership=made.row, **words)
    with pytest.raises(Refused):
        services.publish_partnership(by=cast.worker.viewer, partnership=made.row, checks=list(CHECKS))
    with pytest.raises(Refused):
        services.publish_partnership(by=cast.dispatcher.viewer, partnership=made.row, checks=["fair"])
    with pytest.raises(Conflict):
        services.publish_partnership(by=cast.dispatcher.viewer, partnership=made.row, public_title="别的",
                                     checks=list(CHECKS))  # fmt: skip
    with pytest.raises(NotFound):
        selectors.public_partnership(made.row.number)
    services.publish_partnership(by=cast.dispatcher.viewer, partnership=made.row, checks=list(CHECKS))
    assert selectors.public_partnership(made.row.number).public_title == "楼道清爽了"
    services.unpublish_partnership(by=cast.worker.viewer, partnership=made.row)
    assert not selectors.public_partnerships("11")


def test_a_flat_number_never_gets_onto_the_page(table, cast):
    made = table()
    with pytest.raises(Invalid) as invalid:
        services.write_public(by=cast.worker.viewer, partnership=made.row, public_title="4号楼2单元601",
                              public_text="清理")  # fmt: skip
    assert "public_title" in invalid.value.fields


def test_offers_are_sealed_and_answered_by_who_leads(table, cast):
    made = table()
    call = services.open_call(by=cast.worker.viewer, partnership=made.row, title="请两位志愿者", text="周五上午")
    offer = services.offer_help(call=call, name="赵四", contact="13800001111", text="我来")
    assert offer.shown == "赵**"
    assert list(selectors.calls_open(made.world.shuguang)) == [call]
    with pytest.raises(NotAllowed):
        services.answer_offer(by=cast.officer.viewer, offer=offer, accept=True)
    services.answer_offer(by=cast.worker.viewer, offer=offer, accept=True)
    with pytest.raises(Conflict):
        services.answer_offer(by=cast.worker.viewer, offer=offer, accept=False)
    shown = services.reveal_offer(by=cast.worker.viewer, offer=offer, reason="call")
    assert shown == {"name": "赵四", "contact": "13800001111"}
    services.close_call(by=cast.worker.viewer, call=call)
    with pytest.raises(Refused):
        services.offer_help(call=call, name="钱五", contact="13900001111", text="我也来")


# -- reading ------------------------------------------------------------------------------------------------------


def test_the_work_is_counted_per_seat_and_per_force(table, cast, world):
    made = table("reviewed")
    services.report_fact(by=SYSTEM, partnership=made.row, name="share.rounds",
                         source=f"organisation:{world.property.pk}", value=10)  # fmt: skip
    shared = selectors.sharing(made.row)
    steward = next(share for share in shared.seats if share.code == "steward")
    organiser = next(share for share in shared.seats if share.code == "organiser")
    assert (steward.tasks_done, steward.tasks, steward.rounds) == (1, 1, 10)
    assert (organiser.meetings, organiser.surveys) == (1, 1)
    assert next(share for share in shared.forces if share.code == "assist").rounds == 10
    assert steward.contributions == 11


def test_the_list_costs_the_same_per_row(table, cast, django_assert_max_num_queries):
    made = table("planned")
    with django_assert_max_num_queries(30):
        page = selectors.partnerships(cast.worker.viewer)
    assert [row.partnership for row in page.rows] == [made.row]
    assert page.counts["open"] == 1


def test_whoever_is_at_the_table_finds_it_in_her_list(table, cast):
    made = table()
    assert [row.partnership for row in selectors.partnerships(cast.officer.viewer).rows] == [made.row]
    assert selectors.partnerships(cast.expert.viewer).rows == []
    assert selectors.my_invitations(cast.officer.viewer)
    made.walk("planned")
    assert [task.title for task in selectors.my_tasks(cast.property_staff.viewer)] == ["准备编号贴"]


def test_the_journal_tells_the_story_without_a_name(table):
    made = table("planned")
    for entry in Entry.objects.filter(subject=made.row.subject).select_related("payload"):
        assert "张" not in str(entry.payload.body)


def test_a_walk_never_goes_back_by_itself(table):
    made = table("reviewed")
    stages = [WALK.index(Stage(passage.stage_to)) for passage in made.row.passages.order_by("pk")]
    assert stages == sorted(stages)
    assert Stage(made.row.stage) in ENDED


def test_the_community_worker_keeps_but_does_not_lead_a_table_of_the_subdistrict(case, cast):
    row = services.open_partnership(by=cast.dispatcher.viewer, cases=[case], level="subdistrict")
    assert services.report_stage(by=cast.worker.viewer, partnership=row, text="已联系各方")
    with pytest.raises(NotAllowed):
        services.advance(by=cast.worker.viewer, partnership=row)


def test_a_dispatcher_overrides_only_where_the_settings_say_so(table, cast):
    made = table("convened")
    viewer = Viewer(cast.dispatcher.person.pk, (Grant(Role.DISPATCHER, made.world.shuguang),))
    with pytest.raises(NotAllowed):
        services.override(by=viewer, partnership=made.row, code="survey", reason="有影像")


def test_a_case_that_has_ended_is_not_taken(charters, world, cast):
    case = make_case(world, cast)
    cases.answer_case(by=cast.worker.viewer, case=case, text="已清理")
    cases.record_call_back(by=cast.dispatcher.viewer, case=case, reached=True, solved="yes", satisfied="yes")
    case = cases.close_case(by=cast.dispatcher.viewer, case=case)
    with pytest.raises((Refused, Conflict)):
        services.open_partnership(by=cast.worker.viewer, cases=[case], level="community", urgent=True, reason="急")
