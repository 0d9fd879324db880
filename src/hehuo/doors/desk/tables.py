"""Tables in and out: the ledger's Excel or CSV files, columns found by their heading; the list of cases as Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases.selectors import Row
from hehuo.cases.services import CHANNELS, LedgerRow
from hehuo.ground import clock
from hehuo.ground.errors import Invalid
from hehuo.ground.tables import read_table

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
        if not row["title"]:
            bad.append((line, _("There is no problem in this row.")))
        elif since is None:
            bad.append((line, _("The date “%(date)s” cannot be read.") % {"date": row["since"]}))
        else:
            words = {name: row[name] for name in ("title", "text", "kind", "ref", "place")}
            good.append(LedgerRow(row=line, since=since, solved_on=_day(row["solved_on"]), **words))
    return good, bad


def _table(file: UploadedFile) -> list[tuple[int, dict[str, str]]]:
    heads, *rows = read_table(file.read()) or [[]]
    if not set(heads) & set(HEADINGS["title"]):
        message = _("The first row must hold the headings; one of them is 问题.")
        raise Invalid(message, fields={"file": message})
    return [(line, dict(zip(heads, cells, strict=False))) for line, cells in enumerate(rows, start=2) if any(cells)]


def _first(cells: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((cells[name] for name in names if name in cells), "")


def _day(value: str) -> date | None:
    for shape in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(value.split(" ", maxsplit=1)[0], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Heading and width of each column of the list of cases.
_COLUMNS = (
    (_("Number"), 18), (_("How it reached us"), 14), (_("Number at the source"), 20), (_("Title"), 36),
    (_("Category"), 18), (pgettext_lazy("of a case", "Kind"), 8), (_("Grade"), 7), (_("Place"), 32),
    (_("Handling unit"), 20), (_("Handler"), 10), (_("Stage"), 10), (_("Received"), 17), (_("Limit"), 17),
    (_("First contact"), 17), (_("Answered at"), 17), (_("Called back at"), 17), (_("Closed at"), 17),
)  # fmt: skip


def case_table(rows: Sequence[Row]) -> bytes:
    """An Excel table of ``rows``: every word is written as text, so that none can be a formula; times are Beijing's.

    Neither who complained nor what was said is in it.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(str(_("Cases")))
        bold = book.add_format({"bold": True, "bottom": 1})
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for column, (heading, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(heading), bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row)):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, column, cell.astimezone(clock.BEIJING).replace(tzinfo=None), when)
                elif isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, str(cell))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(_COLUMNS) - 1)
    return out.getvalue()


def _cells(row: Row) -> tuple[Any, ...]:
    case = row.case
    return (
        case.number, CHANNELS.get(case.source, case.source), case.source_ref, case.title, case.category,
        case.get_kind_display(), case.grade, row.place_name, case.unit, case.handler, case.stage_is.label,
        case.opened_at, case.due_at, case.contacted_at, case.answered_at, case.called_back_at, case.closed_at,
    )  # fmt: skip
