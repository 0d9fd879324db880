"""Who may open what of the places room. The estate ``e1`` of Shanghe village is what the rows mean by "the place"."""

from __future__ import annotations

from hehuo.ground import clock
from hehuo.places.models import AreaMember, ManagementArea, Place, Upload
from tests.access import ADMIN, DISPATCHER, LEADER, WORKER, Row, desk, only, public

#: Those who work for the place: they keep what lies below a community, administrators everything.
KEEPERS = (WORKER, DISPATCHER, LEADER, ADMIN)
COMMUNITY = "110108025014"
ESTATE, BUILDING = f"{COMMUNITY}/e1/", f"{COMMUNITY}/e1/b1/"
FLAT = f"{BUILDING}u1/101/"


def _area(_world, _cast):
    area = ManagementArea.objects.create(pk=901, name="一期", place=COMMUNITY)
    AreaMember.objects.create(area=area, member=Place.objects.get(code=ESTATE))


def _upload(_world, _cast):
    Upload.objects.create(
        pk=901,
        place=COMMUNITY,
        filename="户.csv",
        uploaded_at=clock.now(),
        rows=[["小区", "楼栋"], ["和园", "4号楼"]],
        report={"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": [], "new": {
            "estates": 1, "buildings": 1, "units": 0, "dwellings": 0}},
    )  # fmt: skip


def _flat(world, _cast):
    unit = Place.objects.create(code=f"{BUILDING}u1/", name="1单元", level=8, parent_id=world.building)
    Place.objects.create(code=FLAT, name="101", level=9, parent_id=unit.code)


def _of(code: str) -> dict[str, str]:
    return {"code": code}


TABLE: dict[str, Row | list[Row]] = {
    "places-tree": [desk(), desk(query={"q": "上河村"})],
    "places-place": [
        # Divisions are public knowledge; below the community only for those with a role there.
        desk(kwargs=_of(COMMUNITY)),
        desk(kwargs=_of("110108")),
        Row(kwargs=_of(ESTATE), own=200),
        Row(kwargs=_of(f"{BUILDING}u1/"), before=_flat, own=200),
        # A dwelling's page is for those who handle cases there.
        Row(kwargs=_of(FLAT), before=_flat, own=only(WORKER, DISPATCHER, LEADER)),
        Row(kwargs=_of("110108025777"), own=404),
    ],
    "places-add": [
        Row(kwargs={"parent": COMMUNITY}, own=only(*KEEPERS)),
        Row(kwargs={"parent": COMMUNITY}, method="post", data={"name": "新园"}, own=only(*KEEPERS, status=302)),
        Row(kwargs={"parent": "110108025"}, own=only(ADMIN)),
        Row(
            kwargs={"parent": "110108025"},
            method="post",
            data={"name": "新社区", "code": "110108025050"},
            own=only(ADMIN, status=302),
        ),
    ],
    "places-change": [
        Row(kwargs=_of(BUILDING), own=only(*KEEPERS)),
        Row(kwargs=_of(COMMUNITY), own=only(ADMIN)),
        Row(
            kwargs=_of(BUILDING),
            method="post",
            data={"name": "甲号楼", "system": "wgs84"},
            own=only(*KEEPERS, status=302),
        ),
    ],
    # A refusal is said on the place's page, so who sees the place is sent back there.
    "places-close": [
        Row(kwargs=_of(BUILDING), own=405, neighbour=405, foreign=405, outsider=404),
        Row(kwargs=_of(BUILDING), method="post", own=302),
    ],
    "places-recode": [
        Row(kwargs=_of(COMMUNITY), own=only(ADMIN)),
        Row(kwargs=_of(COMMUNITY), method="post", data={"new": "110108025051"}, own=only(ADMIN, status=302)),
        Row(kwargs=_of(BUILDING), own=404),
    ],
    "places-area-new": [
        Row(kwargs=_of(COMMUNITY), own=only(*KEEPERS)),
        Row(
            kwargs=_of(COMMUNITY),
            method="post",
            data={"name": "一期", "members": [ESTATE]},
            own=only(*KEEPERS, status=302),
        ),
    ],
    "places-area": [
        Row(kwargs={"area": 901}, before=_area, own=200),
        Row(
            kwargs={"area": 901},
            before=_area,
            method="post",
            data={"name": "二期", "members": [ESTATE]},
            own=only(*KEEPERS, status=302),
        ),
    ],
    "places-area-close": [
        Row(kwargs={"area": 901}, before=_area, own=405, neighbour=405, foreign=405),
        Row(
            kwargs={"area": 901},
            before=_area,
            method="post",
            own=only(*KEEPERS, status=302, others=403),
        ),
    ],
    "places-upload-template": desk(),
    "places-upload": Row(kwargs=_of(COMMUNITY), own=only(*KEEPERS)),
    "places-upload-check": [
        Row(kwargs={"upload": 901}, before=_upload, own=only(*KEEPERS)),
        Row(kwargs={"upload": 901}, before=_upload, method="post", own=only(*KEEPERS, status=302)),
    ],
    "places-pick": [
        public(query={"field": "place", "place_q": "上河村"}),
        public(query={"field": "<script>"}, status=404),
    ],
}
