from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hehuo.cases import selectors, services
from hehuo.cases.rules import State
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, Invalid, Refused

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_only_the_first_talk_is_the_first_contact(case_at: Any, cast: Any) -> None:
    case, worker = case_at("accepted"), cast.worker.viewer
    services.log_contact(by=worker, case=case, outcome="not_reached", text="无人接听")
    case.refresh_from_db()
    assert (case.contacted_at, case.stage) == (None, "handling")
    services.log_contact(by=worker, case=case, outcome="reached", text="一")
    services.log_contact(by=worker, case=case, outcome="reached", text="二")
    case.refresh_from_db()
    assert case.contacted_at == NOW
    assert case.records.filter(first=True).count() == 1


def test_an_urgent_case_is_handled_before_the_paperwork(report: Any, cast: Any, world: Any) -> None:
    case = services.enter_case(by=cast.worker.viewer, text="水管爆了", place=world.shanghe, urgent=True).case
    services.record_visit(by=cast.worker.viewer, case=case, text="已到场")
    services.log_contact(by=cast.worker.viewer, case=case, outcome="reached")
    case.refresh_from_db()
    assert (case.stage, case.contacted_at) == ("received", NOW)
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    services.accept_case(by=cast.worker.viewer, case=case)
    services.answer_case(by=cast.worker.viewer, case=case, text="已修好")


@pytest.mark.parametrize("when", [NOW + DAY, NOW - 30 * DAY])
def test_times_lie_between_receipt_and_now(case_at: Any, cast: Any, when: Any) -> None:
    with pytest.raises(Invalid):
        services.log_contact(by=cast.worker.viewer, case=case_at("accepted"), outcome="reached", happened_at=when)


def test_an_answer_without_contact_says_why(case_at: Any, cast: Any) -> None:
    case = case_at("accepted")
    with pytest.raises(Refused):
        services.answer_case(by=cast.worker.viewer, case=case, text="好了")
    services.answer_case(by=cast.worker.viewer, case=case, text="好了", unreachable="留的是空号")
    case.refresh_from_db()
    assert case.stage == "answered"
    assert case.records.filter(text="留的是空号").exists()


def test_a_new_grade_moves_the_limit_and_keeps_an_extension(case_at: Any, cast: Any) -> None:
    case, worker = case_at("handling"), cast.worker.viewer
    assert services.classify_case(by=worker, case=case, grade=2).due_at == NOW + DAY
    assert services.classify_case(by=worker, case=case, grade=4).due_at == NOW + 15 * DAY
    services.extend_case(
        by=cast.leader.viewer,
        case=case,
        due_at=NOW + 20 * DAY,
        reason="材料未到",
        told_at=NOW,
        platform_notified_at=NOW,
    )
    assert services.classify_case(by=worker, case=case, grade=1).due_at == NOW + 20 * DAY


def test_extensions_have_bounds(case_at: Any, cast: Any) -> None:
    case, leader = case_at("handling"), cast.leader.viewer
    for due in (NOW + 7 * DAY, NOW + 6 * DAY, NOW + 23 * DAY):
        with pytest.raises(Invalid):
            services.extend_case(by=leader, case=case, due_at=due, reason="因", told_at=NOW)
    services.extend_case(by=leader, case=case, due_at=NOW + 22 * DAY, reason="因", told_at=NOW)
    with pytest.raises(Refused):
        services.extend_case(by=leader, case=case, due_at=NOW + 23 * DAY, reason="再因", told_at=NOW)


def test_an_overdue_case_is_not_extended(case_at: Any, cast: Any) -> None:
    case = case_at("handling")
    with clock.at(NOW + 8 * DAY):
        with pytest.raises(Refused):
            services.extend_case(by=cast.leader.viewer, case=case, due_at=NOW + 9 * DAY, reason="因", told_at=NOW)
        assert selectors.state(case) is State.OVERDUE


def test_who_answered_does_not_call_back(case_at: Any, cast: Any) -> None:
    case = case_at("answered")
    with pytest.raises(Refused):
        services.record_call_back(by=cast.worker.viewer, case=case, reached=True, solved="yes")


