"""The tree itself: nodes, paths, areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import NotFound
from hehuo.places import policy
from hehuo.places.models import AreaMember, ManagementArea, Place
from hehuo.places.rules import natural_key


def today() -> date:
    """The day in Beijing."""
    return clock.now().astimezone(clock.BEIJING).date()


def in_force(at: date | None = None) -> Q:
    """The places that exist on the day ``at`` (today when not given)."""
    at = at or today()
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=at)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def get(code: str) -> Place:
    """The place named ``code``, closed ones too. Raises NotFound."""
    place = Place.objects.select_related("successor").filter(code=code).first()
    if place is None:
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    return place


def visible(viewer: Viewer, code: str) -> Place:
    """The place ``code`` as far as ``viewer`` may know of it. Raises NotFound."""
    if not codes.is_code(code) or not policy.may_see(viewer, code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    return get(code)


def current(code: str) -> Place:
    """The living place that ``code`` means today, through all re-codings. Raises NotFound."""
    place, seen = get(code), {code}
    while place.successor is not None and place.successor.code not in seen:
        place = get(place.successor.code)
        seen.add(place.code)
    return place


def former_codes(code: str) -> list[str]:
    """The codes that the living place ``code`` had before, newest first; journal entries keep them."""
    return list(Place.objects.filter(successor__code=code).order_by("-valid_to", "-pk").values_list("code", flat=True))


def exists(code: str) -> bool:
    """Whether ``code`` names a place in force today."""
    return Place.objects.filter(in_force(), code=code).exists()


#: The same as :func:`exists` for a statement of one's own: parameters ``place`` and ``today``.
EXISTS_SQL = (
    "SELECT 1 FROM places_place WHERE code = %(place)s AND (valid_from IS NULL OR valid_from <= %(today)s)"
    " AND (valid_to IS NULL OR valid_to > %(today)s)"
)


def natural(places: Iterable[Place]) -> list[Place]:
    """In the order in which people count: 2号楼 before 10号楼."""
    return sorted(places, key=lambda place: (place.level, natural_key(place.code)))


def roots() -> list[Place]:
    """The provinces."""
    return natural(Place.objects.filter(in_force(), level=Level.PROVINCE))


def children(code: str, *, closed: bool = False) -> list[Place]:
    """The places one level below ``code`` (the provinces for ``""``), in natural order; ``closed`` ones on request."""
    if not code:
        return roots()
    kept = Q() if closed else in_force()
    return natural(Place.objects.filter(kept, parent__code=code))


def child_counts(parents: Sequence[str]) -> dict[str, int]:
    """How many places lie one level below each of ``parents``."""
    rows = Place.objects.filter(in_force(), parent_id__in=parents).values("parent_id").annotate(n=Count("pk"))
    return {row["parent_id"]: row["n"] for row in rows}


def below(code: str, level: Level) -> QuerySet[Place]:
    """All places of ``level`` within ``code`` in force today, by code."""
    return Place.objects.filter(in_force(), code__startswith=code, level=level).order_by("code")


def communities(within: str = "") -> list[Place]:
    """The communities within ``within``."""
    return list(below(within, Level.COMMUNITY))


def buildings_of(community: str) -> list[Place]:
    """The buildings of a community (or estate), in natural order; ``name`` is the building's alone."""
    return natural(below(community, Level.BUILDING))


def _shown(place: Place, viewer: Viewer | None) -> bool:
    return place.level < Level.DWELLING or (viewer is not None and policy.may_see_dwellings(viewer, place.code))


def label(place: Place, viewer: Viewer | None = None) -> str:
    """The place's own name as ``viewer`` may read it: a dwelling number is masked for all but handlers."""
    return place.name if _shown(place, viewer) else _("a dwelling")


def names(keys: Iterable[str], viewer: Viewer | None = None) -> dict[str, str]:
    """Code → own name, for lists and sentences; unknown codes are left out. One query."""
    found = Place.objects.filter(code__in={str(key) for key in keys})
    return {place.code: label(place, viewer) for place in found}


def names_of_areas(keys: Iterable[int]) -> dict[int, str]:
    """Id → name of management areas, for sentences."""
    return dict(ManagementArea.objects.filter(pk__in=list(keys)).values_list("pk", "name"))


def name_of(code: str, viewer: Viewer | None = None) -> str:
    """The own name of ``code``; the code itself when nobody knows it."""
    return names([code], viewer).get(code, code)


def paths(keys: Iterable[str], viewer: Viewer | None = None) -> dict[str, str]:
    """Code → path from the district down, for lists. One query, however many codes."""
    wanted = {code for code in keys if codes.is_code(code)}
    chains = {code: codes.ancestors(code) for code in wanted}
    every = {step for chain in chains.values() for step in chain}
    known = {place.code: place for place in Place.objects.filter(code__in=every).defer("outline")}
    result = {}
    for code, chain in chains.items():
        first = Level.DISTRICT if codes.level(code) >= Level.DISTRICT else Level.PROVINCE
        steps = [known[step] for step in chain if step in known and codes.level(step) >= first]
        result[code] = " · ".join(step.name for step in steps if _shown(step, viewer))
    return result


def path_of(code: str, viewer: Viewer | None = None) -> str:
    """``海淀区 · 曙光街道 · 上河村社区``: names from the district down; a dwelling is left out for all but handlers."""
    return paths([code], viewer).get(code, "")


def trail(code: str) -> list[Place]:
    """The places from the province down to ``code``."""
    return list(Place.objects.filter(code__in=codes.ancestors(code)).defer("outline").order_by("level"))


def outlines(keys: Iterable[str]) -> dict[str, list[list[list[list[float]]]]]:
    """Code → WGS-84 polygons of the places that have an outline, for maps."""
    rows = Place.objects.filter(code__in=list(keys), outline__isnull=False).values_list("code", "outline")
    return {code: outline for code, outline in rows if outline}


def areas(within: str, *, closed: bool = False) -> list[ManagementArea]:
    """The property management areas within ``within``, by name, their members fetched."""
    query = ManagementArea.objects.filter(place__startswith=within).prefetch_related("members__member")
    return list((query if closed else query.filter(valid_to__isnull=True)).order_by("place", "name"))


def area(pk: int) -> ManagementArea:
    """One property management area. Raises NotFound."""
    found = ManagementArea.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such management area."))
    return found


def area_of(code: str) -> ManagementArea | None:
    """The management area in which ``code`` lies: of its building, else of its estate."""
    member = (
        AreaMember.objects.filter(member__code__in=codes.ancestors(code), left_on__isnull=True)
        .select_related("area")
        .order_by("-member__level")
        .first()
    )
    return member.area if member else None


def dwellings_of(area: ManagementArea) -> QuerySet[Place]:
    """The dwellings whose owners vote in ``area``, by code. Areas never overlap, so each dwelling is in one at most."""
    scope = Q(pk__in=[])
    for code in AreaMember.objects.filter(area=area, left_on__isnull=True).values_list("member__code", flat=True):
        scope |= Q(code__startswith=code)
    return Place.objects.filter(scope, in_force(), level=Level.DWELLING).order_by("code")
