"""Pure rules of a list of buildings and dwellings: which columns there are and what a row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hehuo.ground.text import clean, squash

#: Column → headers by which it is found (compared in half width and small letters, without blanks).
HEADERS: dict[str, tuple[str, ...]] = {
    "estate": ("小区", "小区名称", "estate"),
    "building": ("楼栋", "楼号", "楼栋号", "building"),
    "unit": ("单元", "单元号", "unit"),
    "dwelling": ("户号", "房号", "房间号", "门牌号", "室号", "dwelling"),
    "area": ("建筑面积", "建筑面积(m2)", "建筑面积(平方米)", "面积", "floorarea", "area"),
    "usage": ("用途", "房屋用途", "usage"),
    "unsold": ("未售", "是否未售", "unsold"),
}
#: The header row of the template, in order.
TEMPLATE = ("小区", "楼栋", "单元", "户号", "建筑面积", "用途", "未售")
_USAGES = {
    "住宅": "home", "home": "home", "商业": "shop", "商铺": "shop", "shop": "shop", "办公": "office",
    "office": "office", "车位": "parking", "parking": "parking", "其他": "other", "other": "other", "": "",
}  # fmt: skip
_YES = frozenset({"是", "未售", "1", "y", "yes", "true", "√"})
_NO = frozenset({"", "否", "已售", "0", "n", "no", "false"})


@dataclass(frozen=True, slots=True)
class Item:
    """What one row says: names from the estate down (as far as given) and the dwelling's facts (None = not said)."""

    names: tuple[str, ...]
    area: Decimal | None = None
    usage: str = ""
    unsold: bool | None = None


class BadRow(Exception):
    """A row that cannot be taken; ``args[0]`` is the reason's key."""


def columns(header: Sequence[str]) -> dict[str, int]:
    """Column → position by the header row; columns that are not there are left out."""
    found: dict[str, int] = {}
    for position, cell in enumerate(header):
        plain = squash(cell).replace(" ", "")
        for name, spellings in HEADERS.items():
            if plain in spellings:
                found.setdefault(name, position)
    return found


def read_row(row: Sequence[str], where: dict[str, int]) -> Item:
    """What ``row`` says. Raises BadRow with the reason's key."""

    def cell(name: str) -> str:
        position = where.get(name, len(row))
        return " ".join(clean(row[position]).split()) if position < len(row) else ""

    names = [cell("estate"), _counted(cell("building"), "号楼"), _counted(cell("unit"), "单元"), cell("dwelling")]
    names[3] = names[3].removesuffix("室")
    while names and not names[-1]:
        names.pop()
    if not names:
        raise BadRow("empty")
    if not all(names):
        raise BadRow(("estate", "building", "unit")[names.index("")])
    if any(name[0] in "=+@" for name in names):
        raise BadRow("formula")
    if any(len(name) > 100 for name in names):
        raise BadRow("long")
    area = _area(cell("area"))
    usage, unsold = cell("usage").lower(), cell("unsold").lower()
    if usage not in _USAGES:
        raise BadRow("usage")
    if unsold not in _YES | _NO:
        raise BadRow("unsold")
    if len(names) < 4:
        if area is not None:
            raise BadRow("area_of_what")
        return Item(tuple(names))
    sold = None if not unsold and "unsold" not in where else unsold in _YES
    return Item(tuple(names), area, _USAGES[usage], sold)


def _counted(name: str, word: str) -> str:
    return name + word if name.isascii() and name.isdigit() else name


def _area(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        area = Decimal(text.lower().removesuffix("㎡").removesuffix("m²").removesuffix("m2").replace(",", "").strip())
    except InvalidOperation:
        raise BadRow("area") from None
    if not area.is_finite() or not 0 < area < 10_000_000:
        raise BadRow("area")
    if area != area.quantize(Decimal("0.01")):
        raise BadRow("decimals")
    return area.quantize(Decimal("0.01"))
