"""A person's calendar address, and a guest's sealed name."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import events, policy
from hehuo.deliberation.models import Feed, Invitation
from hehuo.deliberation.selectors.people import sealed_name
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import locked, own, report


@service
def renew_feed(*, by: Viewer) -> Feed:
    """Give her calendar a new address; the old one stops working."""
    if by.person_id is None:
        raise NotAllowed(_("A calendar belongs to a person. Please sign in."))
    Feed.objects.get_or_create(person_id=by.person_id)
    Feed.objects.filter(person=by.person_id).update(number=F("number") + 1)
    journal.append(subject=f"person:{by.person_id}", kind=events.FEED_RENEWED, payload={}, by=by)
    return Feed.objects.get(person=by.person_id)


@service
def reveal_invitee(*, by: Viewer, invitation: Invitation) -> str:
    """The sealed name of a guest, for whoever handles cases at the place; each look is on record."""
    meeting = locked(by, invitation.meeting)
    row = own(meeting, invitation)
    if not policy.may_reveal(by, meeting):
        raise NotAllowed(_("Only those who handle cases at this place may read this name."))
    report(meeting, events.REVEALED, by, invitation=row.pk)
    return sealed_name(row)
