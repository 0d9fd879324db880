from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hehuo.cases import selectors, services
from hehuo.cases.models import DutyShift, LedgerEntry
from hehuo.cases.services import LedgerRow
from hehuo.ground import clock
from hehuo.ground.errors import Conflict, HehuoError, Invalid, NotAllowed, NotFound, Refused

from .conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def plan(cast: Any, world: Any, **given: Any) -> DutyShift:
    shift = {
        "by": cast.dispatcher.viewer,
        "place": world.shuguang,
        "person": cast.worker.person.pk,
        "begins_at": NOW,
        "ends_at": NOW + 8 * HOUR,
    }
    return services.plan_shift(**(shift | given))


def test_someone_is_on_duty(cast: Any, world: Any) -> None:
    shift = plan(cast, world)
    assert plan(cast, world) == shift
    assert selectors.on_duty(world.shanghe) == [shift]
    assert selectors.on_duty(world.shanghe, NOW + 8 * HOUR) == []
    assert selectors.on_duty(world.neighbour_community) == []
    nearer = plan(cast, world, place=world.shanghe, person=cast.leader.person.pk)
    assert selectors.on_duty(world.shanghe) == [nearer, shift]
    assert list(selectors.roster(cast.auditor.viewer, world.shuguang, NOW, NOW + HOUR)) == [shift, nearer]
    assert not selectors.roster(cast.officer.viewer, world.shuguang, NOW, NOW + HOUR).exists()


def test_nobody_stands_twice_and_shifts_may_touch(cast: Any, world: Any) -> None:
    plan(cast, world)
    with pytest.raises(Conflict):
        plan(cast, world, begins_at=NOW + HOUR)
    plan(cast, world, begins_at=NOW + 8 * HOUR, ends_at=NOW + 16 * HOUR)
    with pytest.raises(Invalid):
        plan(cast, world, begins_at=NOW + 30 * HOUR, ends_at=NOW + 30 * HOUR)
    with pytest.raises(Invalid):
        plan(cast, world, person=0)
    with pytest.raises(NotAllowed):
        plan(cast, world, by=cast.worker.viewer)
    with pytest.raises(NotAllowed):
        plan(cast, world, by=cast.neighbour_dispatcher.viewer)


def test_a_substitute_takes_over_by_name(cast: Any, world: Any) -> None:
    shift, dispatcher = plan(cast, world), cast.dispatcher.viewer
    other = cast.leader.person.pk
    assert services.substitute_shift(by=dispatcher, shift=shift, substitute=other, reason="病假").substitute_id == other
    assert services.substitute_shift(by=dispatcher, shift=shift, substitute=other, reason="病假").reason == "病假"
    with pytest.raises(Invalid):
        services.substitute_shift(by=dispatcher, shift=shift, substitute=shift.person_id, reason="病假")
    with pytest.raises(NotFound):
        services.substitute_shift(by=cast.worker.viewer, shift=shift, substitute=other, reason="病假")
    with clock.at(NOW + 9 * HOUR), pytest.raises(Refused):
        services.substitute_shift(by=dispatcher, shift=shift, substitute=cast.officer.person.pk, reason="病假")


def test_notes_go_to_the_next_shift(cast: Any, world: Any) -> None:
    shift = plan(cast, world)
    note = services.hand_over(by=cast.worker.viewer, shift=shift, text="3号楼电梯待修")
    assert services.hand_over(by=cast.worker.viewer, shift=shift, text="3号楼电梯待修") == note
    with pytest.raises(NotFound):
        services.hand_over(by=cast.officer.viewer, shift=shift, text="没值班")


# -- the problem ledger --------------------------------------------------------------------------------------------


def entry(cast: Any, world: Any, **given: Any) -> LedgerEntry:
    row = {"by": cast.worker.viewer, "place": world.shanghe, "title": "甬道破损", "since": date(2019, 5, 1)}
    return services.add_entry(**(row | given))


def test_an_old_problem_is_written_down_worked_on_and_solved(cast: Any, world: Any) -> None:
    row, worker = entry(cast, world, owner=world.property.pk), cast.worker.viewer
    assert entry(cast, world) == row
    assert row.owner == world.property
    services.start_entry(by=worker, entry=row)
    solved = services.solve_entry(by=worker, entry=row, how="重新铺设")
    assert (solved.state, solved.solved_on) == ("solved", NOW.date())
    assert services.solve_entry(by=worker, entry=row, how="重新铺设").state == "solved"
    with pytest.raises(Refused):
        services.drop_entry(by=worker, entry=row, why="误报")
    with pytest.raises(Refused):
        services.start_entry(by=worker, entry=row)


@pytest.mark.parametrize(
    "given",
    [{"title": " "}, {"since": NOW.date() + timedelta(days=1)}, {"place": "110108025"}, {"place": "110108025777"}],
)
def test_bad_entries(cast: Any, world: Any, given: dict[str, Any]) -> None:
    with pytest.raises(HehuoError):
        entry(cast, world, **given)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("who", ["neighbour_worker", "property_staff", "auditor", "admin", "outsider"])
def test_others_do_not_write(cast: Any, world: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        entry(cast, world, by=cast.people[who].viewer)
    row = entry(cast, world)
    with pytest.raises(NotFound):
        services.solve_entry(by=cast.people[who].viewer, entry=row, how="x")


def test_a_list_is_imported_once_and_bad_rows_are_told(cast: Any, world: Any) -> None:
    rows = [
        LedgerRow(2, "化粪池满溢", date(2015, 1, 1), ref="A1"),
        LedgerRow(3, "", date(2015, 1, 1), ref="A2"),
        LedgerRow(4, "路灯损坏", date(2026, 11, 1), ref="A3"),
        LedgerRow(5, "门禁失灵", date(2024, 11, 1), ref="A4", solved_on=date(2025, 1, 1)),
        LedgerRow(6, "未来", date(2030, 1, 1)),
    ]
    given = {"by": cast.worker.viewer, "place": world.shanghe, "source": "2018摸排"}
    done = services.import_entries(rows=rows, **given)
    assert (done.created, done.unchanged, [row for row, _why in done.rejected]) == (3, 0, [3, 6])
    again = services.import_entries(rows=rows, **given)
    assert (again.created, again.unchanged) == (0, 3)
    ageing = selectors.ledger_ageing(world.shuguang)
    assert (ageing.quarter, ageing.year, ageing.three_years, ageing.older) == (1, 0, 0, 1)
    assert (ageing.open, ageing.solved, ageing.oldest) == (2, 1, date(2015, 1, 1))
    assert [e.title for e in selectors.ledger(cast.auditor.viewer, world.shuguang, state="unsolved")] == [
        "化粪池满溢",
        "路灯损坏",
    ]
    assert [e.title for e in selectors.ledger(cast.worker.viewer, world.shanghe, text="门禁")] == ["门禁失灵"]
    assert not selectors.ledger(cast.property_staff.viewer, world.shanghe).exists()


def test_one_entry_is_read_by_those_who_may(cast: Any, world: Any) -> None:
    row = entry(cast, world)
    assert selectors.ledger_entry(cast.leader.viewer, row.pk) == row
    with pytest.raises(NotFound):
        selectors.ledger_entry(cast.officer.viewer, row.pk)
