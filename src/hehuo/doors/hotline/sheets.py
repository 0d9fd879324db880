"""Rows out of .xlsx and CSV files, one after the other, whatever the encoding."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine
from django.utils.translation import gettext_lazy as _

from hehuo.ground import archives
from hehuo.ground.errors import Invalid

Row = tuple[int, Sequence[object]]
#: The largest file that is read, in bytes; a year of a large subdistrict is a tenth of it.
MOST_BYTES = 300 * 1024 * 1024
_CHUNK = 1 << 20
#: The longest cell of a CSV file; a file with an unclosed quotation mark would otherwise become one cell.
_LONGEST_CELL = 200_000


def read_rows(path: Path, sheet: str = "") -> Iterator[Row]:
    """``(row number as the file's reader sees it, cells)`` of the first (or the named) sheet.

    The kind of file is read from its content. CSV may be UTF-8 (with mark or without), UTF-16 with mark, or GB18030.
    An .xlsx keeps its distinct texts in memory while it is read, CSV nothing. Raises :class:`Invalid` in words for
    files that are too large, empty, damaged, or of another kind.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Invalid(_("The file is larger than %(most)s MB. Please split it.") % {"most": MOST_BYTES // _CHUNK})
    if not size:
        raise Invalid(_("The file is empty."))
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        return _excel(path, sheet)
    if start.startswith(bytes.fromhex("d0cf11e0")):
        raise Invalid(_("This is an old .xls or a protected file. Please save it as .xlsx without a password."))
    return _csv(path)


def count_rows(path: Path, sheet: str = "") -> int:
    """How many rows there are, the header among them: what a progress bar runs to. Costs one reading of the file."""
    return sum(1 for _row in read_rows(path, sheet))


def _excel(path: Path, sheet: str) -> Iterator[Row]:
    with path.open("rb") as file:
        if not archives.opens_safely(file):
            raise Invalid(_("The Excel file is damaged, or unpacks to far too much."))
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in book.sheet_names:
            raise Invalid(_("There is no sheet “%(sheet)s” in the file.") % {"sheet": sheet})
        page = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        yield from enumerate(page.iter_rows(), 1)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        raise Invalid(_("This Excel file cannot be read. Please open it and save it again as .xlsx.")) from None


def _csv(path: Path) -> Iterator[Row]:
    encoding = encoding_of(path)
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(64 * 1024)
        if "\x00" in head:
            raise Invalid(_("This is no table. Please send an .xlsx or a CSV file."))
        file.seek(0)
        lines = csv.reader(file, delimiter=_delimiter(head))
        number = 0
        while True:
            number += 1
            try:
                yield number, next(lines)
            except StopIteration:
                return
            except csv.Error:
                raise Invalid(
                    _("The CSV file is broken at row %(row)s; a quotation mark is probably left open.")
                    % {"row": number}
                ) from None


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read. Raises :class:`Invalid` where there is none."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid(_("The characters cannot be read. Please save the file as UTF-8 or as .xlsx."))


def _delimiter(head: str) -> str:
    first = head.partition("\n")[0]
    return max(",;\t", key=first.count)
