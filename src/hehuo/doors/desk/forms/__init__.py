"""What people at the desk type."""

from .moves import MOVES, MoveForm
from .other import (
    CaseFilter,
    DutyForm,
    EntryForm,
    HandOverForm,
    LedgerForm,
    LedgerStepForm,
    LedgerUpload,
    RevealForm,
    SubstituteForm,
)

__all__ = [
    "MOVES",
    "CaseFilter",
    "DutyForm",
    "EntryForm",
    "HandOverForm",
    "LedgerForm",
    "LedgerStepForm",
    "LedgerUpload",
    "MoveForm",
    "RevealForm",
    "SubstituteForm",
]
