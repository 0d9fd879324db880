"""One table and what hangs on it. Fetching is authorising: who may not know of it gets NotFound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.charter.selectors.telling import duty_label, within_label
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.seats import Seat
from hehuo.journal.kinds import resolver
from hehuo.journal.selectors import register_lookup as open_to_checks
from hehuo.partnerships import policy
from hehuo.partnerships.models import (
    Gap,
    Member,
    MemberDuty,
    MemberState,
    Override,
    Partnership,
    PartnershipCase,
    Passage,
    Plan,
    Risk,
    StageReport,
    Survey,
    Task,
)
from hehuo.partnerships.rules import WALK, Check, Missing, RiskKind, Stage, TaskState, checks, missing, next_stage

from .facts import facts_of_gate, overridden, plan_of

if TYPE_CHECKING:
    from hehuo.cases.models import Case


@dataclass(frozen=True, slots=True)
class DutyView:
    """What a seat owes, with the clause in the version that was in force: ``url`` leads there."""

    kind: str
    kind_label: Any
    text: str
    clause_number: int
    charter_title: str
    url: str
    within: Any
    condition: str = ""


@dataclass(frozen=True, slots=True)
class SeatView:
    """One of the six seats: who sits there, what they owe and did. ``gap`` says in the words of the resolution why
    nobody does; ``waiting`` counts members that have not answered."""

    seat: Seat
    label: Any
    members: list[Member]
    duties: list[DutyView]
    done: int
    total: int
    waiting: int
    demanded: bool
    gap: str = ""

    @property
    def taken(self) -> bool:
        """Whether somebody on it accepted."""
        return any(member.state == MemberState.ACCEPTED for member in self.members)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way: ``done_at`` when it was reached, ``now`` where the table stands."""

    stage: Stage
    label: Any
    done: bool
    now: bool
    done_at: datetime | None = None
    overridden: int = 0


def partnership_for(viewer: Viewer, number: str) -> Partnership:
    """The table with this number. Raises NotFound for those who may not know of it. At most two queries."""
    found = Partnership.objects.select_related("category", "lead").filter(number=number).first()
    return _known(viewer, found)


def partnership_by_id(viewer: Viewer, pk: int) -> Partnership:
    """As :func:`partnership_for`, by id (events and subjects name tables so)."""
    return _known(viewer, Partnership.objects.select_related("category", "lead").filter(pk=pk).first())


def _known(viewer: Viewer, found: Partnership | None) -> Partnership:
    if found is None or not policy.may_know(viewer, found):
        raise NotFound(_("There is no such partnership."))
    return found


def of_case(case: Case) -> Partnership | None:
    """The table that works on ``case``, else the latest that did; whoever asks has checked that she may know."""
    links = PartnershipCase.objects.filter(case=case).select_related("partnership__lead")
    link = links.order_by("-released_at", "-pk").filter(released_at=None).first() or links.order_by("-pk").first()
    return link.partnership if link else None


def cases_of(partnership: Partnership) -> list[Case]:
    """The cases on the table."""
    return [link.case for link in partnership.case_links.select_related("case__category", "case__unit").order_by("pk")]


#: Asked for every entry of whatever belongs to a table, so written out.
_CASES = "SELECT case_id FROM partnerships_partnershipcase WHERE partnership_id = %s ORDER BY case_id"


