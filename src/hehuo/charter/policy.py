"""Who may read and write charters. What is in force or out for comment is everybody's."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hehuo.ground.access import Role, Viewer

from .models import Charter, Status, Version

#: Who writes drafts at her own place.
DRAFTERS = (Role.LEADER, Role.ADMIN)
#: Who may say that a place has decided, and put a version in force.
PUBLISHERS = (Role.LEADER,)
#: Who may read drafts that are not yet public.
READERS = (Role.WORKER, Role.DISPATCHER, Role.LEADER, Role.ADMIN, Role.AUDITOR)

PUBLIC = (Status.COMMENT, Status.DECIDED, Status.PUBLISHED)


def may_draft(viewer: Viewer, place: str) -> bool:
    """Whether she may write drafts for ``place``."""
    return viewer.has(*DRAFTERS, place=place)


def may_publish(viewer: Viewer, place: str) -> bool:
    """Whether she may record the decision of ``place`` and put a version in force."""
    return viewer.has(*PUBLISHERS, place=place)


def may_read(viewer: Viewer, version: Version) -> bool:
    """Whether she may read this version."""
    return version.status in PUBLIC or viewer.has(*READERS, place=version.charter.place)


def readable(viewer: Viewer) -> QuerySet[Version]:
    """The versions that she may read."""
    mine = Q(status__in=PUBLIC)
    for place in viewer.reach(*READERS):
        mine |= Q(charter__place__startswith=place)
    return Version.objects.filter(mine).select_related("charter")


def at_my_places(viewer: Viewer) -> QuerySet[Charter]:
    """The charters that she may read drafts of."""
    mine = Q(pk__in=[])
    for place in viewer.reach(*READERS):
        mine |= Q(place__startswith=place)
    return Charter.objects.filter(mine)
