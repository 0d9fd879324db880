"""Whether a move may be made: the one answer that services enforce and pages show beforehand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .edges import Who, edge_for
from .words import ENDED, REGULATION, STATUTE, UNTIL_DONE, CallState, How, State

RESIDENTS_COMMITTEE = "residents_committee"
ARTICLE_17 = REGULATION + "第十七条"
_NOT_YOURS = _("This step belongs to somebody else.")


@dataclass(frozen=True, slots=True)
class Standing:
    """In which standings somebody is towards one whistle or call, and who she is."""

    who: frozenset[Who]
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in words that say what to do instead. ``right``: it is not hers to do (or to be shown)."""

    message: Any
    source: Any = ""
    right: bool = False


def refusal(
    move: str,
    *,
    state: str,
    standing: Standing,
    whistle: State | None = None,
    proposer: int | None = None,
    unexplained: Collection[str] = (),
) -> Refusal | None:
    """Why ``move`` may not be made; None when it may. State first, then the right, then the move's own gate.

    ``state`` is the call's for moves on a call, with the ``whistle``'s beside it; ``unexplained`` names units that have
    neither come nor been explained.
    """
    edge = edge_for(move, state, whistle)
    if edge is None:
        return _wrong_state(move, state, whistle)
    if not edge.who & standing.who:
        return Refusal(_NOT_YOURS, edge.source, right=True)
    if move in {"approve", "reject"} and standing.person is not None and standing.person == proposer:
        return Refusal(_("Who proposed the whistle cannot also approve it; let a colleague decide."), STATUTE)
    if move == "conclude" and unexplained:
        names = "、".join(unexplained)
        return Refusal(_("Say why they did not come before concluding: %(units)s") % {"units": names}, UNTIL_DONE)
    return None


def _wrong_state(move: str, state: str, whistle: State | None) -> Refusal:
    if whistle is not None and whistle in ENDED:
        return Refusal(_("The whistle has ended; nothing more is asked for."))
    if move in {"assess", "rate", "reply"}:
        return Refusal(_("Wait until the whistle is concluded; then it can be judged as a whole."))
    if whistle is State.PROPOSED:
        return Refusal(_("The whistle has not been blown yet; the subdistrict approves it first."))
    label = CallState(state).label if whistle is not None else State(state).label
    return Refusal(_("This cannot be done while it stands at “%(state)s”.") % {"state": label})


@dataclass(frozen=True, slots=True)
class Called:
    """One unit to be called, as far as the rules need to know it. ``task``: where the matter stands on the list of
    tasks of residents' committees: ``own``, ``assist``, ``outside`` or ``unknown``."""

    organisation: int
    name: str
    kind: str
    lead: bool
    task: str = "unknown"


def call_refusal(called: Collection[Called]) -> Refusal | None:
    """Why these units may not be called together; None when they may (art. 17 guards residents' committees)."""
    if not called:
        return Refusal(_("Choose at least one unit to call."))
    if sum(one.lead for one in called) != 1:
        return Refusal(_("Exactly one of the called units leads; the others report to it."))
    for one in called:
        refused = _pushed_down(one) if one.kind == RESIDENTS_COMMITTEE else None
        if refused is not None:
            return refused
    return None


def _pushed_down(one: Called) -> Refusal | None:
    """Nothing outside its list of tasks is pushed down to a residents' committee, nor the lead where it assists."""
    named = {"unit": one.name}
    match one.task:
        case "own":
            return None
        case "assist" if one.lead:
            return Refusal(
                _("%(unit)s only assists in this matter and may not lead it; choose who leads.") % named, ARTICLE_17
            )
        case "assist":
            return None
        case "unknown":
            return Refusal(
                _("We cannot see whether this is a task of %(unit)s: name the matter, or record the list of tasks.")
                % named,
                ARTICLE_17,
            )
    return Refusal(
        _("This matter is not on the list of tasks of %(unit)s; call the department that is responsible.") % named,
        ARTICLE_17,
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody says that she is there. ``metres``: her distance from the place, None where it is not known."""

    how: How
    positioned: bool = False
    metres: int | None = None
    photographed: bool = False
    for_another: bool = False
    on_site: bool = False


def arrival_refusal(arrival: Arrival, fence: int) -> Refusal | None:
    """Why this does not show that she is there; None when it does. ``fence`` in metres."""
    if arrival.for_another and arrival.how is not How.LIST:
        return Refusal(_("Colleagues are checked in by list, by somebody who is on site."))
    match arrival.how:
        case How.POSITION if not arrival.positioned:
            return Refusal(_("Your telephone told no position. Allow it and try again, or take a photo instead."))
        case How.POSITION if arrival.metres is None:
            return Refusal(_("We do not know exactly where the place is. Take a photo instead."))
        case How.POSITION if arrival.metres is not None and arrival.metres > fence:
            return Refusal(
                _("You are %(metres)s m away; a position counts within %(fence)s m. Go on, or take a photo there.")
                % {"metres": arrival.metres, "fence": fence}
            )
        case How.PHOTO if not arrival.photographed:
            return Refusal(_("Take a photo of the place, please."))
        case How.LIST if not arrival.on_site:
            return Refusal(_("The list is kept by somebody who is on site: check in yourself first."))
    return None


def leave_refusal(state: State, reason: str) -> Refusal | None:
    """Why nobody may leave like this; None when she may. Before the conclusion a reason is demanded."""
    if state is State.BLOWN and not reason:
        return Refusal(_("It is not done yet, and until it is done nobody leaves. Say why you must."), UNTIL_DONE)
    return None
