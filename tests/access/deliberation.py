"""Who may open what of a meeting on the affairs of Shanghe.

Handlers of the place and its auditor know of every such meeting; the police and the property company because they are
invited; the keeper's steps are for handlers (the worker called it, dispatcher and leader might have).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hehuo.deliberation import selectors, services
from hehuo.deliberation.models import Decision, Invitation, Meeting
from hehuo.deliberation.services import Invitee
from hehuo.ground.access import SYSTEM
from tests.access import AUDITOR, DISPATCHER, LEADER, OFFICER, PROPERTY_STAFF, WORKER, Row, desk, only, public

KEEPERS = (WORKER, DISPATCHER, LEADER)
INVITED = (OFFICER, PROPERTY_STAFF)
KNOWING = (*KEEPERS, *INVITED, AUDITOR)
#: For the property company: its own man, and the keepers who write down what it said. Others who know get 403.
SPEAKING = {**only(*KEEPERS, PROPERTY_STAFF, status=302), OFFICER: 403, AUDITOR: 403}


def planned(world: Any, cast: Any) -> None:
    """A meeting of property company, police and a guest, called by the worker; a proposal lies before it."""
    meeting = services.call_meeting(
        by=cast.worker.viewer,
        subject="",
        place=world.shanghe,
        title="共商会",
        starts_at=datetime(2026, 4, 13, 11, tzinfo=UTC),
        where="居委会",
        invited=[Invitee(organisation=world.property), Invitee(organisation=world.police), Invitee(name="王小明")],
    )
    services.propose_decision(by=SYSTEM, meeting=meeting, text="清")


def opened(world: Any, cast: Any) -> None:
    """It is under way, and everybody is there."""
    planned(world, cast)
    services.open_meeting(by=SYSTEM, meeting=_meeting())
    there = list(_meeting().invitations.values_list("pk", flat=True))
    services.mark_attendance(by=SYSTEM, meeting=_meeting(), present=there)


def held(world: Any, cast: Any) -> None:
    """It is over; the minutes lie open."""
    opened(world, cast)
    services.write_minutes(by=SYSTEM, meeting=_meeting(), text="说好了", version=0)
    services.close_meeting(by=SYSTEM, meeting=_meeting())


def minuted(world: Any, cast: Any) -> None:
    """Everybody agreed to the minutes."""
    held(world, cast)
    for row in Invitation.objects.all():
        services.agree_minutes(by=SYSTEM, meeting=_meeting(), invitation=row)


def published(world: Any, cast: Any) -> None:
    """Everybody may read them."""
    minuted(world, cast)
    services.publish_minutes(by=SYSTEM, meeting=_meeting(), public_text="大家说好了")


def _meeting() -> Meeting:
    return Meeting.objects.get()


def meeting(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only meeting."""
    return {"pk": _meeting().pk}


def decision(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only proposal."""
    return {"pk": Decision.objects.get().pk}


def steward(world: Any, _cast: Any) -> dict[str, Any]:
    """The property company's invitation."""
    return {"pk": _meeting().pk, "invitation": Invitation.objects.get(organisation=world.property).pk}


def guest(_world: Any, _cast: Any) -> dict[str, Any]:
    """The guest's invitation."""
    return {"pk": _meeting().pk, "invitation": Invitation.objects.get(organisation=None).pk}


def feed(_world: Any, cast: Any) -> dict[str, Any]:
    """The property man's calendar."""
    return {"token": selectors.feed_of(cast.property_staff.person.pk)}


def _step(before: Any, kwargs: Any = meeting, **data: str) -> Row:
    """A keeper's button."""
    return Row(kwargs=kwargs, before=before, method="post", data=data, own=only(*KEEPERS, status=302))


TABLE: dict[str, Row | list[Row]] = {
    "meetings-list": desk(before=planned),
    # Every handler convenes at her own place.
    "meetings-new": [
        desk(*KEEPERS),
        desk(*KEEPERS, query={"subject": "nothing:1"}, status=404),
        Row(query=lambda world, cast: {"place": world.shanghe}, own=only(*KEEPERS)),
    ],
    "meetings-feed-renew": desk(method="post", status=302),
    "meetings-meeting": Row(kwargs=meeting, before=planned, own=only(*KNOWING)),
    "meetings-change": Row(kwargs=meeting, before=planned, own=only(*KEEPERS)),
    "meetings-invite": Row(kwargs=meeting, before=planned, own=only(*KEEPERS)),
    "meetings-cancel": Row(kwargs=meeting, before=planned, own=only(*KEEPERS)),
    "meetings-answer": Row(kwargs=steward, before=planned, method="post", data={"accept": "1"}, own=SPEAKING),
    "meetings-reveal": Row(
        kwargs=guest,
        before=planned,
        method="post",
        own={**only(*KEEPERS, status=302), **dict.fromkeys((*INVITED, AUDITOR), 403)},
    ),
    "meetings-ical": Row(kwargs=meeting, before=planned, own=only(*KNOWING)),
    "meetings-open": _step(planned),
    "meetings-attendance": Row(kwargs=meeting, before=opened, own=only(*KEEPERS)),
    "meetings-close": _step(opened),
    "meetings-propose": Row(kwargs=meeting, before=planned, own=only(*KEEPERS, *INVITED)),
    "meetings-voice": Row(
        kwargs=decision,
        before=opened,
        method="post",
        data=lambda world, cast: {"invitation": steward(world, cast)["invitation"], "stance": "for"},
        own=SPEAKING,
    ),
    "meetings-hands": Row(kwargs=decision, before=opened, own=only(*KEEPERS)),
    "meetings-settle": _step(opened, decision),
    "meetings-minutes": Row(kwargs=meeting, before=opened, own=only(*KEEPERS, *INVITED)),
    "meetings-minutes-settle": _step(held),
    "meetings-agree": Row(kwargs=steward, before=held, method="post", own=SPEAKING),
    "meetings-paper": Row(kwargs=meeting, before=held, own=only(*KNOWING)),
    "meetings-publish": Row(kwargs=meeting, before=minuted, own=only(*KEEPERS)),
    "meetings-withdraw": _step(published),
    "meetings-public": [
        public(kwargs=meeting, before=published),
        public(kwargs=meeting, before=minuted, status=404),
    ],
    # Whoever holds the address reads the calendar: a telephone cannot sign in.
    "meetings-feed": [
        public(kwargs=feed, before=planned),
        public(kwargs={"token": "1.1:nothing"}, status=404),
    ],
}
