"""Division codes: the tenancy key (2-house).

``11 01 08 025 014`` is province, city, district, subdistrict, community by the national statistical code; below the
community every segment is closed by ``/``: ``110108025014/e1/b4/u2/601/``. Because of that, "lies within" is a plain
prefix test that can never take ``b10`` for a part of ``b1``.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Level(IntEnum):
    """Levels of the division tree; the value is the depth."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    SUBDISTRICT = 4
    COMMUNITY = 5
    ESTATE = 6
    BUILDING = 7
    UNIT = 8
    DWELLING = 9


_LENGTHS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.DISTRICT, 9: Level.SUBDISTRICT, 12: Level.COMMUNITY}
_UPPER = (2, 4, 6, 9, 12)
_SEGMENT = "/[0-9A-Za-z_-]{1,20}"
_CODE = re.compile(
    rf"[0-9]{{2}}(?:[0-9]{{2}}(?:[0-9]{{2}}(?:[0-9]{{3}}(?:[0-9]{{3}}(?:(?:{_SEGMENT}){{1,4}}/)?)?)?)?)?"
)


def is_code(code: str) -> bool:
    """Whether ``code`` is well formed: digits of a known length, then up to four closed segments."""
    return _CODE.fullmatch(code) is not None


def pattern(of: Level) -> str:
    """The regular expression (anchored, for the database too) that codes of level ``of`` match."""
    if of <= Level.COMMUNITY:
        return f"^[0-9]{{{_UPPER[of - 1]}}}$"
    return f"^[0-9]{{12}}({_SEGMENT}){{{of - Level.COMMUNITY}}}/$"


def level(code: str) -> Level:
    """The level that ``code`` names. Raises ValueError for a malformed code."""
    if not is_code(code):
        raise ValueError(f"not a division code: {code!r}")
    head, _, tail = code.partition("/")
    return Level(_LENGTHS[len(head)] + tail.count("/"))


def parent(code: str) -> str:
    """The next wider code; ``""`` above a province."""
    depth = level(code)
    if depth > Level.COMMUNITY:
        cut = code[:-1].rpartition("/")[0]
        return cut + "/" if "/" in cut else cut
    return code[: _UPPER[depth - 2]] if depth > Level.PROVINCE else ""


def ancestors(code: str, *, inclusive: bool = True) -> list[str]:
    """All codes from the province down to ``code`` itself (left out when not ``inclusive``)."""
    chain = [code] if inclusive else []
    while code := parent(code):
        chain.append(code)
    return chain[::-1]


def truncate(code: str, to: Level) -> str:
    """The ancestor of ``code`` at level ``to``; ``code`` itself where it is wider than that."""
    while level(code) > to:
        code = parent(code)
    return code


def join(above: str, segment: str) -> str:
    """The code one level below ``above`` (a community or deeper) with the last segment ``segment``.

    Raises ValueError where that is not a well-formed code.
    """
    code = f"{above if above.endswith('/') else above + '/'}{segment}/"
    if not is_code(code) or level(code) != level(above) + 1:
        raise ValueError(f"not a division code: {code!r}")
    return code


def is_within(code: str, prefix: str) -> bool:
    """Whether ``code`` is ``prefix`` or lies below it. The empty prefix holds everything."""
    return code.startswith(prefix)
