"""What every service on a watch shares: lock, ask, change, report. No function here opens a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.core.files.base import File
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.files import services as files
from hehuo.files.services import Prepared
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships import services as leading
from hehuo.policies import selectors as policies
from hehuo.watches import policy, rules
from hehuo.watches.models import Turn, Watch
from hehuo.watches.rules import State

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)
_FUTURE = _("This time lies in the future.")
Photos: TypeAlias = "Sequence[File[bytes] | Prepared]"


def locked(by: Viewer, watch: Watch) -> Watch:
    """The watch's row, locked and fresh. Raises NotFound for those who may not know of it."""
    row = Watch.objects.select_for_update(of=("self",)).select_related("partnership").filter(pk=watch.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such watch."))
    return row


def recorder(by: Viewer, watch: Watch) -> Watch:
    """The locked watch for somebody who may enter rounds and findings. Raises NotFound, NotAllowed."""
    row = locked(by, watch)
    if not policy.may_record(by, row):
        raise NotAllowed(_("The rounds of this watch are made by others. Ask them, or join as a watcher."))
    return row


def arranger(by: Viewer, watch: Watch) -> Watch:
    """The locked watch for somebody who works for its partnership. Raises NotFound, NotAllowed."""
    row = locked(by, watch)
    if not policy.may_arrange(by, row):
        raise NotAllowed(_("This is arranged by those who handle cases at this place. Please ask them."))
    return row


def leader(by: Viewer, watch: Watch) -> Watch:
    """The locked watch for somebody who leads its partnership. Raises NotFound, NotAllowed."""
    row = locked(by, watch)
    if not policy.may_lead(by, row):
        raise NotAllowed(_("This is decided by those who lead the partnership. Please ask them."))
    return row


def permit(move: str, watch: Watch) -> None:
    """Raise Refused where ``move`` may not be made in the watch's state."""
    message = rules.refusal(move, watch.state_is)
    if message is not None:
        raise Refused(message, code=f"not_{move}")


def one_at_a_time(what: str) -> None:
    """Until this transaction ends nobody else does ``what``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7408))", [what])


def moment(watch: Watch, happened_at: datetime | None) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for what is entered too late."""
    now = clock.now()
    if happened_at is None:
        return now
    if happened_at > now + SKEW:
        raise Invalid(_FUTURE, fields={"happened_at": _FUTURE})
    late: timedelta = setting("watches.late", watch)
    if happened_at < now - late:
        hours = int(late.total_seconds() // 3600)
        message = _("This is too long ago: what was seen offline or on paper is entered within %(hours)s hours.") % {
            "hours": hours
        }
        raise Invalid(message, fields={"happened_at": message})
    return happened_at


def setting(key: str, watch: Watch) -> Any:
    """The policy's value at the watch's place."""
    return policies.value(key, watch.place)


def words(text: str, field: str, *, most: int = 500, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        raise Invalid(_("Please fill this in."), fields={field: _("Please fill this in.")})
    if len(text) > most:
        message = _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)}
        raise Invalid(message, fields={field: message})
    return text


def threads(watch: Watch) -> list[str]:
    """The timelines on which what happens here appears: the watch, its partnership and the cases."""
    return [watch.subject, *partnerships.threads_of(watch.partnership)]


def report(
    watch: Watch,
    kind: Kind,
    by: Viewer,
    happened_at: datetime | None = None,
    *,
    subject: str = "",
    alone: bool = False,
    **payload: object,
) -> None:
    """Append what happened; ``alone`` keeps small steps off the timelines of partnership and cases."""
    journal.append(
        subject=subject or watch.subject,
        kind=kind,
        payload=payload,
        by=by,
        place=codes.truncate(watch.place, Level.BUILDING),
        party=watch.organisation_id if watch.organisation_id in by.organisations else None,
        happened_at=happened_at,
        threads=[watch.subject] if alone else threads(watch),
    )


def fact(by: Viewer, watch: Watch, name: str, value: int, at: datetime, *, source: str = "") -> None:
    """Tell the partnership what its gates ask for."""
    leading.report_fact(
        by=by, partnership=watch.partnership, name=name, source=source or watch.subject, value=value, happened_at=at
    )


def for_the_house(by: Viewer) -> Viewer:
    """``by`` as the house itself: lower rooms do for the watch what was permitted here."""
    return Viewer(by.person_id, by.grants, by.organisations, system=True)


def turn(watch: Watch, kind: str, by: Viewer, at: datetime, *, streak: int = 0, text: str = "") -> Turn:
    """Keep one turn in the watch's course."""
    return Turn.objects.create(watch=watch, kind=kind, at=at, by_id=by.person_id, streak=streak, text=text)


def change(watch: Watch, state: State, **values: Any) -> None:
    """Write the new state and ``values``; leaves every other column alone."""
    values["state"] = state
    for name, value in values.items():
        setattr(watch, name, value)
    watch.save(update_fields=list(values))


def keep_photos(by: Viewer, watch: Watch, subject: str, photos: Photos) -> None:
    """Keep pictures with ``subject``. Raises Invalid for what is no picture."""
    for photo in photos:
        files.attach(by=by, subject=subject, upload=photo, place=watch.place)
