from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground import codes
from hehuo.ground.access import Role, Viewer
from hehuo.ground.errors import NotAllowed
from hehuo.ground.service import service
from hehuo.journal.services import append
from hehuo.places import events
from hehuo.places.models import Place

from .common import touch

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, in places."""

    added: int
    changed: int
    unchanged: int


@service
def load_divisions(*, by: Viewer) -> Loaded:
    """Load the official divisions that come with Hehuo; a second run changes nothing.

    Beijing with its districts and subdistricts (2023), Shuguang's communities, one community that is marked unofficial
    because the bureau lists no code for it, and district outlines. Names and coordinates that are already there stay:
    what people corrected is not overwritten. Raises NotAllowed for all but administrators of everything and the system.
    """
    if not by.system and "" not in by.reach(Role.ADMIN):
        raise NotAllowed(_("Only the administrator of the whole installation may load the official divisions."))
    wanted = _read()
    touch(wanted)
    known = {place.code: place for place in Place.objects.filter(code__in=wanted)}
    fresh = [Place(code=code, **fields) for code, fields in wanted.items() if code not in known]
    changed = [place for code, place in known.items() if _complete(place, wanted[code])]
    Place.objects.bulk_create(fresh)
    Place.objects.bulk_update(changed, ["lon", "lat", "outline"])
    if fresh or changed:
        append(
            subject="places:divisions",
            kind=events.LOADED,
            payload={"added": len(fresh), "changed": len(changed)},
            by=by,
        )
    return Loaded(len(fresh), len(changed), len(wanted) - len(fresh) - len(changed))


def _read() -> dict[str, dict[str, Any]]:
    outlines = json.loads((FIXTURES / "outlines.json").read_text("utf-8"))
    wanted: dict[str, dict[str, Any]] = {}
    with (FIXTURES / "divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            wanted[code] = {
                "name": row["name"],
                "level": codes.level(code),
                "parent_id": codes.parent(code) or None,
                "official": row["official"] == "1",
                "lon": float(row["lon"]) if row["lon"] else None,
                "lat": float(row["lat"]) if row["lat"] else None,
                "outline": outlines.get(code),
            }
    return wanted


def _complete(place: Place, fields: dict[str, Any]) -> bool:
    """Fill what ``place`` lacks from the fixture; whether something was lacking."""
    before = (place.lon, place.outline)
    if place.lon is None:
        place.lon, place.lat = fields["lon"], fields["lat"]
    if place.outline is None:
        place.outline = fields["outline"]
    return (place.lon, place.outline) != before
