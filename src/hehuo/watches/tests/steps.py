"""Steps of a watch that several tests take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hehuo.ground import clock
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.models import Partnership
from hehuo.watches import services
from hehuo.watches.models import Finding, Round, Watch

from .conftest import at

Walk = Callable[..., None]


def slot(watch: Watch, day: str, time: str = "09:00") -> Round:
    return watch.rounds.get(day=date.fromisoformat(f"2021-{day}"), slot=time)


def find(cast: Any, watch: Watch, day: str, time: str = "09:00", text: str = "纸箱") -> Finding:
    """Something stands at the first point on this round, the second is clear."""
    row, (first, second) = slot(watch, day, time), watch.points.all()
    by = cast.property_staff.viewer
    with clock.at(at(f"{day} {time}")):
        finding = services.find(by=by, round=row, point=first, text=text)
        services.look(by=by, round=row, point=second)
    return finding


def tell(cast: Any, finding: Finding, moment: str) -> Finding:
    with clock.at(at(moment)):
        return services.tell_owner(by=cast.property_staff.viewer, finding=finding, how="in_person")


def facts(partnership: Partnership) -> dict[str, int]:
    return partnerships.facts_of(partnership)


def settle(cast: Any, watch: Watch, walk: Walk) -> Watch:
    for n in range(17, 24):
        walk(f"04-{n}")
    with clock.at(at("04-23 20:00")):
        watch = services.settle(by=cast.leader.viewer, watch=watch)
        assert services.settle(by=cast.leader.viewer, watch=watch) == watch
    return watch
