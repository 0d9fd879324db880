from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground import codes
from hehuo.ground.codes import Level

HEADS = {1: "11", 2: "1101", 3: "110108", 4: "110108025", 5: "110108025014"}
segments = st.lists(st.text("0123456789abcXYZ_-", min_size=1, max_size=20), max_size=4)


@given(segments)
def test_ancestors_are_the_prefixes(parts: list[str]) -> None:
    code = "110108025014" + "".join(f"/{part}" for part in parts) + ("/" if parts else "")
    chain = codes.ancestors(code)
    assert [codes.level(c) for c in chain] == list(Level)[: 5 + len(parts)]
    assert all(codes.is_within(code, c) for c in chain)
    assert chain[-1] == code
    assert codes.ancestors(code, inclusive=False) == chain[:-1]
    for each in chain:
        assert [int(of) for of in Level if re.fullmatch(codes.pattern(of), each)] == [int(codes.level(each))]
        assert codes.truncate(code, codes.level(each)) == each


@given(segments, segments)
def test_within_means_same_segments(one: list[str], other: list[str]) -> None:
    def make(parts: list[str]) -> str:
        return "110108025014" + "".join(f"/{p}" for p in parts) + ("/" if parts else "")

    assert codes.is_within(make(one), make(other)) == (one[: len(other)] == other)


@pytest.mark.parametrize(
    "bad",
    ["", "1", "110", "11010", "1101080250", "110108025014/", "110108025014//", "110108025014/b1", "11/b1/",
     "110108025014/a/b/c/d/e/", "110108025014/b 1/", "110108025014/楼/", "110108025014/" + "x" * 21 + "/",
     "110108025014\n", "１１", "11\n"],
)  # fmt: skip
def test_malformed_codes(bad: str) -> None:
    assert not codes.is_code(bad)
    with pytest.raises(ValueError, match="division code"):
        codes.level(bad)


def test_join_closes_every_segment() -> None:
    assert codes.join("110108025014", "e1") == "110108025014/e1/"
    assert codes.join("110108025014/e1/", "b10") == "110108025014/e1/b10/"
    assert not codes.is_within("110108025014/e1/b10/", codes.join("110108025014/e1/", "b1"))
    for above, segment in (("110108025", "e1"), ("110108025014", "e/1"), ("110108025014", "")):
        with pytest.raises(ValueError, match="division code"):
            codes.join(above, segment)


def test_levels_of_the_upper_codes() -> None:
    assert {int(codes.level(code)): code for code in HEADS.values()} == HEADS
    assert codes.parent("11") == ""
    assert codes.parent("110108025014") == "110108025"
    assert codes.truncate("1101", Level.COMMUNITY) == "1101"
