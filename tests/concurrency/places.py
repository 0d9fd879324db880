"""The places room's services, all at once."""

from __future__ import annotations

from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from hehuo.places import services
from hehuo.places.models import AreaMember, ManagementArea, Place, Upload
from tests.concurrency import Scenario, all_ok, exactly_one, once, same_answer

COMMUNITY = "110108025014"
ESTATE, TEN = f"{COMMUNITY}/e1/", f"{COMMUNITY}/e1/b10/"
LIST = "小区,楼栋,单元,户号,建筑面积\n和园,4,2,601,89.5\n和园,4,2,602,90\n".encode()


def _nothing(_world, _cast):
    return None


def _worker(_world, cast):
    return cast.worker.viewer


def _entries(name: str, count: int) -> None:
    assert Entry.objects.filter(name=name).count() == count, name


def _loaded_once(_state, outcomes):
    all_ok(outcomes)
    added = sorted(outcome.value.added for outcome in outcomes)
    assert added[:2] == [0, 0]
    assert added[2] > 370
    _entries("place.divisions_loaded", 1)


def _demo_once(_state, outcomes):
    all_ok(outcomes)
    assert Place.objects.filter(level=6).count() == 3
    assert ManagementArea.objects.count() == 2


def _added_once(_state, outcomes):
    same_answer(outcomes)
    assert Place.objects.filter(parent_id=ESTATE, name="4号楼").count() == 1
    _entries("place.added", 1)


def _all_added(_state, outcomes):
    all_ok(outcomes)
    assert len({outcome.value.code for outcome in outcomes}) == 3
    _entries("place.added", 3)


def _changed(_state, outcomes):
    all_ok(outcomes)
    assert Place.objects.get(code=TEN).name == "十号楼东"
    _entries("place.changed", 1)


def _closed(_state, outcomes):
    all_ok(outcomes)
    _entries("place.closed", 1)


def _recoded(_state, outcomes):
    once(outcomes)
    assert Place.objects.get(code=TEN).successor.code == "110108025050/e1/b10/"
    _entries("place.recoded", 1)


def _one_code(_state, outcomes):
    exactly_one(outcomes)
    _entries("place.recoded", 1)


def _formed(_state, outcomes):
    same_answer(outcomes)
    assert AreaMember.objects.filter(left_on=None).count() == 1
    _entries("place.area_formed", 1)


def _one_area(_state, outcomes):
    exactly_one(outcomes)
    assert AreaMember.objects.filter(left_on=None).count() == 1


def _area(_world, cast):
    by = cast.worker.viewer
    return by, services.form_area(by=by, place=COMMUNITY, name="一期", members=[ESTATE]).pk


def _area_changed(state, outcomes):
    all_ok(outcomes)
    assert ManagementArea.objects.get(pk=state[1]).name == "二期"
    _entries("place.area_changed", 1)


def _area_closed(_state, outcomes):
    all_ok(outcomes)
    _entries("place.area_closed", 1)


def _staged(_world, cast):
    by = cast.worker.viewer
    return by, services.stage_upload(by=by, place=COMMUNITY, filename="户.csv", content=LIST).pk


def _staged_all(_state, outcomes):
    all_ok(outcomes)
    assert Upload.objects.count() == 3


def _applied_once(_state, outcomes):
    all_ok(outcomes)
    assert Place.objects.filter(level=9).count() == 2
    _entries("place.imported", 1)


def _two_lists(_world, cast):
    return [_staged(_world, cast) for _number in range(3)]


SCENARIOS = {
    "load_divisions": Scenario(prepare=_nothing, call=lambda state, i: {"by": SYSTEM}, check=_loaded_once),
    "load_demo": Scenario(prepare=_nothing, call=lambda state, i: {"by": SYSTEM}, check=_demo_once),
    "add_place": [
        Scenario(prepare=_worker, call=lambda by, i: {"by": by, "parent": ESTATE, "name": "4号楼"}, check=_added_once),
        Scenario(
            prepare=_worker, call=lambda by, i: {"by": by, "parent": ESTATE, "name": f"{i + 2}号楼"}, check=_all_added
        ),
    ],
    "change_place": Scenario(
        prepare=_worker, call=lambda by, i: {"by": by, "code": TEN, "name": "十号楼东"}, check=_changed
    ),
    "close_place": Scenario(prepare=_worker, call=lambda by, i: {"by": by, "code": TEN}, check=_closed),
    "recode_place": [
        Scenario(
            prepare=lambda world, cast: cast.admin.viewer,
            call=lambda by, i: {"by": by, "code": COMMUNITY, "new": "110108025050"},
            check=_recoded,
        ),
        Scenario(
            prepare=lambda world, cast: cast.admin.viewer,
            call=lambda by, i: {"by": by, "code": COMMUNITY, "new": f"11010802505{i}"},
            check=_one_code,
        ),
    ],
    "form_area": [
        Scenario(
            prepare=_worker,
            call=lambda by, i: {"by": by, "place": COMMUNITY, "name": "一期", "members": [ESTATE]},
            check=_formed,
        ),
        Scenario(
            prepare=_worker,
            call=lambda by, i: {"by": by, "place": COMMUNITY, "name": f"{i}期", "members": [ESTATE]},
            check=_one_area,
        ),
    ],
    "change_area": Scenario(
        prepare=_area,
        call=lambda state, i: {"by": state[0], "area": state[1], "name": "二期", "members": [TEN]},
        check=_area_changed,
    ),
    "close_area": Scenario(prepare=_area, call=lambda state, i: {"by": state[0], "area": state[1]}, check=_area_closed),
    "stage_upload": Scenario(
        prepare=_worker,
        call=lambda by, i: {"by": by, "place": COMMUNITY, "filename": "户.csv", "content": LIST},
        check=_staged_all,
    ),
    "apply_upload": [
        Scenario(prepare=_staged, call=lambda state, i: {"by": state[0], "upload": state[1]}, check=_applied_once),
        Scenario(
            prepare=_two_lists,
            call=lambda state, i: {"by": state[i][0], "upload": state[i][1]},
            check=_applied_once,
        ),
    ],
}
