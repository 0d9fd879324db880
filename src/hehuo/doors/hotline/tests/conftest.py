from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation

from hehuo.doors.hotline.maps import ColumnMap, shipped

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "messages.xlsx"
HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """``rows`` as an .xlsx."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: Sequence[Any], name: str = "rows.xlsx") -> Path:
        return write_xlsx(tmp_path / name, rows)

    return write


@pytest.fixture
def orders() -> ColumnMap:
    """The map of Beijing's export."""
    return shipped()["beijing-12345"]


@pytest.fixture(scope="session")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real 4,326 messages; in a clone without ``../shared`` a file of the same shape and size."""
    if SHARED.exists():
        return SHARED
    chance = random.Random(7)
    rows: list[list[str]] = [HEADER]
    for number in range(4326):
        day = (
            f"2019/{chance.randint(1, 12)}/{chance.randint(1, 28)} {chance.randint(0, 23)}:{chance.randint(10, 59)}:05"
        )
        text = "楼道里堆着纸箱，" * chance.randint(1, 60)
        rows.append([str(188_000 + number), f"A{number:09d}", f"楼道堆物{number}", day, f"\n\t{text}\n", "0", "1"])
    return write_xlsx(tmp_path_factory.mktemp("messages") / "messages.xlsx", rows)


@pytest.fixture(autouse=True)
def _english(settings: Any) -> Iterator[None]:
    """Messages are compared in English here, whatever the pages' own language."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
