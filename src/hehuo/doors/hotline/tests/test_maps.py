"""Column maps: understood, or refused with the first thing that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hehuo.doors.hotline.maps import FIELDS, WORDED, folder, load, parse, shipped, squeeze
from hehuo.ground.errors import Invalid

NEEDED = {"number": "编号", "time": ["时间"], "text": "内容"}


def test_the_shipped_maps_are_whole() -> None:
    maps = shipped()
    assert {"messages", "beijing-12345"} <= set(maps)
    assert not maps["messages"].clocks
    for one in maps.values():
        assert set(one.columns) <= set(FIELDS)


def test_columns_are_found_by_any_of_their_names() -> None:
    told = shipped()["beijing-12345"]
    header = ["序号", "工单编号", " 主要内容：", "来电时间(北京)", None, "问题分类", "标签"]
    assert told.find(header) == {"number": 1, "text": 2, "time": 3, "category": 5, "tags": 6}
    assert told.find(["工单编号", "标题"]) is None
    assert squeeze(" 工单 编号（必填）: ") == "工单编号"


def test_the_first_of_two_equal_headers_counts() -> None:
    told = parse({"source": "x1", "columns": NEEDED})
    assert told.find(["编号", "时间", "内容", "内容"]) == {"number": 0, "time": 1, "text": 2}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({}, "needs a “source”"),
        ({"source": "With Blank", "columns": NEEDED}, "needs a “source”"),
        ({"source": "x1"}, "does not say where “number” is"),
        ({"source": "x1", "columns": {"number": "编号"}}, "does not say where “time” is"),
        ({"source": "x1", "columns": {**NEEDED, "colour": "色"}}, "“columns.colour”"),
        ({"source": "x1", "columns": NEEDED, "colour": 1}, "“colour”"),
        ({"source": "x1", "columns": "编号"}, "must be a table"),
        ({"source": "x1", "columns": {**NEEDED, "title": 3}}, "must be a name or a list"),
        ({"source": "x1", "columns": {**NEEDED, "title": [""]}}, "must be a name or a list"),
        ({"source": "x1", "columns": NEEDED, "values": {"title": {}}}, "“values.title”"),
        ({"source": "x1", "columns": NEEDED, "defaults": {"title": "x"}}, "“defaults.title”"),
        ({"source": "x1", "columns": NEEDED, "clocks": "no"}, "true or false"),
    ],
)
def test_a_wrong_map_is_refused_in_words(told: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        parse(told)


def test_a_file_that_is_no_map(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no column map"):
        load(tmp_path / "nothing.toml")
    for content in (b"source = ", b"\xff\xfe", b"\x00"):
        (tmp_path / "broken.toml").write_bytes(content)
        with pytest.raises(Invalid, match="cannot be read"):
            load(tmp_path / "broken.toml")


def test_the_documentation_names_every_field() -> None:
    text = (folder().parent / "docs" / "maps.md").read_text(encoding="utf-8")
    for name in FIELDS:
        assert f"`{name}`" in text, name
    for name in WORDED:
        assert f"[values.{name}]" in text, name
