"""Everything that can be done with a whistle: one function per thing a person may do."""

from .blowing import approve_whistle, blow_whistle, propose_whistle, reject_whistle, withdraw_whistle
from .calls import acknowledge_call, check_in, decide_refusal, leave_site, refuse_call, report_whistle
from .ending import assess_call, conclude_whistle, rate_whistle, reply_to_assessment

__all__ = [
    "acknowledge_call",
    "approve_whistle",
    "assess_call",
    "blow_whistle",
    "check_in",
    "conclude_whistle",
    "decide_refusal",
    "leave_site",
    "propose_whistle",
    "rate_whistle",
    "refuse_call",
    "reject_whistle",
    "reply_to_assessment",
    "report_whistle",
    "withdraw_whistle",
]
