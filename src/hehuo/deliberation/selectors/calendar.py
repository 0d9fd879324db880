"""Meetings for calendars (RFC 5545): one as an invitation, all of a person's at an address of her own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from hehuo.deliberation.models import Feed, Meeting
from hehuo.deliberation.rules import State
from hehuo.ground import clock
from hehuo.ground.errors import NotFound

_SALT = "hehuo.deliberation.feed"
#: A calendar shows a meeting without an end for so long.
USUAL = timedelta(hours=1)


def local(moment: datetime) -> datetime:
    """``moment`` in Beijing."""
    return moment.astimezone(clock.BEIJING)


def feed_of(person: int) -> str:
    """The unguessable part of a person's calendar address."""
    number = Feed.objects.filter(person=person).values_list("number", flat=True).first() or 1
    return signing.Signer(salt=_SALT).sign(f"{person}.{number}")


def person_of_feed(token: str) -> int:
    """Whose calendar ``token`` opens. Raises NotFound for what was never given out or has been renewed."""
    try:
        person, _dot, number = signing.Signer(salt=_SALT).unsign(token).partition(".")
    except signing.BadSignature as error:
        raise NotFound(_("There is no such calendar.")) from error
    current = Feed.objects.filter(person=int(person)).values_list("number", flat=True).first() or 1
    if current != int(number):
        raise NotFound(_("There is no such calendar."))
    return int(person)


def ical_of(meeting: Meeting) -> bytes:
    """The invitation to one meeting (METHOD:REQUEST, or CANCEL)."""
    return ical([meeting], "CANCEL" if meeting.state == State.CANCELLED else "REQUEST")


def ical(meetings: list[Meeting], method: str = "PUBLISH") -> bytes:
    """``meetings`` as one calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hehuo//deliberation//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if method == "PUBLISH":
        calendar.add("x-wr-calname", _("My meetings"))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting) -> Event:
    event, base = Event(), settings.SITE_URL
    event.add("uid", f"meeting-{meeting.pk}@{base.partition('://')[2]}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.ends_at or meeting.starts_at + USUAL).astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.where or meeting.link)
    event.add("url", base + reverse("meetings-meeting", args=[meeting.pk]))
    lines = [meeting.purpose, *(f"{item.position}. {item.title}" for item in meeting.agenda.all()), meeting.link]
    event.add("description", "\n".join(line for line in lines if line))
    event.add("status", "CANCELLED" if meeting.state == State.CANCELLED else "CONFIRMED")
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organiser.params["cn"] = vText(str(meeting.convener or _("Hehuo")))
    event["organizer"] = organiser
    return event
