"""What happens to work orders because of an entry."""

from __future__ import annotations

from hehuo.cases import services as cases
from hehuo.ground.access import SYSTEM
from hehuo.journal.relay import Event


def recount_limits(event: Event) -> None:
    """The working days of a year were loaded: limits that were guessed are counted anew."""
    if event.payload:
        cases.recount_limits(by=SYSTEM, year=event.payload["year"])