def test_a_call_back_that_reaches_nobody_changes_nothing_else(case_at: Any, cast: Any) -> None:
    case = case_at("answered")
    services.record_call_back(by=cast.dispatcher.viewer, case=case, reached=False)
    case.refresh_from_db()
    assert (case.stage, case.called_back_at) == ("answered", None)


def test_a_call_back_asks_whether_it_is_solved(case_at: Any, cast: Any) -> None:
    case = case_at("answered")
    with pytest.raises(Invalid):
        services.record_call_back(by=cast.dispatcher.viewer, case=case, reached=True)


def test_the_official_call_back_comes_by_import_only(case_at: Any, cast: Any) -> None:
    case = case_at("answered")
    with pytest.raises(Invalid):
        services.record_call_back(by=cast.leader.viewer, case=case, reached=True, solved="yes", official=True)
    made = services.record_call_back(by=SYSTEM, case=case, reached=True, solved="no", contacted=True, official=True)
    assert made.official


def test_not_solved_is_done_again(case_at: Any, cast: Any) -> None:
    case, dispatcher = case_at("answered"), cast.dispatcher.viewer
    services.record_call_back(by=dispatcher, case=case, reached=True, solved="no", satisfied="no")
    with pytest.raises(Refused):
        services.close_case(by=dispatcher, case=case)
    services.reopen_case(by=dispatcher, case=case, reason="回访未解决")
    case.refresh_from_db()
    assert (case.stage, case.answered_at, case.solved, case.due_at) == ("handling", None, "", NOW + 7 * DAY)
    services.answer_case(by=cast.worker.viewer, case=case, text="这次好了")


def test_a_leader_closes_unsolved_with_words(case_at: Any, cast: Any) -> None:
    case, leader = case_at("answered"), cast.leader.viewer
    services.record_call_back(by=leader, case=case, reached=True, solved="no")
    with pytest.raises(Refused):
        services.close_case(by=leader, case=case)
    services.close_case(by=leader, case=case, reason="诉求不合规")
    case.refresh_from_db()
    assert case.stage == "closed"


def test_silence_closes_after_the_call_back_period(case_at: Any, cast: Any) -> None:
    case, dispatcher = case_at("answered"), cast.dispatcher.viewer
    with clock.at(NOW + 7 * DAY - timedelta(seconds=1)), pytest.raises(Refused):
        services.close_case(by=dispatcher, case=case)
    with clock.at(NOW + 7 * DAY):
        services.close_case(by=dispatcher, case=case)


def test_a_hold_keeps_it_open(case_at: Any, cast: Any) -> None:
    case, dispatcher = case_at("called_back"), cast.dispatcher.viewer
    given = {"kind": "partnership", "subject": "partnership:1"}
    hold = services.place_hold(by=SYSTEM, case=case, room="partnerships", reason="合伙尚未结束", **given)
    assert services.place_hold(by=SYSTEM, case=case, room="partnerships", reason="再说", **given) == hold
    with pytest.raises(Refused, match="合伙尚未结束"):
        services.close_case(by=dispatcher, case=case)
    assert [h.pk for h in selectors.holds(case)] == [hold.pk]
    services.release_hold(by=SYSTEM, case=case, **given)
    assert services.release_hold(by=SYSTEM, case=case, **given) is None
    services.close_case(by=dispatcher, case=case)
    with pytest.raises(Conflict):
        services.place_hold(by=SYSTEM, case=case, room="partnerships", reason="太晚", **given)


def test_a_shelved_case_has_a_review_and_comes_back(case_at: Any, cast: Any) -> None:
    case, leader = case_at("handling"), cast.leader.viewer
    for day in (NOW.date(), NOW.date() + 181 * DAY):
        with pytest.raises(Invalid):
            services.shelve_case(by=leader, case=case, reason="等", review_on=day)
    services.shelve_case(by=leader, case=case, reason="等改造", review_on=NOW.date() + 180 * DAY)
    with clock.at(NOW + 100 * DAY):
        services.resume_case(by=leader, case=case)
        case.refresh_from_db()
        assert (case.stage, case.review_on, case.due_at) == ("handling", None, NOW + 107 * DAY)
