"""What the worker does by itself."""

from __future__ import annotations

from hehuo.ground import clock
from hehuo.watches import tasks
from hehuo.watches.models import RoundState, Watch

from .conftest import at


def test_missed_rounds_are_marked_batch_after_batch(watch: Watch) -> None:
    with clock.at(at("04-18 12:00")):
        assert tasks.miss(0) == 3
        assert tasks.miss(0) == 0
    assert watch.rounds.filter(state=RoundState.MISSED).count() == 3


def test_coming_days_are_planned(watch: Watch) -> None:
    with clock.at(at("04-26 12:00")):
        assert tasks.plan(0) == 4
        assert tasks.plan(0) == 0