def threads_of(partnership: Partnership) -> list[str]:
    """The timelines on which what concerns the table appears: its own and those of its cases."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [partnership.pk])
        return [partnership.subject, *(f"case:{case}" for (case,) in cursor)]


def members(partnership: Partnership, *, gone: bool = True) -> list[Member]:
    """Everybody at the table, seats first, in the order of asking; without those who declined or left when not
    ``gone``. One query."""
    rows = partnership.members.select_related("organisation", "person", "delegate", "substitute").order_by("pk")
    if not gone:
        rows = rows.exclude(state__in=[MemberState.DECLINED, MemberState.LEFT])
    order = {"": len(Seat), **{seat.value: position for position, seat in enumerate(Seat)}}
    return sorted(rows, key=lambda member: (order[member.seat], member.pk))


def seats(partnership: Partnership) -> list[SeatView]:
    """The six seats in the order round the table. Five queries."""
    sitting = [member for member in members(partnership) if member.seat]
    duties = list(MemberDuty.objects.filter(partnership=partnership).order_by("position", "pk"))
    gaps: dict[str, list[str]] = {}
    for gap in partnership.gaps.order_by("pk"):
        gaps.setdefault(gap.seat, []).append(gap.text)
    plan = plan_of(partnership)
    tasks = list(tasks_of(partnership, plan)) if plan else []
    views = []
    for seat in Seat:
        here = [member for member in sitting if member.seat == seat.value]
        owed = {duty.position: duty for duty in duties if duty.seat == seat.value}
        theirs = [task for task in tasks if task.member is not None and task.member.seat == seat.value]
        view = SeatView(
            seat=seat,
            label=seat.label,
            members=here,
            duties=[_duty(duty) for duty in owed.values()],
            done=sum(task.state == TaskState.DONE for task in theirs),
            total=len(theirs),
            waiting=sum(member.state == MemberState.INVITED for member in here),
            demanded=seat.value in partnership.demanded,
            gap=_gap(here, gaps.get(seat.value, [])),
        )
        views.append(view)
    return views


def _gap(sitting: list[Member], gaps: list[str]) -> str:
    """The words of the resolution where nobody on the seat accepted or may still accept."""
    if any(member.state in (MemberState.ACCEPTED, MemberState.INVITED) for member in sitting):
        return ""
    return "；".join(gaps) or str(_("Nobody sits here."))


def duties_of(member: Member) -> list[DutyView]:
    """What one member owes, each with its clause."""
    return [_duty(duty) for duty in member.duties.order_by("position")]


def _duty(duty: MemberDuty) -> DutyView:
    return DutyView(
        kind=duty.kind,
        kind_label=duty_label(duty.kind),
        text=duty.text,
        clause_number=duty.clause_number,
        charter_title=duty.charter_title,
        url=duty.url,
        within=within_label(duty.within_minutes, duty.within_working_days),
        condition=duty.condition,
    )


def gaps(partnership: Partnership) -> list[Gap]:
    """What the charter could not answer when the table was opened."""
    return list(partnership.gaps.order_by("pk"))


def steps(partnership: Partnership) -> list[Step]:
    """The nine stages with when each was reached (last time). Two queries."""
    reached: dict[str, datetime] = {}
    for passage in partnership.passages.order_by("pk"):
        reached[passage.stage_to] = passage.happened_at
    let_pass: dict[str, int] = {}
    for stage in partnership.overrides.filter(round=partnership.round).values_list("stage", flat=True):
        let_pass[stage] = let_pass.get(stage, 0) + 1
    here = _place_on_way(partnership, reached)
    return [
        Step(
            stage,
            stage.label,
            done=index <= here,
            now=index == here,
            done_at=reached.get(stage.value) if index <= here else None,
            overridden=let_pass.get(stage.value, 0),
        )
        for index, stage in enumerate(WALK)
    ]


def _place_on_way(partnership: Partnership, reached: Mapping[str, datetime]) -> int:
    if partnership.stage in WALK:
        return WALK.index(Stage(partnership.stage))
    return max((index for index, stage in enumerate(WALK) if stage.value in reached), default=0)


def passages(partnership: Partnership) -> list[Passage]:
    """Every step of the way, relapses and overrides included, in order."""
    return list(partnership.passages.select_related("by").order_by("pk"))


def gate(partnership: Partnership) -> list[Missing]:
    """What the next stage still lacks, overridden lines marked; empty where nothing lacks or no stage follows."""
    to = next_stage(Stage(partnership.stage))
    return missing(to, facts_of_gate(partnership), overridden(partnership, to)) if to else []


def gate_lines(partnership: Partnership) -> list[Check]:
    """Every line of the next gate, fulfilled or not."""
    to = next_stage(Stage(partnership.stage))
    return checks(to, facts_of_gate(partnership)) if to else []


def overrides(partnership: Partnership) -> list[Override]:
    """What leaders let pass, with their reasons; the public page shows them."""
    return list(partnership.overrides.select_related("by").order_by("pk"))


def surveys(partnership: Partnership) -> list[Survey]:
    """The surveys, each with who was there, in order. Two queries."""
    return list(
        partnership.surveys.select_related("by")
        .prefetch_related("participants__person", "participants__member__organisation", "participants__member__person")
        .order_by("happened_at", "pk")
    )


def reports(partnership: Partnership) -> list[StageReport]:
    """The stage reports, newest first."""
    return list(partnership.reports.select_related("by").order_by("-pk"))


def tasks_of(partnership: Partnership, plan: Plan | None = None) -> QuerySet[Task]:
    """The tasks of ``plan`` (of the one that counts when not given), dropped ones left out, in order."""
    plan = plan or plan_of(partnership)
    rows = Task.objects.filter(plan=plan).exclude(state=TaskState.DROPPED) if plan else Task.objects.none()
    return (
        rows.select_related("member__organisation", "member__person", "person", "finished_by")
        .prefetch_related("after")
        .order_by("position", "pk")
    )


def task_for(viewer: Viewer, partnership: Partnership, pk: int) -> Task:
    """One task of the table. Raises NotFound."""
    rows = Task.objects.select_related("plan__partnership", "member__organisation", "member__person", "person")
    found = rows.filter(plan__partnership=partnership, pk=pk).first()
    if found is None or not policy.may_know(viewer, partnership):
        raise NotFound(_("There is no such task."))
    return found


@dataclass(frozen=True, slots=True)
class RiskView:
    """A risk as one viewer may read it: what touches somebody's health is not told to everybody (``hidden``)."""

    risk: Risk
    label: Any
    countermeasure: str
    stand_by: str
    hidden: bool = False


