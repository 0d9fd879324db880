"""What can be true of a case; every constraint is the database's own."""

from .case import Case, Kind, PublicState, Solved
from .complainant import Complainant
from .duty import DutyKind, DutyShift, HandOver
from .ledger import LedgerEntry, LedgerState
from .steps import (
    Assignment,
    CallBack,
    Extension,
    Hold,
    Objection,
    Outcome,
    Record,
    RecordKind,
    Return,
    Satisfied,
)

__all__ = [
    "Assignment",
    "CallBack",
    "Case",
    "Complainant",
    "DutyKind",
    "DutyShift",
    "Extension",
    "HandOver",
    "Hold",
    "Kind",
    "LedgerEntry",
    "LedgerState",
    "Objection",
    "Outcome",
    "PublicState",
    "Record",
    "RecordKind",
    "Return",
    "Satisfied",
    "Solved",
]
