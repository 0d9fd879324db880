"""The services on PostgreSQL: what they do, whom they refuse, and in which words."""

from __future__ import annotations

import pytest

from hehuo.cases.models import Hold
from hehuo.ground import clock
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships import selectors, services
from hehuo.partnerships.models import Member, MemberDuty, Partnership, Plan

from .tables import make_case

pytestmark = pytest.mark.django_db


# -- opening ------------------------------------------------------------------------------------------------------


def test_six_seats_are_filled_and_every_duty_is_cited(table, world):
    made = table()
    seats = {view.seat.value: view for view in selectors.seats(made.row)}
    assert [member.organisation for member in seats["steward"].members] == [world.property]
    assert world.police in [member.organisation for member in seats["backing"].members]
    assert made.row.lead == world.party_branch
    assert set(made.row.demanded) >= {"backbone", "organiser", "steward", "backing"}
    for duty in MemberDuty.objects.all():
        assert duty.clause_number
        assert duty.charter_title
        assert duty.url.endswith(f"#c{duty.clause_number}")


def test_the_snapshot_keeps_the_members_duty_when_the_holder_changes(table, world):
    made = table()
    world.seat(world.social_unit, "steward", world.shanghe)
    assert [m.organisation for m in selectors.seats(made.row)[3].members] == [world.property]


def test_an_empty_seat_is_a_gap_in_the_words_of_the_resolution(case, cast, world):
    world.property.seats.all().delete()
    row = services.open_partnership(by=cast.worker.viewer, cases=[case], level="community")
    steward = selectors.seats(row)[3]
    assert steward.members == []
    assert "大管家" in steward.gap
    assert steward.demanded
    member = services.invite(by=cast.worker.viewer, partnership=row, standing="seat", organisation=world.property,
                             seat="steward").member  # fmt: skip
    assert selectors.duties_of(member)
    assert selectors.seats(row)[3].gap == ""


@pytest.mark.parametrize(("tried", "hard", "code"), [(False, True, "case.contact"), (True, False, "case.hard")])
def test_the_ordinary_way_comes_first(charters, world, cast, tried, hard, code):
    case = make_case(world, cast, tried=tried, hard=hard)
    with pytest.raises(Refused) as refused:
        services.open_partnership(by=cast.worker.viewer, cases=[case], level="community")
    assert refused.value.code == code
    assert not Partnership.objects.exists()


def test_urgency_opens_at_once_with_a_reason(charters, world, cast):
    case = make_case(world, cast, tried=False, hard=False)
    with pytest.raises(Invalid) as invalid:
        services.open_partnership(by=cast.worker.viewer, cases=[case], level="community", urgent=True)
    assert "reason" in invalid.value.fields
    row = services.open_partnership(by=cast.worker.viewer, cases=[case], level="community", urgent=True, reason="火险")
    assert row.urgent_reason == "火险"


def test_a_case_lies_on_one_open_table(table, cast):
    made = table()
    with pytest.raises(Conflict, match=made.row.number):
        services.open_partnership(by=cast.worker.viewer, cases=[made.case], level="community")


def test_the_case_stays_open_until_the_table_has_settled(table, cast):
    made = table()
    (hold,) = Hold.objects.filter(case=made.case, released_at=None)
    assert made.row.number in hold.reason
    services.dissolve(by=cast.worker.viewer, partnership=made.row, reason="已自行清理")
    assert not Hold.objects.filter(case=made.case, released_at=None).exists()
    assert services.open_partnership(by=cast.worker.viewer, cases=[made.case], level="community")


@pytest.mark.parametrize("who", ["worker", "officer", "property_staff", "auditor", "neighbour_dispatcher"])
def test_a_table_of_the_subdistrict_is_opened_by_its_dispatchers_and_leaders(case, cast, who):
    with pytest.raises((NotAllowed, NotFound)):
        services.open_partnership(by=getattr(cast, who).viewer, cases=[case], level="subdistrict")
    assert (
        services.open_partnership(by=cast.dispatcher.viewer, cases=[case], level="subdistrict").level == "subdistrict"
    )


def test_a_theme_needs_no_complaint(charters, cast, world):
    row = services.open_partnership(by=cast.worker.viewer, place=world.shanghe, level="community", theme="垃圾分类",
                                    title="垃圾分类桶前值守")  # fmt: skip
    assert (row.origin, row.category, row.lead) == ("theme", None, None)
    assert [view.members[0].organisation for view in selectors.seats(row) if view.seat == "organiser"] == [
        world.committee
    ]
    assert not selectors.facts_of_gate(row).concerned


