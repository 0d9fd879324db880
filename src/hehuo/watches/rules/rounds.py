"""When a round is due, from when to when it may be made, and when it is missed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid

MOST_SLOTS = 8
_TIME = re.compile(r"^([01]?\d|2[0-3])[:：]([0-5]\d)$")


class Standing(StrEnum):
    """How a round stands now."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"

    @property
    def label(self) -> Promise:
        """The word on the page."""
        return _LABELS[self]


_LABELS: dict[Standing, Promise] = {
    Standing.OPEN: pgettext_lazy("round", "To do"),
    Standing.DONE: pgettext_lazy("round", "Done"),
    Standing.MISSED: pgettext_lazy("round", "Missed"),
}


def standing(*, state: str, due_at: datetime, grace: timedelta, now: datetime) -> Standing:
    """How a round stands at ``now``: what nobody has made within ``grace`` after its time is missed, told or not."""
    if state == Standing.DONE:
        return Standing.DONE
    if state == Standing.MISSED or now > due_at + grace:
        return Standing.MISSED
    return Standing.OPEN


def in_window(at: datetime, *, due_at: datetime, early: timedelta, grace: timedelta) -> bool:
    """Whether a round due at ``due_at`` may be made at ``at``."""
    return due_at - early <= at <= due_at + grace


def starts(day: date, slot: str) -> datetime:
    """The moment of ``slot`` ("09:00", Beijing) on ``day``."""
    return datetime.combine(day, time.fromisoformat(slot), BEIJING)


def parse_slots(slots: Iterable[str]) -> list[str]:
    """Times of day as "HH:MM", in order, each once. Raises Invalid for what is no time, for none and for too many."""
    found: set[str] = set()
    for slot in slots:
        match = _TIME.match(slot.strip())
        if match is None:
            raise Invalid(
                _("“%(slot)s” is not a time of day. Write 09:00.") % {"slot": slot},
                fields={"slots": _("“%(slot)s” is not a time of day. Write 09:00.") % {"slot": slot}},
            )
        found.add(f"{int(match[1]):02d}:{match[2]}")
    if not 1 <= len(found) <= MOST_SLOTS:
        message = _("Between 1 and %(most)s rounds a day, please.") % {"most": MOST_SLOTS}
        raise Invalid(message, fields={"slots": message})
    return sorted(found)
