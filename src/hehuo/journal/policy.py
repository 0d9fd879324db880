"""Who may read which entry, and who may touch what the journal allows to be touched."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.errors import NotAllowed

from .kinds import Visibility
from .models import Entry

#: Who reads the journal's own pages.
READERS = (Role.AUDITOR, Role.ADMIN)


def _at(prefixes: tuple[str, ...]) -> Q:
    within = Q(pk__in=())
    for prefix in prefixes:
        within |= Q(place__startswith=prefix)
    return within


def visible(viewer: Viewer) -> Q:
    """Which entries ``viewer`` may read.

    Public ones: anyone. Internal ones: staff of the place; what belongs to no place: any staff. Confidential ones:
    those who handle cases at the place, and auditors of the place; what belongs to no place: auditors.
    """
    if viewer.system:
        return Q()
    allowed = Q(visibility=Visibility.PUBLIC)
    if viewer.is_staff:
        allowed |= Q(visibility=Visibility.INTERNAL) & (_at(viewer.reach()) | Q(place=""))
    allowed |= Q(visibility=Visibility.CONFIDENTIAL) & _at(viewer.reach(*HANDLERS, Role.AUDITOR))
    if viewer.holds(Role.AUDITOR):
        allowed |= Q(visibility=Visibility.CONFIDENTIAL, place="")
    return allowed


def may_erase(viewer: Viewer, entry: Entry) -> bool:
    """Whether she administers the entry's place. The auditor reads everything and changes nothing; he sees who erased
    what, and why."""
    return viewer.has(Role.ADMIN, place=entry.place) if entry.place else viewer.holds(Role.ADMIN)


def require_erase(viewer: Viewer, entry: Entry) -> None:
    """Raise NotAllowed unless :func:`may_erase`."""
    if not may_erase(viewer, entry):
        raise NotAllowed(_("Only an administrator of this place may erase what an entry says."))


def require_relay(viewer: Viewer, entry: Entry) -> None:
    """Raise NotAllowed unless she looks after the running system at the entry's place."""
    if not (viewer.has(*READERS, place=entry.place) if entry.place else viewer.holds(*READERS)):
        raise NotAllowed(_("Only administrators and auditors of this place may start a handler again."))
