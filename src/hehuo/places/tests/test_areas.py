from __future__ import annotations

import pytest

from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.places import selectors, services
from hehuo.places.models import ManagementArea

pytestmark = pytest.mark.django_db
COMMUNITY = "110108025014"
E1, E2 = f"{COMMUNITY}/e1/", f"{COMMUNITY}/e2/"


@pytest.fixture
def two_estates(divisions: None) -> None:
    services.load_demo(by=SYSTEM)
    assert services.load_demo(by=SYSTEM) == 0
    services.close_area(by=SYSTEM, area=ManagementArea.objects.get(place=COMMUNITY).pk)


def test_the_electorate_of_an_area(two_estates: None, worker: Viewer) -> None:
    area = services.form_area(by=worker, place=COMMUNITY, name="一期", members=[E1])
    assert services.form_area(by=worker, place=COMMUNITY, name="一期", members=[E1]) == area
    assert selectors.dwellings_of(area).count() == 6 * 2 * 6 * 2
    assert selectors.area_of(f"{E1}b4/u2/601/") == area
    assert selectors.area_of(E2) is None
    assert [row.pk for row in selectors.areas("110108025") if row.place == COMMUNITY] == [area.pk]
    services.change_area(by=worker, area=area.pk, name="一期", members=[E1, f"{E2}b1/"])
    assert selectors.area_of(f"{E2}b1/") == area
    assert selectors.area_of(f"{E2}b2/") is None
    services.change_area(by=worker, area=area.pk, name="一期", members=[f"{E2}b1/", E1])
    assert Entry.objects.filter(name="place.area_changed", subject=f"area:{area.pk}").count() == 1
    services.close_area(by=worker, area=area.pk)
    services.close_area(by=worker, area=area.pk)
    assert selectors.area_of(f"{E2}b1/") is None
    assert selectors.areas(COMMUNITY) == []
    assert len(selectors.areas(COMMUNITY, closed=True)) == 2


def test_an_owner_votes_in_one_area(two_estates: None, worker: Viewer) -> None:
    area = services.form_area(by=worker, place=COMMUNITY, name="一期", members=[E1])
    for members, error in (
        ([f"{E1}b1/"], Conflict),
        ([E1, E2], Conflict),
        ([E2, f"{E2}b1/"], Invalid),
        ([], Invalid),
        (["110108025999/e1/"], Invalid),
        ([COMMUNITY], Invalid),
        ([f"{E1}b1/u1/"], Invalid),
    ):
        with pytest.raises(error):
            services.form_area(by=worker, place=COMMUNITY, name="二期", members=members)
    with pytest.raises(Conflict):
        services.form_area(by=worker, place=COMMUNITY, name="一期", members=[E2])
    second = services.form_area(by=worker, place=COMMUNITY, name="二期", members=[E2])
    with pytest.raises(Conflict):
        services.change_area(by=worker, area=second.pk, name="一期", members=[E2])
    with pytest.raises(Refused):
        services.close_place(by=SYSTEM, code=_emptied(f"{E2}b1/", worker, second))
    services.close_area(by=worker, area=area.pk)
    with pytest.raises(Refused):
        services.change_area(by=worker, area=area.pk, name="一期", members=[E1])


def _emptied(code: str, worker: Viewer, area: ManagementArea) -> str:
    """The building ``code`` with nothing below it, a member of ``area`` by itself."""
    services.change_area(by=worker, area=area.pk, name=area.name, members=[code])
    for level in (9, 8):
        for place in selectors.below(code, level):
            services.close_place(by=worker, code=place.code)
    return code


def test_strangers(two_estates: None, worker: Viewer) -> None:
    area = services.form_area(by=worker, place=COMMUNITY, name="一期", members=[E1])
    neighbour = Viewer(person_id=8, grants=(Grant(Role.WORKER, "110108025008"),))
    resident = Viewer(person_id=9, grants=(Grant(Role.PROPERTY_STAFF, COMMUNITY),))
    for viewer, error in ((neighbour, NotFound), (resident, NotAllowed)):
        with pytest.raises(error):
            services.close_area(by=viewer, area=area.pk)
        with pytest.raises(error):
            services.change_area(by=viewer, area=area.pk, name="x", members=[E1])
    with pytest.raises(NotAllowed):
        services.form_area(by=neighbour, place=COMMUNITY, name="x", members=[E1])
    with pytest.raises(NotFound):
        services.form_area(by=SYSTEM, place="110108025777", name="x", members=[E1])
    with pytest.raises(Invalid):
        services.form_area(by=SYSTEM, place="110108025", name="x", members=[E1])
