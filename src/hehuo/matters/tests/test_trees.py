from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from hehuo.journal.models import Entry
from hehuo.matters import forms, rules, selectors, services
from hehuo.matters.models import Category, Tag
from hehuo.places.services import load_divisions

ADMIN = Viewer(person_id=1, grants=(Grant(Role.ADMIN, "110108025"),))
WORKER = Viewer(person_id=2, grants=(Grant(Role.WORKER, "110108025014"),))
TABLE = [
    ["一级分类", "二级分类", "三级分类"],
    ["城乡建设", "安全生产", "事故处理"],
    ["城乡建设", "安全生产", "安全生产管理"],
    ["城乡建设", "住房", ""],
    ["环境保护", "", ""],
]


def by_path(tree: str) -> dict[str, str]:
    return {selectors.path_of(row): row.code for row in selectors.every(tree)}


@pytest.mark.django_db
def test_the_default_tree() -> None:
    first = services.load_tree(by=SYSTEM)
    assert (first.added, first.levels) == (143, (20, 123))
    again = services.load_tree(by=SYSTEM)
    assert (again.added, again.renamed, again.retired, again.unchanged) == (0, 0, 0, 143)
    assert Entry.objects.filter(name="matters.tree_imported").count() == 1
    assert len(selectors.roots()) == 20
    category = selectors.category("0107")
    assert selectors.path_of(category) == "物业管理 · 楼道堆物堆料"
    assert [row.code for row in selectors.children(selectors.category("01"))][:2] == ["0101", "0102"]
    assert Tag.objects.filter(kind="seven_five").count() == 12
    assert selectors.paths([category.pk]) == {category.pk: "物业管理 · 楼道堆物堆料"}
    found = selectors.find_by_names(["物业管理", "楼道堆物堆料", "别的"])
    assert found == category
    assert selectors.find_by_names(["没有"]) is None
    with pytest.raises(NotFound):
        selectors.category("9999")


@pytest.mark.django_db
def test_import_keeps_codes_and_retires() -> None:
    done = services.import_tree(by=ADMIN, code="xishan", name="西山", rows=TABLE)
    assert (done.added, done.levels, done.rejected) == (6, (2, 2, 2), ())
    codes = by_path("xishan")
    assert codes["城乡建设 · 安全生产 · 事故处理"] == "010101"
    assert codes["环境保护"] == "02"
    again = services.import_tree(by=ADMIN, code="xishan", name="西山", rows=TABLE)
    assert (again.added, again.unchanged, again.retired) == (0, 6, 0)
    # One in front, one gone: the others keep their codes.
    changed = [TABLE[0], ["城乡建设", "安全生产", "新的"], *TABLE[2:4]]
    third = services.import_tree(by=ADMIN, code="xishan", name="西山", rows=changed)
    assert (third.added, third.retired) == (1, 2)
    after = by_path("xishan")
    assert after["城乡建设 · 安全生产 · 安全生产管理"] == codes["城乡建设 · 安全生产 · 安全生产管理"]
    assert after["城乡建设 · 安全生产 · 新的"] == "010103"
    assert "环境保护" not in after
    assert selectors.category("02", "xishan").active is False
    back = services.import_tree(by=ADMIN, code="xishan", name="西山", rows=TABLE)
    assert (back.added, back.retired) == (0, 1)
    assert by_path("xishan") == codes


@pytest.mark.django_db
def test_codes_of_the_file_hold_and_rename() -> None:
    services.import_tree(by=ADMIN, code="own", name="x", rows=[["一级", "二级", "编码"], ["甲", "乙", "A9"]])
    assert by_path("own") == {"甲": "01", "甲 · 乙": "A9"}
    done = services.import_tree(by=ADMIN, code="own", name="x", rows=[["一级", "二级", "编码"], ["甲", "丙", "A9"]])
    assert (done.added, done.renamed, done.retired) == (0, 1, 0)
    assert by_path("own") == {"甲": "01", "甲 · 丙": "A9"}
    with pytest.raises(Invalid):
        services.import_tree(by=ADMIN, code="own", name="x", rows=[["一级", "编码"], ["甲", "B1"], ["乙", "B1"]])


@pytest.mark.django_db
def test_swapped_names_are_a_renaming() -> None:
    services.import_tree(by=ADMIN, code="own", name="x", rows=[["一级", "编码"], ["甲", "A"], ["乙", "B"]])
    services.import_tree(by=ADMIN, code="own", name="x", rows=[["一级", "编码"], ["乙", "A"], ["甲", "B"]])
    assert by_path("own") == {"乙": "A", "甲": "B"}


@pytest.mark.django_db
def test_bad_rows_are_reported_and_the_rest_lands() -> None:
    rows = [*TABLE, ["甲", "", "丙"], ["长" * 61], ["", ""], ["一", *["层"] * 10]]
    done = services.import_tree(by=ADMIN, code="xishan", name="西山", rows=rows)
    assert done.added == 6
    assert [number for number, _reason in done.rejected] == [6, 7, 9]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "code", "rows", "error"),
    [
        (WORKER, "x", TABLE, NotAllowed),
        (ADMIN, "default", TABLE, Invalid),
        (ADMIN, "Ä", TABLE, Invalid),
        (ADMIN, "", TABLE, Invalid),
        (ADMIN, "x", TABLE[:1], Invalid),
        (ADMIN, "x", [], Invalid),
    ],
)
def test_import_refuses(by: Viewer, code: str, rows: list[list[str]], error: type[Exception]) -> None:
    with pytest.raises(error):
        services.import_tree(by=by, code=code, name="x", rows=rows)


