"""Charters to read: lists, one version, its clauses and neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from hehuo.charter import policy
from hehuo.charter.models import Charter
from hehuo.ground import codes
from hehuo.ground.access import Viewer


def charters_at(place: str, viewer: Viewer) -> list[Charter]:
    """The charters that reach ``place`` (made there or above), deepest first. Two queries.

    Each has ``shown``: the versions that ``viewer`` may read, newest first; charters without any are left out.
    """
    found = Charter.objects.filter(place__in=codes.ancestors(place) if place else [])
    return _with_versions(found.order_by("-place", "pk"), viewer)


def charters_within(places: Sequence[str], viewer: Viewer) -> list[Charter]:
    """The charters made at these places or below them, with ``shown`` as in :func:`charters_at`. Two queries."""
    inside = Q(pk__in=[])
    for place in places:
        inside |= Q(place__startswith=place)
    return _with_versions(Charter.objects.filter(inside).order_by("place", "pk"), viewer)


def _with_versions(found: QuerySet[Charter], viewer: Viewer) -> list[Charter]:
    shown = Prefetch("versions", policy.readable(viewer).order_by("-number"), to_attr="shown")
    return [charter for charter in found.prefetch_related(shown) if charter.shown]
