"""Charters to read: lists, one version, its clauses and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from hehuo.charter import policy
from hehuo.charter.models import Charter, Clause, CommunityTask, Status, Version
from hehuo.charter.rules import State
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

from .resolution import day_of


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
    return [charter for charter in found.prefetch_related(_shown(viewer)) if charter.shown]


def _shown(viewer: Viewer) -> Prefetch[str, QuerySet[Version], str]:
    return Prefetch("versions", policy.readable(viewer).order_by("-number"), to_attr="shown")


def current(versions: Sequence[Version]) -> Version | None:
    """Of versions of one charter, newest first: the one in force today, else the last published, else the newest."""
    today = day_of(None)
    published = [one for one in versions if one.status == Status.PUBLISHED]
    in_force = [one for one in published if one.state_on(today) is State.IN_FORCE]
    return next(iter((*in_force, *published, *versions)), None)


def charters_public(viewer: Viewer) -> QuerySet[Charter]:
    """Every charter of which ``viewer`` may read a version, by place, with ``shown`` as in :func:`charters_at`."""
    found = Charter.objects.filter(pk__in=policy.readable(viewer).values("charter")).order_by("place", "pk")
    return found.prefetch_related(_shown(viewer))


def version_of(charter: int, viewer: Viewer, number: int | None = None) -> Version:
    """Version ``number`` of a charter; without a number the one in force today, else the newest. Raises NotFound."""
    found = policy.readable(viewer).filter(charter=charter)
    wanted = list(found.order_by("-number") if number is None else found.filter(number=number))
    version = current(wanted)
    if version is None:
        raise NotFound(_("There is no such charter."))
    return version


def draft_of(pk: int, viewer: Viewer) -> Version:
    """A version on the desk, for people who may read drafts at its place. Raises NotFound."""
    version = Version.objects.select_related("charter").filter(pk=pk).first()
    if version is None or not viewer.has(*policy.READERS, place=version.charter.place):
        raise NotFound(_("There is no such version of a charter."))
    return version


def clauses_of(version: Version) -> list[Clause]:
    """Its clauses in order, duties fetched. Two queries."""
    return list(version.clauses.prefetch_related("duties"))


def clause_of(version: Version, number: int) -> Clause:
    """One clause. Raises NotFound."""
    clause = version.clauses.prefetch_related("duties").filter(number=number).first()
    if clause is None:
        raise NotFound(_("There is no clause %(number)s.") % {"number": number})
    return clause


def siblings(version: Version, viewer: Viewer) -> list[Version]:
    """All versions of the same charter that ``viewer`` may read, newest first."""
    return list(policy.readable(viewer).filter(charter=version.charter_id).order_by("-number"))


def task_lines(place: str, day: date | None = None) -> list[CommunityTask]:
    """The list of tasks of residents' committees in force at ``place`` (its own list, not wider ones)."""
    at = day or day_of(None)
    rows = CommunityTask.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), place=place, valid_from__lte=at)
    return list(rows.order_by("matter"))
