"""Who may know of a watch, who makes its rounds, who arranges it and decides about it.

Handlers and auditors of the place know of it, whoever makes rounds, and the members of its partnership. Neighbours who
supervise come by their own link and see the route and today's rounds, never who complained or whose things they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility
from hehuo.partnerships import selectors as partnerships

from .models import Finding, Round, Watch, Watcher

if TYPE_CHECKING:
    from hehuo.files.models import Attachment

AT_PLACE = HANDLERS | {Role.AUDITOR}
#: These know of a watch only through an organisation for which they act, or because they watch themselves.
BY_ORGANISATION = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT}) | HANDLERS
READERS = AT_PLACE | BY_ORGANISATION


def visible(viewer: Viewer) -> Q:
    """The condition on :class:`Watch` for those that ``viewer`` may know of without looking at its members."""
    condition = rounds_of(viewer)
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    return condition


def rounds_of(viewer: Viewer) -> Q:
    """The condition on :class:`Watch` for those whose rounds are ``viewer``'s own work."""
    condition = Q(pk__in=())
    if viewer.organisations and viewer.holds(*BY_ORGANISATION):
        condition |= Q(organisation__in=viewer.organisations)
    watching = Q()
    if viewer.person_id is not None:
        watching |= Q(person=viewer.person_id)
    if viewer.organisations:
        watching |= Q(organisation__in=viewer.organisations)
    if watching and viewer.holds(*BY_ORGANISATION):
        condition |= Q(Exists(Watcher.objects.filter(watching, watch=OuterRef("pk"), removed_at=None)))
    return condition


def may_know(viewer: Viewer, watch: Watch) -> bool:
    """Whether ``viewer`` may know of the watch at all (others are told that it does not exist)."""
    if viewer.has(*AT_PLACE, place=watch.place) or makes_rounds(viewer, watch):
        return True
    return viewer.holds(*BY_ORGANISATION) and partnerships.may_know(viewer, watch.partnership)


def makes_rounds(viewer: Viewer, watch: Watch) -> bool:
    """Whether the rounds of this watch are her own work."""
    return viewer.system or Watch.objects.filter(rounds_of(viewer), pk=watch.pk).exists()


def may_record(viewer: Viewer, watch: Watch) -> bool:
    """Whether she may enter rounds and findings: who makes them, and the handlers of the place (paper, substitutes)."""
    return viewer.has(*HANDLERS, place=watch.place) or makes_rounds(viewer, watch)


def may_arrange(viewer: Viewer, watch: Watch) -> bool:
    """Whether she sets it up and says who watches along: who works for the partnership."""
    return partnerships.may_work(viewer, watch.partnership)


def may_lead(viewer: Viewer, watch: Watch) -> bool:
    """Whether she settles or ends it: who leads the partnership."""
    return partnerships.may_lead(viewer, watch.partnership)


def may_unmask(viewer: Viewer, watch: Watch) -> bool:
    """Neighbours' names are for the handlers of the place alone."""
    return viewer.has(*HANDLERS, place=watch.place)


def _may_see_file(viewer: Viewer, watch: Watch | None, attachment: Attachment) -> bool:
    if watch is None:
        return False
    if attachment.visibility == Visibility.CONFIDENTIAL:
        return viewer.has(*HANDLERS, place=watch.place)
    return may_know(viewer, watch)


def may_see_watch_file(viewer: Viewer, pk: int, attachment: Attachment) -> bool:
    """Pictures of the watch itself show to those who may know of it."""
    return _may_see_file(viewer, Watch.objects.select_related("partnership").filter(pk=pk).first(), attachment)


def may_see_round_file(viewer: Viewer, pk: int, attachment: Attachment) -> bool:
    """Pictures of a round show to those who may know of its watch."""
    found = Round.objects.select_related("watch__partnership").filter(pk=pk).first()
    return _may_see_file(viewer, found.watch if found else None, attachment)


def may_see_finding_file(viewer: Viewer, pk: int, attachment: Attachment) -> bool:
    """Pictures of a finding show to those who may know of its watch."""
    found = Finding.objects.select_related("watch__partnership").filter(pk=pk).first()
    return _may_see_file(viewer, found.watch if found else None, attachment)


files.register("watch", may_see_watch_file)
files.register("round", may_see_round_file)
files.register("finding", may_see_finding_file)
