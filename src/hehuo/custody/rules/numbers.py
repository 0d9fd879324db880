"""Numbers: short enough to be written on a box, never used twice."""

from __future__ import annotations

from datetime import date

from hehuo.ground import codes
from hehuo.ground.codes import Level


def short_of(place: str) -> str:
    """What stands for the place in a number: its community (or subdistrict) without province and city.

    ``110108025014/e1/`` → ``08025014``. The counter runs per short and day, so that numbers differ wherever two
    places share a short.
    """
    return codes.truncate(place, Level.COMMUNITY)[4:]


def item_number(short: str, day: date, serial: int) -> str:
    """``08025014-20210416-007``."""
    return f"{short}-{day:%Y%m%d}-{serial:03d}"


def paper_number(letter: str, day: date, serial: int) -> str:
    """``Q20210416-0012``: what a list, agreement or notice is called; serials never repeat, gaps allowed."""
    return f"{letter}{day:%Y%m%d}-{serial:04d}"
