"""Pure rules of places: order, names, addresses, geometry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.text import squash

_DIGITS = re.compile(r"([0-9]+)")
_NUMERAL = "〇零一二三四五六七八九十百两0-9"
#: Words that turn a numeral before them into a number: 四号楼, 二单元, 十二层, 三区.
_COUNTED = re.compile(rf"第?([{_NUMERAL}]+)(?=号|栋|幢|座|单元|门|层|室|楼|区|期|院|组团|#)")
_BUILDING = re.compile(r"([0-9]+|(?<![a-z])[a-z][0-9]{0,2})(?:号楼|栋楼|号栋|栋|幢|号座|座|#楼|#)")
_SHORT_BUILDING = re.compile(r"(?<![0-9号楼元层])([0-9]+)楼(?!层|道|梯|下|上|顶|内|里)")
_UNIT = re.compile(r"([0-9]+)(?:号门|单元|门)(?!口|岗|禁)")
_TRIPLE = re.compile(r"(?<![0-9-])([0-9]{1,3})-([0-9]{1,2})-([0-9]{3,4})(?![0-9-])(?:室|号|户|房)?")
_PAIR = re.compile(r"(?<=号楼)([0-9]{1,2})-([0-9]{3,4})(?![0-9-])(?:室|号|户|房)?")
_ROOM = re.compile(r"([0-9]{3,4})(?:室|号房|号|户|房)(?!楼|院)")
_BARE_ROOM = re.compile(r"(?<=单元)([0-9]{3,4})(?![0-9]|室)")
_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which numbers count as numbers: ``b2`` before ``b10``."""
    parts = _DIGITS.split(text)
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts if part)


def number_of(numeral: str) -> str:
    """A Chinese numeral below 1000 as digits: 十二 → 12, 二〇三 → 203, 一百零三 → 103. Digits stay as they are."""
    if numeral.isdigit() and numeral.isascii():
        return numeral
    if not ("十" in numeral or "百" in numeral):
        return "".join(str(_VALUES.get(char, char)) for char in numeral)
    total, current = 0, 0
    for char in numeral:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _VALUES[char] if char in _VALUES else current * 10 + int(char)
    return str(total + current)


def normal_name(text: str) -> str:
    """The one spelling under which place names and addresses are compared.

    Half width, lower case, no blanks; 四号楼, 4栋, 4幢, 4座, 4# and 4楼 (unless it is a floor) are ``4号楼``; 2门 is
    ``2单元``; 4-2-301 is ``4号楼2单元301室``.
    """
    text = squash(text).replace(" ", "")
    text = re.sub(r"[‐-―－—–]", "-", text)
    text = _COUNTED.sub(lambda match: number_of(match[1]), text)
    text = re.sub(r"(?<![0-9])0+(?=[0-9]+(?:号楼|栋|幢|座|#|楼|单元|门))", "", text)
    text = _TRIPLE.sub(r"\1号楼\2单元\3室", text)
    text = _BUILDING.sub(r"\1号楼", text)
    text = _SHORT_BUILDING.sub(r"\1号楼", text)
    text = _PAIR.sub(r"\1单元\2室", text)
    text = _UNIT.sub(r"\1单元", text)
    text = _ROOM.sub(r"\1室", text)
    return _BARE_ROOM.sub(r"\1室", text)


def short_names(level: int, normal: str) -> Iterator[str]:
    """What people call a place of that (normal) name: itself, and without 社区, 小区, 街道, 区 where enough is left."""
    yield normal
    endings = {Level.COMMUNITY: ("社区", "小区"), Level.ESTATE: ("小区",), Level.SUBDISTRICT: ("街道", "地区", "镇")}
    for ending in endings.get(Level(level), ()):
        if normal.endswith(ending) and len(normal) - len(ending) >= 2:
            normal = normal.removesuffix(ending)
            yield normal


def building_in(normal: str) -> str:
    """The building that a normal address names (``4号楼``), or ``""``."""
    match = re.search(r"(?:[0-9]+|(?<![a-z])[a-z][0-9]{0,2})号楼", normal)
    return match[0] if match else ""


def segment_for(level: Level, name: str, taken: Collection[str]) -> str:
    """The last code segment for a new place below a community: 4号楼 → ``b4``, 2单元 → ``u2``, 601室 → ``601``.

    Names without a number get the next free one; a number that is taken gets a suffix.
    """
    prefix = {Level.ESTATE: "e", Level.BUILDING: "b", Level.UNIT: "u", Level.DWELLING: ""}[level]
    marked = re.search(r"([0-9a-z]{1,8})(?:号楼|单元|室)", normal_name(name)) or re.fullmatch(
        r"([0-9a-z-]{1,12})", normal_name(name)
    )
    if level > Level.ESTATE and marked:
        base = prefix + marked[1]
    else:
        base = prefix + str(next(n for n in range(1, len(taken) + 2) if f"{prefix}{n}" not in taken))
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(segment for segment in candidates if segment not in taken)


def inside(lon: float, lat: float, polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> bool:
    """Whether the point lies in one of ``polygons`` (each an outer ring and its holes of [lon, lat])."""
    return any(
        _in_ring(lon, lat, rings[0]) and not any(_in_ring(lon, lat, hole) for hole in rings[1:])
        for rings in polygons
        if rings
    )


def _in_ring(lon: float, lat: float, ring: Sequence[Sequence[float]]) -> bool:
    """Even-odd rule: how many edges a ray to the east crosses."""
    crossings = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            crossings = not crossings
    return crossings


def bounds(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> tuple[float, float, float, float]:
    """West, south, east, north of ``polygons``."""
    points = [point for rings in polygons for ring in rings for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def depth_below(code: str, above: str) -> int:
    """How many levels ``code`` lies below ``above``; 0 when it does not."""
    return codes.level(code) - codes.level(above) if codes.is_within(code, above) else 0
