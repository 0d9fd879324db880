"""The whole life of a whistle and of each call as two tables: every move, from where to where, who may, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .words import AWAITED, REGULATION, STATUTE, UNTIL_DONE, CallState, State


class Who(StrEnum):
    """In which standing somebody may make a move."""

    COMMUNITY = "community"  # handles cases at the place
    DISPATCH = "dispatch"  # dispatcher or leader of the subdistrict
    PROPOSER = "proposer"  # proposed this whistle herself
    UNIT = "unit"  # acts for the called unit
    ON_SITE = "on_site"  # is checked in at this whistle, or handles cases at the place
    RESIDENT = "resident"  # by the link that was given to her
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Edge:
    """One move: ``to`` is None where the state stays; ``whistle`` are the states of the whistle that allow it."""

    move: str
    from_: frozenset[str]
    to: str | None
    label: Any
    reason: Any
    who: frozenset[Who]
    source: Any = ""
    whistle: frozenset[State] = frozenset()


def _edge(
    move: str,
    from_: Iterable[str],
    to: str | None,
    *words: Any,
    who: str,
    source: Any = "",
    during: Iterable[State] = (),
) -> Edge:
    label, reason = words
    return Edge(
        move, frozenset(from_), to, label, reason, frozenset(Who(w) for w in who.split()), source, frozenset(during)
    )


_S, _C = State, CallState
_44, _43 = STATUTE + "第四十四条", STATUTE + "第四十三条"

#: Moves on the whistle as a whole.
EDGES: tuple[Edge, ...] = (
    _edge("approve", (_S.PROPOSED,), _S.BLOWN, pgettext_lazy("move", "Approve and blow"),
          _("The subdistrict calls the departments; a community proposes."), who="dispatch", source=STATUTE),
    _edge("reject", (_S.PROPOSED,), _S.REJECTED, pgettext_lazy("move", "Do not approve"),
          _("Whoever proposed learns why, and what to do instead."), who="dispatch", source=STATUTE),
    _edge("take_back", (_S.PROPOSED,), _S.WITHDRAWN, pgettext_lazy("move", "Take the proposal back"),
          _("It is not needed any more."), who="proposer dispatch"),
    _edge("conclude", (_S.BLOWN,), _S.CONCLUDED, pgettext_lazy("move", "Conclude"),
          _("The matter is done; whoever stayed may go."), who="dispatch system", source=UNTIL_DONE),
    _edge("withdraw", (_S.BLOWN,), _S.WITHDRAWN, pgettext_lazy("move", "Call it off"),
          _("Nobody needs to come any more; everybody who was called learns why."), who="dispatch system"),
)  # fmt: skip

_DURING = (_S.BLOWN,)
#: Moves on one call.
CALL_EDGES: tuple[Edge, ...] = (
    _edge("acknowledge", (_C.CALLED,), _C.ACKNOWLEDGED, pgettext_lazy("move", "Acknowledge"),
          _("The unit has heard the whistle; its clock is on the record."), who="unit", during=_DURING),
    _edge("refuse", (_C.CALLED, _C.ACKNOWLEDGED), _C.REFUSED, pgettext_lazy("move", "Refuse with a reason"),
          _("The refusal goes up to the district, which decides."), who="unit", source=_44, during=_DURING),
    _edge("excuse", (_C.REFUSED,), _C.EXCUSED, pgettext_lazy("move", "The district excuses it"),
          _("The district found the reason good."), who="dispatch", source=_44, during=(_S.BLOWN, _S.CONCLUDED)),
    _edge("recall", (_C.REFUSED,), _C.CALLED, pgettext_lazy("move", "The district says: come"),
          _("The district did not accept the reason."), who="dispatch", source=_44, during=_DURING),
    _edge("recall", (_C.REFUSED,), _C.ABSENT, pgettext_lazy("move", "The district says: should have come"),
          _("The district did not accept the reason; by then it was over."),
          who="dispatch", source=_44, during=(_S.CONCLUDED,)),
    _edge("check_in", (_C.CALLED, _C.ACKNOWLEDGED, _C.LEFT, _C.ON_SITE), _C.ON_SITE, pgettext_lazy("move", "Check in"),
          _("Who is there, since when, and how we know."), who="unit on_site", during=_DURING),
    _edge("report", (_C.CALLED, _C.ACKNOWLEDGED, _C.ON_SITE, _C.LEFT, _C.REFUSED), None,
          pgettext_lazy("move", "Report"), _("What was found and done so far."), who="unit", during=_DURING),
    _edge("leave", (_C.ON_SITE,), _C.LEFT, pgettext_lazy("move", "Leave before the end"),
          _("Until it is done nobody leaves; whoever must go says why."),
          who="unit on_site", source=UNTIL_DONE, during=_DURING),
    _edge("assess", (_C.DONE, _C.LEFT, _C.ABSENT, _C.EXCUSED, _C.REFUSED), None, pgettext_lazy("move", "Assess"),
          _("The subdistrict says how the unit worked; units do not score subdistricts."),
          who="dispatch", source=REGULATION + "第三十三条，" + _43, during=(_S.CONCLUDED,)),
    _edge("reply", (_C.DONE, _C.LEFT, _C.ABSENT, _C.EXCUSED, _C.REFUSED), None, pgettext_lazy("assessment", "Answer"),
          _("The unit may answer what was said of its work."), who="unit", source=_43, during=(_S.CONCLUDED,)),
    _edge("rate", (_C.DONE, _C.LEFT, _C.ABSENT), None, pgettext_lazy("move", "Rate"),
          _("Residents may say how they saw it."), who="resident", source=_43, during=(_S.CONCLUDED,)),
)  # fmt: skip

_BY_MOVE: dict[str, list[Edge]] = {}
for _one in (*EDGES, *CALL_EDGES):
    _BY_MOVE.setdefault(_one.move, []).append(_one)


def edge_for(move: str, state: str, whistle: State | None = None) -> Edge | None:
    """The edge by which ``move`` leaves ``state`` (of a call: while its whistle stands at ``whistle``)."""
    for edge in _BY_MOVE[move]:
        if state in edge.from_ and (not edge.whistle or whistle in edge.whistle):
            return edge
    return None


def edge_at(move: str, state: str, whistle: State | None = None) -> Edge:
    """As :func:`edge_for`, where a gate has found that there is one. Raises LookupError otherwise."""
    edge = edge_for(move, state, whistle)
    if edge is None:
        raise LookupError(f"no edge {move} from {state}")
    return edge


def closing(state: CallState, *, in_touch: bool = False) -> CallState:
    """What becomes of a call when the whistle is concluded.

    Whoever is on site stayed until it was done. A routine whistle asks for no more than to be in touch: a unit that
    reported did its part. Any other that was awaited did not come, and somebody says why. A refusal waits for the
    district beyond the end; it says why itself.
    """
    if state is CallState.ON_SITE or (state in AWAITED and in_touch):
        return CallState.DONE
    return CallState.ABSENT if state in AWAITED else state


def called_off(state: CallState) -> CallState:
    """What becomes of a call when the whistle is called off."""
    return state if state in {CallState.EXCUSED, CallState.LEFT} else CallState.RECALLED