@pytest.mark.django_db
def test_the_example_of_another_city() -> None:
    path = Path(__file__).resolve().parents[5] / "shared" / "data" / "category-tree-example.csv"
    if not path.exists():
        rows = TABLE
        levels: tuple[int, ...] = (2, 2, 2)
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        levels = (15, 118, 517)  # 15, 103, 390 different names, some in several branches
    done = services.import_tree(by=ADMIN, code="example", name="示例", rows=rows)
    assert done.levels == levels
    assert services.import_tree(by=ADMIN, code="example", name="示例", rows=rows).unchanged == sum(levels)
    for row in selectors.every("example"):
        assert row.parent is None or row.code.startswith(row.parent.code)


@pytest.mark.django_db
def test_a_place_chooses_its_tree() -> None:
    load_divisions(by=SYSTEM)
    services.load_tree(by=SYSTEM)
    services.import_tree(by=ADMIN, code="xishan", name="西山", rows=TABLE)
    assert selectors.tree_for("110108025014") == "default"
    services.choose_tree(by=ADMIN, place="110108025", tree="xishan")
    services.choose_tree(by=ADMIN, place="110108025", tree="xishan")
    assert Entry.objects.filter(name="matters.tree_chosen").count() == 1
    assert selectors.tree_for("110108025014") == "xishan"
    assert selectors.tree_for("110108001001") == "default"
    assert selectors.tree_for("") == "default"
    services.choose_tree(by=ADMIN, place="110108025014", tree="default")
    assert selectors.tree_for("110108025014/e1/") == "default"
    for by, place, tree, error in (
        (WORKER, "110108025014", "default", NotAllowed),
        (ADMIN, "110108", "default", NotAllowed),
        (ADMIN, "110108025777", "default", NotFound),
        (ADMIN, "110108025", "nope", NotFound),
    ):
        with pytest.raises(error):
            services.choose_tree(by=by, place=place, tree=tree)


@pytest.mark.django_db
def test_tags() -> None:
    month = date(2026, 11, 1)
    for _again in range(2):
        tag = services.set_tag(by=ADMIN, code="2026-11", name="冬季供暖", month=month)
    assert Entry.objects.filter(name="matters.tag_set").count() == 1
    services.load_tree(by=SYSTEM)
    assert selectors.tags()[-1] == tag
    services.set_tag(by=ADMIN, code="2026-11", name="冬季供暖", month=month, active=False)
    assert tag not in selectors.tags()
    assert tag in selectors.tags(retired=True)
    with pytest.raises(Conflict):
        services.set_tag(by=ADMIN, code="2026-11", name="x")
    with pytest.raises(NotAllowed):
        services.set_tag(by=WORKER, code="x", name="x")


@pytest.mark.django_db
def test_field() -> None:
    services.load_tree(by=SYSTEM)
    field = forms.CategoryField(required=False)
    assert field.clean("") is None
    assert field.clean("0107").name == "楼道堆物堆料"  # type: ignore[union-attr]
    Category.objects.filter(code="0107").update(active=False)
    for bad in ("0107", "nope", "0107' or 1=1"):
        with pytest.raises(forms.ValidationError):
            field.clean(bad)
    widget = field.widget
    assert widget.value_from_datadict({"m": "01", "m_pick": "0102"}, {}, "m") == "0102"
    assert widget.value_from_datadict({"m": "01"}, {}, "m") == "01"
    assert widget.value_omitted_from_data({"x": ""}, {}, "m")
    html = widget.render("m", "0102", {"id": "id_m"})
    assert '<option value="0102" selected>' in html
    assert html.count("<optgroup") == 20


@pytest.mark.django_db
def test_search(django_assert_num_queries: Callable[..., object]) -> None:
    services.load_tree(by=SYSTEM)
    with django_assert_num_queries(1):
        assert forms.options_for("楼道", "default")[0] == ("0107", "楼道堆物堆料", "物业管理")
    assert {code for code, _name, _above in forms.options_for("噪声", "default")} >= {"0701", "1301", "1302", "1401"}
    assert forms.options_for("0403", "default")[0][0] == "0403"
    assert forms.options_for("zzzz", "default") == []


@pytest.mark.django_db
def test_queries(django_assert_num_queries: Callable[..., object]) -> None:
    services.load_tree(by=SYSTEM)
    with django_assert_num_queries(1):
        assert all(selectors.path_of(row) for row in selectors.every())


names = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=2)


@given(st.lists(st.lists(names, min_size=1, max_size=4), min_size=1, max_size=25), st.data())
def test_codes_stay_whatever_comes(rows: list[list[str]], data: st.DataObject) -> None:
    first = rules.read_table([["头"] * 4, *rows])
    codes = rules.give_codes(first.paths, {})
    assert len(set(codes.values())) == len(codes)
    for path, code in codes.items():
        assert len(path) == 1 or code.startswith(codes[path[:-1]])
    more = data.draw(st.lists(st.lists(names, min_size=1, max_size=4), max_size=25))
    second = rules.read_table([["头"] * 4, *data.draw(st.permutations([*rows, *more]))])
    later = rules.give_codes(second.paths, codes)
    assert all(later[path] == code for path, code in codes.items())
    assert len(set(later.values())) == len(later)


def test_codes_go_on_after_99() -> None:
    taken: list[str] = []
    for _number in range(150):
        taken.append(rules.next_code("01", taken))
    assert taken[98:101] == ["0199", "010A", "010B"]
    assert len(set(taken)) == 150
