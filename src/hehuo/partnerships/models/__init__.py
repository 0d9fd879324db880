"""What can be true of a table of partners; every constraint is the database's own."""

from .calls import Offer, OfferState, OpenCall
from .table import Gap, Member, MemberDuty, MemberState, Partnership, PartnershipCase, Passage, PublicState
from .work import (
    Agreement,
    Fact,
    Override,
    Plan,
    Risk,
    StageReport,
    Stance,
    Survey,
    SurveyParticipant,
    Task,
)

__all__ = [
    "Agreement",
    "Fact",
    "Gap",
    "Member",
    "MemberDuty",
    "MemberState",
    "Offer",
    "OfferState",
    "OpenCall",
    "Override",
    "Partnership",
    "PartnershipCase",
    "Passage",
    "Plan",
    "PublicState",
    "Risk",
    "StageReport",
    "Stance",
    "Survey",
    "SurveyParticipant",
    "Task",
]
