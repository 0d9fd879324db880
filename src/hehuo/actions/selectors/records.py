"""What was written down: admonitions, statements, witnesses, incidents, pictures, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hehuo.actions import policy
from hehuo.actions.models import Action, Admonition, Attendance, Incident, Picture, Statement, Witness
from hehuo.actions.rules import CALLS_STAND_BY, SENSITIVE, Danger, Moment, Severity
from hehuo.files import selectors as files
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name
from hehuo.parties import selectors as parties

from .plan import StandBy, stand_by

if TYPE_CHECKING:
    from hehuo.files.models import Attachment
    from hehuo.parties.models import Contact

#: The risk of the plan that speaks of an incident, where it is called otherwise.
_RISK = {Danger.HURT: "medical"}


def masked(sealed: bytes | memoryview | None) -> str:
    """A sealed name as pages show it: ``王**``; empty for none."""
    if not sealed:
        return ""
    try:
        return mask_name(open_sealed(bytes(sealed)))
    except Unreadable:
        return "**"


def line_name(line: Attendance) -> str:
    """Whom a line of the roll names: a person, a masked name, else the organisation or member."""
    if line.person is not None:
        return str(line.person)
    if name := masked(line.name):
        return name
    if line.member is not None and line.member.sealed:
        return line.member.shown
    return str(line.organisation) if line.organisation is not None else ""


def admonitions(action: Action) -> list[Admonition]:
    """The admonitions in order, with officers; two queries."""
    rows = action.admonitions.select_related("organisation", "by").order_by("happened_at", "pk")
    return list(rows.prefetch_related("officers__person", "officers__member", "officers__organisation"))


def _files(rows: Sequence[Statement | Witness]) -> dict[str, list[Attachment]]:
    """The files of records that the caller may read: decided once for all of them, not file by file."""
    return files.of_many([row.subject for row in rows], SYSTEM)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the files that belong to it."""

    row: Statement
    name: str
    files: Sequence[Attachment]


def statements(viewer: Viewer, action: Action) -> list[Said]:
    """What was said, for those who take statements and the auditor; empty for others."""
    if not policy.may_read_statements(viewer, action):
        return []
    rows = list(action.statements.select_related("by", "witness").order_by("happened_at", "pk"))
    kept = _files(rows)
    return [Said(row, masked(row.name), kept.get(row.subject, [])) for row in rows]


@dataclass(frozen=True, slots=True)
class Saw:
    """A witness with the signature."""

    row: Witness
    name: str
    files: Sequence[Attachment]


def witness_list(viewer: Viewer, action: Action) -> list[Saw]:
    """Who saw it, for those who take statements and the auditor; empty for others."""
    if not policy.may_read_statements(viewer, action):
        return []
    rows = list(action.witnesses.select_related("organisation").order_by("happened_at", "pk"))
    kept = _files(rows)
    return [Saw(row, masked(row.name), kept.get(row.subject, [])) for row in rows]


@dataclass(frozen=True, slots=True)
class Logged:
    """An incident; ``text`` is empty where the words are not hers to read (``withheld``)."""

    row: Incident
    text: str
    withheld: bool


def incidents(viewer: Viewer, action: Action) -> list[Logged]:
    """What went otherwise, the latest first; words on health and agitation for those who must know and the author."""
    rows = action.incidents.select_related("by").order_by("-happened_at", "-pk")
    knows = policy.may_take_statements(viewer, action)
    found = []
    for row in rows:
        mine = row.by_id is not None and row.by_id == viewer.person_id
        hidden = Danger(row.kind) in SENSITIVE and not (knows or mine)
        found.append(Logged(row, "" if hidden else row.text, hidden and bool(row.text)))
    return found


@dataclass(frozen=True, slots=True)
class Help:
    """Who stands ready: the plan's words, the organisation's contacts, and whether just this was foreseen."""

    ready: StandBy
    contacts: Sequence[Contact]
    fits: bool


def calls_help(incident: Incident) -> bool:
    """Whether the stand-by is shown: a person needs help, or it is more than a remark."""
    return Danger(incident.kind) in CALLS_STAND_BY or incident.severity != Severity.NOTE


def help_for(viewer: Viewer, action: Action, kind: str) -> list[Help]:
    """The plan's stand-by for an incident of ``kind``, what fits first; for everybody who works in the action."""
    if not policy.may_act(viewer, action):
        return []
    wanted = _RISK.get(Danger(kind), kind)
    found = [
        Help(
            ready=one,
            contacts=[shown.contact for shown in parties.contacts_of(viewer, one.organisation)]
            if one.organisation is not None
            else [],
            fits=one.risk.kind == wanted,
        )
        for one in stand_by(action.partnership)
    ]
    return sorted(found, key=lambda one: not one.fits)


def pictures(viewer: Viewer, action: Action) -> dict[Moment, list[Picture]]:
    """The pictures by moment; none for those who may not know of the action. One query for the rows."""
    found: dict[Moment, list[Picture]] = {moment: [] for moment in Moment}
    if policy.may_know(viewer, action):
        for row in action.pictures.select_related("attachment", "step").order_by("added_at", "pk"):
            found[Moment(row.moment)].append(row)
    return found
