"""Cases at every stage, made by the services themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from hehuo.cases import services
from hehuo.cases.models import Case
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS

NOW = datetime(2026, 11, 20, 10, tzinfo=clock.BEIJING)
STEPS = ("received", "assigned", "accepted", "handling", "answered", "called_back", "closed")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def report(world: Any) -> Callable[..., services.Receipt]:
    def make(**given: Any) -> services.Receipt:
        asked = {"by": ANONYMOUS, "text": "楼道里堆满了箱子。", "place": world.shanghe}
        return services.report_case(**(asked | given))

    return make


@pytest.fixture
def case_at(report: Callable[..., services.Receipt], cast: Any, world: Any) -> Callable[..., Case]:
    """``case_at("handling")``: a case of Shanghe that walked there; the residents' committee leads it."""

    def walk(stage: str, unit: Any = None, **given: Any) -> Case:
        case = report(**given).case
        todo = STEPS[1 : STEPS.index(stage) + 1]
        unit = unit or world.committee
        acts = {
            "assigned": lambda: services.assign_case(by=cast.dispatcher.viewer, case=case, unit=unit.pk),
            "accepted": lambda: services.accept_case(by=cast.worker.viewer, case=case),
            "handling": lambda: services.log_contact(
                by=cast.worker.viewer, case=case, outcome="reached", text="已通话"
            ),
            "answered": lambda: services.answer_case(by=cast.worker.viewer, case=case, text="已清理完毕。"),
            "called_back": lambda: services.record_call_back(
                by=cast.dispatcher.viewer, case=case, reached=True, solved="yes", satisfied="yes"
            ),
            "closed": lambda: services.close_case(by=cast.dispatcher.viewer, case=case),
        }
        for step in todo:
            acts[step]()
        case.refresh_from_db()
        assert case.stage == stage
        return case

    return walk
