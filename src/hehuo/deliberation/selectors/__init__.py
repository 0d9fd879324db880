"""Reading meetings: ``meetings`` for rules and other rooms, ``cards`` for one meeting's page, ``calendar``."""

from .calendar import feed_of, ical, ical_of, local, person_of_feed
from .cards import Card, Guest, Part, cards, guests, may_do, version_of
from .meetings import (
    concluded,
    decisions_of,
    meeting_for,
    meetings_of,
    minutes_due,
    my_meetings,
    next_meeting,
    present,
    public_meeting,
    quorate,
    voices,
)
from .people import invitee_name, invitee_names, speaking_for

__all__ = [
    "Card",
    "Guest",
    "Part",
    "cards",
    "concluded",
    "decisions_of",
    "feed_of",
    "guests",
    "ical",
    "ical_of",
    "invitee_name",
    "invitee_names",
    "local",
    "may_do",
    "meeting_for",
    "meetings_of",
    "minutes_due",
    "my_meetings",
    "next_meeting",
    "person_of_feed",
    "present",
    "public_meeting",
    "quorate",
    "speaking_for",
    "version_of",
    "voices",
]
