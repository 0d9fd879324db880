from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hehuo.ground.access import ANONYMOUS, SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.places import selectors, services
from hehuo.places.models import Place

pytestmark = pytest.mark.django_db
COMMUNITY = "110108025014"


@pytest.fixture
def house(divisions: None, worker: Viewer) -> str:
    """A building of the community, with a unit and a dwelling."""
    estate = services.add_place(by=worker, parent=COMMUNITY, name="上河村小区")
    building = services.add_place(by=worker, parent=estate.code, name="4号楼")
    unit = services.add_place(by=worker, parent=building.code, name="2单元")
    services.add_place(by=worker, parent=unit.code, name="601", floor_area=Decimal("89.50"))
    return building.code


def test_divisions_load_once(divisions: None) -> None:
    assert Place.objects.filter(level=3).count() == 16
    assert Place.objects.filter(level=4).count() == 349
    assert Place.objects.filter(level=5).count() == 18
    assert selectors.path_of(COMMUNITY) == "海淀区 · 曙光街道 · 上河村社区"
    assert not selectors.get("110108025999").official
    assert services.load_divisions(by=SYSTEM) == type(services.load_divisions(by=SYSTEM))(0, 0, 385)
    assert Entry.objects.filter(name="place.divisions_loaded").count() == 1


def test_loading_keeps_corrections_and_is_for_the_top(divisions: None, admin: Viewer, root: Viewer) -> None:
    services.change_place(by=root, code="110108", name="海淀", lon=116.3, lat=39.9)
    services.load_divisions(by=root)
    assert (selectors.name_of("110108"), selectors.get("110108").lon) == ("海淀", 116.3)
    for viewer in (admin, ANONYMOUS):
        with pytest.raises(NotAllowed):
            services.load_divisions(by=viewer)


def test_codes_below_a_community_come_from_names(house: str, worker: Viewer) -> None:
    assert house == "110108025014/e1/b4/"
    dwelling = selectors.get("110108025014/e1/b4/u2/601/")
    assert (dwelling.name, dwelling.floor_area) == ("601", Decimal("89.50"))
    assert selectors.path_of(dwelling.code, worker).endswith("上河村小区 · 4号楼 · 2单元 · 601")
    assert selectors.path_of(dwelling.code).endswith("4号楼 · 2单元")
    assert "601" not in selectors.name_of(dwelling.code)
    second = services.add_place(by=worker, parent="110108025014/e1/", name="西4号楼")
    assert second.code == "110108025014/e1/b4-2/"


