"""The services on PostgreSQL: blowing, coming, leaving, refusing, ending, judging."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal import selectors as journal
from hehuo.policies import services as policies
from hehuo.whistles import selectors, services
from hehuo.whistles.models import Call, CheckIn, Rating, Whistle

from .conftest import FAR, NEAR, NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def _propose(world: Any, by: Any, **given: Any) -> Whistle:
    asked: dict[str, Any] = {
        "by": by.viewer, "place": world.shanghe, "kind": "routine", "title": "请执法队到场",
        "called": [world.enforcement.pk], "lead": world.enforcement.pk,
    }  # fmt: skip
    return services.propose_whistle(**(asked | given))


def _decide(key: str, value: Any, world: Any) -> None:
    policies.decide(
        by=Viewer(system=True), key=key, place=world.shuguang, value=value, reason="试点", in_force_from=NOW + MINUTE
    )


def test_the_subdistrict_blows_and_the_clocks_start(blow: Any, world: Any, cast: Any) -> None:
    whistle = blow()
    assert whistle.number == f"W20261120-{whistle.pk:04d}"
    assert (whistle.state, whistle.blown_by_id) == ("blown", cast.dispatcher.person.pk)
    assert whistle.acknowledge_by == NOW + 60 * MINUTE
    assert {call.state for call in whistle.calls.all()} == {"called"}
    assert whistle.lead_id == world.police.pk
    assert whistle.lon is not None
    said = journal.timeline(thread=whistle.subject, viewer=cast.leader.viewer)[0].sentence
    assert "曙光派出所" in said


def test_the_same_twice_is_once(blow: Any) -> None:
    assert blow().pk == blow().pk
    first = blow(title="另一件事", key="k1")
    with clock.at(NOW + 10 * MINUTE):
        assert blow(title="另一件事", key="k1").pk == first.pk
        with pytest.raises(Conflict):
            blow(title="第三件事", key="k1")


def test_a_community_proposes_and_another_approves(world: Any, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        services.blow_whistle(
            by=cast.worker.viewer, place=world.shanghe, kind="routine", title="请到场",
            called=[world.police.pk], lead=world.police.pk,
        )  # fmt: skip
    whistle = _propose(world, cast.worker)
    assert (whistle.state, whistle.blown_at) == ("proposed", None)
    with pytest.raises(NotFound):
        selectors.whistle_for(Viewer(9, (Grant(Role.OFFICER, world.shuguang),), frozenset({world.enforcement.pk})),
                              whistle.number)  # fmt: skip
    with pytest.raises(NotAllowed):
        services.approve_whistle(by=cast.worker.viewer, whistle=whistle)
    done = services.approve_whistle(by=cast.leader.viewer, whistle=whistle)
    assert (done.state, done.blown_at) == ("blown", NOW)
    assert services.approve_whistle(by=cast.leader.viewer, whistle=whistle).pk == whistle.pk


def test_nobody_approves_her_own(world: Any, cast: Any) -> None:
    whistle = _propose(world, cast.dispatcher)
    with pytest.raises(Refused, match=r"."):
        services.approve_whistle(by=cast.dispatcher.viewer, whistle=whistle)
    with pytest.raises(Refused):
        services.reject_whistle(by=cast.dispatcher.viewer, whistle=whistle, reason="不需要")
    taken = services.withdraw_whistle(by=cast.dispatcher.viewer, whistle=whistle, reason="不需要了")
    assert taken.state == "withdrawn"


def test_not_approved_says_why(world: Any, cast: Any) -> None:
    whistle = _propose(world, cast.worker)
    with pytest.raises(Invalid):
        services.reject_whistle(by=cast.leader.viewer, whistle=whistle, reason=" ")
    done = services.reject_whistle(by=cast.leader.viewer, whistle=whistle, reason="请先劝阻")
    assert (done.state, done.result) == ("rejected", "请先劝阻")


def test_policy_may_let_a_community_blow(world: Any, cast: Any) -> None:
    _decide("whistles.approval.emergency", False, world)
    with clock.at(NOW + 5 * MINUTE):
        whistle = services.blow_whistle(
            by=cast.worker.viewer, place=world.shanghe, kind="emergency", title="有人晕倒在楼道",
            called=[world.police.pk], lead=world.police.pk,
        )  # fmt: skip
    assert whistle.check_in_by == NOW + 35 * MINUTE


@pytest.mark.parametrize("who", ["neighbour_dispatcher", "officer", "property_staff", "outsider"])
def test_others_do_not_blow(who: str, blow: Any, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        blow(by=getattr(cast, who).viewer)


def test_the_charter_says_whom_to_call(starter: None, world: Any) -> None:
    found = selectors.proposed("0107", world.shanghe)
    assert found.lead == world.police
    assert [one.organisation for one in found.called] == [world.police, world.fire, world.enforcement]
    assert found.why[world.fire.pk].clause_number > 0
    assert found.why[world.fire.pk].url.startswith("/charters/")
    assert selectors.proposed(None, world.shanghe).called == ()
    assert selectors.proposed("nonsense", world.shanghe).lead is None


def test_the_clause_is_kept_with_the_call(starter: None, blow: Any, world: Any) -> None:
    whistle = blow(category="0107", called=[world.police.pk, world.heating.pk])
    call = Call.objects.get(whistle=whistle, organisation=world.police)
    assert call.why
    assert call.charter_title
    assert Call.objects.get(whistle=whistle, organisation=world.heating).clause_number is None


def test_article_17_guards_the_committee(starter: None, blow: Any, world: Any) -> None:
    for category in ("0107", None):
        with pytest.raises(Refused) as caught:
            blow(category=category, called=[world.committee.pk], lead=world.committee.pk)
        assert "第十七条" in str(caught.value.source)


def test_one_tap_acknowledges(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    call = call_of(blow())
    done = services.acknowledge_call(by=cast.officer.viewer, call=call, key="a")
    assert (done.state, done.acknowledged_at) == ("acknowledged", NOW)
    assert services.acknowledge_call(by=cast.officer.viewer, call=call, key="a").pk == call.pk
    assert services.acknowledge_call(by=cast.officer.viewer, call=call).acknowledged_at == NOW
    with pytest.raises(NotFound):
        services.acknowledge_call(by=cast.neighbour_officer.viewer, call=call)
    with pytest.raises(NotAllowed):
        services.acknowledge_call(by=cast.leader.viewer, call=call_of(call.whistle, world.enforcement))


def test_checking_in_by_position(blow: Any, call_of: Any, cast: Any) -> None:
    call = call_of(blow())
    by = cast.officer.viewer
    with pytest.raises(Refused, match=r"\d"):
        services.check_in(by=by, call=call, how="position", position=FAR)
    with pytest.raises(Refused):
        services.check_in(by=by, call=call, how="position")
    row = services.check_in(by=by, call=call, how="position", position=NEAR, key="c")
    call.refresh_from_db()
    assert (call.state, call.arrived_at, call.acknowledged_at) == ("on_site", NOW, NOW)
    assert row.metres is not None
    assert 20 < row.metres < 80
    assert services.check_in(by=by, call=call, how="position", position=NEAR, key="c").pk == row.pk
    assert services.check_in(by=by, call=call, how="position", position=NEAR).pk == row.pk


def test_a_late_phone_says_when_it_was(blow: Any, call_of: Any, cast: Any) -> None:
    call = call_of(blow())
    with clock.at(NOW + 60 * MINUTE):
        row = services.check_in(
            by=cast.officer.viewer, call=call, how="position", position=NEAR, happened_at=NOW + 20 * MINUTE
        )
        assert row.arrived_at == NOW + 20 * MINUTE
        with pytest.raises(Invalid):
            services.leave_site(by=cast.officer.viewer, check_in=row, reason="另有警情", happened_at=NOW + 10 * MINUTE)
        with pytest.raises(Invalid):
            services.leave_site(by=cast.officer.viewer, check_in=row, reason="走", happened_at=NOW + 90 * MINUTE)


def test_a_list_is_kept_by_somebody_on_site(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk, world.property.pk])
    police, company = call_of(whistle), call_of(whistle, world.property)
    colleague = cast.property_staff.person
    with pytest.raises(Refused):
        services.check_in(by=cast.property_staff.viewer, call=company, how="list")
    with pytest.raises(Refused):
        services.check_in(by=cast.worker.viewer, call=company, how="position", position=NEAR, person=colleague)
    row = services.check_in(by=cast.worker.viewer, call=company, how="list", person=colleague)
    assert (row.person_id, row.recorded_by_id) == (colleague.pk, cast.worker.person.pk)
    with pytest.raises(Refused):
        services.check_in(by=cast.worker.viewer, call=police, how="list", person=colleague)


def test_until_it_is_done_nobody_leaves(blow: Any, call_of: Any, cast: Any) -> None:
    call = call_of(blow())
    row = services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    with pytest.raises(Refused):
        services.leave_site(by=cast.officer.viewer, check_in=row)
    gone = services.leave_site(by=cast.officer.viewer, check_in=row, reason="另有警情", key="l")
    call.refresh_from_db()
    assert (call.state, gone.leave_reason) == ("left", "另有警情")
    assert services.leave_site(by=cast.officer.viewer, check_in=row, reason="另有警情", key="l").pk == row.pk
    back = services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    call.refresh_from_db()
    assert back.pk != row.pk
    assert call.state == "on_site"


def test_a_refusal_goes_up_to_the_district(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    call = call_of(blow())
    refused = services.refuse_call(by=cast.officer.viewer, call=call, reason="不属本所管辖")
    assert refused.state == "refused"
    with pytest.raises(Invalid):
        services.decide_refusal(by=cast.leader.viewer, call=call, upheld=False, reason="属地责任")
    with pytest.raises(NotAllowed):
        services.decide_refusal(by=cast.officer.viewer, call=call, upheld=True, reason="同意")
    done = services.decide_refusal(
        by=cast.leader.viewer, call=call, upheld=False, reason="属地责任", reference="区政府办 2026-31"
    )
    assert (done.state, done.upheld) == ("called", False)
    services.refuse_call(by=cast.officer.viewer, call=call, reason="警力不足")
    district = Viewer(cast.leader.person.pk, (Grant(Role.LEADER, world.haidian),), frozenset())
    done = services.decide_refusal(by=district, call=call, upheld=True, reason="情况属实")
    assert (done.state, done.decision_reference) == ("excused", "")
    with pytest.raises(Refused):
        services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)


def test_a_colleague_refused_first(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    call = call_of(blow())
    services.refuse_call(by=cast.officer.viewer, call=call, reason="不属本所管辖")
    other = Viewer(cast.expert.person.pk, (Grant(Role.OFFICER, world.shuguang),), frozenset({world.police.pk}))
    with pytest.raises(Conflict):
        services.refuse_call(by=other, call=call, reason="不属本所管辖")


def test_concluding_explains_who_never_came(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow()
    police, team = call_of(whistle), call_of(whistle, world.enforcement)
    services.check_in(by=cast.officer.viewer, call=police, how="position", position=NEAR)
    with pytest.raises(Refused, match="综合行政执法队"):
        services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已告诫")
    with pytest.raises(NotAllowed):
        services.conclude_whistle(by=cast.worker.viewer, whistle=whistle, result="已告诫")
    with clock.at(NOW + 60 * MINUTE):
        done = services.conclude_whistle(
            by=cast.dispatcher.viewer, whistle=whistle, result="已告诫", absent={team.pk: "另有任务，已电话说明"}
        )
    assert (done.state, done.ended_at) == ("concluded", NOW + 60 * MINUTE)
    police.refresh_from_db()
    team.refresh_from_db()
    assert (police.state, team.state, team.explanation) == ("done", "absent", "另有任务，已电话说明")
    row = CheckIn.objects.get(call=police)
    assert (row.stayed, row.left_at) == (True, NOW + 60 * MINUTE)
    again = services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="又一次")
    assert again.result == "已告诫"
    with pytest.raises(Refused):
        services.check_in(by=cast.officer.viewer, call=police, how="position", position=NEAR)


@pytest.mark.parametrize(("kind", "enough"), [("routine", True), ("emergency", False), ("hard", False)])
def test_a_routine_whistle_asks_for_a_talk(
    kind: str, enough: bool, blow: Any, call_of: Any, cast: Any, world: Any
) -> None:
    whistle = blow(kind=kind, called=[world.police.pk])
    call = call_of(whistle)
    services.report_whistle(by=cast.officer.viewer, call=call, text="已与社区电话商定")
    if not enough:
        with pytest.raises(Refused):
            services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已商定")
        return
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已商定")
    call.refresh_from_db()
    assert (call.state, call.arrived_at) == ("done", None)


def test_nothing_ends_before_what_happened(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk])
    with clock.at(NOW + 30 * MINUTE):
        services.check_in(by=cast.officer.viewer, call=call_of(whistle), how="position", position=NEAR)
        with pytest.raises(Invalid):
            services.conclude_whistle(
                by=cast.dispatcher.viewer, whistle=whistle, result="好", happened_at=NOW + 10 * MINUTE
            )


def test_a_refusal_may_be_decided_after_the_end(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk])
    call = call_of(whistle)
    services.refuse_call(by=cast.officer.viewer, call=call, reason="不属本所管辖")
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="由街道自行处置")
    done = services.decide_refusal(
        by=cast.leader.viewer, call=call, upheld=False, reason="应当到场", reference="区 12 号"
    )
    assert done.state == "absent"


def test_called_off_frees_everybody(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow()
    call = call_of(whistle)
    services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    services.withdraw_whistle(by=cast.dispatcher.viewer, whistle=whistle, reason="误报")
    assert set(whistle.calls.values_list("state", flat=True)) == {"recalled"}
    assert not CheckIn.objects.filter(left_at=None).exists()


def test_units_report(blow: Any, call_of: Any, cast: Any) -> None:
    call = call_of(blow())
    first = services.report_whistle(by=cast.officer.viewer, call=call, text="已到现场，正在告诫", key="r")
    assert services.report_whistle(by=cast.officer.viewer, call=call, text="已到现场，正在告诫", key="r").pk == first.pk
    assert services.report_whistle(by=cast.officer.viewer, call=call, text="已到现场，正在告诫").pk == first.pk
    with pytest.raises(NotAllowed):
        services.report_whistle(by=cast.leader.viewer, call=call, text="代写")


def test_both_sides_speak(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk])
    call = call_of(whistle)
    services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    with pytest.raises(Refused):
        services.assess_call(by=cast.leader.viewer, call=call, grade="good", text="来得快")
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已告诫")
    with pytest.raises(NotAllowed):
        services.assess_call(by=cast.officer.viewer, call=call, grade="good", text="自评")
    with pytest.raises(Refused):
        services.reply_to_assessment(by=cast.officer.viewer, call=call, text="谢谢")
    services.assess_call(by=cast.leader.viewer, call=call, grade="fair", text="来得快")
    services.assess_call(by=cast.leader.viewer, call=call, grade="good", text="来得快")
    row = services.reply_to_assessment(by=cast.officer.viewer, call=call, text="下次更快")
    assert services.reply_to_assessment(by=cast.officer.viewer, call=call, text="下次更快").pk == row.pk
    with pytest.raises(Conflict):
        services.reply_to_assessment(by=cast.officer.viewer, call=call, text="别的")
    with pytest.raises(Refused):
        services.assess_call(by=cast.leader.viewer, call=call, grade="poor", text="反悔")


def test_residents_rate_by_the_link(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk])
    call, token = call_of(whistle), selectors.rating_token(whistle)
    services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    with pytest.raises(Refused):
        services.rate_whistle(by=ANONYMOUS, token=token, stars={call.pk: 5})
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已告诫")
    for stars in ({}, {call.pk: 6}, {call.pk + 99: 3}):
        with pytest.raises(Invalid):
            services.rate_whistle(by=ANONYMOUS, token=token, stars=stars)
    services.rate_whistle(by=ANONYMOUS, token=token, stars={call.pk: 5}, text="来得及时")
    services.rate_whistle(by=ANONYMOUS, token=token, stars={call.pk: 5}, text="来得及时")
    assert Rating.objects.get().stars == 5
    with pytest.raises(Conflict):
        services.rate_whistle(by=ANONYMOUS, token=token, stars={call.pk: 1})
    with pytest.raises(NotFound):
        services.rate_whistle(by=ANONYMOUS, token=f"{whistle.number}:x", stars={call.pk: 5})


def test_clocks_are_derived(blow: Any, call_of: Any, cast: Any) -> None:
    whistle = blow()
    call = call_of(whistle)
    services.acknowledge_call(by=cast.officer.viewer, call=call)
    assert [one.standing for one in selectors.clocks_of_call(whistle, call_of(whistle))] == ["kept", "running"]
    with clock.at(NOW + 25 * 60 * MINUTE):
        assert [one.standing for one in selectors.clocks(whistle)] == ["late", "late"]
        services.report_whistle(by=cast.officer.viewer, call=call, text="电话联系了社区")
        assert [one.standing for one in selectors.clocks_of_call(whistle, call_of(whistle))] == ["kept", "missed"]
