"""The only writers of tables, one function per thing that somebody may do."""

from __future__ import annotations

from .calls import answer_offer, close_call, offer_help, open_call, reveal_offer
from .members import (
    Invited,
    allow_family,
    allow_family_by_link,
    answer,
    answer_by_link,
    hear,
    invite,
    leave,
    name_delegate,
    new_link,
    note_nobody_concerned,
    reveal_member,
    substitute,
)
from .opening import open_partnership
from .planning import add_risk, agree_plan, change_risk, confirm_stand_by, draft_plan, drop_risk, propose_plan
from .publishing import publish_partnership, unpublish_partnership, write_public
from .surveying import record_survey
from .tasks import add_task, change_task, drop_task, finish_task, finish_task_by_link, start_task
from .walking import advance, dissolve, override, relapse, report_fact, report_stage, review

__all__ = [
    "Invited",
    "add_risk",
    "add_task",
    "advance",
    "agree_plan",
    "allow_family",
    "allow_family_by_link",
    "answer",
    "answer_by_link",
    "answer_offer",
    "change_risk",
    "change_task",
    "close_call",
    "confirm_stand_by",
    "dissolve",
    "draft_plan",
    "drop_risk",
    "drop_task",
    "finish_task",
    "finish_task_by_link",
    "hear",
    "invite",
    "leave",
    "name_delegate",
    "new_link",
    "note_nobody_concerned",
    "offer_help",
    "open_call",
    "open_partnership",
    "override",
    "propose_plan",
    "publish_partnership",
    "record_survey",
    "relapse",
    "report_fact",
    "report_stage",
    "reveal_member",
    "reveal_offer",
    "review",
    "start_task",
    "substitute",
    "unpublish_partnership",
    "write_public",
]
