"""Reading watches."""

from .calendar import calendar_of, standing_of
from .lists import Removal, RoundRow, WatchRow, my_rounds, rounds_today, tonight, watches
from .neighbour import Page, page_by_secret, watcher_by_secret
from .one import (
    Heat,
    Streaks,
    begins,
    counts,
    finding_for,
    findings_of,
    heat,
    of_partnership,
    round_for,
    rounds_of,
    stops,
    streak_of,
    usual_things,
    watch_for,
    watchers_of,
)

__all__ = [
    "Heat",
    "Page",
    "Removal",
    "RoundRow",
    "Streaks",
    "WatchRow",
    "begins",
    "calendar_of",
    "counts",
    "finding_for",
    "findings_of",
    "heat",
    "my_rounds",
    "of_partnership",
    "page_by_secret",
    "round_for",
    "rounds_of",
    "rounds_today",
    "standing_of",
    "stops",
    "streak_of",
    "tonight",
    "usual_things",
    "watch_for",
    "watcher_by_secret",
    "watchers_of",
    "watches",
]
