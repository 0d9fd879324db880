"""Every paper prints, in Chinese without a missing glyph, in as many copies and sheets as it promises."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation
from PIL import Image, ImageFont

from hehuo.custody import paper
from hehuo.custody.paper import sheet

AT = datetime(2021, 4, 16, 1, 20, tzinfo=UTC)
LINK = "https://hehuo.example.org/things/abc/"
FONT = str(settings.PACKAGE / "fonts" / "NotoSansSC_400Regular.ttf")


def _picture(kind: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "#7a5").save(drawn, kind)
    return drawn.getvalue()


def _signed() -> list[paper.Signature]:
    return [
        paper.Signature("物主签字", at=AT, drawing=_picture("PNG")),
        paper.Signature("经办人", "孙大勇", AT),
        paper.Signature("见证人"),
    ]


ROWS = [("地点", "蓝靛厂社区 4号楼"), ("日期", "2021-04-16"), sheet.wide("范围", "六层楼梯口至电梯厅")]
ITEMS = [("蓝靛厂-20210416-001", "纸箱", "2", "完好", "6层")]


def _inventory(*, authority: bool = False, pieces: int = 23) -> bytes:
    items = [
        paper.Row(
            number=f"蓝靛厂-20210416-{n:03}",
            name="纸箱",
            quantity=2,
            perishable=n == 1,
            before=_picture("JPEG"),
            claim_drawing=_picture("PNG") if n == 2 else None,
        )
        for n in range(1, pieces + 1)
    ]
    return paper.inventory(paper.InventoryPaper("Q1", ROWS, items, _signed(), LINK, authority))


PAPERS = {
    "labels": lambda: paper.labels([paper.Label(f"蓝靛厂-20210416-{n:03}", LINK, "花盆") for n in range(1, 26)]),
    "inventory": _inventory,
    "seizure": lambda: _inventory(authority=True, pieces=1),
    "consent": lambda: paper.consent(number="Q1", rows=ROWS, items=ITEMS, signatures=_signed(), link=LINK),
    "agreement": lambda: paper.agreement(number="X1", rows=ROWS, signatures=_signed(), link=LINK, secret="7K3M9QWXYZ"),
    "dissuasion": lambda: paper.dissuasion(
        number="T1", issuer="同舟物业", rows=ROWS, demand="清理楼梯口", deadline="2021-04-18", signatures=_signed()
    ),
    "receipt": lambda: paper.receipt(
        number="L1", issuer="同舟物业", rows=ROWS, items=[one[:4] for one in ITEMS], signatures=_signed()
    ),
    "notice": lambda: paper.notice(
        number="G1", issuer="居委会", place="4号楼", items=[one[:4] for one in ITEMS],
        posted=AT, until="2021-04-23", contact="", link=LINK, signatures=_signed(),
    ),
}  # fmt: skip


@pytest.fixture
def printed(monkeypatch) -> Iterator[list[str]]:
    """The words that went to paper, and Chinese on it."""
    words: list[str] = []
    real = sheet.document

    def document(template, facts, pictures):
        words.append(json.dumps(facts, ensure_ascii=False))
        return real(template, facts, pictures)

    monkeypatch.setattr(sheet, "document", document)
    with translation.override("zh-hans"):
        yield words


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_prints_without_a_missing_glyph(printed, name):
    assert PAPERS[name]().startswith(b"%PDF")
    font = ImageFont.truetype(FONT, 24)
    tofu = bytes(font.getmask("\U000f0000"))
    missing = {char for char in "".join(printed) if char.strip() and bytes(font.getmask(char)) == tofu}
    assert not missing


@pytest.mark.parametrize("name", ["inventory", "consent", "agreement", "dissuasion", "receipt"])
def test_what_the_law_wants_twice_is_made_out_twice(printed, name):
    PAPERS[name]()
    assert len(json.loads(printed[0])["copies"]) == 2


def test_a_number_stands_large_and_alone_on_its_label(printed):
    PAPERS["labels"]()
    first = json.loads(printed[0])["labels"][0]
    assert (first["place"], first["day"], first["serial"]) == ("蓝靛厂", "2021-04-16", "001")


def test_a_seizure_tells_the_remedies_and_consent_does_not(printed):
    PAPERS["seizure"]()
    PAPERS["inventory"]()
    assert "行政复议" in printed[0]
    assert "行政复议" not in printed[1]


def test_nobody_says_she_has_power_that_she_has_not(printed):
    PAPERS["dissuasion"]()
    assert "无权处罚" in printed[0]
