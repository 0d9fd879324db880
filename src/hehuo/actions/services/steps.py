"""What every service of this room does first and last: lock, ask the rules, report, remember. Opens no transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from hehuo.actions import policy
from hehuo.actions.models import Action, Picture, Step
from hehuo.actions.rules import FINAL, Missing, Moment
from hehuo.files import services as files
from hehuo.files.services import Prepared
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind, Visibility
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships import services as below

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Once:
    """One request that may come twice (a phone without signal sends again): the second finds the first's answer."""

    key: str | None
    service: str
    fingerprint: str

    @classmethod
    def of(cls, key: str | None, service: str, by: Viewer, *what: object) -> Once:
        """``what`` makes the request what it is, besides who asks."""
        return cls(key, f"actions.{service}", repr((by.person_id, *what)))

    def before(self) -> int | None:
        """The id that the first request gave; None where this is the first. Call it before anything else."""
        found = journal.replay(key=self.key, service=self.service, fingerprint=self.fingerprint)
        return None if found is None else int(found)

    def after(self, pk: int) -> None:
        """Remember the answer."""
        journal.remember(key=self.key, service=self.service, fingerprint=self.fingerprint, result=pk)


def locked(by: Viewer, action: Action) -> Action:
    """The action's row, locked and fresh. Raises NotFound for those who may not know of it."""
    row = Action.objects.select_for_update(of=("self",)).select_related("partnership").filter(pk=action.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such action."))
    return row


def led(by: Viewer, action: Action) -> Action:
    """As :func:`locked`, for those who lead it."""
    row = locked(by, action)
    if not policy.may_lead(by, row):
        raise NotAllowed(_("This is for whoever leads the action and for those who handle matters here."))
    return row


def acted(by: Viewer, action: Action) -> Action:
    """As :func:`locked`, for everybody on its roll."""
    row = locked(by, action)
    if not policy.may_act(by, row):
        raise NotAllowed(_("This is for those who are on the roll of the action."))
    return row


def unfinished(action: Action) -> None:
    """Raise Refused where the action has ended: its record stands still."""
    if action.state_is in FINAL:
        raise Refused(_("The action has ended; its record stands still."), code="final")


def refuse(missing: Sequence[Missing]) -> None:
    """Raise Refused, saying everything that is missing, with the first one's source; nothing missing is fine."""
    if not missing:
        return
    words = " ".join(str(one.message) for one in missing)
    source = next((str(one.source) for one in missing if one.source), "")
    raise Refused(words, code=missing[0].code.partition(":")[0], source=source)


def report(
    action: Action, kind: Kind, by: Viewer, happened_at: datetime | None = None, *, party: int | None = None,
    **payload: object,
) -> None:  # fmt: skip
    """Append what happened to the action's chain; it shows on the partnership's and its cases' timelines too.

    The journal hears of the building at most: a flat number would name a household.
    """
    journal.append(
        subject=action.subject,
        kind=kind,
        payload={"action": action.pk, **payload},
        by=by,
        place=codes.truncate(action.place, Level.BUILDING),
        party=party,
        happened_at=happened_at,
        threads=partnerships.threads_of(action.partnership),
    )


def tell(action: Action, by: Viewer, name: str, happened_at: datetime | None, value: int = 1) -> None:
    """Report a fact down to the partnership, whose gates read it."""
    below.report_fact(
        by=by, partnership=action.partnership, name=f"action.{name}", source=action.subject, value=value,
        happened_at=happened_at,
    )  # fmt: skip


def moment(happened_at: datetime | None, *, after: Iterable[datetime | None] = ()) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for before any of ``after``."""
    now = clock.now()
    at = happened_at or now
    if at > now + SKEW:
        fault("happened_at", _("This time lies in the future."))
    if any(other is not None and at < other for other in after):
        fault("happened_at", _("This time lies before what had to come first."))
    return at


def words(text: str, field: str, *, most: int = 5000, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        fault(field, _("Please fill this in."))
    if len(text) > most:
        fault(field, _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)})
    return text


def choice(value: str, choices: Collection[str], field: str) -> str:
    """``value`` if it is one of ``choices``. Raises Invalid naming ``field``."""
    if value not in list(choices):
        fault(field, _("Please choose one of the options."))
    return str(value)


def fault(field: str, message: Any) -> NoReturn:
    """Raise Invalid with ``message`` at ``field``."""
    raise Invalid(message, fields={field: message})


def picture(
    by: Viewer, action: Action, uploads: Iterable[Any], when: Moment, at: datetime, *, step: Step | None = None
) -> int:
    """Keep pictures of the action, added at ``at``; the same one again is one. Returns how many are new."""
    new = 0
    for upload in uploads:
        kept = keep(by, action, upload, subject=action.subject)
        _row, made = Picture.objects.get_or_create(
            action=action, attachment=kept, moment=when, defaults={"step": step, "added_at": at}
        )
        new += made
    return new


def keep(
    by: Viewer, action: Action, upload: Prepared | Any, *, subject: str, visibility: Visibility = Visibility.INTERNAL
) -> Any:
    """Store one upload with ``subject``; a photo's own record says when it was taken."""
    return files.attach(
        by=by, subject=subject, upload=upload, place=codes.truncate(action.place, Level.BUILDING),
        visibility=visibility,
    )  # fmt: skip
