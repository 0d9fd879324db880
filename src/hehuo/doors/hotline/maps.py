"""Which column of a foreign file means what: a small TOML file per source (docs/maps.md)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hehuo.ground.errors import Invalid

#: Every field that a map may name, and what it is for (docs/maps.md).
FIELDS = (
    "number", "time", "text", "title", "address", "category", "kind", "channel", "contact", "phone", "community",
    "answer", "answered_at", "closed_at", "solved", "satisfied", "tags", "grade", "urgent",
)  # fmt: skip
NEEDED = ("number", "time", "text")
#: Fields whose foreign words are turned into ours by ``[values.<field>]``.
WORDED = ("kind", "channel", "solved", "satisfied", "grade", "urgent")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,29}")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A source and how its columns are read. ``columns`` is field → accepted header names, best first."""

    source: str
    title: str
    columns: Mapping[str, Sequence[str]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    #: Whether limits run for these cases; not for old material that nobody will answer.
    clocks: bool = True
    #: What separates the levels of a category (``物业管理->停车管理``) and the free tags of one cell.
    category_separator: str = "->"
    tag_separators: str = ",，、;；|"
    #: Contact names that mean that the caller wants to stay unknown to other units.
    hidden: Sequence[str] = ("保密", "匿名")

    @property
    def shown(self) -> str:
        """The title in the page's language: before " / " it is Chinese, behind it English."""
        chinese, _, english = self.title.partition(" / ")
        return english if english and not (get_language() or "zh").startswith("zh") else chinese

    def find(self, header: Sequence[object]) -> dict[str, int] | None:
        """Field → column, read off a header row; None where a needed field has no column there."""
        names = {squeeze(cell): at for at, cell in reversed(list(enumerate(header))) if cell not in {None, ""}}
        found = {}
        for name, aliases in self.columns.items():
            places = [names[squeeze(alias)] for alias in aliases if squeeze(alias) in names]
            if places:
                found[name] = places[0]
        return found if all(name in found for name in NEEDED) else None


def squeeze(cell: object) -> str:
    """A header fit to compare: half-width, lower case, without blanks, colons, stars and remarks in brackets."""
    return _squeezed(str(cell))


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\(.*?\)|[\s:*]", "", text)


def load(path: Path) -> ColumnMap:
    """The map in ``path``. Raises :class:`Invalid` saying what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Invalid(_("There is no column map %(path)s.") % {"path": path}) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Invalid(_("The column map cannot be read: %(error)s") % {"error": error}) from None
    return parse(told)


def parse(told: Mapping[str, Any]) -> ColumnMap:
    """A map out of its TOML. Raises :class:`Invalid` naming the first thing that is not understood."""
    known = {"source", "title", "sheet", "clocks", "columns", "values", "defaults", "category", "tags", "hidden"}
    _refuse(set(told) - known, "")
    source = told.get("source", "")
    if not isinstance(source, str) or not _CODE.fullmatch(source):
        raise Invalid(_("The column map needs a “source”: a short code such as beijing-12345."))
    columns = {name: _names(f"columns.{name}", aliases) for name, aliases in _table(told, "columns").items()}
    _refuse(set(columns) - set(FIELDS), "columns")
    for needed in NEEDED:
        if needed not in columns:
            raise Invalid(_("The column map does not say where “%(field)s” is.") % {"field": needed})
    values = _table(told, "values")
    _refuse(set(values) - set(WORDED), "values")
    defaults = _table(told, "defaults")
    _refuse(set(defaults) - set(WORDED), "defaults")
    return ColumnMap(
        source=source,
        title=str(told.get("title", source)),
        sheet=str(told.get("sheet", "")),
        clocks=_flag(told, "clocks"),
        columns=columns,
        values={name: {squeeze(word): str(ours) for word, ours in _table(values, name).items()} for name in values},
        defaults={name: str(value) for name, value in defaults.items()},
        category_separator=str(_table(told, "category").get("separator", "->")),
        tag_separators=str(_table(told, "tags").get("separators", ",，、;；|")),
        hidden=_names("hidden", told.get("hidden", ["保密", "匿名"])),
    )


def shipped() -> dict[str, ColumnMap]:
    """The maps that come with Hehuo, by file name without ending."""
    return {path.stem: load(path) for path in sorted(folder().glob("*.toml"))}


def folder() -> Path:
    """Where the shipped maps lie."""
    return Path(str(resources.files("hehuo"))).parent.parent / "maps"


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, Mapping):
        raise Invalid(_("“%(name)s” in the column map must be a table.") % {"name": name})
    return table


def _flag(told: Mapping[str, Any], name: str) -> bool:
    flag = told.get(name, True)
    if not isinstance(flag, bool):
        raise Invalid(_("“%(name)s” in the column map must be true or false.") % {"name": name})
    return flag


def _names(name: str, aliases: object) -> list[str]:
    names = [aliases] if isinstance(aliases, str) else aliases
    if not isinstance(names, list) or not all(isinstance(one, str) and one.strip() for one in names):
        raise Invalid(_("“%(name)s” in the column map must be a name or a list of names.") % {"name": name})
    return names


def _refuse(unknown: set[str], table: str) -> None:
    if unknown:
        name = ".".join(part for part in (table, min(unknown)) if part)
        raise Invalid(_("The column map says “%(name)s”, which we do not know.") % {"name": name})
