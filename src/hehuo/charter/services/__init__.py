"""Writing charters: drafting, adoption, the committees' list of tasks, and the texts that come with Hehuo."""

from .adoption import open_comment, publish_version, record_decision, redraft, repeal_version
from .community import list_task
from .drafting import DutyText, amend_charter, draft_charter, remove_clause, write_clause
from .starter import load_starter_charters

__all__ = [
    "DutyText",
    "amend_charter",
    "draft_charter",
    "list_task",
    "load_starter_charters",
    "open_comment",
    "publish_version",
    "record_decision",
    "redraft",
    "remove_clause",
    "repeal_version",
    "write_clause",
]
