"""What one viewer may do at one table now, the most useful first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.partnerships import policy
from hehuo.partnerships.models import Agreement, Member, MemberState, Partnership, PublicState
from hehuo.partnerships.rules import ENDED, RELAPSES, Missing, PlanState, Stage, next_stage

from .facts import draft_of, plan_of
from .one import gate, members_acting


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do: ``url`` is its page (or where it is posted to, when ``post``); the ``primary`` one is what
    the table waits for; ``more`` belongs behind a fold."""

    code: str
    label: Any
    url: str
    primary: bool = False
    post: bool = False
    more: bool = False


def moves(partnership: Partnership, viewer: Viewer, lacks: list[Missing] | None = None) -> list[Move]:
    """What ``viewer`` may do now. ``lacks`` is the open gate where the caller has read it already."""
    found = [*_as_member(partnership, viewer)]
    if policy.may_work(viewer, partnership):
        found += _as_keeper(partnership, viewer, gate(partnership) if lacks is None else lacks)
    if Stage(partnership.stage) in RELAPSES and policy.may_know(viewer, partnership):
        found.append(_move(partnership, "relapse", _("The problem came back"), more=True))
    return found


def answer_to(partnership: Partnership, lack: Missing) -> Move | None:
    """Where to go to do something about ``lack`` at this room's own pages; None where a higher room has the page."""
    head = lack.code.partition(".")[0]
    name, label = {
        "seat": ("members", _("See who is asked")),
        "survey": ("survey", _("Record the survey")),
        "concerned": ("members", _("Invite and hear")),
        "plan": ("plan", _("Write the plan")),
        "task": ("plan", _("To the plan")),
        "risk": ("plan", _("To the plan")),
        "agree": ("plan", _("See who has agreed")),
        "lessons": ("review", _("Look back")),
        "thanks": ("review", _("Look back")),
    }.get(head, ("", ""))
    if lack.code == "concerned.invited":
        name, label = "invite", _("Invite")
    return _move(partnership, name, label) if name else None


def _move(partnership: Partnership, name: str, label: Any, *args: object, **flags: bool) -> Move:
    return Move(name, label, reverse(f"partnerships-{name}", args=[partnership.number, *args]), **flags)


def _as_member(partnership: Partnership, viewer: Viewer) -> list[Move]:
    mine = members_acting(viewer, partnership)
    if Stage(partnership.stage) in ENDED:
        return []
    found = [
        _move(partnership, "answer", _("Answer for %(member)s") % {"member": member.shown}, member.pk, primary=True)
        for member in mine
        if member.state == MemberState.INVITED
    ]
    plan = plan_of(partnership)
    if plan is not None and plan.state == PlanState.PROPOSED and _unsaid(mine, plan.pk):
        found.append(_move(partnership, "plan", _("Agree to the plan"), primary=not found))
    return found


def _unsaid(mine: list[Member], plan: int) -> bool:
    accepted = [member.pk for member in mine if member.state == MemberState.ACCEPTED and member.organisation_id]
    return Agreement.objects.filter(plan=plan, member__in=accepted).count() < len(accepted)


def _as_keeper(partnership: Partnership, viewer: Viewer, lacks: list[Missing]) -> list[Move]:
    stage, leads = Stage(partnership.stage), policy.may_lead(viewer, partnership)
    found: list[Move] = []
    to = next_stage(stage)
    if leads and to is not None and to is not Stage.REVIEWED and not any(not lack.overridden for lack in lacks):
        found.append(
            _move(partnership, "advance", _("Go on to “%(stage)s”") % {"stage": to.label}, primary=True, post=True)
        )
    if stage is Stage.SETTLED and leads:
        found.append(_move(partnership, "review", _("Look back"), primary=True))
    if stage not in ENDED:
        found += _running(partnership, stage, leads, viewer, lacks)
    public = PublicState(partnership.public_state)
    if public is PublicState.WRITTEN and leads and viewer.person_id != partnership.written_by_id:
        found.append(_move(partnership, "publish", _("Review the public wording"), more=stage not in ENDED))
    found.append(_move(partnership, "public", _("Write for the public"), more=True))
    return found


def _running(partnership: Partnership, stage: Stage, leads: bool, viewer: Viewer, lacks: list[Missing]) -> list[Move]:
    planning = draft_of(partnership) is not None or stage in (Stage.CONSULTED, Stage.SURVEYED)
    found = [
        _move(partnership, "survey", _("Record a survey"), primary=stage is Stage.CONVENED, more=stage not in (
            Stage.OPENING, Stage.CONVENED)),
        _move(partnership, "plan", _("The plan"), primary=stage is Stage.CONSULTED, more=not planning),
        _move(partnership, "invite", _("Invite somebody"), more=stage is not Stage.OPENING),
        _move(partnership, "members", _("Who sits at the table"), more=stage is not Stage.OPENING),
        _move(partnership, "report", _("Write a stage report"), more=True),
    ]  # fmt: skip
    if leads:
        found.append(_move(partnership, "calls", _("Ask everybody for help"), more=True))
    if policy.may_override(viewer, partnership) and any(not lack.legal and not lack.overridden for lack in lacks):
        found.append(_move(partnership, "override", _("Let it pass, with a reason"), more=True))
    if leads:
        found.append(_move(partnership, "dissolve", _("Dissolve it"), more=True))
    return found
