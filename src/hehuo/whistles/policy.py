"""Who may know of a whistle, and in which standing somebody acts."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from hehuo.files import policy as files
from hehuo.ground import codes
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.ground.codes import Level
from hehuo.journal.kinds import Visibility

from .models import Call, CheckIn, Whistle
from .rules import Standing, State, Who

#: These know of every whistle at their place.
AT_PLACE = HANDLERS | {Role.AUDITOR}
#: These know of a whistle only when it called an organisation for which they act.
BY_ORGANISATION = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT}) | HANDLERS
#: Whoever may open the pages of this room at all.
EVERYBODY = AT_PLACE | BY_ORGANISATION
DISPATCH = frozenset({Role.DISPATCHER, Role.LEADER})
#: Units hear of a whistle once it is blown.
_HEARD = (State.BLOWN, State.CONCLUDED, State.WITHDRAWN)


def visible(viewer: Viewer) -> Q:
    """The condition on :class:`Whistle` for those that ``viewer`` may know of; fails closed."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    if viewer.organisations and viewer.holds(*BY_ORGANISATION):
        called = Call.objects.filter(whistle=OuterRef("pk"), organisation__in=viewer.organisations)
        condition |= Q(Exists(called), blown_at__isnull=False, state__in=_HEARD)
    return condition


def at_place(viewer: Viewer, whistle: Whistle) -> bool:
    """Whether she works on the public side where the whistle was blown."""
    return viewer.has(*AT_PLACE, place=whistle.place)


def may_know(viewer: Viewer, whistle: Whistle) -> bool:
    """Whether ``viewer`` may know of the whistle at all (others are told that it does not exist)."""
    if at_place(viewer, whistle):
        return True
    return (
        bool(viewer.organisations)
        and viewer.holds(*BY_ORGANISATION)
        and whistle.blown_at is not None
        and Call.objects.filter(whistle=whistle, organisation__in=viewer.organisations).exists()
    )


def may_blow(viewer: Viewer, place: str) -> bool:
    """The subdistrict blows: dispatcher or leader over the whole subdistrict (《北京市街道办事处条例》)."""
    return viewer.has(*DISPATCH, place=codes.truncate(place, Level.SUBDISTRICT))


def may_propose(viewer: Viewer, place: str) -> bool:
    """Whoever handles cases at the place may propose."""
    return viewer.has(*HANDLERS, place=place)


def is_district(viewer: Viewer, place: str) -> bool:
    """Whether she decides for the district itself: dispatcher or leader over the whole district."""
    return viewer.has(*DISPATCH, place=codes.truncate(place, Level.DISTRICT))


def standing(viewer: Viewer, whistle: Whistle, call: Call | None = None) -> Standing:
    """In which standings ``viewer`` acts towards the whistle, and towards ``call`` where one is named."""
    if viewer.system:
        return Standing(frozenset(Who) - {Who.RESIDENT}, viewer.person_id)
    who: set[Who] = set()
    if viewer.has(*HANDLERS, place=whistle.place):
        who |= {Who.COMMUNITY, Who.ON_SITE}
    if may_blow(viewer, whistle.place):
        who.add(Who.DISPATCH)
    if viewer.person_id is not None and viewer.person_id == whistle.proposed_by_id:
        who.add(Who.PROPOSER)
    if call is not None and call.organisation_id in viewer.organisations and viewer.holds(*BY_ORGANISATION):
        who.add(Who.UNIT)
    return Standing(frozenset(who), viewer.person_id)


def is_on_site(viewer: Viewer, whistle: Whistle) -> bool:
    """Whether she is checked in at this whistle now, for whichever unit. One query."""
    if viewer.person_id is None:
        return False
    return CheckIn.objects.filter(call__whistle=whistle, person=viewer.person_id, left_at=None).exists()


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def may_see_file(viewer: Viewer, pk: int, attachment: _File) -> bool:
    """Whoever may know of the whistle sees its photos; confidential ones stay with the public side."""
    whistle = Whistle.objects.filter(pk=pk).first()
    if whistle is None:
        return False
    if attachment.visibility == Visibility.CONFIDENTIAL:
        return viewer.has(*HANDLERS, place=whistle.place)
    return may_know(viewer, whistle)


files.register("whistle", may_see_file)
