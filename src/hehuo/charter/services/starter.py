"""The texts that come with Hehuo: they work at once and say on every page that the place has yet to adopt its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hehuo.charter import events
from hehuo.charter.models import Charter, CommunityTask, Version
from hehuo.charter.rules import Standing
from hehuo.ground.access import Viewer
from hehuo.ground.service import service
from hehuo.places import selectors as places

from .adoption import put_in_force
from .common import report
from .community import list_task
from .drafting import DutyText, draft_charter, write_clause

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
TEXTS = ("shuguang.toml", "shanghe.toml")
_DUTY = re.compile(
    r"(?P<seat>[a-z_]+)(\.(?P<kinds>[a-z_+]+))? (?P<kind>[a-z_]+)( (?P<number>\d+)(?P<unit>wd|m|h|d))?: "
    r"(?P<text>[^?]+?)( \? (?P<condition>.+))?"
)
_MINUTES = {"m": 1, "h": 60, "d": 1440}


def duty_from(line: str) -> DutyText:
    """Read ``"steward.property_company carry_out 2h: text ? condition"``. Raises ValueError for anything else."""
    found = _DUTY.fullmatch(line)
    if found is None:
        raise ValueError(f"not a duty: {line}")
    number, unit = int(found["number"] or 0), found["unit"]
    return DutyText(
        seat=found["seat"],
        kind=found["kind"],
        text=found["text"],
        kinds=tuple(found["kinds"].split("+")) if found["kinds"] else (),
        condition=found["condition"] or "",
        minutes=number * _MINUTES[unit] if unit in _MINUTES else None,
        working_days=number if unit == "wd" else None,
    )


@service
def load_starter_charters(*, by: Viewer) -> list[Version]:
    """Load the starter texts of places that are known and have none, and their list of tasks; returns what was new.

    Run again, or after the place has written its own text, it changes nothing.
    """
    _load_tasks(tomllib.loads((FIXTURES / "tasks.toml").read_text()), by)
    loaded = [_load(tomllib.loads((FIXTURES / name).read_text()), by) for name in TEXTS]
    return [version for version in loaded if version is not None]


def _load(text: Mapping[str, Any], by: Viewer) -> Version | None:
    if not places.exists(text["place"]) or Charter.objects.filter(place=text["place"], title=text["title"]).exists():
        return None
    version = draft_charter(
        by=by, place=text["place"], title=text["title"], preamble=text["preamble"], tree=text.get("tree", "default")
    )
    for number, clause in enumerate(text["clause"], 1):
        write_clause(
            by=by,
            version=version,
            number=number,
            title=clause["title"],
            text=clause["text"],
            matters_covered=clause.get("matters", ()),
            duties=[duty_from(line) for line in clause.get("duties", ())],
            source=clause.get("source", ""),
        )
    version.starter = True
    version.save(update_fields=["starter"])
    put_in_force(version, text["starts"])
    report(events.STARTED, version, by, day=text["starts"])
    return version


def _load_tasks(text: Mapping[str, Any], by: Viewer) -> None:
    if CommunityTask.objects.filter(place=text["place"]).exists() or not places.exists(text["place"]):
        return
    for standing in (Standing.OWN, Standing.ASSIST):
        for matter in text[standing.value]:
            list_task(by=by, place=text["place"], matter=matter, standing=standing, since=text["starts"])