def test_several_cases_share_one_table(charters, world, cast):
    two = [make_case(world, cast), make_case(world, cast, place=f"{world.shanghe}/e1/b1/")]
    row = services.open_partnership(by=cast.worker.viewer, cases=two, level="community", title="楼道堆物")
    assert (row.origin, row.place) == ("cases", world.shanghe)
    assert len(selectors.threads_of(row)) == 3


def test_the_same_key_gives_the_same_table(case, cast):
    one, other = (
        services.open_partnership(by=cast.worker.viewer, cases=[case], level="community", key="k") for _ in range(2)
    )
    assert one == other
    assert Partnership.objects.count() == 1


# -- members ------------------------------------------------------------------------------------------------------


def test_residents_names_are_sealed_and_each_look_is_journaled(table, cast):
    made = table()
    invited = services.invite(by=cast.worker.viewer, partnership=made.row, standing="person_concerned", name="张大山")
    member = Member.objects.get(pk=invited.member.pk)
    assert "张大山".encode() not in bytes(member.name)
    assert member.shown == "张**"
    assert services.reveal_member(by=cast.worker.viewer, member=member, reason="call") == "张大山"
    assert Entry.objects.filter(name="partnership.member_revealed").count() == 1
    with pytest.raises(NotAllowed):
        services.reveal_member(by=cast.officer.viewer, member=member, reason="call")


def test_the_link_answers_for_the_resident_until_it_is_renewed(table, cast):
    made = table()
    invited = services.invite(by=cast.worker.viewer, partnership=made.row, standing="person_concerned", name="张大山")
    assert services.answer_by_link(secret=invited.secret, accept=True).state == "accepted"
    fresh = services.new_link(by=cast.worker.viewer, member=invited.member)
    with pytest.raises(NotFound):
        selectors.member_by_secret(invited.secret)
    assert selectors.member_by_secret(fresh.secret) == invited.member


def test_the_family_is_told_only_if_the_person_agrees(table, cast):
    made = table()
    worker = cast.worker.viewer
    person = services.invite(by=worker, partnership=made.row, standing="person_concerned", name="张大山")
    with pytest.raises(Refused) as refused:
        services.invite(by=worker, partnership=made.row, standing="family", name="张小山")
    assert refused.value.source == "《个人信息保护法》第二十三条"
    services.allow_family_by_link(secret=person.secret, agrees=True)
    assert services.invite(by=worker, partnership=made.row, standing="family", name="张小山").member.state == "invited"


def test_nobody_speaks_for_a_unit_that_can_speak_itself(table, cast, world):
    made = table()
    police = made.member(world.police)
    with pytest.raises(NotAllowed):
        services.answer(by=cast.worker.viewer, member=police, accept=True)
    with pytest.raises(NotAllowed):
        services.answer(by=cast.property_staff.viewer, member=police, accept=True)
    assert services.answer(by=cast.officer.viewer, member=police, accept=True).state == "accepted"
    assert Entry.objects.filter(name="partnership.accepted").latest("pk").party == world.police.pk


def test_what_a_unit_without_accounts_said_is_written_down(table, cast, world):
    made = table()
    owners = made.member(world.owners)
    assert services.answer(by=cast.worker.viewer, member=owners, accept=True).state == "accepted"
    assert Entry.objects.filter(name="partnership.accepted").latest("pk").party is None


def test_a_unit_declines_with_a_reason(table, cast, world):
    made = table()
    with pytest.raises(Invalid):
        services.answer(by=cast.officer.viewer, member=made.member(world.police), accept=False)


def test_the_delegate_belongs_to_the_unit(table, cast, world):
    made = table()
    police = made.member(world.police)
    with pytest.raises(Invalid):
        services.name_delegate(by=cast.officer.viewer, member=police, person=cast.worker.person)
    assert services.name_delegate(by=cast.officer.viewer, member=police, person=cast.officer.person).delegate_id
    assert selectors.members_acting(cast.officer.viewer, made.row) == [police]


# -- the plan -----------------------------------------------------------------------------------------------------