def risks_of(viewer: Viewer, partnership: Partnership, plan: Plan | None = None) -> list[RiskView]:
    """The risks of the plan as far as ``viewer`` may read them. One query beside the plan's."""
    plan = plan or plan_of(partnership)
    rows = plan.risks.select_related("stand_by_from").order_by("-level", "pk") if plan else []
    seen = []
    for risk in rows:
        if policy.may_know_risk(viewer, partnership, risk):
            seen.append(RiskView(risk, RiskKind(risk.kind).label, risk.countermeasure, risk.stand_by))
        else:
            seen.append(RiskView(risk, _("A risk that is told to those who must know"), "", "", hidden=True))
    return seen


def member_for(viewer: Viewer, partnership: Partnership, pk: int) -> Member:
    """One member of the table. Raises NotFound."""
    rows = partnership.members.select_related("partnership", "organisation", "person", "delegate", "substitute")
    found = rows.filter(pk=pk).first()
    if found is None or not policy.may_know(viewer, partnership):
        raise NotFound(_("There is no such member."))
    return found


def members_acting(viewer: Viewer, partnership: Partnership) -> list[Member]:
    """The members for which ``viewer`` speaks at this table."""
    return [member for member in members(partnership) if not viewer.system and policy.speaks_for(viewer, member)]


def my_tasks(viewer: Viewer, *, limit: int = 50) -> list[Task]:
    """What is now to do for ``viewer`` and her organisations, soonest first; only of plans that are in force."""
    if viewer.person_id is None:
        return []
    mine = Q(person=viewer.person_id) | Q(member__delegate=viewer.person_id) | Q(member__person=viewer.person_id)
    if viewer.organisations and viewer.holds(*policy.AT_TABLE):
        mine |= Q(member__organisation__in=viewer.organisations)
    rows = Task.objects.filter(mine, plan__state__in=["agreed", "proposed"], state__in=["open", "started"])
    rows = rows.exclude(plan__partnership__stage="dissolved")
    return list(
        rows.select_related("plan__partnership", "member__organisation", "person").order_by("due_at", "pk")[:limit]
    )


@resolver("partnership")
def names_of_partnerships(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Partnership.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def subject_of_number(number: str) -> str | None:
    """The journal's name of the table with this printed number, so that anybody may check its chain."""
    pk = Partnership.objects.filter(number=number).values_list("pk", flat=True).first()
    return f"partnership:{pk}" if pk else None


open_to_checks("partnership", subject_of_number)
