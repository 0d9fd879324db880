"""Who may know of an action, who leads it, who works in it, who reads what was said."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility

from .models import Action, Attendance, Statement, Step, Witness

#: These know of every action at their place.
AT_PLACE = HANDLERS | {Role.AUDITOR}
#: These know of an action when somebody of an organisation for which they act, or they themselves, are on its roll.
BY_ROLL = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT}) | HANDLERS
#: Everybody to whom the pages of this room are open at all.
READERS = AT_PLACE | BY_ROLL
#: Who may work in an action (the auditor only reads).
ACTORS = BY_ROLL


def _mine(viewer: Viewer) -> Q:
    return Q(organisation__in=viewer.organisations) | Q(person=viewer.person_id, person__isnull=False)


def visible(viewer: Viewer) -> Q:
    """The condition on :class:`Action` for what ``viewer`` may know of; fails closed."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    if viewer.person_id is not None and viewer.holds(*BY_ROLL):
        on_roll = Attendance.objects.filter(_mine(viewer), action=OuterRef("pk"))
        condition |= Q(leader=viewer.person_id) | Q(Exists(on_roll))
    return condition


def may_know(viewer: Viewer, action: Action) -> bool:
    """Whether she may know of it at all (others are told that it does not exist)."""
    return viewer.has(*AT_PLACE, place=action.place) or on_roll(viewer, action)


def on_roll(viewer: Viewer, action: Action) -> bool:
    """Whether she leads it, is on its roll, or acts for an organisation on it."""
    if viewer.person_id is None or not viewer.holds(*BY_ROLL):
        return False
    if action.leader_id == viewer.person_id:
        return True
    return Attendance.objects.filter(_mine(viewer), action=action).exists()


def may_draft(viewer: Viewer, place: str) -> bool:
    """Those who handle matters at the place prepare actions there."""
    return viewer.has(*HANDLERS, place=place)


def may_lead(viewer: Viewer, action: Action) -> bool:
    """The leader of the day, and those who handle matters at the place."""
    named = viewer.person_id is not None and action.leader_id == viewer.person_id and viewer.holds(*BY_ROLL)
    return named or viewer.has(*HANDLERS, place=action.place)


def may_act(viewer: Viewer, action: Action) -> bool:
    """Whoever is on the roll works in the action."""
    return may_lead(viewer, action) or on_roll(viewer, action)


def may_do(viewer: Viewer, action: Action, step: Step) -> bool:
    """A step is done by whoever leads, by those whose step it is, and where it is nobody's, by anybody on the roll."""
    return may_lead(viewer, action) or (on_roll(viewer, action) and is_whose(viewer, step))


def is_whose(viewer: Viewer, step: Step) -> bool:
    """Whether the step is hers, her organisation's, or nobody's in particular."""
    if step.person_id is None and step.organisation_id is None:
        return True
    return step.organisation_id in viewer.organisations or (
        step.person_id is not None and step.person_id == viewer.person_id
    )


def enforcing(viewer: Viewer, action: Action) -> frozenset[int]:
    """The organisations with enforcement power on the roll for which she acts."""
    if not viewer.organisations or not viewer.holds(*BY_ROLL):
        return frozenset()
    rows = Attendance.objects.filter(
        action=action, organisation__in=viewer.organisations, organisation__enforces=True
    )  # fmt: skip
    return frozenset(rows.values_list("organisation_id", flat=True))


def may_take_statements(viewer: Viewer, action: Action) -> bool:
    """Statements are personal: they are taken and read by whoever leads and by those who enforce (PIPL art. 6)."""
    return may_lead(viewer, action) or bool(enforcing(viewer, action))


def may_read_statements(viewer: Viewer, action: Action) -> bool:
    """Whoever takes them, and the auditor of the place."""
    return may_take_statements(viewer, action) or viewer.has(Role.AUDITOR, place=action.place)


def may_reveal(viewer: Viewer, action: Action) -> bool:
    """Names in the clear are for those who handle matters at the place."""
    return viewer.has(*HANDLERS, place=action.place)


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def _may_see_picture(viewer: Viewer, pk: int, attachment: _File) -> bool:
    action = Action.objects.filter(pk=pk).first()
    return action is not None and (
        may_read_statements(viewer, action)
        if attachment.visibility == Visibility.CONFIDENTIAL
        else may_know(viewer, action)
    )


def _may_see_signature(viewer: Viewer, row: Statement | Witness | None) -> bool:
    return row is not None and may_know(viewer, row.action) and may_read_statements(viewer, row.action)


def _may_see_statement(viewer: Viewer, pk: int, _attachment: _File) -> bool:
    return _may_see_signature(viewer, Statement.objects.select_related("action").filter(pk=pk).first())


def _may_see_witness(viewer: Viewer, pk: int, _attachment: _File) -> bool:
    return _may_see_signature(viewer, Witness.objects.select_related("action").filter(pk=pk).first())


files.register("action", _may_see_picture)
files.register("statement", _may_see_statement)
files.register("witness", _may_see_witness)
