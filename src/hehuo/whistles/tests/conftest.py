"""Whistles at every stage, made by the services themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from hehuo.charter import services as charter
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.matters import services as matters
from hehuo.places.models import Place
from hehuo.whistles import services
from hehuo.whistles.models import Call, Whistle

NOW = datetime(2026, 11, 20, 10, tzinfo=clock.BEIJING)
#: Where Shanghe village lies in these tests, and a point 40 m and one about 5 km from it.
THERE, NEAR, FAR = (116.270, 39.960), (116.2704, 39.9602), (116.330, 39.960)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def tree(db: None) -> None:
    """The default category tree."""
    matters.load_tree(by=SYSTEM)


@pytest.fixture
def starter(tree: None, world: Any) -> None:
    """The starter charters at the places of ``world``."""
    charter.load_starter_charters(by=SYSTEM)


@pytest.fixture
def blow(world: Any, cast: Any) -> Callable[..., Whistle]:
    """``blow(kind="emergency")``: the dispatcher calls police (who leads) and enforcement to Shanghe."""

    def make(**given: Any) -> Whistle:
        Place.objects.filter(code=world.shanghe).update(lon=THERE[0], lat=THERE[1])
        asked: dict[str, Any] = {
            "by": cast.dispatcher.viewer,
            "place": world.shanghe,
            "kind": "routine",
            "title": "楼道堆物影响通行",
            "text": "请到场告诫。",
            "called": [world.police.pk, world.enforcement.pk],
            "lead": world.police.pk,
        }
        return services.blow_whistle(**(asked | given))

    return make


@pytest.fixture
def call_of(world: Any) -> Callable[..., Call]:
    """``call_of(whistle)``: the call of the police station, or of ``unit``."""

    def find(whistle: Whistle, unit: Any = None) -> Call:
        return Call.objects.get(whistle=whistle, organisation=unit or world.police)

    return find
