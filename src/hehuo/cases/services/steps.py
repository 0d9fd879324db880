"""What every service on a case shares: lock, ask the rules, change, report. No function here opens a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.cases import policy
from hehuo.cases.models import Assignment, Case
from hehuo.cases.rules import Edge, Stage, Standing, due_at, edge_at, grade_limit, refusal
from hehuo.cases.selectors.facts import facts_of, standing_of
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.policies import selectors as policies

#: The same words by the same person within this time are one double click.
DOUBLE_CLICK = timedelta(minutes=1)
#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)


def locked(by: Viewer, case: Case) -> Case:
    """The case's row, locked and fresh. Raises NotFound for those who may not know of it."""
    row = Case.objects.select_for_update().filter(pk=case.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such case."))
    return row


def one_at_a_time(what: str) -> None:
    """Until this transaction ends nobody else does ``what``: for looks before writes where no row can be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7402))", [what])


def permit(move: str, case: Case, by: Viewer, *, standing: Standing | None = None, **extra: Any) -> Edge:
    """The edge by which ``move`` may be made now. Raises Refused or NotAllowed with the rule's words and source."""
    refused = refusal(move, facts_of(case, **extra), standing or standing_of(by, case), clock.now())
    if refused is not None:
        error = NotAllowed if refused.right else Refused
        raise error(refused.message, source=refused.source)
    return edge_at(move, Stage(case.stage))


def change(case: Case, edge: Edge, **values: Any) -> None:
    """Walk ``edge`` and write ``values``; leaves every other column alone."""
    if edge.to is not None:
        values["stage"] = edge.to
    for name, value in values.items():
        setattr(case, name, value)
    if values:
        case.save(update_fields=list(values))


def report(
    case: Case,
    kind: Kind,
    by: Viewer,
    happened_at: datetime | None = None,
    threads: Sequence[str] = (),
    **payload: object,
) -> None:
    """Append what happened to the case's chain; acting for the handling unit is told as ``party``.

    The journal hears of the building at most: a flat number would name a household.
    """
    journal.append(
        subject=case.subject,
        kind=kind,
        payload=payload,
        by=by,
        place=codes.truncate(case.place, Level.BUILDING),
        party=case.unit_id if case.unit_id in by.organisations else None,
        happened_at=happened_at,
        threads=threads,
    )


def moment(happened_at: datetime | None, *, after: datetime | None = None) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for before ``after``."""
    now = clock.now()
    if happened_at is None:
        return now
    if happened_at > now + SKEW:
        raise Invalid(_("This time lies in the future."), fields={"happened_at": _("This time lies in the future.")})
    if after is not None and happened_at < after:
        message = _("This time lies before the case was received.")
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


def choice(value: str, choices: Mapping[str, Any] | Sequence[str], field: str) -> str:
    """``value`` if it is one of ``choices``. Raises Invalid naming ``field``."""
    if value not in choices:
        raise Invalid(_("Please choose one of the options."), fields={field: _("Please choose one of the options.")})
    return value


def limit_for(case: Case) -> datetime:
    """When the case is due by the policy of its opening (or a later one made for open cases)."""
    now = clock.now()

    def read(key: str) -> Any:
        return policies.value(key, case.place, case.opened_at, asked_at=now)

    return due_at(case.opened_at, grade_limit(case.grade, read), policies.calendar())


def lead_of(case: Case) -> Assignment | None:
    """The deepest open lead assignment."""
    return Assignment.objects.filter(case=case, lead=True, ended_at=None).order_by("-level").first()