def test_adding_twice_is_adding_once(house: str, worker: Viewer) -> None:
    before = Entry.objects.count()
    assert services.add_place(by=worker, parent="110108025014/e1/", name="四号楼").code == house
    assert services.add_place(by=worker, parent="110108025014/e1/", name="4栋", code=house).code == house
    assert Entry.objects.count() == before
    with pytest.raises(Conflict):
        services.add_place(by=worker, parent="110108025014/e1/", name="5号楼", code=house)
    with pytest.raises(Conflict):
        services.add_place(by=worker, parent="110108025014/e1/", name="4号楼", code="110108025014/e1/b9/")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda by: services.add_place(by=by, parent="110108025008", name="一号楼"), NotAllowed),
        (lambda by: services.add_place(by=by, parent="110108025", name="新社区", code="110108025030"), NotAllowed),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name=" "), Invalid),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name="x" * 101), Invalid),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name="a", code="110108025014/a/b/"), Invalid),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name="a", floor_area=Decimal(3)), Invalid),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name="a", lon=3.0), Invalid),
        (lambda by: services.add_place(by=by, parent=COMMUNITY, name="a", level=3), Invalid),
        (lambda by: services.add_place(by=by, parent="110108025777", name="a"), NotFound),
        (lambda by: services.change_place(by=by, code=COMMUNITY, name="b"), NotAllowed),
        (lambda by: services.close_place(by=by, code="110108025014/e1/"), Refused),
        (lambda by: services.close_place(by=by, code="110108025008"), NotAllowed),
    ],
)
def test_refusals(house: str, worker: Viewer, call: Callable[[Viewer], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        call(worker)


def test_change_writes_what_differs(house: str, worker: Viewer) -> None:
    services.change_place(by=worker, code=house, name="4号楼", aliases=[" 老 楼 ", "老 楼", ""])
    assert selectors.get(house).aliases == ["老 楼"]
    before = Entry.objects.count()
    services.change_place(by=worker, code=house, name="4号楼")
    assert Entry.objects.count() == before
    other = services.add_place(by=worker, parent="110108025014/e1/", name="5号楼")
    with pytest.raises(Conflict):
        services.change_place(by=worker, code=other.code, name="四号楼")


def test_closing_keeps_the_row(house: str, worker: Viewer) -> None:
    for code in ("110108025014/e1/b4/u2/601/", "110108025014/e1/b4/u2/", house, house):
        services.close_place(by=worker, code=code)
    assert selectors.children("110108025014/e1/") == []
    assert [place.code for place in selectors.children("110108025014/e1/", closed=True)] == [house]
    with pytest.raises(Refused):
        services.add_place(by=worker, parent=house, name="1单元")
    with pytest.raises(Refused):
        services.close_place(by=worker, code="110108025014/e1/", on=date(2001, 1, 1))


def test_recoding_moves_the_subtree_and_keeps_the_old_codes(house: str, admin: Viewer) -> None:
    moved = services.recode_place(by=admin, code=COMMUNITY, new="110108025030")
    assert moved.code == "110108025030"
    assert selectors.get("110108025030/e1/b4/u2/601/").parent_id == "110108025030/e1/b4/u2/"
    old = selectors.get(house)
    assert (old.valid_to, old.successor.code) == (selectors.today(), "110108025030/e1/b4/")
    assert selectors.current(house).code == "110108025030/e1/b4/"
    assert selectors.former_codes("110108025030") == [COMMUNITY]
    assert services.recode_place(by=admin, code=COMMUNITY, new="110108025030").code == "110108025030"
    assert Entry.objects.filter(name="place.recoded").count() == 1
    services.recode_place(by=admin, code="110108025030", new="110108025031")
    assert selectors.current(house).code == "110108025031/e1/b4/"
    assert selectors.former_codes("110108025031") == ["110108025030", COMMUNITY]


def test_recoding_refuses(house: str, admin: Viewer, worker: Viewer) -> None:
    for viewer, code, new, error in (
        (worker, COMMUNITY, "110108025030", NotAllowed),
        (admin, COMMUNITY, "110108026030", NotAllowed),
        (admin, COMMUNITY, "110108025008", Conflict),
        (admin, COMMUNITY, "110108030", Invalid),
        (admin, COMMUNITY, "x", Invalid),
        (admin, house, "110108025014/e1/b5/", Invalid),
        (SYSTEM, COMMUNITY, "110108777001", Invalid),
        (admin, "110108025777", "110108025778", NotFound),
    ):
        with pytest.raises(error):
            services.recode_place(by=viewer, code=code, new=new)


def test_recoding_a_subdistrict_renames_what_is_below(house: str) -> None:
    services.recode_place(by=SYSTEM, code="110108025", new="110108900")
    assert selectors.path_of("110108900014/e1/b4/") == "海淀区 · 曙光街道 · 上河村社区 · 上河村小区 · 4号楼"
    assert len(selectors.communities("110108900")) == 18
    assert selectors.communities("110108025") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "110108025014/b1", "level": 6},
        {"code": "110108025014/b1/", "level": 5},
        {"code": "110108025015/b1/", "level": 6},
        {"code": "110108025014/b1/", "level": 6, "parent_id": None},
        {"code": "110108025014/b1/", "level": 6, "lon": 116.0},
        {"code": "110108025014/b1/", "level": 6, "floor_area": Decimal(9)},
        {"code": "110108025014/a/b/c/d/", "level": 9, "floor_area": Decimal(0)},
        {"code": "110108025014/b1/", "level": 6, "valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)},
        {"code": COMMUNITY, "level": 5},
    ],
)
def test_the_database_refuses_what_cannot_be(divisions: None, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(**{"name": "x", "parent_id": COMMUNITY, **wrong})


def test_natural_order(divisions: None, worker: Viewer) -> None:
    for name in ("10号楼", "2号楼", "1号楼"):
        services.add_place(by=worker, parent=COMMUNITY, name=f"{name}院", code=f"{COMMUNITY}/e{name[:-2]}/")
    assert [place.name for place in selectors.children(COMMUNITY)] == ["1号楼院", "2号楼院", "10号楼院"]
    neighbour = Viewer(person_id=9, grants=(Grant(Role.WORKER, "110108025008"),))
    with pytest.raises(NotFound):
        selectors.visible(neighbour, f"{COMMUNITY}/e1/")
    assert selectors.visible(neighbour, COMMUNITY).code == COMMUNITY


def test_queries_are_bounded(house: str, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(1):
        selectors.paths([house, COMMUNITY, "110108025008"])
    with django_assert_num_queries(1):
        selectors.names([house, COMMUNITY, "nobody"])
    with django_assert_num_queries(1):
        selectors.children("110108025")
