"""One row of a work-order file, as the hotline door hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What a foreign platform says of one case; ``row`` is its line in the file, for the report.

    ``source`` and ``ref`` together are the identity: the same pair again is the same case.
    """

    row: int
    source: str
    ref: str
    place: str
    text: str
    opened_at: datetime
    title: str = ""
    address: str = ""
    kind: str = ""
    channel: str = ""
    category: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    hidden: bool = False
    answer: str = ""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    solved: str = ""
    satisfied: str = ""
    tags: tuple[str, ...] = ()
    grade: int | None = None
    urgent: bool = False
