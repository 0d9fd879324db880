"""Facts from higher rooms: their names, and how several sources make one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

#: Name → how the values of several sources (two whistles, three watches) are put together.
FACTS: Mapping[str, str] = {
    "whistle.called": "sum",
    "whistle.checked_in": "sum",
    "whistle.open": "sum",
    "action.notice_given": "max",
    "action.admonished": "max",
    "action.roll_call": "max",
    "action.closed": "max",
    "action.aborted": "sum",
    "custody.items": "sum",
    "custody.open": "sum",
    "custody.basis": "min",
    "watch.set_up": "max",
    "watch.streak": "min",
    "watch.settlement_proposed": "min",
    "watch.relapse": "sum",
    # What one organisation carried: the source is ``organisation:<id>``, optionally ``organisation:<id>/<more>``.
    "share.whistles": "sum",
    "share.rounds": "sum",
    "share.items": "sum",
}
#: What was said before the problem came back says nothing about the new attempt.
OF_THIS_ROUND = frozenset(name for name in FACTS if name.startswith("action.")) | {"watch.settlement_proposed"}


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as a higher room told it."""

    name: str
    source: str
    value: int
    happened_at: datetime


def put_together(told: Iterable[Told], since: datetime | None = None) -> dict[str, int]:
    """Every known fact with one value; what concerns an attempt counts only from ``since`` on."""
    values: dict[str, list[int]] = {}
    for one in told:
        if one.name in OF_THIS_ROUND and since is not None and one.happened_at < since:
            continue
        values.setdefault(one.name, []).append(one.value)
    together: dict[str, Callable[[list[int]], int]] = {"sum": sum, "max": max, "min": min}
    return {name: together[FACTS[name]](found) for name, found in values.items() if name in FACTS}
