"""What every service on a meeting does first and last: lock, ask, change, report. Opens no transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import policy, rules
from hehuo.deliberation.models import Invitation, Meeting
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)


def locked(by: Viewer, meeting: Meeting) -> Meeting:
    """The meeting's row, locked and fresh: everything about one meeting happens one after another."""
    row = Meeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such meeting."))
    return row


def invalid(field: str, message: Any) -> Invalid:
    """The input ``field`` cannot be kept, for the reason in ``message``."""
    return Invalid(message, fields={field: message})


def permit(move: str, meeting: Meeting, by: Viewer) -> None:
    """Raise NotAllowed or Refused, in the rule's words, where ``by`` may not make ``move`` now."""
    refused = rules.refusal(move, meeting.stage, policy.standings(by, meeting))
    if refused is not None:
        right, words_ = refused
        raise (NotAllowed if right else Refused)(words_)


def moment(happened_at: datetime | None) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future."""
    now = clock.now()
    if happened_at is not None and happened_at > now + SKEW:
        raise invalid("happened_at", _("This time lies in the future."))
    return happened_at or now


def words(text: str, field: str, *, most: int = 5000, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        raise invalid(field, _("Please fill this in."))
    if len(text) > most:
        raise invalid(
            field, _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)}
        )
    return text


def change(meeting: Meeting, **values: Any) -> None:
    """Write ``values``; leaves every other column alone."""
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(values))


def own(meeting: Meeting, invitation: Invitation) -> Invitation:
    """The invitation, fresh, if it is one to this meeting. Raises NotFound."""
    found = meeting.invitations.select_related("organisation", "person").filter(pk=invitation.pk).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    return found


def report(
    meeting: Meeting,
    kind: Kind,
    by: Viewer,
    happened_at: datetime | None = None,
    party: int | None = None,
    **payload: object,
) -> None:
    """Append what happened to the meeting's chain; it shows on the timelines of its subject as well."""
    journal.append(
        subject=meeting.name,
        kind=kind,
        payload=payload,
        by=by,
        place=meeting.place,
        threads=policy.threads(meeting.subject),
        party=party,
        happened_at=happened_at,
    )


def party_of(by: Viewer, invitation: Invitation) -> int | None:
    """The organisation for which ``by`` acts here; None for the keeper's hand and for people of their own."""
    return invitation.organisation_id if policy.belongs(by, invitation) else None
