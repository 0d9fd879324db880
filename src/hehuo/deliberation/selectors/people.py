"""What the invited are called: organisations and people by name, sealed names masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from hehuo.deliberation import policy
from hehuo.deliberation.models import Invitation, Meeting
from hehuo.ground.access import Viewer
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name
from hehuo.journal.kinds import resolver


def invitee_name(invitation: Invitation) -> str:
    """What the invitation's owner is called on a page; a sealed name is masked (``王**``)."""
    if invitation.organisation is not None:
        return str(invitation.organisation)
    if invitation.person is not None:
        return str(invitation.person)
    return mask_name(sealed_name(invitation)) or _("a guest")


def sealed_name(invitation: Invitation) -> str:
    """The name under the seal; empty where there is none or its key is gone."""
    try:
        return open_sealed(invitation.sealed) if invitation.sealed is not None else ""
    except Unreadable:
        return ""


@resolver("meeting_invitation")
def invitee_names(ids: Iterable[int]) -> Mapping[int, str]:
    """id → what the invitee is called, for the journal's sentences."""
    rows = Invitation.objects.filter(pk__in=list(ids)).select_related("organisation", "person")
    return {row.pk: invitee_name(row) for row in rows}


def speaking_for(viewer: Viewer, meeting: Meeting) -> list[Invitation]:
    """The invitations that are hers or her organisation's, in order."""
    return [invitation for invitation in meeting.invitations.all() if policy.belongs(viewer, invitation)]
