from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.access import SYSTEM
from hehuo.places import rules, selectors, services
from hehuo.places.selectors import Finder

SHANGHE, LANDIANCHANG = "110108025014", "110108025999"


@pytest.fixture
def demo(divisions: None) -> None:
    services.load_demo(by=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("海淀区曙光街道上河村社区", "", SHANGHE),
        ("北京市海淀区曙光街道上河村四号楼二单元601室", "", f"{SHANGHE}/e1/b4/"),
        ("上河村小区4栋2门301", "110108025", f"{SHANGHE}/e1/b4/"),
        ("上河村南苑２幢", "110108025", f"{SHANGHE}/e2/b2/"),
        ("蓝靛厂嘉园5-2-301", "110108025", f"{LANDIANCHANG}/e1/b5/"),
        ("蓝靛厂社区３号楼有人在楼道里堆杂物，一直堆到电梯口", "", f"{LANDIANCHANG}/e1/b3/"),
        ("武警总部蓝靛厂小区门口", "110108025", "110108025005"),
        ("世纪城时雨园 12号楼", "110108025", "110108025021"),
        ("世纪城东区的路灯不亮", "110108", "110108025002"),
        ("火器营第三社区北门", "110108025", "110108025008"),
        ("诚品建筑 A座", "110108025", "110108025017"),
        ("曙光街道", "", "110108025"),
        ("朝阳区建外街道", "", "110105001"),
        ("二号楼", f"{SHANGHE}/e2/", f"{SHANGHE}/e2/b2/"),
        ("电梯坏了", SHANGHE, SHANGHE),
        ("上河村一百号楼", "110108025", f"{SHANGHE}/e1/"),
    ],
)
def test_addresses(demo: None, text: str, within: str, code: str) -> None:
    matches = selectors.find(text, within)
    assert matches
    assert matches[0].place.code == code
    assert matches[0].why
    assert all(0 < match.score <= 1 for match in matches)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


@pytest.mark.django_db
def test_nothing_is_guessed(demo: None) -> None:
    assert selectors.find("我家暖气不热") == []
    assert selectors.find("") == []
    assert selectors.find("上河村", "110105") == []
    assert selectors.find("上河村", "nonsense") == []


@pytest.mark.django_db
def test_a_building_in_two_estates_is_ambiguous(demo: None) -> None:
    matches = selectors.find("上河村社区2号楼", "110108025")
    assert [match.place.code for match in matches[:2]] == [f"{SHANGHE}/e1/b2/", f"{SHANGHE}/e2/b2/"]
    assert matches[0].score == matches[1].score < selectors.find("上河村小区2号楼", "110108025")[0].score


@pytest.mark.django_db
def test_a_name_of_two_levels_offers_both(demo: None) -> None:
    assert {match.place.code for match in selectors.find("蓝靛厂")} == {LANDIANCHANG, f"{LANDIANCHANG}/e1/"}


@pytest.mark.django_db
def test_a_contradicting_district_counts_against(demo: None) -> None:
    agreed = selectors.find("海淀区上河村社区")[0]
    denied = next(match for match in selectors.find("朝阳区上河村社区") if match.place.code == SHANGHE)
    assert denied.score < agreed.score - 0.2


@pytest.mark.django_db
def test_the_index_follows_changes(demo: None) -> None:
    assert selectors.find("河边大院") == []
    services.change_place(by=SYSTEM, code=SHANGHE, aliases=["河边大院"])
    assert selectors.find("河边大院3号楼")[0].place.code.startswith(SHANGHE)
    services.change_place(by=SYSTEM, code=SHANGHE, aliases=[])
    assert selectors.find("河边大院") == []


@pytest.mark.django_db
def test_queries_when_warm(demo: None, django_assert_num_queries: Callable[..., object]) -> None:
    selectors.find("上河村4号楼", "110108025")
    with django_assert_num_queries(1):
        selectors.find("上河村4号楼", "110108025")
    with django_assert_num_queries(1):
        finder = Finder("110108025")
        for number in range(1, 7):
            assert finder.find(f"上河村小区{number}号楼")[0].place.code == f"{SHANGHE}/e1/b{number}/"


@pytest.mark.django_db
def test_points(demo: None) -> None:
    near = selectors.locate(116.2791, 39.9656)
    assert near is not None
    assert near.place.code == SHANGHE
    assert "m" in near.why or "米" in near.why
    assert selectors.community_at(116.0, 39.0) is None
    square = [[[[116.27, 39.95], [116.30, 39.95], [116.30, 39.98], [116.27, 39.98], [116.27, 39.95]]]]
    services.change_place(by=SYSTEM, code=LANDIANCHANG, outline=square)
    inside = selectors.locate(116.2791, 39.9656)
    assert inside is not None
    assert (inside.place.code, inside.score) == (LANDIANCHANG, 1.0)
    assert selectors.community_at(116.2791, 39.9656) == inside.place


numerals = st.integers(1, 199)


def spell(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number >= 100:
        rest = number % 100
        tail = "" if not rest else ("零" + digits[rest] if rest < 10 else spell_tens(rest, digits, leading=True))
        return digits[number // 100] + "百" + tail
    return digits[number] if number < 10 else spell_tens(number, digits, leading=False)


def spell_tens(number: int, digits: str, *, leading: bool) -> str:
    head = digits[number // 10] if number >= 20 or leading else ""
    return head + "十" + (digits[number % 10] if number % 10 else "")


@given(numerals, st.sampled_from(["号楼", "栋", "幢", "座", "#楼", "楼", "#", "号 楼"]))
def test_every_spelling_of_a_building_is_one(number: int, word: str) -> None:
    wide = str(number).translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    for numeral in (str(number), spell(number), wide, f"{number:03d}"):
        assert rules.building_in(rules.normal_name(f"上河村{numeral}{word}")) == f"{number}号楼"


@given(numerals, st.integers(1, 9), st.integers(101, 2999))
def test_dashes_mean_building_unit_room(building: int, unit: int, room: int) -> None:
    expected = f"某园{building}号楼{unit}单元{room}室"
    for text in (
        f"某园{building}-{unit}-{room}",
        f"某园{building}号楼{unit}-{room}",
        f"某园{building}栋{unit}门{room}",
        f"某园{building}幢 {unit}单元 {room}室",
        f"某园{building}号楼{unit}单元{room}号",
    ):
        assert rules.normal_name(text) == expected


@given(st.text("01２一十百两〇第上河村号楼栋幢座单元门室户层院区期#-—ABab 　", max_size=30))
def test_normalising_is_stable(text: str) -> None:
    once = rules.normal_name(text)
    assert rules.normal_name(once) == once


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    rules.building_in(rules.normal_name(text))
    rules.natural_key(text)


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("3单元4楼", ""),
        ("楼道", ""),
        ("2号院", ""),
        ("1号楼东侧2号楼西侧", "1号楼"),
        ("一楼大厅", "1号楼"),
        ("B座", "b号楼"),
    ],
)
def test_buildings_in_sentences(text: str, building: str) -> None:
    assert rules.building_in(rules.normal_name(text)) == building


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_inside_a_square_with_a_hole(x: float, y: float) -> None:
    outer = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]]
    hole = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]]
    assert rules.inside(x, y, [[outer]])
    assert not rules.inside(x + 2, y, [[outer]])
    if max(abs(x), abs(y)) not in (0.5,):
        assert rules.inside(x, y, [[outer, hole]]) == (max(abs(x), abs(y)) > 0.5)
    assert rules.bounds([[outer, hole]]) == (-1, -1, 1, 1)
