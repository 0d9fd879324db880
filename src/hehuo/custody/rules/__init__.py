"""The law of the room, pure: no Django models, no clock, no database."""

from .afterwards import Disposal, Kept, is_open, may_dispose, may_return, may_store
from .authority import SEIZED_DAYS
from .facts import Facts, Missing, Notice, Procedure, Thing, Will
from .gates import ABSENT, ALWAYS, OWN, Condition, may_move
from .kinds import (
    COMPETENT,
    FINAL,
    GRANTS,
    KEPT,
    PROCEDURES,
    STEPS,
    Authority,
    Basis,
    Danger,
    Spot,
    State,
    Step,
)
from .numbers import item_number, paper_number, short_of
from .settings import DAYTIME, KEEP_DAYS, LATE, NOTICE_DAYS, REMIND_DAYS, SETTINGS

__all__ = [
    "ABSENT",
    "ALWAYS",
    "COMPETENT",
    "DAYTIME",
    "FINAL",
    "GRANTS",
    "KEEP_DAYS",
    "KEPT",
    "LATE",
    "NOTICE_DAYS",
    "OWN",
    "PROCEDURES",
    "REMIND_DAYS",
    "SEIZED_DAYS",
    "SETTINGS",
    "STEPS",
    "Authority",
    "Basis",
    "Condition",
    "Danger",
    "Disposal",
    "Facts",
    "Kept",
    "Missing",
    "Notice",
    "Procedure",
    "Spot",
    "State",
    "Step",
    "Thing",
    "Will",
    "is_open",
    "item_number",
    "may_dispose",
    "may_move",
    "may_return",
    "may_store",
    "paper_number",
    "short_of",
]
