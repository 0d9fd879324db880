"""Who may know of a case, who may know the complainant, and in which standing somebody acts."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility

from .models import Assignment, Case, PublicState
from .rules import Standing, Who

#: These know of every case at their place; the administrator does not (minimum data, PIPL art. 6).
AT_PLACE = HANDLERS | {Role.AUDITOR}
#: These know of a case only when it was handed to an organisation for which they act.
BY_ORGANISATION = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT}) | HANDLERS
DISPATCH = frozenset({Role.DISPATCHER, Role.LEADER})


def visible(viewer: Viewer) -> Q:
    """The condition on :class:`Case` for the cases that ``viewer`` may know of; fails closed."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    if viewer.organisations and viewer.holds(*BY_ORGANISATION):
        handed = Assignment.objects.filter(case=OuterRef("pk"), unit__in=viewer.organisations)
        condition |= Q(Exists(handed))
    return condition


def may_know(viewer: Viewer, case: Case) -> bool:
    """Whether ``viewer`` may know of the case at all (others are told that it does not exist)."""
    if viewer.has(*AT_PLACE, place=case.place):
        return True
    return (
        bool(viewer.organisations)
        and viewer.holds(*BY_ORGANISATION)
        and Assignment.objects.filter(case=case, unit__in=viewer.organisations).exists()
    )


def may_know_complainant(viewer: Viewer, case: Case) -> bool:
    """Whether she handles the case for the public side, so that she may see (masked) who asked and ask to unmask.

    Never property staff, neighbours, other organisations (接诉即办条例 art. 8).
    """
    return viewer.has(*HANDLERS, place=case.place)


def may_know_history(viewer: Viewer, place: str) -> bool:
    """The caller's and the dwelling's history are the dispatcher's alone (3-domain §3.7)."""
    return viewer.has(Role.DISPATCHER, place=place)


def standing(viewer: Viewer, case: Case, assisting: frozenset[int] = frozenset()) -> Standing:
    """In which standings ``viewer`` acts; ``assisting`` are the units that now assist."""
    who: set[Who] = set()
    if viewer.system:
        return Standing(frozenset(Who) - {Who.RESIDENT}, viewer.person_id)
    if viewer.has(*HANDLERS, place=case.place):
        who.add(Who.HANDLER)
    if viewer.has(*DISPATCH, place=case.place):
        who.add(Who.DISPATCH)
    if viewer.has(Role.LEADER, place=case.place):
        who.add(Who.LEADER)
    if viewer.holds(*BY_ORGANISATION):
        if case.unit_id in viewer.organisations:
            who.add(Who.UNIT)
        if assisting & viewer.organisations:
            who.add(Who.ASSIST)
    return Standing(frozenset(who), viewer.person_id)


def may_keep_roster(viewer: Viewer, place: str) -> bool:
    """Dispatchers and leaders plan who is on duty."""
    return viewer.has(*DISPATCH, place=place)


def may_keep_ledger(viewer: Viewer, place: str) -> bool:
    """The problem ledger is kept by those who handle cases at the place."""
    return viewer.has(*HANDLERS, place=place)


def may_read_ledger(viewer: Viewer, place: str) -> bool:
    """Handlers and auditors of the place read the ledger."""
    return viewer.has(*AT_PLACE, place=place)


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def may_see_file(viewer: Viewer, pk: int, attachment: _File) -> bool:
    """Public files show once the case is published; internal ones to those who know of it; others to its handlers."""
    case = Case.objects.filter(pk=pk).first()
    if case is None:
        return False
    if attachment.visibility == Visibility.PUBLIC:
        return case.public_state == PublicState.PUBLISHED or may_know(viewer, case)
    if attachment.visibility == Visibility.INTERNAL:
        return may_know(viewer, case)
    return may_know_complainant(viewer, case)


files.register("case", may_see_file)
