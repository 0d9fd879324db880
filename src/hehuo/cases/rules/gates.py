"""Whether a move may be made: the one answer that services enforce and pages show beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .edges import Edge, Who, edge_for
from .stages import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """In which standings somebody is towards one case, and who she is."""

    who: frozenset[Who]
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules need to know of one case."""

    stage: Stage
    urgent: bool = False
    contacted: bool = False
    attempts: int = 0
    holds: tuple[str, ...] = ()
    answered_by: int | None = None
    returned_by: int | None = None
    objected: bool = False
    solved: str = ""
    call_back_until: datetime | None = None
    due: datetime | None = None
    extensions: int = 0
    most_extensions: int = 1
    published: bool = False
    hard: bool = False
    shelved_until: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in words that say what to do instead. ``right``: it is not hers to do (or to be shown)."""

    message: Any
    source: str = ""
    right: bool = False


def refusal(move: str, facts: Facts, standing: Standing, now: datetime) -> Refusal | None:
    """Why ``move`` may not be made now; None when it may. Stage first, then the right, then the move's own gate."""
    edge = edge_for(move, facts.stage)
    if edge is None or (edge.urgent and not facts.urgent):
        return _wrong_stage(move, facts)
    if not edge.who & standing.who:
        return Refusal(_("This step belongs to somebody else."), edge.source, right=True)
    gate = _GATES.get(move)
    return gate(edge, facts, standing, now) if gate else None


def _wrong_stage(move: str, facts: Facts) -> Refusal:
    if move in {"contact", "visit", "mediate", "dissuade", "answer"} and facts.stage in {
        Stage.RECEIVED,
        Stage.ASSIGNED,
    }:
        return Refusal(_("Accept the case first; only an urgent case is handled before the paperwork."))
    return Refusal(_("This cannot be done while the case stands at “%(stage)s”.") % {"stage": facts.stage.label})


def _answer(edge: Edge, facts: Facts, standing: Standing, _now: datetime) -> Refusal | None:
    if facts.contacted or facts.extra.get("unreachable") or Who.SYSTEM in standing.who:
        return None
    if not standing.who & {Who.HANDLER, Who.DISPATCH, Who.LEADER}:
        # She never learns who asked (接诉即办条例 art. 8), so that it is not hers to call.
        words = _(
            "Nobody has spoken to the person who asked yet. The community does that: please ask it to call first."
        )
        return Refusal(words, edge.source)
    return Refusal(_("Speak to the person who asked before answering, or say why that is impossible."), edge.source)


def _call_back(edge: Edge, facts: Facts, standing: Standing, _now: datetime) -> Refusal | None:
    if standing.person is not None and standing.person == facts.answered_by:
        return Refusal(_("Who gave the answer cannot also ask whether it helped; let a colleague call."), edge.source)
    return None


def _close(edge: Edge, facts: Facts, standing: Standing, now: datetime) -> Refusal | None:
    if facts.holds:
        return Refusal(_("It cannot be closed yet: %(why)s") % {"why": "；".join(map(str, facts.holds))})
    if facts.stage is Stage.ANSWERED and not (facts.call_back_until and now >= facts.call_back_until):
        return Refusal(_("Call back first, or wait until the call-back period is over."), edge.source)
    if facts.solved == "no" and not (Who.LEADER in standing.who and facts.extra.get("reason")):
        return Refusal(
            _("The call-back says “not solved”: redo it, or let a leader close it with a written reason."), edge.source
        )
    return None


def _examine(edge: Edge, facts: Facts, standing: Standing, _now: datetime) -> Refusal | None:
    if standing.person is not None and standing.person == facts.returned_by:
        return Refusal(_("Who returned the case cannot examine the return; let a colleague do it."), edge.source)
    return None


def _decide_objection(_edge: Edge, facts: Facts, _standing: Standing, _now: datetime) -> Refusal | None:
    return None if facts.objected else Refusal(_("No objection is waiting for a decision."))


def _extend(edge: Edge, facts: Facts, _standing: Standing, now: datetime) -> Refusal | None:
    if facts.due is not None and now > facts.due:
        return Refusal(_("The limit has already passed; extensions are asked for before it does."), edge.source)
    if facts.extensions >= facts.most_extensions:
        return Refusal(_("It was already extended as often as the settings allow; a leader may shelve it."))
    return None


def _unpublish(_edge: Edge, facts: Facts, _standing: Standing, _now: datetime) -> Refusal | None:
    return None if facts.published else Refusal(_("It is not on the public page."))


def _mark_hard(_edge: Edge, facts: Facts, _standing: Standing, _now: datetime) -> Refusal | None:
    return Refusal(_("It is already marked as hard.")) if facts.hard else None


_GATES = {
    "answer": _answer,
    "call_back": _call_back,
    "close": _close,
    "grant_return": _examine,
    "refuse_return": _examine,
    "decide_objection": _decide_objection,
    "extend": _extend,
    "unpublish": _unpublish,
    "mark_hard": _mark_hard,
}
