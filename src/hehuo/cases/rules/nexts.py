"""What comes next and who owes it: the sentence on every row and the button that stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .stages import Stage


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: ``move`` by its name in the table of edges, who owes it, and the sentence."""

    move: str
    owed_by: str  # "dispatch", "unit", "handler", "leader", "nobody"
    sentence: Any


_ASSIGN = Next("assign", "dispatch", _("Assign it to a unit"))
_ACCEPT = Next("accept", "unit", _("The unit accepts it"))
_CONTACT = Next("contact", "unit", _("Speak to the person who asked"))
_WORK = Next("visit", "unit", _("Go and see, then answer"))
_ANSWER = Next("answer", "unit", _("Solve it and answer"))
_CALL_BACK = Next("call_back", "handler", _("Call back: did it help?"))
_CLOSE = Next("close", "dispatch", _("Close it"))
_REDO = Next("redo", "dispatch", _("Not solved: do it again"))
_EXAMINE = Next("grant_return", "dispatch", _("Examine the return"))
_RESUME = Next("resume", "leader", _("Review it on the date that was set"))
_DONE = Next("", "nobody", _("Nothing more to do"))


def next_of(stage: Stage, *, contacted: bool, visited: bool = True, solved: str = "") -> Next:
    """The next ordinary step of a case."""
    match stage:
        case Stage.RECEIVED:
            return _ASSIGN
        case Stage.ASSIGNED:
            return _ACCEPT
        case Stage.ACCEPTED | Stage.HANDLING if not contacted:
            return _CONTACT
        case Stage.ACCEPTED | Stage.HANDLING:
            return _ANSWER if visited else _WORK
        case Stage.ANSWERED:
            return _CALL_BACK
        case Stage.CALLED_BACK:
            return _REDO if solved == "no" else _CLOSE
        case Stage.RETURNED:
            return _EXAMINE
        case Stage.SHELVED:
            return _RESUME
        case _:
            return _DONE
