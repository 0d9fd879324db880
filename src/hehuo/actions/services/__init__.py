"""Everything that can be done with an action: one function per thing a person may do."""

from .day import abort_action, add_photos, begin_action, call_roll, close_action, do_step, skip_step, undo_step
from .preparing import (
    add_step,
    announce_action,
    change_action,
    change_step,
    draft_action,
    drop_expected,
    expect,
    remove_step,
)
from .recording import (
    Ready,
    add_witness,
    log_incident,
    record_admonition,
    record_statement,
    reveal_name,
    show_stand_by,
)

__all__ = [
    "Ready",
    "abort_action",
    "add_photos",
    "add_step",
    "add_witness",
    "announce_action",
    "begin_action",
    "call_roll",
    "change_action",
    "change_step",
    "close_action",
    "do_step",
    "draft_action",
    "drop_expected",
    "expect",
    "log_incident",
    "record_admonition",
    "record_statement",
    "remove_step",
    "reveal_name",
    "show_stand_by",
    "skip_step",
    "undo_step",
]
