"""Everything that can be done with a case: one function per thing a person may do."""

from hehuo.cases.rules import ImportRow

from .assigning import (
    accept_case,
    add_assistant,
    assign_case,
    decide_objection,
    examine_return,
    hand_down,
    object_to_assignment,
    return_case,
)
from .duty import hand_over, plan_shift, substitute_shift
from .finishing import (
    DIVERSIONS,
    answer_case,
    close_case,
    divert_case,
    extend_case,
    record_call_back,
    reopen_case,
    resume_case,
    shelve_case,
    withdraw_case,
)
from .forgetting import forget_complainants
from .imports import ImportResult, RejectedRow, import_cases
from .intake import CHANNELS, Caller, Receipt, enter_case, report_case
from .ledger import LedgerReport, LedgerRow, add_entry, drop_entry, import_entries, solve_entry, start_entry
from .recounting import recount_limits
from .resident import add_supplement, rate_case, withdraw_own_case
from .showing import note_export, place_hold, publish_case, release_hold, reveal_complainant, unpublish_case
from .working import (
    CONTACT_CHANNELS,
    add_note,
    classify_case,
    log_contact,
    mark_hard,
    record_dissuasion,
    record_mediation,
    record_visit,
)

__all__ = [
    "CHANNELS",
    "CONTACT_CHANNELS",
    "DIVERSIONS",
    "Caller",
    "ImportResult",
    "ImportRow",
    "LedgerReport",
    "LedgerRow",
    "Receipt",
    "RejectedRow",
    "accept_case",
    "add_assistant",
    "add_entry",
    "add_note",
    "add_supplement",
    "answer_case",
    "assign_case",
    "classify_case",
    "close_case",
    "decide_objection",
    "divert_case",
    "drop_entry",
    "enter_case",
    "examine_return",
    "extend_case",
    "forget_complainants",
    "hand_down",
    "hand_over",
    "import_cases",
    "import_entries",
    "log_contact",
    "mark_hard",
    "note_export",
    "object_to_assignment",
    "place_hold",
    "plan_shift",
    "publish_case",
    "rate_case",
    "record_call_back",
    "record_dissuasion",
    "record_mediation",
    "record_visit",
    "recount_limits",
    "release_hold",
    "reopen_case",
    "report_case",
    "resume_case",
    "return_case",
    "reveal_complainant",
    "shelve_case",
    "solve_entry",
    "start_entry",
    "substitute_shift",
    "unpublish_case",
    "withdraw_case",
    "withdraw_own_case",
]
