"""Reading a table that somebody uploaded: Excel (.xlsx) or CSV (UTF-8, GB18030), as rows of text.

Every cell comes as text, so nothing is ever executed; sizes are limited before anything is unpacked.
"""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from hehuo.ground.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 64
_MAX_UNPACKED = 80 * 1024 * 1024
_MAX_CELL = 20_000


def read_table(content: bytes, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS) -> list[list[str]]:
    """The first sheet of ``content`` as rows of trimmed text, the header among them; the type is told by the content.

    Raises Invalid, in words for the person who uploaded it, for anything that is not such a table or too large.
    """
    if len(content) > max_bytes:
        raise Invalid(
            _("The file is larger than %(size)d MB. Split it and upload the parts one after the other.")
            % {"size": max_bytes // 1024 // 1024}
        )
    if not content.strip():
        raise Invalid(_("The file is empty."))
    if content.startswith(b"PK"):
        rows = _excel(content, max_rows)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(_("This is an old or locked Excel file. Save it as .xlsx without a password and upload that."))
    else:
        rows = _csv(content, max_rows)
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise Invalid(_("The table has more than %(count)d columns.") % {"count": MAX_COLUMNS})
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > _MAX_CELL for cell in row):
            raise Invalid(
                _("A cell in row %(row)d holds more than %(count)d characters.") % {"row": number, "count": _MAX_CELL}
            )
    return rows


def _excel(content: bytes, max_rows: int) -> list[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise Invalid(_("The Excel file unpacks to far more than a list of this kind needs; it was not opened."))
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        if sheet.height > max_rows + 1:
            raise _too_long(max_rows)
        if sheet.width > MAX_COLUMNS:
            raise Invalid(_("The table has more than %(count)d columns.") % {"count": MAX_COLUMNS})
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError, ValueError) as error:
        raise Invalid(_("The Excel file cannot be read. Open it, save it again as .xlsx, upload that.")) from error


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return str(cell).strip()


def _csv(content: bytes, max_rows: int) -> list[list[str]]:
    if b"\x00" in content:
        raise Invalid(_("This is neither an Excel (.xlsx) nor a CSV file."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid(_("The CSV file is written in an unknown encoding. Save it as UTF-8."))
    head = text.partition("\n")[0]
    delimiter = max((",", "\t", ";", "，"), key=head.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) > max_rows:
                raise _too_long(max_rows)
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise Invalid(_("The CSV file cannot be read near row %(row)d.") % {"row": len(rows) + 1}) from error
    return rows


def _too_long(max_rows: int) -> Invalid:
    return Invalid(
        _("The table has more than %(count)d rows. Split it and upload the parts one after the other.")
        % {"count": max_rows}
    )