def test_a_plan_is_agreed_when_everybody_with_a_task_has_agreed(table, cast, world):
    made = table("consulted")
    plan = services.draft_plan(by=cast.worker.viewer, partnership=made.row, summary="先劝说")
    for unit in (world.property, world.police):
        services.add_task(by=cast.worker.viewer, plan=plan, title=f"事 {unit}", member=made.member(unit),
                          due_at=clock.now())  # fmt: skip
    plan = services.propose_plan(by=cast.worker.viewer, plan=plan)
    services.agree_plan(by=cast.property_staff.viewer, plan=plan, member=made.member(world.property))
    assert Plan.objects.get(pk=plan.pk).state == "proposed"
    services.agree_plan(by=cast.officer.viewer, plan=plan, member=made.member(world.police))
    assert Plan.objects.get(pk=plan.pk).state == "agreed"
    services.agree_plan(by=cast.officer.viewer, plan=plan, member=made.member(world.police), agree=False, reason="改期")
    assert Plan.objects.get(pk=plan.pk).state == "proposed"
    assert any("改期" in str(lack.message) for lack in selectors.gate(made.fresh()))


def test_what_was_put_forward_stands_still_and_a_new_version_begins_as_its_copy(table, cast):
    made = table("planned")
    with pytest.raises(Refused):
        services.add_task(by=cast.worker.viewer, plan=Plan.objects.get(), title="再加一件")
    services.finish_task(by=cast.property_staff.viewer, task=made.task, evidence="备好")
    second = services.draft_plan(by=cast.worker.viewer, partnership=made.row)
    (copied,) = second.tasks.all()
    assert (second.version, copied.state, copied.subject) == (2, "done", made.task.subject)
    services.propose_plan(by=cast.worker.viewer, plan=second)
    assert list(Plan.objects.order_by("version").values_list("state", flat=True)) == ["replaced", "proposed"]


def test_tasks_wait_for_one_another_but_never_in_a_circle(table, cast, world):
    made = table("consulted")
    worker = cast.worker.viewer
    plan = services.draft_plan(by=worker, partnership=made.row)
    first = services.add_task(by=worker, plan=plan, title="一", member=made.member(world.property), due_at=clock.now())
    second = services.add_task(by=worker, plan=plan, title="二", member=made.member(world.property), after=[first])
    with pytest.raises(Invalid):
        services.change_task(by=worker, task=first, after=[second])
    services.propose_plan(by=worker, plan=plan)
    with pytest.raises(Refused, match="一"):
        services.start_task(by=cast.property_staff.viewer, task=second)
    services.finish_task(by=cast.property_staff.viewer, task=first)
    assert services.start_task(by=cast.property_staff.viewer, task=second).state == "started"


def test_a_task_that_asks_for_evidence_wants_it_shown(table, cast):
    made = table("planned")
    with pytest.raises(Refused, match="照片"):
        services.finish_task(by=cast.property_staff.viewer, task=made.task)
    with pytest.raises(NotAllowed):
        services.finish_task(by=cast.officer.viewer, task=made.task, evidence="备好")


def test_a_grave_risk_needs_a_confirmed_stand_by(table, cast, world):
    made = table("planned")
    worker = cast.worker.viewer
    plan = services.draft_plan(by=worker, partnership=made.row)
    risk = services.add_risk(by=worker, plan=plan, kind="agitated", level=1, countermeasure="家属在场",
                             stand_by="救护车", stand_by_from=world.police)  # fmt: skip
    services.propose_plan(by=worker, plan=plan)
    facts = selectors.facts_of_gate(made.fresh())
    assert [one.confirmed for one in facts.risks] == [False]
    with pytest.raises(NotAllowed):
        services.confirm_stand_by(by=worker, risk=risk)
    services.confirm_stand_by(by=cast.officer.viewer, risk=risk)
    assert [one.confirmed for one in selectors.facts_of_gate(made.fresh()).risks] == [True]


def test_what_touches_somebodys_temper_is_not_told_to_everybody(table, cast):
    made = table("consulted")
    plan = services.draft_plan(by=cast.worker.viewer, partnership=made.row)
    services.add_risk(by=cast.worker.viewer, plan=plan, kind="agitated", level=3, countermeasure="家属在场")
    (hidden,) = selectors.risks_of(cast.property_staff.viewer, made.row)
    assert (hidden.hidden, hidden.countermeasure) == (True, "")
    (seen,) = selectors.risks_of(cast.worker.viewer, made.row)
    assert seen.countermeasure == "家属在场"
