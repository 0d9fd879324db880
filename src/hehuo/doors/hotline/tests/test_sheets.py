"""Files of every kind and in every condition."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hehuo.doors.hotline import sheets
from hehuo.ground.errors import Invalid

TEXT = "编号,时间,内容\n1,2019-02-28,楼道堆物\n2,2019-03-01,“停车”\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(TEXT.replace(",", delimiter).encode(encoding))
    rows = list(sheets.read_rows(path))
    assert rows[0] == (1, ["编号", "时间", "内容"])
    assert rows[2] == (3, ["2", "2019-03-01", "“停车”"])


def test_a_cell_may_hold_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('编号,内容\r\n1,"一\r\n二"\r\n2,三\r\n', encoding="utf-8", newline="")
    assert list(sheets.read_rows(path))[1:] == [(2, ["1", "一\r\n二"]), (3, ["2", "三"])]


def test_excel(xlsx: Callable[..., Path]) -> None:
    rows = list(sheets.read_rows(xlsx(["编号", "数"], ["1", 3.0], [2, "=1+1"], ["", None])))
    assert rows[0] == (1, ["编号", "数"])
    assert rows[2][1] == [2.0, "=1+1"]


def test_row_numbers_are_those_of_excel(xlsx: Callable[..., Path]) -> None:
    rows = list(sheets.read_rows(xlsx([], [], ["编号"], ["1"])))
    assert [number for number, cells in rows if cells[0]] == [3, 4]


def test_a_named_sheet(xlsx: Callable[..., Path]) -> None:
    path = xlsx(["编号"])
    assert list(sheets.read_rows(path, "Sheet1"))
    with pytest.raises(Invalid, match="no sheet “二月”"):
        list(sheets.read_rows(path, "二月"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old .xls"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "characters cannot be read|no table"),
        (b"a,b\x00c\n", "no table"),
        ("编号,内容\n1,\"开着\n".encode() + "长".encode() * 300_000, "quotation mark"),
    ],
)  # fmt: skip
def test_files_of_no_use(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=message):
        list(sheets.read_rows(path))


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Invalid, match="cannot be read"):
        list(sheets.read_rows(path))


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    with pytest.raises(Invalid, match="far too much"):
        list(sheets.read_rows(path))


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    path = tmp_path / "rows.csv"
    path.write_text(TEXT)
    with pytest.raises(Invalid, match="larger than"):
        list(sheets.read_rows(path))
