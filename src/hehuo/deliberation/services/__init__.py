"""Writing meetings: calling, holding, minutes, decisions."""

from hehuo.deliberation.policy import Invitee

from .calling import MAY_NOT_CALL, answer_invitation, call_meeting, cancel_meeting, change_meeting, invite_to_meeting
from .deciding import give_voice, propose_decision, settle_decision
from .feeds import renew_feed, reveal_invitee
from .holding import close_meeting, mark_attendance, open_meeting
from .minutes import Differ, agree_minutes, publish_minutes, settle_minutes, withdraw_minutes, write_minutes

__all__ = [
    "MAY_NOT_CALL",
    "Differ",
    "Invitee",
    "agree_minutes",
    "answer_invitation",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "close_meeting",
    "give_voice",
    "invite_to_meeting",
    "mark_attendance",
    "open_meeting",
    "propose_decision",
    "publish_minutes",
    "renew_feed",
    "reveal_invitee",
    "settle_decision",
    "settle_minutes",
    "withdraw_minutes",
    "write_minutes",
]
