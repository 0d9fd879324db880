"""Reading meetings: ``meetings`` for rules, pages and other rooms, ``tables`` for one meeting's page."""

from .calendar import feed_of, ical, ical_of, local, person_of_feed
from .meetings import (
    concluded,
    decisions_of,
    meeting_for,
    meetings_of,
    my_meetings,
    next_meeting,
    present,
    public_meeting,
    quorate,
    voices,
)
from .people import invitee_name, invitee_names, speaking_for

__all__ = [
    "concluded",
    "decisions_of",
    "feed_of",
    "ical",
    "ical_of",
    "invitee_name",
    "invitee_names",
    "local",
    "meeting_for",
    "meetings_of",
    "my_meetings",
    "next_meeting",
    "person_of_feed",
    "present",
    "public_meeting",
    "quorate",
    "speaking_for",
    "voices",
]
