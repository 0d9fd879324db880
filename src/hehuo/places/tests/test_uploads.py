from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from hehuo.ground.access import SYSTEM, Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound
from hehuo.ground.tables import read_table
from hehuo.journal.models import Entry
from hehuo.places import selectors, services
from hehuo.places.models import Place, Upload
from hehuo.places.rules import listing

COMMUNITY = "110108025014"
HEADER = "小区,楼栋,单元,户号,建筑面积（㎡）,用途,未售\n"


def excel(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def stage(by: Viewer, content: bytes | str, place: str = COMMUNITY) -> Upload:
    raw = content.encode() if isinstance(content, str) else content
    return services.stage_upload(by=by, place=place, filename="户.csv", content=raw)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "xlsx"])
def test_check_apply_and_again(divisions: None, worker: Viewer, encoding: str) -> None:
    text = HEADER + "和园,4号楼,2单元,601,89.5,住宅,否\n和园,四栋,2,602室,92.15,住宅,是\n和园,5,,,,,\n"
    if encoding == "xlsx":
        rows: list[list[object]] = [line.split(",") for line in text.splitlines()]
        rows[1][4], rows[2][2], rows[3][1] = 89.5, 2, 5
        content = excel(rows)
    else:
        content = text.encode(encoding)
    staged = stage(worker, content)
    assert staged.report["rejected"] == []
    assert (staged.report["rows"], staged.report["created"]) == (3, 3)
    assert staged.report["new"] == {"estates": 1, "buildings": 2, "units": 1, "dwellings": 2}
    assert not Place.objects.filter(level__gt=5).exists()
    done = services.apply_upload(by=worker, upload=staged.pk)
    assert done.rows is None
    dwelling = selectors.get(f"{COMMUNITY}/e1/b4/u2/602/")
    assert (dwelling.floor_area, dwelling.usage, dwelling.unsold, dwelling.name) == (
        Decimal("92.15"),
        "home",
        True,
        "602",
    )
    assert selectors.name_of(f"{COMMUNITY}/e1/b5/") == "5号楼"
    services.apply_upload(by=worker, upload=staged.pk)
    assert Entry.objects.filter(name="place.imported").count() == 1
    again = stage(worker, content)
    assert (again.report["created"], again.report["updated"], again.report["unchanged"]) == (0, 0, 3)
    services.apply_upload(by=worker, upload=again.pk)
    assert Entry.objects.filter(name="place.imported").count() == 1
    changed = stage(worker, HEADER + "和园,4,2,601,90,,\n")
    assert changed.report["updated"] == 1
    services.apply_upload(by=worker, upload=changed.pk)
    assert selectors.get(f"{COMMUNITY}/e1/b4/u2/601/").floor_area == Decimal("90.00")
    assert selectors.get(f"{COMMUNITY}/e1/b4/u2/601/").usage == "home"


@pytest.mark.django_db
def test_bad_rows_have_number_and_reason_and_the_rest_lands(divisions: None, worker: Viewer) -> None:
    bad = [
        (",4,2,601,1,,", "estate"),
        ("和园,,2,601,1,,", "building"),
        ("和园,4,,601,1,,", "unit"),
        ("和园,4,2,601,零,,", "area"),
        ("和园,4,2,601,0,,", "area"),
        ("和园,4,2,601,-3,,", "area"),
        ("和园,4,2,601,nan,,", "area"),
        ("和园,4,2,601,89.123,,", "decimals"),
        ("和园,4,,,89,,", "area_of_what"),
        ("和园,4,2,601,1,宫殿,", "usage"),
        ("和园,4,2,601,1,,也许", "unsold"),
        ("=1+1,4,2,601,1,,", "formula"),
        ("和园,4,2,@SUM(A1),1,,", "formula"),
        (f"{'长' * 101},4,2,601,1,,", "long"),
        (",,,,12,,", "empty"),
    ]
    lines = [row for row, _reason in bad] + ["和园,4,2,701,70.00,,", "和园,4,2,701,71.00,,", ""]
    staged = stage(worker, HEADER + "\n".join(lines))
    expected = [[number, reason] for number, (_row, reason) in enumerate(bad, start=2)]
    assert [list(pair) for pair in staged.report["rejected"]] == [*expected, [len(bad) + 3, "twice"]]
    services.apply_upload(by=worker, upload=staged.pk)
    assert list(selectors.below(COMMUNITY, Level.DWELLING).values_list("name", flat=True)) == ["701"]


@pytest.mark.django_db
def test_bulk_equals_singles(divisions: None, worker: Viewer) -> None:
    names = [("和园", "A座", "一单元", "101"), ("和园", "西4号楼", "2", "101"), ("和园", "4号楼", "2", "102"),
             ("清园", "会所", "东门厅", "底商-3"), ("清园", "4", "2", "101")]  # fmt: skip
    staged = stage(worker, "小区,楼栋,单元,户号\n" + "\n".join(",".join(row) for row in names))
    services.apply_upload(by=worker, upload=staged.pk)
    other = "110108025008"
    for row in names:
        above = other
        item = listing.read_row(list(row), {"estate": 0, "building": 1, "unit": 2, "dwelling": 3})
        for name in item.names:
            above = services.add_place(by=SYSTEM, parent=above, name=name).code

    def below(community: str) -> list[tuple[object, ...]]:
        rows = Place.objects.filter(code__startswith=f"{community}/").order_by("code")
        return [(p.code.removeprefix(community), p.name, p.level, p.floor_area, p.usage, p.unsold) for p in rows]

    assert below(COMMUNITY) == below(other)


@pytest.mark.django_db
def test_who_may_and_what_is_refused(divisions: None, worker: Viewer) -> None:
    with pytest.raises(NotAllowed):
        stage(worker, HEADER, "110108025008")
    for code in ("110108025", "110108025777", "x"):
        with pytest.raises(NotFound):
            stage(SYSTEM, HEADER, code)
    staged = stage(SYSTEM, HEADER + "和园", "110108025008")
    with pytest.raises(NotFound):
        services.apply_upload(by=worker, upload=staged.pk)
    with pytest.raises(NotFound):
        services.apply_upload(by=worker, upload=0)
    with pytest.raises(Invalid):
        stage(worker, "楼栋,单元\n4,2\n")


def test_a_formula_is_not_computed() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["小区", "楼栋"])
    sheet.append(['=HYPERLINK("http://example.org")', "=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue())[1:] in ([], [["", ""]])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"\x00\x01\x02",
        b"\xff\xff\xff\xff",
        b"x" * (5 * 1024 * 1024 + 1),
        b"a\n" * 20_002,
        b"," * 80,
        b'"' + b"x" * 140_000,
        b"%PDF-1.7\x00",
    ],
)
def test_unusable_files(content: bytes) -> None:
    with pytest.raises(Invalid) as error:
        read_table(content)
    assert str(error.value)


def test_a_zip_bomb_is_not_opened() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    with pytest.raises(Invalid):
        read_table(buffer.getvalue())


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        rows = read_table(content)
    except Invalid:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_row_is_an_item_or_refused(row: list[str]) -> None:
    where = listing.columns(listing.TEMPLATE)
    try:
        item = listing.read_row(row, where)
    except listing.BadRow:
        return
    assert 1 <= len(item.names) <= 4
    assert item.area is None or item.area > 0
