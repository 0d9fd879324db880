"""How the clocks of whistles and calls stand now; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hehuo.ground import clock
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import AWAITED, CallState, Clock, Kind, State, clock_of, second_clock

#: These owe nothing: excused by the district, called off, or waiting for its decision.
_FREE = frozenset({CallState.EXCUSED, CallState.RECALLED, CallState.REFUSED})


def in_touch_at(call: Call) -> datetime | None:
    """When the unit was first there, or first reported: a routine whistle asks for no more. Reads fetched rows."""
    moments = [call.arrived_at, *(report.happened_at for report in call.reports.all())]
    return min((moment for moment in moments if moment is not None), default=None)


def clocks_of_call(whistle: Whistle, call: Call, now: datetime | None = None) -> list[Clock]:
    """The clocks of one called unit: to acknowledge, and to be there (or in touch)."""
    now = now or clock.now()
    owed = whistle.state == State.BLOWN and call.state not in _FREE
    name = second_clock(whistle.kind_is)
    met = in_touch_at(call) if name == "contact" else call.arrived_at
    found = (
        clock_of("acknowledge", whistle.acknowledge_by, call.acknowledged_at, now, owed=owed),
        clock_of(name, whistle.check_in_by, met, now, owed=owed),
    )
    return [one for one in found if one is not None]


def running_clock(whistle: Whistle, call: Call, now: datetime | None = None) -> Clock | None:
    """The clock that matters on the call's row: the first that is not met yet, else the last one."""
    found = clocks_of_call(whistle, call, now)
    return next((one for one in found if one.met_at is None), found[-1] if found else None)


def clocks(whistle: Whistle, calls: Sequence[Call] | None = None) -> list[Clock]:
    """The clocks of the whistle as a whole: each is met when the last unit that owes it has met it."""
    now = clock.now()
    rows = whistle.calls.prefetch_related("reports").all() if calls is None else calls
    owing = [call for call in rows if call.state not in _FREE]
    name = second_clock(whistle.kind_is)
    there = [in_touch_at(call) if name == "contact" else call.arrived_at for call in owing]
    owed = whistle.state == State.BLOWN
    found = (
        clock_of("acknowledge", whistle.acknowledge_by, _last([c.acknowledged_at for c in owing]), now, owed=owed),
        clock_of(name, whistle.check_in_by, _last(there), now, owed=owed),
        clock_of("conclude", whistle.conclude_by, whistle.ended_at, now, owed=owed),
    )
    return [one for one in found if one is not None]


def is_in_touch(whistle: Whistle, call: Call) -> bool:
    """Whether a routine whistle got from this unit what it asks for, though nobody checked in. Reads fetched rows."""
    return whistle.kind == Kind.ROUTINE and in_touch_at(call) is not None


def awaited(whistle: Whistle, calls: Sequence[Call]) -> list[Call]:
    """Those that have not come (nor got in touch, where that is enough) and still ought to."""
    return [call for call in calls if call.state_is in AWAITED and not is_in_touch(whistle, call)]


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    """The last of ``moments``; None while one is open, or where there is none."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
