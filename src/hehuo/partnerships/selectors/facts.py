"""What the gates need to know of one table, gathered from its rows and from the rooms below."""

from __future__ import annotations

from collections.abc import Sequence

from hehuo.cases import selectors as cases
from hehuo.deliberation import selectors as deliberation
from hehuo.ground.seats import Seat
from hehuo.partnerships.models import Agreement, Member, MemberState, Partnership, Plan
from hehuo.partnerships.rules import (
    CLEAR_DAYS,
    RISK_THRESHOLD,
    WHO_AGREES,
    Facts,
    Party,
    RiskFacts,
    RiskKind,
    Stage,
    Standing,
    TaskFacts,
    TaskState,
    Told,
    Voice,
    asked,
    must_be_met,
    put_together,
)
from hehuo.policies import selectors as policies

_LIVE = ("draft", "proposed", "agreed")


def facts_of(partnership: Partnership) -> dict[str, int]:
    """What higher rooms reported, put together: one value per name (``rules.FACTS``); absent where nobody did."""
    rows = partnership.facts.values_list("name", "source", "value", "happened_at")
    return put_together((Told(*row) for row in rows), since=partnership.round_at)


def plan_of(partnership: Partnership) -> Plan | None:
    """The plan that counts: what was agreed, else what is before the parties, else the draft; None where none is."""
    rank = {"agreed": 0, "proposed": 1, "draft": 2}
    rows = partnership.plans.filter(state__in=_LIVE)
    return min(rows, key=lambda plan: (rank[plan.state], -plan.version), default=None)


def draft_of(partnership: Partnership) -> Plan | None:
    """The version that is being written, if there is one."""
    return partnership.plans.filter(state="draft").first()


def overridden(partnership: Partnership, to: Stage) -> set[str]:
    """What a leader let pass for ``to`` in this round."""
    return set(partnership.overrides.filter(stage=to, round=partnership.round).values_list("code", flat=True))


def voices_of(partnership: Partnership, plan: Plan, members: Sequence[Member] | None = None) -> list[Voice]:
    """Every member whose agreement ``plan`` needs by the settings, and what it said."""
    sitting = [
        member
        for member in (members if members is not None else partnership.members.select_related("organisation", "person"))
        if member.state == MemberState.ACCEPTED
    ]
    tasked = plan.tasks.exclude(state=TaskState.DROPPED).exclude(member=None).values_list("member", flat=True)
    parties = [
        Party(
            member.pk,
            organised=member.organisation_id is not None,
            on_seat=bool(member.seat),
            leads=member.organisation_id is not None and member.organisation_id == partnership.lead_id,
        )
        for member in sitting
    ]
    said = {row.member_id: row for row in Agreement.objects.filter(plan=plan)}
    named = {member.pk: member for member in sitting}
    wanted = asked(policies.value(WHO_AGREES, partnership.place, partnership.opened_at), parties, tasked)
    return [
        Voice(pk, named[pk].shown, said[pk].stance if pk in said else "", said[pk].reason if pk in said else "")
        for pk in wanted
    ]


def facts_of_gate(partnership: Partnership) -> Facts:
    """All that the gates may know; about a dozen queries, whatever the table holds."""
    told = facts_of(partnership)
    members = list(partnership.members.select_related("organisation", "person").order_by("pk"))
    plan = plan_of(partnership)
    concerned = [one for one in members if one.standing == Standing.PERSON_CONCERNED and one.state != MemberState.LEFT]
    return Facts(
        stage=Stage(partnership.stage),
        demanded={seat.value: seat.label for seat in Seat if seat.value in partnership.demanded},
        seated=frozenset(one.seat for one in members if one.seat and one.state == MemberState.ACCEPTED),
        surveys=partnership.surveys.count(),
        meetings=len(deliberation.concluded(partnership.subject)),
        concerned=_concerned(partnership, bool(concerned)),
        invited_concerned=bool(concerned),
        unheard=tuple(one.pk for one in concerned if one.heard_at is None and one.state != MemberState.DECLINED),
        plan=plan is not None and plan.state != "draft",
        joint_action=plan.joint_action if plan else True,
        admonition=plan.admonition if plan else True,
        tasks=_tasks(plan),
        risks=_risks(partnership, plan),
        voices=tuple(voices_of(partnership, plan, members)) if plan else (),
        notice_given=told.get("action.notice_given", 0) > 0,
        admonished=told.get("action.admonished", 0) > 0,
        roll_call=told.get("action.roll_call", 0) > 0,
        action_closed=told.get("action.closed", 0) > 0,
        watch_set_up=told.get("watch.set_up", 0) > 0,
        streak=told.get("watch.streak", 0),
        clear_days=policies.value(CLEAR_DAYS, partnership.place, partnership.opened_at),
        settlement_proposed=told.get("watch.settlement_proposed", 0) > 0,
        items=told.get("custody.items", 0),
        items_open=told.get("custody.open", 0),
        basis=told.get("custody.basis", 0) > 0,
        to_call_back=tuple(_to_call_back(partnership)),
        lessons=bool(partnership.lessons),
        thanks=bool(partnership.thanks),
    )


def _concerned(partnership: Partnership, somebody: bool) -> bool:
    """Whether there is a person who has to be heard: on requests there is one until somebody recorded that not."""
    return somebody or (partnership.origin in ("case", "cases") and not partnership.nobody_concerned)


def _tasks(plan: Plan | None) -> tuple[TaskFacts, ...]:
    if plan is None:
        return ()
    return tuple(
        TaskFacts(
            task.pk,
            task.title,
            has_member=task.member_id is not None,
            has_due=task.due_at is not None,
            done=task.state == TaskState.DONE,
            aftercare=task.aftercare,
        )
        for task in plan.tasks.exclude(state=TaskState.DROPPED)
    )


def _risks(partnership: Partnership, plan: Plan | None) -> tuple[RiskFacts, ...]:
    if plan is None:
        return ()
    threshold = policies.value(RISK_THRESHOLD, partnership.place, partnership.opened_at)
    return tuple(
        RiskFacts(
            risk.pk,
            RiskKind(risk.kind).label,
            countermeasure=bool(risk.countermeasure),
            stand_by=bool(risk.stand_by),
            confirmed=risk.confirmed_at is not None,
        )
        for risk in plan.risks.order_by("pk")
        if must_be_met(RiskKind(risk.kind), risk.level, threshold)
    )


def _to_call_back(partnership: Partnership) -> list[str]:
    """Numbers of the cases whose people were not reached by a call-back, the hotline's or ours."""
    links = partnership.case_links.select_related("case").order_by("case")
    return [link.case.number for link in links if not any(call.reached for call in cases.call_backs(link.case))]
