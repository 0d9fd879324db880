"""What every service on a whistle shares: lock, ask the rules, change, report. No function here opens a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock, codes, rows
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships import services as partnership_services
from hehuo.whistles import policy
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import Edge, Refusal, State, edge_at, refusal

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)
#: The same by the same person within this time is one double click.
DOUBLE_CLICK = timedelta(minutes=1)


def locked(by: Viewer, whistle: Whistle) -> Whistle:
    """The whistle's row, locked and fresh. Raises NotFound for those who may not know of it.

    The lock guards the calls, too: whatever changes a call locks its whistle first.
    """
    row = Whistle.objects.select_for_update().filter(pk=whistle.pk).first()
    if row is None or not policy.may_know(by, row):
        raise NotFound(_("There is no such whistle."))
    return row


def locked_call(by: Viewer, call: Call) -> Call:
    """The call, fresh, its whistle locked; of ``call`` only the id is read. Raises NotFound as :func:`locked`, or where
    ``by`` acts for another unit and does not work at the place."""
    whistle = rows.fetch(Whistle, "id = (SELECT whistle_id FROM whistles_call WHERE id = %s) FOR UPDATE", call.pk)
    row = rows.fetch(Call, "id = %s", call.pk)
    own = row is not None and row.organisation_id in by.organisations and by.holds(*policy.BY_ORGANISATION)
    if whistle is None or row is None or not (own or policy.may_know(by, whistle)):
        raise NotFound(_("There is no such whistle."))
    row.whistle = whistle
    return row


def permit(
    move: str, by: Viewer, whistle: Whistle, call: Call | None = None, *, unexplained: Collection[str] = ()
) -> Edge:
    """The edge by which ``move`` may be made now. Raises Refused or NotAllowed with the rule's words and source."""
    state = call.state if call is not None else whistle.state
    beside = whistle.state_is if call is not None else None
    check(
        refusal(
            move,
            state=state,
            standing=policy.standing(by, whistle, call),
            whistle=beside,
            proposer=whistle.proposed_by_id,
            unexplained=unexplained,
        )
    )
    return edge_at(move, state, beside)


def check(refused: Refusal | None) -> None:
    """Raise what ``refused`` says, if anything."""
    if refused is not None:
        error = NotAllowed if refused.right else Refused
        raise error(refused.message, source=refused.source)


def change(row: Whistle | Call, **values: Any) -> None:
    """Write ``values``; leaves every other column alone."""
    rows.update(row, **values)


def threads_of(whistle: Whistle) -> list[str]:
    """The timelines on which what happens to the whistle shows beside its own."""
    threads = list(partnerships.threads_of(whistle.partnership)) if whistle.partnership else []
    return [*threads, f"case:{whistle.case_id}"] if whistle.case_id else threads


def report(
    whistle: Whistle,
    kind: Kind,
    by: Viewer,
    happened_at: datetime | None = None,
    /,
    *,
    party: int | None = None,
    also: Iterable[str] = (),
    **payload: object,
) -> None:
    """Append what happened to the whistle's chain, and to the timelines of its partnership and case.

    The journal hears of the building at most: a flat number would name a household.
    """
    journal.append(
        subject=whistle.subject,
        kind=kind,
        payload=payload,
        by=by,
        place=codes.truncate(whistle.place, Level.BUILDING),
        party=party if party in by.organisations else None,
        happened_at=happened_at,
        threads=[*threads_of(whistle), *also],
    )


def tell_partnership(by: Viewer, whistle: Whistle, *, arrived: int | None = None) -> None:
    """Report down to the whistle's partnership how many units it called, how many have come, and whether it is open.

    ``arrived`` is the unit that has just come: it carried something. Counts are as of now, whenever a telephone sends
    them, so that none of two late check-ins is lost.
    """
    if whistle.partnership is None:
        return
    states = list(whistle.calls.values_list("arrived_at", flat=True))
    told = {
        ("whistle.called", whistle.subject): len(states),
        ("whistle.checked_in", whistle.subject): sum(moment is not None for moment in states),
        ("whistle.open", whistle.subject): int(whistle.state == State.BLOWN),
    }
    if arrived is not None:
        told["share.whistles", f"organisation:{arrived}/{whistle.subject}"] = 1
    for (name, source), value in told.items():
        partnership_services.report_fact(by=by, partnership=whistle.partnership, name=name, source=source, value=value)


def moment(happened_at: datetime | None, *, after: datetime | None = None) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for before ``after``."""
    now = clock.now()
    said = happened_at or now
    if said > now + SKEW:
        raise Invalid(_("This time lies in the future."), fields={"happened_at": _("This time lies in the future.")})
    if after is not None and said < after:
        if happened_at is None:
            return after
        message = _("This time lies before what went before it: %(before)s.") % {
            "before": after.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M")
        }
        raise Invalid(message, fields={"happened_at": message})
    return said


def words(text: str, field: str, *, most: int = 1000, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        raise Invalid(_("Please fill this in."), fields={field: _("Please fill this in.")})
    if len(text) > most:
        message = _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)}
        raise Invalid(message, fields={field: message})
    return text


def choice(value: str, choices: Collection[str], field: str) -> str:
    """``value`` if it is one of ``choices``. Raises Invalid naming ``field``."""
    if value not in choices:
        raise Invalid(_("Please choose one of the options."), fields={field: _("Please choose one of the options.")})
    return value
