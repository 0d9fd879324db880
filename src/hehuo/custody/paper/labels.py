"""Labels for items: 24 on an A4 sheet, the number large, a code that leads to the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hehuo.ground.paper import qr_picture

from .sheet import sheet

#: Labels on one A4 sheet, three by eight, 70 × 37 mm: the sheet that every stationer sells.
PER_SHEET = 24


@dataclass(frozen=True, slots=True)
class Label:
    """One label. ``number`` is ``place-yyyymmdd-nnn``, ``place`` what people call that place; without serial or
    ``name`` there is a line to write on; ``link`` is its code."""

    number: str
    link: str
    name: str = ""
    place: str = ""


def labels(given: Sequence[Label]) -> bytes:
    """A sheet (or several) of ``given``, ready to print on labels or to cut along the dashes."""
    pictures = {f"qr-{n}.svg": qr_picture(one.link) for n, one in enumerate(given)}
    shown = []
    for n, one in enumerate(given):
        place, day, serial = _parts(one.number)
        shown.append(
            {"place": one.place or place, "day": day, "serial": serial, "name": one.name[:16], "qr": f"qr-{n}.svg"}
        )
    facts = {
        "labels": shown,
        "item": _("Item:"),
        "number": _("Number:"),
        "keep": _("Registered. Free to fetch. Please do not peel off."),
        "scan": _("Scan to ask"),
    }
    return sheet("labels.typ", facts, pictures)


def _parts(number: str) -> tuple[str, str, str]:
    """``蓝靛厂-20210416-001`` → (``蓝靛厂``, ``2021-04-16``, ``001``)."""
    head, _dash, serial = number.rpartition("-")
    place, _dash, day = head.rpartition("-")
    return place, f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else day, serial
