"""What every service at the table shares: lock, ask who may, change, report. No function here opens a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level as Depth
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.partnerships import policy
from hehuo.partnerships.models import Member, Partnership
from hehuo.partnerships.rules import RUNNING, Stage

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)


def locked(by: Viewer, partnership: Partnership) -> Partnership:
    """Its row, locked and fresh. Raises NotFound for those who may not know of it."""
    row = Partnership.objects.select_for_update().filter(pk=partnership.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such partnership."))
    return row


def at_work(by: Viewer, partnership: Partnership) -> Partnership:
    """Locked, where she works for it and it has not ended. Raises NotFound, NotAllowed, Refused."""
    row = locked(by, partnership)
    if not policy.may_work(by, row):
        raise NotAllowed(_("Those who handle requests at this place keep the table; please ask them."))
    running(row)
    return row


def led(by: Viewer, partnership: Partnership) -> Partnership:
    """Locked, where she leads it. Raises NotFound, NotAllowed."""
    row = locked(by, partnership)
    if not policy.may_lead(by, row):
        raise NotAllowed(_("Only those who lead the partnership may do this. Please ask them."))
    return row


def running(partnership: Partnership) -> None:
    """Raise Refused where the table has ended."""
    if Stage(partnership.stage) not in RUNNING:
        words = _("The partnership has ended (%(stage)s). If the problem came back, take it up again first.")
        raise Refused(words % {"stage": Stage(partnership.stage).label})


def member_of(by: Viewer, member: Member, *, speaking: bool = True) -> Member:
    """The member, locked after its table, for somebody who speaks for it (or who may write down what it said).

    Raises NotFound, NotAllowed.
    """
    locked(by, member.partnership)
    row = Member.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=member.pk)
    if speaking and not (policy.speaks_for(by, row) or policy.may_record_for(by, row)):
        raise NotAllowed(_("They answer for themselves, by their own account. Remind them instead."))
    return row


def threads(partnership: Partnership) -> list[str]:
    """The timelines on which what happens at the table appears besides its own: those of its cases."""
    return [f"case:{pk}" for pk in partnership.case_links.order_by("case").values_list("case", flat=True)]


def report(
    partnership: Partnership,
    kind: Kind,
    by: Viewer,
    happened_at: datetime | None = None,
    *,
    party: int | None = None,
    also: Sequence[str] = (),
    **payload: object,
) -> None:
    """Append what happened to the table's chain. The journal hears of the building at most."""
    journal.append(
        subject=partnership.subject,
        kind=kind,
        payload=payload,
        by=by,
        place=codes.truncate(partnership.place, Depth.BUILDING),
        threads=[*threads(partnership), *also],
        party=party,
        happened_at=happened_at,
    )


def for_the_house(by: Viewer) -> Viewer:
    """``by`` as the house itself: lower rooms do for the table what she could not ask for alone."""
    return Viewer(by.person_id, by.grants, by.organisations, system=True)


def party_of(by: Viewer, member: Member) -> int | None:
    """The organisation for which she acts as ``member``; None where she writes down what another said."""
    return member.organisation_id if member.organisation_id in by.organisations else None


def moment(happened_at: datetime | None, *, after: datetime | None = None) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for before ``after``."""
    now = clock.now()
    if happened_at is None:
        return now
    if happened_at > now + SKEW:
        raise Invalid(_("This time lies in the future."), fields={"happened_at": _("This time lies in the future.")})
    if after is not None and happened_at < after:
        message = _("This time lies before the partnership was opened.")
        raise Invalid(message, fields={"happened_at": message})
    return happened_at


def words(text: str, field: str, *, most: int = 5000, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        raise Invalid(_("Please fill this in."), fields={field: _("Please fill this in.")})
    if len(text) > most:
        message = _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)}
        raise Invalid(message, fields={field: message})
    return text


def choice(value: Any, choices: Mapping[Any, Any] | Sequence[Any], field: str) -> Any:
    """``value`` if it is one of ``choices``. Raises Invalid naming ``field``."""
    if value not in choices:
        raise Invalid(_("Please choose one of the options."), fields={field: _("Please choose one of the options.")})
    return value


def one_at_a_time(what: str) -> None:
    """Until this transaction ends nobody else does ``what``: for looks before writes where no row can be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7403))", [what])
