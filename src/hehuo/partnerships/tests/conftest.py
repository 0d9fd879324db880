"""Tables at every stage, on a hard case of Shanghe under the starter charters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from hehuo.cases.models import Case
from hehuo.ground import clock

from .tables import Table, load_charters, make_case

NOW = datetime(2026, 11, 20, 10, tzinfo=clock.BEIJING)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def charters(world: Any) -> None:
    load_charters()


@pytest.fixture
def case(charters: None, world: Any, cast: Any) -> Case:
    return make_case(world, cast)


@pytest.fixture
def table(case: Case, world: Any, cast: Any) -> Callable[[str], Table]:
    """``table("planned")``: a table of Shanghe that walked there."""

    def make(stage: str = "opening") -> Table:
        return Table(world, cast, case).walk(stage)

    return make
