"""The whole life of a case as a table: every move, from where to where, who may, why, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .stages import OPEN, WITH_UNIT, Stage


class Who(StrEnum):
    """In which standing somebody may make a move."""

    DISPATCH = "dispatch"  # dispatcher or leader of the place
    LEADER = "leader"  # leader of the place
    HANDLER = "handler"  # worker, dispatcher or leader of the place
    UNIT = "unit"  # acts for the lead handling unit
    ASSIST = "assist"  # acts for an assisting unit
    RESIDENT = "resident"  # the complainant, by number and secret
    SYSTEM = "system"  # imports and jobs


@dataclass(frozen=True, slots=True)
class Edge:
    """One move: ``to`` is None where the stage stays. ``urgent``: only an urgent case may do so (paperwork follows)."""

    move: str
    from_: frozenset[Stage]
    to: Stage | None
    label: Any
    reason: Any
    who: frozenset[Who]
    source: str
    urgent: bool = False


def _edge(
    move: str,
    from_: Iterable[Stage],
    to: Stage | None,
    *words: Any,
    who: str,
    source: str = "",
    urgent: bool = False,
) -> Edge:
    label, reason = words
    return Edge(move, frozenset(from_), to, label, reason, frozenset(Who(w) for w in who.split()), source, urgent)


_S = Stage
_JIESU = "《北京市接诉即办工作条例》"
_BEFORE_WORK = (_S.RECEIVED, _S.ASSIGNED)
_WORK = (_S.ACCEPTED, _S.HANDLING)
#: A new case starts here.
START = Stage.RECEIVED

EDGES: tuple[Edge, ...] = (
    # The ordinary walk
    _edge(
        "classify",
        OPEN,
        None,
        pgettext_lazy("move", "Classify"),
        _("Kind, category, grade and urgency decide who answers and how fast."),
        who="handler",
        source=_JIESU + "第十一条",
    ),
    _edge(
        "assign",
        (_S.RECEIVED,),
        _S.ASSIGNED,
        pgettext_lazy("move", "Assign"),
        _("Somebody must answer for every case."),
        who="dispatch system",
        source=_JIESU + "第十二条",
    ),
    _edge(
        "hand_down",
        _WORK,
        _S.ASSIGNED,
        pgettext_lazy("move", "Hand down"),
        _("The subdistrict passes it to the section or community that can act."),
        who="dispatch system",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "assist",
        WITH_UNIT,
        None,
        pgettext_lazy("move", "Ask a unit to assist"),
        _("The first receiver leads; others report to it in time."),
        who="dispatch system",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "accept",
        (_S.ASSIGNED,),
        _S.ACCEPTED,
        pgettext_lazy("move", "Accept"),
        _("The unit confirms that it has the case; its clock is on the record."),
        who="unit dispatch system",
        source=_JIESU + "第十三条",
    ),
    _edge(
        "contact",
        _WORK,
        _S.HANDLING,
        pgettext_lazy("move", "Log contact"),
        _("Talking to the person who asked is the first step and starts the work."),
        who="handler",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "contact",
        _BEFORE_WORK,
        None,
        pgettext_lazy("move", "Log contact"),
        _("An urgent case is handled before the paperwork."),
        who="handler",
        source=_JIESU + "第十二条",
        urgent=True,
    ),
    _edge(
        "visit",
        _WORK,
        _S.HANDLING,
        pgettext_lazy("move", "Record a visit"),
        _("Seeing the place is worth more than a form."),
        who="handler unit assist",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "visit",
        _BEFORE_WORK,
        None,
        pgettext_lazy("move", "Record a visit"),
        _("An urgent case is handled before the paperwork."),
        who="handler unit assist",
        source=_JIESU + "第十二条",
        urgent=True,
    ),
    _edge(
        "mediate",
        _WORK,
        _S.HANDLING,
        pgettext_lazy("move", "Record mediation"),
        _("Neighbours' disputes are first talked through."),
        who="handler unit assist",
        source="《人民调解法》第十七条",
    ),
    _edge(
        "dissuade",
        _WORK,
        _S.HANDLING,
        pgettext_lazy("move", "Record dissuasion"),
        _("Property staff and committees may dissuade, stop and report, never compel."),
        who="handler unit assist",
        source="《北京市物业管理条例》第六十五条",
    ),
    _edge(
        "note",
        OPEN,
        None,
        pgettext_lazy("move", "Add a note"),
        _("What the next person on duty must know belongs on the case."),
        who="handler unit assist",
    ),
    _edge(
        "answer",
        _WORK,
        _S.ANSWERED,
        pgettext_lazy("move", "Answer"),
        _("The complainant is told the result."),
        who="handler unit system",
        source=_JIESU + "第十五条",
    ),
    _edge(
        "call_back",
        (_S.ANSWERED, _S.CALLED_BACK),
        _S.CALLED_BACK,
        pgettext_lazy("move", "Record a call-back"),
        _("Only the person who asked can say whether it is solved."),
        who="handler system",
        source=_JIESU + "第二十三条",
    ),
    _edge(
        "rate",
        (_S.ANSWERED,),
        _S.CALLED_BACK,
        pgettext_lazy("move", "Rate the answer"),
        _("The complainant answers our call-back without a call."),
        who="resident",
        source=_JIESU + "第二十三条",
    ),
    _edge(
        "close",
        (_S.CALLED_BACK, _S.ANSWERED),
        _S.CLOSED,
        pgettext_lazy("move", "Close"),
        _("Called back, or nobody objected in time: the case ends."),
        who="dispatch system",
        source=_JIESU + "第二十三条",
    ),
    _edge(
        "redo",
        (_S.ANSWERED, _S.CALLED_BACK, _S.CLOSED),
        _S.HANDLING,
        pgettext_lazy("move", "Redo"),
        _("Not solved is not finished."),
        who="dispatch system",
        source=_JIESU + "第二十三条",
    ),
    # Aside
    _edge(
        "object",
        (_S.ASSIGNED,),
        None,
        pgettext_lazy("move", "Object to the assignment"),
        _("The hotline agency decides on objections; we record and track."),
        who="dispatch",
        source=_JIESU + "第十二条",
    ),
    _edge(
        "decide_objection",
        OPEN,
        None,
        pgettext_lazy("move", "Record the decision on the objection"),
        _("The hotline agency's decision is tracked."),
        who="dispatch system",
        source=_JIESU + "第十二条",
    ),
    _edge(
        "return",
        WITH_UNIT,
        _S.RETURNED,
        pgettext_lazy("move", "Return internally"),
        _("A unit that cannot act says why, and somebody else examines it."),
        who="unit",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "grant_return",
        (_S.RETURNED,),
        _S.RECEIVED,
        pgettext_lazy("move", "Grant the return"),
        _("The case is assigned anew."),
        who="dispatch",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "refuse_return",
        (_S.RETURNED,),
        _S.ASSIGNED,
        pgettext_lazy("move", "Refuse the return"),
        _("The unit keeps the case."),
        who="dispatch",
        source=_JIESU + "第十四条",
    ),
    _edge(
        "extend",
        WITH_UNIT,
        None,
        pgettext_lazy("move", "Extend"),
        _("Complicated matters get more time, with reasons, and the complainant is told."),
        who="dispatch",
        source=_JIESU + "第十五条",
    ),
    _edge(
        "shelve",
        _WORK,
        _S.SHELVED,
        pgettext_lazy("move", "Shelve"),
        _("What cannot be solved now gets a reason and a review date, never silence."),
        who="leader",
        source=_JIESU + "第十六条",
    ),
    _edge(
        "resume",
        (_S.SHELVED,),
        _S.HANDLING,
        pgettext_lazy("move", "Take up again"),
        _("The time for it has come."),
        who="dispatch",
        source=_JIESU + "第十六条",
    ),
    _edge(
        "withdraw",
        (_S.RECEIVED, _S.RETURNED, _S.SHELVED, *WITH_UNIT),
        _S.WITHDRAWN,
        pgettext_lazy("move", "Withdraw"),
        _("Who asked may say that it is no longer needed."),
        who="resident handler",
    ),
    _edge(
        "divert",
        (_S.RECEIVED, _S.ASSIGNED),
        _S.DIVERTED,
        pgettext_lazy("move", "Send elsewhere"),
        _("Six kinds of matter belong to other channels; the evidence is kept."),
        who="dispatch",
        source=_JIESU + "第十一条",
    ),
    _edge(
        "mark_hard",
        WITH_UNIT,
        None,
        pgettext_lazy("move", "Mark as hard"),
        _("One unit alone cannot solve it; a partnership may."),
        who="handler unit",
    ),
    _edge("supplement", OPEN, None, _("Add information"), _("Who asked often knows more."), who="resident"),
    _edge(
        "publish",
        Stage,
        None,
        pgettext_lazy("move", "Review for the public page"),
        _("Residents see what was done; nobody can be recognised."),
        who="dispatch",
        source="《个人信息保护法》第五十五条",
    ),
    _edge(
        "unpublish",
        Stage,
        None,
        pgettext_lazy("move", "Take off the public page"),
        _("What turns out to be private goes at once."),
        who="handler",
        source="《个人信息保护法》第四十七条",
    ),
)

_BY_MOVE: dict[tuple[str, Stage], Edge] = {(e.move, stage): e for e in EDGES for stage in e.from_}


def edge_for(move: str, stage: Stage) -> Edge | None:
    """The edge by which ``move`` leaves ``stage``; None when there is none."""
    return _BY_MOVE.get((move, stage))


def edge_at(move: str, stage: Stage) -> Edge:
    """The edge by which ``move`` leaves ``stage``. Raises KeyError when the graph has no such edge."""
    return _BY_MOVE[move, stage]


def next_stage(move: str, stage: Stage) -> Stage:
    """The stage after ``move``. Raises KeyError when the graph has no such edge."""
    return edge_at(move, stage).to or stage


def allowed(stage: Stage) -> list[Edge]:
    """All edges that leave ``stage``, in the order of the table."""
    return [edge for edge in EDGES if stage in edge.from_]
