"""From what people write or where they stand to a place.

Names live in an in-memory index per range of the tree, rebuilt when the revision of that range moves; looking a text up
then costs dictionary look-ups in its length, whatever the number of places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.coordinates import metres_between
from hehuo.places import rules
from hehuo.places.models import Place, Revision

from .tree import in_force

#: How far (metres) a place with coordinates may lie from a point that no outline contains.
NEAR = 800.0
#: Longest text that is read for an address.
MAX_TEXT = 2000
_DEGREE = 111_195.0
_KEPT = 16
_FIELDS = ("pk", "code", "name", "level", "official", "aliases", "lon", "lat", "parent_id")
_BASE = {Level.DISTRICT: 0.2, Level.SUBDISTRICT: 0.4, Level.COMMUNITY: 0.75, Level.ESTATE: 0.85}
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text or a point may mean: ``score`` from 0 to 1, ``why`` in words of the reader's language."""

    place: Place
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class _Named:
    """One way to name a place; ``short`` when it leaves 社区 or the like away."""

    place: Place
    short: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in a text."""

    place: Place
    word: str
    short: bool


_cache: dict[tuple[str, str], tuple[object, Any]] = {}
_lock = Lock()


def _cached(key: tuple[str, str], version: object, build: Callable[[], V]) -> V:
    """What ``build`` makes for ``key``, kept as long as ``version`` stays; the longest unused goes first."""
    with _lock:
        kept = _cache.pop(key, None)
        if kept is not None and kept[0] == version:
            _cache[key] = kept
            return kept[1]  # type: ignore[no-any-return]
    made = build()
    with _lock:
        _cache[key] = (version, made)
        while len(_cache) > _KEPT:
            del _cache[next(iter(_cache))]
    return made


def forget() -> None:
    """Drop all indexes. Only tests need it, whose databases change without a revision."""
    with _lock:
        _cache.clear()


def _scope(code: str) -> str:
    return codes.truncate(code, Level.SUBDISTRICT) if code else ""


def _revisions(within: str) -> dict[str, int]:
    """The revisions of ``within`` and of everything wider; the key under which an index of it stays good."""
    scope = _scope(within)
    rows = Revision.objects.filter(Q(scope="") | Q(scope__startswith=scope))
    return dict(rows.values_list("scope", "number"))


class Finder:
    """Looks up many texts within one range against one revision of the tree (imports); :func:`find` for a single one.

    Building one costs one query, and the index when it is new; a text costs none, but for the first building in a
    subdistrict.
    """

    def __init__(self, within: str = "") -> None:
        self.within = within
        self._revisions = _revisions(within)
        version = tuple(sorted(self._revisions.items()))
        self._names, self._lengths = _cached(("names", within), version, self._read_names)

    def _read_names(self) -> tuple[dict[str, list[_Named]], list[int]]:
        above = codes.ancestors(self.within) if self.within else []
        scope = Q(code__startswith=self.within) | Q(code__in=above)
        levels = Q(level__gte=Level.DISTRICT, level__lte=Level.ESTATE)
        names: dict[str, list[_Named]] = {}
        for place in Place.objects.filter(in_force(), scope, levels).only(*_FIELDS):
            for full in (place.name, *place.aliases):
                for number, normal in enumerate(rules.short_names(place.level, rules.normal_name(full))):
                    entries = names.setdefault(normal, [])
                    if all(entry.place.pk != place.pk for entry in entries):
                        entries.append(_Named(place, number > 0))
        return names, sorted({len(name) for name in names}, reverse=True)

    def _buildings(self, above: str) -> dict[str, list[Place]]:
        """Normal name → buildings within ``above`` (a community or an estate)."""
        scope = _scope(above)

        def read() -> dict[str, dict[str, list[Place]]]:
            index: dict[str, dict[str, list[Place]]] = {}
            found = Place.objects.filter(in_force(), code__startswith=scope, level=Level.BUILDING)
            for place in found.only(*_FIELDS):
                normal = {rules.normal_name(name) for name in (place.name, *place.aliases)}
                for name in normal | {rules.building_in(name) for name in normal} - {""}:
                    for container in (codes.truncate(place.code, Level.COMMUNITY), codes.parent(place.code)):
                        index.setdefault(container, {}).setdefault(name, []).append(place)
            return index

        return _cached(("buildings", scope), self._revisions.get(scope, 0), read).get(above, {})

    def find(self, text: str, limit: int = 8) -> list[Match]:
        """What ``text`` may mean, best first (see :func:`find`)."""
        normal = rules.normal_name(text[:MAX_TEXT])
        mentions = self._mentions(normal)
        if not mentions and self.within and codes.level(self.within) >= Level.COMMUNITY:
            asked = Place.objects.filter(in_force(), code=self.within).only(*_FIELDS).first()
            mentions = [_Mention(asked, "", True)] if asked else []
        matches: dict[int, Match] = {}
        for mention in mentions:
            below = [other for other in mentions if rules.depth_below(other.place.code, mention.place.code)]
            if all(other.word == mention.word for other in below):
                for match in self._judge(normal, mention, mentions):
                    if match.place.pk not in matches or matches[match.place.pk].score < match.score:
                        matches[match.place.pk] = match
        ranked = sorted(matches.values(), key=lambda match: (-match.score, rules.natural_key(match.place.code)))
        return ranked[:limit]

    def _mentions(self, normal: str) -> list[_Mention]:
        """The longest names in ``normal``: a name inside a longer one does not count."""
        found: list[_Mention] = []
        taken_until = 0
        for start in range(len(normal)):
            for length in self._lengths:
                word = normal[start : start + length]
                if len(word) == length and word in self._names and start + length > taken_until:
                    found += [_Mention(named.place, word, named.short) for named in self._names[word]]
                    taken_until = start + length
                    break
        return [m for m in found if codes.is_within(m.place.code, self.within) or m.place.level <= Level.SUBDISTRICT]

    def _judge(self, normal: str, mention: _Mention, mentions: list[_Mention]) -> list[Match]:
        place = mention.place
        others = [other for other in mentions if other.place.pk != place.pk]
        support = sum(codes.is_within(place.code, other.place.code) for other in others)
        clash = any(
            other.place.level <= Level.SUBDISTRICT and not codes.is_within(place.code, other.place.code)
            for other in others
        )
        twins = any(other.word == mention.word and not support for other in others)
        score = _BASE[Level(place.level)] + 0.05 * min(support, 2) - 0.3 * clash - 0.1 * twins
        score -= (0.05 + 0.1 * (len(mention.word) <= 2)) * mention.short
        if mention.word:
            why = _("“%(word)s” means %(place)s") % {"word": mention.word, "place": place.name}
        else:
            why = _("it was asked about %(place)s") % {"place": place.name}
        score = max(0.05, round(score, 2))
        building = rules.building_in(normal)
        if place.level < Level.COMMUNITY or not building:
            return [Match(place, score, why)]
        index = self._buildings(place.code)
        full = max((name for name in index if name in normal and building in name), key=len, default=building)
        hits = index.get(full, [])
        if not hits:
            return [Match(place, score, why + _("; there is no %(word)s on record there") % {"word": building})]
        certain = min(0.98, score + 0.1) if len(hits) == 1 else score - 0.1
        there = why + _("; “%(word)s” is a building there") % {"word": building}
        return [Match(hit, round(certain, 2), there) for hit in hits] + [Match(place, round(score - 0.15, 2), why)]


def find(text: str, within: str = "", limit: int = 8) -> list[Match]:
    """The districts, communities, estates and buildings within ``within`` that an address or a sentence may mean.

    Best first, each with a score from 0 to 1 and the reason. Full width, Chinese numerals and the words for a building
    (号楼, 栋, 幢, 座) make no difference; the longest name wins; a district or subdistrict named beside it supports or
    contradicts. Dwellings are never matched. One query when the index is warm.
    """
    if within and not codes.is_code(within):
        return []
    return Finder(within).find(text, limit)


def locate(lon: float, lat: float) -> Match | None:
    """The community at a WGS-84 point: by outline where there is one, else that of the nearest known place.

    The nearest place must lie within 800 m; ``why`` says which way it was found.
    """
    version = tuple(sorted(_revisions("").items()))
    for (west, south, east, north), place in _cached(("outlines", ""), version, _read_outlines):
        if west <= lon <= east and south <= lat <= north and rules.inside(lon, lat, place.outline or []):
            return Match(place, 1.0, _("the point lies inside the outline of %(place)s") % {"place": place.name})
    height = NEAR / _DEGREE
    width = height / max(0.01, cos(radians(lat)))
    near = Place.objects.filter(
        in_force(),
        level__gte=Level.COMMUNITY,
        lat__range=(lat - height, lat + height),
        lon__range=(lon - width, lon + width),
    ).only(*_FIELDS)
    distances = [(metres_between((lon, lat), (p.lon or 0.0, p.lat or 0.0)), p.code, p) for p in near]
    distance, _code, nearest = min(distances, default=(NEAR + 1, "", None))
    if nearest is None or distance > NEAR:
        return None
    community = Place.objects.get(code=codes.truncate(nearest.code, Level.COMMUNITY))
    shown = nearest.name if nearest.level < Level.DWELLING else community.name
    why = _("no outline is on record here; the nearest known place is %(place)s, %(metres)d m away") % {
        "place": shown,
        "metres": distance,
    }
    return Match(community, round(0.9 - 0.4 * distance / NEAR, 2), why)


def community_at(lon: float, lat: float) -> Place | None:
    """The community at a WGS-84 point, or None where nothing known is near (see :func:`locate`)."""
    match = locate(lon, lat)
    return match.place if match else None


def _read_outlines() -> list[tuple[tuple[float, float, float, float], Place]]:
    drawn = Place.objects.filter(in_force(), level=Level.COMMUNITY, outline__isnull=False)
    return [(rules.bounds(place.outline), place) for place in drawn if place.outline]
