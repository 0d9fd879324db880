"""What the story left behind, read back from the database: nothing here remembers what was played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hehuo.cases import selectors as cases
from hehuo.custody import selectors as custody
from hehuo.deliberation import selectors as meetings
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import NotFound
from hehuo.journal import selectors as journal
from hehuo.partnerships import selectors as tables
from hehuo.watches import selectors as watches
from hehuo.whistles import selectors as whistles

from . import complaint
from .telling import Words

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership
    from hehuo.whistles.models import Whistle


def state_of(words: Words) -> dict[str, Any]:
    """The final state of the story that ``words`` tell, plain data. Raises NotFound where it was not told."""
    case = cases.case_by_ref(SYSTEM, complaint.SOURCE, words.ref)
    table = tables.of_case(case)
    if table is None:
        raise NotFound(_("The story of %(case)s has no partnership.") % {"case": case.number})
    backs = [one for one in cases.call_backs(case) if one.official]
    return {
        "case": {
            "number": case.number,
            "stage": case.stage,
            "satisfied": bool(backs) and backs[-1].satisfied in ("yes", "mostly"),
            "answered_in_time": bool(case.answered_at and case.due_at and case.answered_at <= case.due_at),
        },
        "partnership": {
            "number": table.number,
            "level": table.level,
            "stage": table.stage,
            "seats": {
                view.seat.value: "、".join(str(one.organisation) for one in view.members if one.organisation)
                for view in tables.seats(table)
            },
            "citations": citations(table),
            "meetings": [
                {"title": meeting.title, "quorate": meetings.quorate(meeting), "state": meeting.state}
                for meeting in meetings.meetings_of(table.subject)
            ],
            "published": table.public_state == "published",
        },
        "whistles": [_whistle(one) for one in whistles.of_partnership(table)],
        "items": dict(custody.counts(table)),
        "watch": _watch(table),
        "journal": {"events": len(told(table)), "intact": journal.verify().ok},
    }


def told(table: Partnership) -> list[journal.Line]:
    """Everything that the journal tells of the table and its cases, in the order in which it was recorded."""
    found = {
        line.entry.pk: line
        for thread in tables.threads_of(table)
        for line in journal.timeline(thread=thread, viewer=SYSTEM, limit=100_000)
    }
    return [found[pk] for pk in sorted(found)]


def citations(table: Partnership) -> list[dict[str, Any]]:
    """Every duty that the charter was cited for: seat, kind, clause, charter."""
    return [
        {"seat": view.seat.value, "kind": duty.kind, "charter": duty.charter_title, "clause": duty.clause_number}
        for view in tables.seats(table)
        for duty in view.duties
    ]


def _whistle(one: Whistle) -> dict[str, Any]:
    calls = list(one.calls.all())
    return {
        "number": one.number,
        "kind": one.kind,
        "state": one.state,
        "called": [str(call.organisation) for call in calls],
        "checked_in": [str(call.organisation) for call in calls if call.arrived_at],
    }


def _watch(table: Partnership) -> dict[str, Any]:
    found = watches.of_partnership(table)
    return {"state": found[0].state, **watches.counts(found[0])} if found else {}
