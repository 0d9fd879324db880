"""From the cells of one row to what ``cases`` takes in; every doubt becomes a reason that a person can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.cases.rules import ImportRow
from hehuo.ground.text import clean

from .maps import ColumnMap, squeeze
from .times import read_time

TITLE, ADDRESS, REF, NAME, PHONE, TAG, TEXT = 120, 200, 80, 40, 30, 40, 20_000
MOST_TAGS = 20
_AHEAD = timedelta(days=1)
_WHOLE = re.compile(r"-?\d+\.0")


class BadRow(Exception):
    """Why a row cannot be taken in; ``str()`` is the reason."""


@dataclass(slots=True)
class Reader:
    """Turns rows of one file into :class:`ImportRow`.

    ``categories`` maps squeezed names and codes of our tree to codes, ``communities`` squeezed community names to
    division codes within ``place``. ``now`` bounds the future.
    """

    map: ColumnMap
    columns: Mapping[str, int]
    place: str
    now: datetime
    categories: Mapping[str, str] = field(default_factory=dict)
    communities: Mapping[str, str] = field(default_factory=dict)

    def read(self, number: int, cells: Sequence[object]) -> ImportRow:
        """The row. Raises :class:`BadRow` with the reason."""
        ref = self._text(cells, "number", REF, _("the number"))
        if not ref:
            raise BadRow(_("The number is missing."))
        text = self._text(cells, "text", TEXT, _("the text")) or self._text(cells, "title", TEXT, _("the title"))
        if not text:
            raise BadRow(_("The text is missing."))
        opened_at = self._time(cells, "time")
        if opened_at is None:
            raise BadRow(_("The time is missing."))
        answered_at, closed_at = self._time(cells, "answered_at"), self._time(cells, "closed_at")
        answer = self._text(cells, "answer", TEXT, _("the answer"))
        for later in (answered_at, closed_at):
            if later is not None and later < opened_at:
                raise BadRow(_("It was answered or closed before it was opened."))
        name = self._text(cells, "contact", NAME, _("the contact"))
        hidden = bool(name) and squeeze(name) in {squeeze(word) for word in self.map.hidden}
        category, unknown = self._category(cells)
        return ImportRow(
            row=number,
            source=self.map.source,
            ref=ref,
            place=self._place(cells),
            text=text,
            opened_at=opened_at,
            title=squash_line(self._raw(cells, "title"))[:TITLE],
            address=squash_line(self._raw(cells, "address"))[:ADDRESS],
            kind=self._worded(cells, "kind"),
            channel=self._worded(cells, "channel")[:30],
            category=category,
            contact_name="" if hidden else name,
            contact_phone=self._phone(cells),
            hidden=hidden,
            answer=answer,
            answered_at=answered_at or (closed_at if answer else None),
            closed_at=closed_at,
            solved=self._worded(cells, "solved"),
            satisfied=self._worded(cells, "satisfied"),
            tags=self._tags(cells, unknown),
            grade=self._grade(cells),
            urgent=self._worded(cells, "urgent") == "yes",
        )

    def number_in(self, cells: Sequence[object]) -> str:
        """The number that a row bears, for the report; shortened."""
        return self._raw(cells, "number")[:REF]

    def _raw(self, cells: Sequence[object], name: str) -> str:
        at = self.columns.get(name)
        if at is None or at >= len(cells) or cells[at] is None:
            return ""
        cell = cells[at]
        if cell == "":
            return ""
        text = clean(str(cell))
        # Excel keeps whole numbers as 123.0.
        return text[:-2] if isinstance(cell, float) and _WHOLE.fullmatch(text) else text

    def _text(self, cells: Sequence[object], name: str, most: int, what: Any) -> str:
        text = self._raw(cells, name)
        if len(text) > most:
            raise BadRow(_("%(what)s is longer than %(most)s characters.") % {"what": what, "most": most})
        return text

    def _time(self, cells: Sequence[object], name: str) -> datetime | None:
        at = self.columns.get(name)
        if at is None or at >= len(cells):
            return None
        try:
            moment = read_time(cells[at])
        except (ValueError, OverflowError):
            raise BadRow(_("“%(cell)s” is no time that we can read.") % {"cell": str(cells[at])[:40]}) from None
        if moment is not None and moment > self.now + _AHEAD:
            raise BadRow(_("“%(cell)s” lies in the future.") % {"cell": str(cells[at])[:40]})
        return moment

    def _worded(self, cells: Sequence[object], name: str) -> str:
        """Our word for the cell's; the map's default where the cell is empty or unknown."""
        said = squeeze(self._raw(cells, name))
        words = self.map.values.get(name, {})
        if said in words:
            return words[said]
        if name == "channel" and said:
            return said
        return self.map.defaults.get(name, "")

    def _phone(self, cells: Sequence[object]) -> str:
        """A telephone number; a masked one (138****0000) is of no use and left out."""
        said = squash_line(self._raw(cells, "phone"))
        return "" if "*" in said else said[:PHONE]

    def _category(self, cells: Sequence[object]) -> tuple[str, str]:
        """Our code for the foreign category, and the foreign words where we have none."""
        said = self._raw(cells, "category")
        if not said:
            return "", ""
        levels = [squeeze(level) for level in said.split(self.map.category_separator)]
        for name in ("/".join(levels[:2]), *reversed(levels)):
            if name in self.categories:
                return self.categories[name], ""
        return "", squash_line(said)[:TAG]

    def _place(self, cells: Sequence[object]) -> str:
        said = community_name(self._raw(cells, "community"))
        return self.communities.get(said, self.place)

    def _tags(self, cells: Sequence[object], *more: str) -> tuple[str, ...]:
        split = re.split(f"[{re.escape(self.map.tag_separators)}]", self._raw(cells, "tags"))
        tags = [squash_line(tag)[:TAG] for tag in [*split, *more]]
        return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]

    def _grade(self, cells: Sequence[object]) -> int | None:
        said = self._worded(cells, "grade")
        return int(said) if said in {"1", "2", "3", "4"} else None


def squash_line(text: str) -> str:
    """``text`` on one line."""
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=8192)
def community_name(said: str) -> str:
    """A community's name fit to compare: without 社区 and 村委会 at its end."""
    return re.sub(r"(社区居委会|居委会|村委会|社区)$", "", squeeze(said))
