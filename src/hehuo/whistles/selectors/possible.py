"""What may be done now, by whom, and why not: the same answer that the services give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.whistles import policy
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import CALL_EDGES, EDGES, CallState, State, Who, edge_for, refusal

from .clocks import awaited

_SEEN = {edge.move: edge for edge in (*EDGES, *CALL_EDGES)}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that ``viewer`` may do, or why she cannot yet. ``primary`` is what is to be done now."""

    name: str
    label: Any
    refused_because: Any = ""
    source: Any = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next and who owes it."""

    sentence: Any
    move: str = ""


def moves(whistle: Whistle, viewer: Viewer) -> list[Move]:
    """Moves on the whistle as a whole that are hers; refused ones say why. No query."""
    standing = policy.standing(viewer, whistle)
    found = []
    for edge in EDGES:
        if whistle.state not in edge.from_ or not edge.who & standing.who:
            continue
        refused = refusal(edge.move, state=whistle.state, standing=standing, proposer=whistle.proposed_by_id)
        if edge.move == "take_back" and standing.person != whistle.proposed_by_id:
            continue
        found.append(
            Move(
                edge.move,
                edge.label,
                refused.message if refused else "",
                refused.source if refused else "",
                edge.move == "approve" and refused is None,
            )
        )
    return found


_PRIMARY = {CallState.CALLED: "acknowledge", CallState.ACKNOWLEDGED: "check_in", CallState.ON_SITE: "report"}


def call_moves(call: Call, viewer: Viewer) -> list[Move]:
    """Moves on one call that are hers now. ``leave`` is offered at the person's own line. No query."""
    standing = policy.standing(viewer, call.whistle, call)
    found = []
    for name, first in _SEEN.items():
        edge = edge_for(name, call.state, call.whistle.state_is) if first in CALL_EDGES else None
        if edge is not None and edge.who & standing.who and name not in {"leave", "rate"}:
            by_list = name == "check_in" and Who.UNIT not in standing.who
            label = _("Write down who came") if by_list else edge.label
            found.append(Move(name, label, primary=not by_list and _PRIMARY.get(call.state_is) == name))
    answered = getattr(call, "assessment", None)
    if answered is None:
        return [move for move in found if move.name != "reply"]
    return [move for move in found if move.name not in {"assess", "reply"} or not answered.reply]


def next_of(whistle: Whistle, calls: Sequence[Call]) -> Next:
    """The sentence on every row: what is next and who owes it."""
    match whistle.state_is:
        case State.PROPOSED:
            return Next(_("The subdistrict approves it"), "approve")
        case State.BLOWN:
            return _next_blown(whistle, calls)
        case State.CONCLUDED:
            if any(call.state == CallState.REFUSED for call in calls):
                return Next(_("The district decides about the refusal"), "decide")
            if any(getattr(call, "assessment", None) is None for call in calls):
                return Next(_("Say how the units worked"), "assess")
    return Next(_("Nothing more to do"))


def _next_blown(whistle: Whistle, calls: Sequence[Call]) -> Next:
    def names(rows: Sequence[Call]) -> dict[str, str]:
        return {"units": "、".join(str(call.organisation) for call in rows)}

    refused = [call for call in calls if call.state == CallState.REFUSED]
    if refused:
        return Next(_("The district decides about the refusal of %(units)s") % names(refused), "decide")
    coming = awaited(whistle, calls)
    deaf = [call for call in coming if call.state == CallState.CALLED]
    if deaf:
        return Next(_("%(units)s acknowledge") % names(deaf), "acknowledge")
    if coming:
        return Next(_("%(units)s come") % names(coming), "check_in")
    return Next(_("Work until it is done, then conclude"), "conclude")
