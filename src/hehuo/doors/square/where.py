"""From what somebody said about the place (list, words, point) to one community, or to suggestions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.coordinates import wgs84_from_gcj02
from hehuo.places import selectors as places

#: A match this good is taken without asking.
_SURE = 0.9
_MOST_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A community that the words may mean."""

    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The community found ("" when not), the point in WGS-84, else suggestions and what is the trouble."""

    community: str
    position: tuple[float, float] | None = None
    suggestions: list[Suggestion] = field(default_factory=list)
    trouble: str = ""


def settle(
    community: str, address: str, position: tuple[float, float] | None, *, gcj02: bool = False, within: str = ""
) -> Answer:
    """The list wins, then the point, then the words. ``gcj02``: the point comes from a Chinese map."""
    if position and gcj02:
        position = wgs84_from_gcj02(*position)
    if community:
        return Answer(community, position)
    if position:
        found = places.community_at(*position)
        if found:
            return Answer(found.code, position)
    suggestions, sure = _suggestions(address, within) if address else ([], "")
    if sure:
        return Answer(sure, position)
    if suggestions:
        trouble = _("Which of these do you mean?")
    elif address:
        trouble = _("We could not tell the community from the address. Please choose it from the list.")
    else:
        trouble = _("Choose the community, or write the estate's name below.")
    return Answer("", position, suggestions, trouble)


def _suggestions(address: str, within: str) -> tuple[list[Suggestion], str]:
    matches = places.find(address, within) or (places.find(address) if within else [])
    seen: dict[str, tuple[float, str]] = {}
    for match in matches:
        code = match.place.code
        if codes.level(code) >= Level.COMMUNITY:
            code = codes.truncate(code, Level.COMMUNITY)
            if code not in seen or match.score > seen[code][0]:
                seen[code] = (match.score, match.why)
    best = sorted(seen, key=lambda code: -seen[code][0])[:_MOST_SUGGESTIONS]
    names = places.paths(best)
    found = [Suggestion(code, names.get(code, code), str(seen[code][1])) for code in best]
    alone = len(best) == 1 or (len(best) > 1 and seen[best[0]][0] - seen[best[1]][0] > 0.2)
    return found, best[0] if best and alone and seen[best[0]][0] >= _SURE else ""
