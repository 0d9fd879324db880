"""Deciding, withdrawing and loading at once: one effect each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.policies import services
from hehuo.policies.models import CalendarYear, PolicyRow
from hehuo.policies.rules import NoticeDay
from tests.concurrency import Outcomes, Scenario

KEY = "cases.limit.grade3"


def _moment(world: Any, cast: Any) -> Any:
    return clock.now() + timedelta(days=1)


def _decide(moment: Any, days: int) -> dict[str, Any]:
    return {
        "by": SYSTEM,
        "key": KEY,
        "place": "110108025",
        "value": timedelta(days=days),
        "reason": "试",
        "in_force_from": moment,
    }


def _one_row(_state: Any, outcomes: Outcomes) -> None:
    assert PolicyRow.objects.count() == 1
    assert all(outcome.ok for outcome in outcomes)


def _one_winner(_state: Any, outcomes: Outcomes) -> None:
    assert PolicyRow.objects.count() == 1
    assert sum(outcome.ok for outcome in outcomes) == 1


def _withdrawn(row: PolicyRow, outcomes: Outcomes) -> None:
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert all(outcome.ok for outcome in outcomes)


def _year(_world: Any, _cast: Any) -> list[NoticeDay]:
    return services.library_notice(2026)


def _one_year(_state: Any, outcomes: Outcomes) -> None:
    assert CalendarYear.objects.filter(year=2026).count() == 1
    assert all(outcome.ok for outcome in outcomes)


SCENARIOS = {
    "decide": [
        Scenario(_moment, lambda moment, _i: _decide(moment, 5), _one_row),
        Scenario(_moment, lambda moment, i: _decide(moment, 3 + i), _one_winner),
    ],
    "withdraw": Scenario(
        lambda world, cast: services.decide(**_decide(_moment(world, cast), 5)),
        lambda row, _i: {"by": SYSTEM, "row_id": row.pk},
        _withdrawn,
    ),
    "load_year": Scenario(
        _year, lambda days, _i: {"by": SYSTEM, "year": 2026, "days": days, "source": "试"}, _one_year
    ),
    "load_known_years": Scenario(
        lambda world, cast: None, lambda _state, _i: {"by": SYSTEM, "years": [2026]}, _one_year
    ),
}
