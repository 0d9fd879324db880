"""Reading the ledger's table files: Excel or CSV, columns found by their heading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hehuo.cases.services import LedgerRow
from hehuo.doors.hotline.sheets import read_rows
from hehuo.ground.errors import Invalid

#: Field → headings under which it may stand.
HEADINGS = {
    "title": ("问题", "标题", "problem", "title"),
    "since": ("起始日期", "发生时间", "开始时间", "since"),
    "text": ("说明", "详情", "text"),
    "kind": ("类型", "类别", "kind"),
    "ref": ("编号", "序号", "number"),
    "place": ("社区编码", "区划代码", "place"),
    "solved_on": ("解决日期", "solved"),
}


def ledger_rows(file: UploadedFile) -> tuple[list[LedgerRow], list[tuple[int, Any]]]:
    """The rows that can be understood, and (line, why) of those that cannot. Raises Invalid for no table at all."""
    good: list[LedgerRow] = []
    bad: list[tuple[int, Any]] = []
    for line, cells in _table(file):
        row = {field: _first(cells, names) for field, names in HEADINGS.items()}
        since = _day(row["since"])
        if not str(row["title"] or "").strip():
            bad.append((line, _("There is no problem in this row.")))
        elif since is None:
            bad.append((line, _("The date “%(date)s” cannot be read.") % {"date": row["since"]}))
        else:
            words = {name: str(row[name] or "").strip() for name in ("title", "text", "kind", "ref", "place")}
            good.append(LedgerRow(row=line, since=since, solved_on=_day(row["solved_on"]), **words))
    return good, bad


def _table(file: UploadedFile) -> list[tuple[int, dict[str, Any]]]:
    with NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        rows = list(read_rows(Path(kept.name)))
    if not rows:
        raise Invalid(_("There is nothing in this table."), fields={"file": _("There is nothing in this table.")})
    heads = [str(cell).strip() for cell in rows[0][1]]
    if not set(heads) & set(HEADINGS["title"]):
        message = _("The first row must hold the headings; one of them is 问题.")
        raise Invalid(message, fields={"file": message})
    return [(line, dict(zip(heads, cells, strict=False))) for line, cells in rows[1:] if any(map(_filled, cells))]


def _filled(cell: object) -> bool:
    return bool(str(cell or "").strip())


def _first(cells: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((cells[name] for name in names if name in cells), "")


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for shape in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(str(value).strip(), shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None
