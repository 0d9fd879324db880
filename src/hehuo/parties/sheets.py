"""People's spreadsheets, in and out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from hehuo.ground.archives import opens_safely
from hehuo.ground.errors import Invalid
from hehuo.ground.text import clean, squash

from .rules import ROLE_LABELS

#: Column → the headings by which it is found; the first is the template's.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"),
    "organisation": ("单位", "所属单位", "organisation"),
    "title": ("职务", "title"),
    "role": ("角色", "role"),
    "place": ("区划代码", "place"),
    "mobile": ("手机", "手机号", "mobile"),
    "email": ("邮箱", "电子邮箱", "e-mail", "email"),
}
MOST_BYTES = 5 * 1024 * 1024
_UNREADABLE = _("This is no Excel file that can be read, or it is too large. Please save it as .xlsx.")


def people_in(file: BinaryIO, size: int) -> Iterator[tuple[int, Mapping[str, str]]]:
    """``(row number, column → text)`` of each row that is not empty, columns found by their headings.

    Raises Invalid for what is no workbook, is too large, or lacks the columns name and organisation.
    """
    if size > MOST_BYTES or not opens_safely(file):
        raise Invalid(_UNREADABLE)
    try:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise Invalid(
            _("This is no Excel file that can be read, or it is too large. Please save it as .xlsx.")
        ) from error
    where = _columns(rows[0] if rows else [])
    for number, row in enumerate(rows[1:], start=2):
        found = {column: _text(row[index]) for column, index in where.items() if index < len(row)}
        if any(found.values()):
            yield number, found


def template() -> bytes:
    """An empty workbook with the headings, one line of explanation each, and the roles to choose from."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("人员")
        bold = book.add_format({"bold": True, "bg_color": "#FDEEE5", "border": 1})
        text = book.add_format({"num_format": "@"})
        hints = ("必填", "必填，写全称或简称", "如：网格员", "从列表选，不填则无权限", "不填则为单位所在地", "", "")
        for column, (names, hint) in enumerate(zip(COLUMNS.values(), hints, strict=True)):
            sheet.write(0, column, names[0], bold)
            if hint:
                sheet.write_comment(0, column, hint)
        sheet.set_column(0, len(COLUMNS) - 1, 18, text)
        sheet.freeze_panes(1, 0)
        roles = [str(label) for label in ROLE_LABELS.values()]
        sheet.data_validation(1, 3, 5000, 3, {"validate": "list", "source": roles})
    return out.getvalue()


def _columns(heads: Sequence[object]) -> dict[str, int]:
    names = [squash(str(head)) for head in heads]
    where = {
        column: names.index(wanted)
        for column, known in COLUMNS.items()
        for wanted in [next((name for name in known if name in names), "")]
        if wanted
    }
    if not {"name", "organisation"} <= where.keys():
        raise Invalid(_("The first row needs the headings 姓名 and 单位. Please start from the template."))
    return where


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(str(cell))
