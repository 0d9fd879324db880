"""What the room of meetings asks about a table: who sees and calls its meetings, and who would be invited."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from hehuo.deliberation.policy import About, Invitee
from hehuo.ground.access import Viewer
from hehuo.ground.secrets import open_sealed
from hehuo.partnerships import policy
from hehuo.partnerships.models import MemberState, Partnership
from hehuo.partnerships.rules import RUNNING, Stage

from .one import members, threads_of


def may_see(viewer: Viewer, pk: int) -> bool:
    """Whoever may know of the table knows of its meetings."""
    found = Partnership.objects.filter(pk=pk).first()
    return found is not None and policy.may_know(viewer, found)


def may_convene(viewer: Viewer, pk: int) -> bool:
    """Those who handle requests at the place call meetings, also of a table of the subdistrict, while it works."""
    found = Partnership.objects.filter(pk=pk).first()
    return found is not None and Stage(found.stage) in RUNNING and policy.may_work(viewer, found)


def threads(pk: int) -> Sequence[str]:
    """The timelines of its cases besides its own."""
    found = Partnership.objects.filter(pk=pk).first()
    return threads_of(found)[1:] if found else ()


def about(viewer: Viewer, pk: int) -> About | None:
    """Its title, page, place, and whom a meeting would invite: everybody at the table; one voice per seat."""
    found = Partnership.objects.filter(pk=pk).first()
    if found is None:
        return None
    invitees = tuple(
        Invitee(
            organisation=member.organisation_id,
            person=member.person_id,
            name=open_sealed(bytes(member.name)) if member.name and policy.may_know_names(viewer, found) else "",
            seat=member.seat,
            voice=bool(member.seat),
        )
        for member in members(found, gone=False)
        if member.state in (MemberState.INVITED, MemberState.ACCEPTED)
    )
    invitees = tuple(one for one in invitees if one.organisation or one.person or one.name)
    return About(found.title, reverse("desk-partnership", args=[found.number]), found.place, invitees)
