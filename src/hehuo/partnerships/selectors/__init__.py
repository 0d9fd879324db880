"""Reading tables of partners. What a gate says is in ``gate``; the words of stages and checks are passed on here."""

from __future__ import annotations

from hehuo.partnerships.policy import (
    may_convene,
    may_know,
    may_know_names,
    may_lead,
    may_open,
    may_override,
    may_work,
    speaks_for,
)
from hehuo.partnerships.rules import (
    CHECKS,
    ENDED,
    FACTS,
    RUNNING,
    WALK,
    Check,
    Force,
    Level,
    Missing,
    Stage,
    Standing,
    next_stage,
)

from .asked import my_plans, my_stand_bys
from .facts import draft_of, facts_of, facts_of_gate, plan_of, voices_of
from .links import member_by_secret
from .lists import (
    TABS,
    Filters,
    Page,
    Row,
    call_public,
    calls_of,
    calls_open,
    counts,
    my_invitations,
    new_offers,
    offer_for,
    partnerships,
    public_partnership,
    public_partnerships,
    running_at,
)
from .moves import Move, answer_to, moves
from .one import (
    DutyView,
    RiskView,
    SeatView,
    Step,
    cases_of,
    duties_of,
    gaps,
    gate,
    gate_lines,
    member_for,
    members,
    members_acting,
    my_tasks,
    of_case,
    overrides,
    partnership_by_id,
    partnership_for,
    passages,
    reports,
    risks_of,
    seats,
    steps,
    surveys,
    task_for,
    tasks_of,
    threads_of,
)
from .opening import Chair, Proposal, case_facts, lacks_to_open, may_be_opened, open_on, propose
from .sharing import Share, Sharing, sharing

__all__ = [
    "CHECKS", "ENDED", "FACTS", "RUNNING", "TABS", "WALK",
    "Chair", "Check", "DutyView", "Filters", "Force", "Level", "Missing", "Move", "Page", "Proposal", "RiskView",
    "Row", "SeatView", "Share", "Sharing", "Stage", "Standing", "Step",
    "answer_to", "call_public", "calls_of", "calls_open", "case_facts", "cases_of", "counts", "draft_of", "duties_of",
    "facts_of", "facts_of_gate", "gaps", "gate", "gate_lines", "lacks_to_open", "may_be_opened", "may_convene",
    "may_know", "may_know_names", "may_lead", "may_open", "may_override", "may_work", "member_by_secret", "member_for",
    "members", "members_acting", "moves", "my_invitations", "my_plans", "my_stand_bys",
    "my_tasks", "new_offers", "next_stage", "of_case",
    "offer_for", "open_on", "overrides", "partnership_by_id", "partnership_for", "partnerships", "passages", "plan_of",
    "propose", "public_partnership", "public_partnerships", "reports", "risks_of", "running_at", "seats", "sharing",
    "speaks_for", "steps", "surveys", "task_for", "tasks_of", "threads_of", "voices_of",
]  # fmt: skip
