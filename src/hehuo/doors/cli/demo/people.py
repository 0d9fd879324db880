"""Who plays in the demo: the invented people, as services know them."""

from __future__ import annotations

from dataclasses import dataclass

from hehuo.ground.access import Role, Viewer
from hehuo.parties import selectors as parties

SHUGUANG, SHANGHE, LANDIANCHANG = "110108025", "110108025014", "110108025999"


@dataclass(frozen=True, slots=True)
class Cast:
    """The people whom the walk of a case needs; ``workers`` by community."""

    dispatcher: Viewer
    leader: Viewer
    workers: dict[str, Viewer]


def cast() -> Cast:
    """The people as ``load_demo_people`` entered them. Raises LookupError when they are not there."""
    return Cast(
        dispatcher=_one(Role.DISPATCHER, SHUGUANG),
        leader=_one(Role.LEADER, SHUGUANG),
        workers={place: _one(Role.WORKER, place) for place in (SHANGHE, LANDIANCHANG)},
    )


def _one(role: Role, place: str) -> Viewer:
    person = parties.people_with(role, place=place).order_by("pk").first()
    if person is None:
        raise LookupError(f"nobody is {role} at {place}")
    return parties.viewer_of(person.pk)
