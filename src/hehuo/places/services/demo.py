from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hehuo.ground.access import Viewer
from hehuo.ground.codes import join
from hehuo.ground.service import service
from hehuo.places.models import Place
from hehuo.places.selectors import get

from .areas import form_area
from .common import touch
from .tree import add_place, change_place


@dataclass(frozen=True, slots=True)
class _Estate:
    """An invented estate: names, rough position, buildings × units × floors × dwellings on a floor."""

    name: str
    aliases: tuple[str, ...]
    lon: float
    lat: float
    buildings: int
    units: int
    floors: int
    per_floor: int


_ESTATES = {
    "110108025014": [
        _Estate("上河村小区", ("上河村",), 116.2790, 39.9655, 6, 2, 6, 2),
        _Estate("上河村南苑", ("南苑",), 116.2795, 39.9632, 3, 2, 5, 2),
    ],
    "110108025999": [_Estate("蓝靛厂嘉园", ("嘉园", "蓝靛厂小区"), 116.2862, 39.9588, 5, 3, 6, 2)],
}


@service
def load_demo(*, by: Viewer) -> int:
    """Load invented estates for Shanghe village and Lanjingchang, marked unofficial; how many are new.

    For demonstrations only. A second run changes nothing.
    """
    made = 0
    touch(_ESTATES)
    for community, estates in _ESTATES.items():
        members = []
        for number, estate in enumerate(estates, start=1):
            code = join(community, f"e{number}")
            members.append(code)
            if not Place.objects.filter(code=code).exists():
                _build(by, community, code, estate)
                made += 1
        form_area(by=by, place=community, name=f"{get(community).name}物业管理区域（示例）", members=members)
        first = estates[0]
        if get(community).lon is None:
            change_place(by=by, code=community, lon=first.lon, lat=first.lat)
    return made


def _build(by: Viewer, community: str, code: str, estate: _Estate) -> None:
    add_place(
        by=by,
        parent=community,
        code=code,
        name=estate.name,
        aliases=list(estate.aliases),
        lon=estate.lon,
        lat=estate.lat,
        official=False,
    )
    for b in range(1, estate.buildings + 1):
        building = add_place(
            by=by,
            parent=code,
            name=f"{b}号楼",
            official=False,
            lon=round(estate.lon + 0.0006 * ((b - 1) % 3 - 1), 6),
            lat=round(estate.lat + 0.0005 * ((b - 1) // 3), 6),
        )
        rows = []
        for u in range(1, estate.units + 1):
            unit = join(building.code, f"u{u}")
            rows.append(Place(code=unit, name=f"{u}单元", level=8, parent_id=building.code, official=False))
            rows += [
                Place(
                    code=join(unit, f"{floor}{door:02d}"),
                    name=f"{floor}{door:02d}",
                    level=9,
                    parent_id=unit,
                    official=False,
                    usage="home",
                    floor_area=Decimal(68 + 9 * door + 3 * (b % 3)) + Decimal("0.45"),
                )
                for floor in range(1, estate.floors + 1)
                for door in range(1, estate.per_floor + 1)
            ]
        Place.objects.bulk_create(rows)
