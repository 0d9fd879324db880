"""What a watch is measured by; pure."""

from .deadlines import deadline_for, removable
from .rounds import Standing, in_window, parse_slots, standing, starts
from .settings import SETTINGS
from .states import ACTIVE, State, refusal
from .streak import Calendar, Day, Seen, calendar, streak

__all__ = [
    "ACTIVE",
    "SETTINGS",
    "Calendar",
    "Day",
    "Seen",
    "Standing",
    "State",
    "calendar",
    "deadline_for",
    "in_window",
    "parse_slots",
    "refusal",
    "removable",
    "standing",
    "starts",
    "streak",
]
