"""A partnership, a watch of two points with two rounds a day, and the owner's agreement, by the services themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from tests.watching import make_partnership, sign_agreement

from hehuo.ground import clock
from hehuo.partnerships.models import Partnership
from hehuo.watches import services
from hehuo.watches.models import Watch

SET_UP = datetime(2021, 4, 16, 20, tzinfo=clock.BEIJING)


def at(text: str) -> datetime:
    """``"04-17 09:00"`` of 2021 in Beijing."""
    return datetime.fromisoformat(f"2021-{text}").replace(tzinfo=clock.BEIJING)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(SET_UP):
        yield


@pytest.fixture
def partnership(world: Any) -> Partnership:
    return make_partnership(world)


@pytest.fixture
def watch(world: Any, cast: Any, partnership: Partnership) -> Watch:
    """17 April 2021 on, at 09:00 and 17:00, made by the property company of Shanghe."""
    return services.set_up_watch(
        by=cast.worker.viewer,
        partnership=partnership,
        points=["电梯口", "楼道东侧"],
        slots=["09:00", "17:00"],
        starts_on=date(2021, 4, 17),
        organisation=world.property,
    )


@pytest.fixture
def agreement(world: Any, cast: Any, partnership: Partnership) -> Any:
    """The owner's own agreement for both points, signed on the day of the action."""
    return sign_agreement(world, cast, partnership)


@pytest.fixture
def walk(cast: Any, watch: Watch) -> Callable[..., None]:
    """``walk("04-20")``: both rounds of that day, every point seen clear; ``only`` one slot."""

    def make(day: str, only: str = "") -> None:
        for slot in [only] if only else watch.slots:
            row = watch.rounds.get(day=date.fromisoformat(f"2021-{day}"), slot=slot)
            with clock.at(at(f"{day} {slot}")):
                for point in watch.points.all():
                    services.look(by=cast.property_staff.viewer, round=row, point=point)

    return make
