from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hehuo.cases import selectors, services
from hehuo.cases.selectors import Filters
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.ground.errors import NotFound

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def numbers(viewer: Any, **given: Any) -> set[str]:
    return {row.case.number for row in selectors.inbox(viewer, Filters(**({"tab": "all"} | given))).rows}


def test_each_sees_her_own(report: Any, case_at: Any, cast: Any, world: Any) -> None:
    here, there = report().case.number, report(place=world.shijicheng).case.number
    handed = case_at("assigned", unit=world.property).number
    neighbour = report(place=world.neighbour_community).case.number
    assert numbers(cast.dispatcher.viewer) == numbers(cast.auditor.viewer) == {here, there, handed}
    assert numbers(cast.worker.viewer) == {here, handed}
    assert numbers(cast.property_staff.viewer) == {handed}
    assert numbers(cast.neighbour_worker.viewer) == {neighbour}
    assert numbers(SYSTEM) == {here, there, handed, neighbour}
    for viewer in (cast.admin.viewer, cast.officer.viewer, cast.outsider.viewer, ANONYMOUS):
        assert numbers(viewer) == set()
        with pytest.raises(NotFound):
            selectors.case_for(viewer, here)
        with pytest.raises(NotFound):
            selectors.case_by_id(viewer, 1)


def test_nothing_waits_for_an_auditor_whose_office_handles_it(case_at: Any, cast: Any, world: Any) -> None:
    case_at("assigned", unit=world.office)
    assert selectors.counts(cast.auditor.viewer)["mine"] == 0
    assert not any(row.mine for row in selectors.inbox(cast.auditor.viewer, Filters(tab="all")).rows)


def test_tabs_and_their_counts_agree(case_at: Any, cast: Any) -> None:
    for stage in ("received", "assigned", "accepted", "handling", "answered", "called_back", "closed"):
        case_at(stage)
    for viewer in (cast.dispatcher.viewer, cast.worker.viewer):
        counts = selectors.counts(viewer)
        for tab in selectors.TABS:
            page = selectors.inbox(viewer, Filters(tab=tab))
            assert len(page.rows) == counts[tab], tab
            if tab == "mine":
                assert all(row.mine for row in page.rows)
            if tab == "waiting":
                assert not any(row.mine for row in page.rows)
    counts = {"mine": 3, "new": 1, "waiting": 3, "today": 0, "overdue": 0, "all": 7}
    assert selectors.counts(cast.dispatcher.viewer) == counts
    assert selectors.counts(cast.worker.viewer) == counts


def test_late_ones_show_as_late(case_at: Any, cast: Any, world: Any) -> None:
    case, _answered = case_at("handling"), case_at("answered")
    with clock.at(NOW + 7 * DAY - timedelta(hours=1)):
        assert selectors.counts(cast.worker.viewer)["today"] == 1
        assert [c.pk for c in selectors.due_soon(world.shuguang)] == [case.pk]
        assert numbers(cast.worker.viewer, due="soon") == {case.number}
    with clock.at(NOW + 8 * DAY):
        assert selectors.counts(cast.worker.viewer)["overdue"] == 1
        assert [c.pk for c in selectors.overdue(world.shuguang)] == [case.pk]
        assert [c.pk for c in selectors.overdue(world.neighbour)] == []


def test_filters(report: Any, cast: Any, world: Any) -> None:
    one = report(text="路灯不亮", kind="complain", address="西门").case
    two = report(text="谢谢社区", kind="praise", place=world.shijicheng).case
    viewer = cast.dispatcher.viewer
    services.mark_hard(by=SYSTEM, case=_assigned(two, cast, world))
    for given, found in (
        ({"text": "路灯"}, {one}),
        ({"text": "西门"}, {one}),
        ({"text": one.number}, {one}),
        ({"text": "%"}, set()),
        ({"kind": "praise"}, {two}),
        ({"place": world.shijicheng}, {two}),
        ({"stage": "received"}, {one}),
        ({"hard": True}, {two}),
        ({"urgent": False}, {one, two}),
        ({"unit": world.office.pk}, {two}),
        ({"source": "web"}, {one, two}),
        ({"category": "01"}, set()),
    ):
        assert numbers(viewer, **given) == {case.number for case in found}, given


def _assigned(case: Any, cast: Any, world: Any) -> Any:
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.office.pk)
    return case


def test_pages_and_order(report: Any, cast: Any) -> None:
    for hours in range(51):
        report(happened_at=NOW - timedelta(hours=hours))
    viewer = cast.dispatcher.viewer
    first, second = selectors.inbox(viewer), selectors.inbox(viewer, Filters(page=2))
    assert (len(first.rows), first.more, len(second.rows), second.more) == (50, True, 1, False)
    due = [row.case.due_at for row in first.rows + second.rows]
    assert due == sorted(due)
    newest = [row.case.opened_at for row in selectors.inbox(viewer, Filters(order="newest")).rows]
    assert newest == sorted(newest, reverse=True)


def test_a_list_costs_the_same_for_one_and_for_many(
    report: Any, cast: Any, django_assert_max_num_queries: Any, world: Any
) -> None:
    for _ in range(20):
        report()
    selectors.inbox(cast.worker.viewer)
    with django_assert_max_num_queries(4):
        page = selectors.inbox(cast.worker.viewer)
        for row in page.rows:
            str(row.case.category), str(row.case.unit), row.place_name, row.next.sentence


def test_moves_cost_a_bounded_number_of_queries(case_at: Any, cast: Any, django_assert_max_num_queries: Any) -> None:
    case = case_at("handling")
    with django_assert_max_num_queries(6):
        selectors.moves(case, cast.leader.viewer)


@pytest.mark.parametrize(
    ("stage", "who", "primary"),
    [
        ("received", "dispatcher", "assign"),
        ("assigned", "worker", "accept"),
        ("accepted", "worker", "contact"),
        ("handling", "worker", "visit"),
        ("answered", "dispatcher", "call_back"),
        ("called_back", "leader", "close"),
    ],
)
def test_the_next_step_stands_out_for_whom_it_is(case_at: Any, cast: Any, stage: str, who: str, primary: str) -> None:
    case = case_at(stage)
    found = selectors.moves(case, cast.people[who].viewer)
    assert found[0].name == primary
    assert [move.name for move in found if move.primary] == [primary]
    assert selectors.moves(case, cast.auditor.viewer) == []


def test_a_refused_move_says_why(case_at: Any, cast: Any) -> None:
    case = case_at("accepted")
    answer = next(move for move in selectors.moves(case, cast.worker.viewer) if move.name == "answer")
    assert str(answer.refused_because)
    assert answer.source


def test_every_offered_move_is_really_possible_or_says_why(case_at: Any, cast: Any) -> None:
    for stage in ("received", "assigned", "accepted", "handling", "answered", "called_back", "closed"):
        case = case_at(stage)
        for who in ("worker", "dispatcher", "leader"):
            names = [move.name for move in selectors.moves(case, cast.people[who].viewer)]
            assert len(names) == len(set(names))


def test_public_figures_count_without_naming(case_at: Any, world: Any) -> None:
    case_at("received"), case_at("closed")
    figures = selectors.public_figures(world.shuguang)
    assert (figures.received, figures.closed, figures.solved, figures.open) == (2, 1, 1, 1)
    assert figures.hours_to_contact == 0
    assert selectors.public_figures(world.foreign).hours_to_contact is None
