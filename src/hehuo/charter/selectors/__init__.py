"""Reading charters: who answers for what (``resolution``), and the texts themselves (``reading``)."""

from .reading import (
    charters_at,
    charters_public,
    charters_within,
    clause_of,
    clauses_of,
    current,
    draft_of,
    siblings,
    task_lines,
    version_of,
)
from .resolution import (
    Duty,
    Resolution,
    SeatAnswer,
    day_of,
    preview,
    resolve,
    resolve_many,
    task_standing,
    url_of,
)
from .telling import as_json, as_text

__all__ = [
    "Duty",
    "Resolution",
    "SeatAnswer",
    "as_json",
    "as_text",
    "charters_at",
    "charters_public",
    "charters_within",
    "clause_of",
    "clauses_of",
    "current",
    "day_of",
    "draft_of",
    "preview",
    "resolve",
    "resolve_many",
    "siblings",
    "task_lines",
    "task_standing",
    "url_of",
    "version_of",
]
