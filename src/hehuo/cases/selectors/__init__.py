"""Reading cases: every list takes the viewer and costs a bounded number of queries."""

from hehuo.cases.models import Case, DutyKind, Kind, LedgerEntry, LedgerState, Outcome, PublicState, Satisfied, Solved
from hehuo.cases.rules import Stage

from .duty import on_duty, roster, shift_for
from .inbox import TABS, Filters, Page, Row, counts, due_soon, inbox, listed, overdue
from .ledger import Ageing, ledger, ledger_ageing, ledger_entry
from .one import (
    Masked,
    assignments,
    call_backs,
    case_by_id,
    case_by_ref,
    case_for,
    complainant,
    extensions,
    holds,
    names_of_cases,
    objections,
    records,
    returns,
    state,
    text_for,
)
from .possible import Move, label_of, moves, next_move
from .public import Figures, Progress, Step, progress, public_case, public_cases, public_figures, walk
from .secret import link_token
from .trends import Rise, per_day, rising

__all__ = [
    "TABS",
    "Ageing",
    "Case",
    "DutyKind",
    "Figures",
    "Filters",
    "Kind",
    "LedgerEntry",
    "LedgerState",
    "Masked",
    "Move",
    "Outcome",
    "Page",
    "Progress",
    "PublicState",
    "Rise",
    "Row",
    "Satisfied",
    "Solved",
    "Stage",
    "Step",
    "assignments",
    "call_backs",
    "case_by_id",
    "case_by_ref",
    "case_for",
    "complainant",
    "counts",
    "due_soon",
    "extensions",
    "holds",
    "inbox",
    "label_of",
    "ledger",
    "ledger_ageing",
    "ledger_entry",
    "link_token",
    "listed",
    "moves",
    "names_of_cases",
    "next_move",
    "objections",
    "on_duty",
    "overdue",
    "per_day",
    "progress",
    "public_case",
    "public_cases",
    "public_figures",
    "records",
    "returns",
    "rising",
    "roster",
    "shift_for",
    "state",
    "text_for",
    "walk",
]
