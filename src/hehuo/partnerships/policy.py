"""Who may know of a table, who leads it, and who acts for whom at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db.models import Exists, OuterRef, Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies

from .models import Member, MemberState, Partnership, PublicState, Risk, Survey, Task
from .rules import SENSITIVE, WHO_OVERRIDES, Level, RiskKind

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation

#: These know of every table at their place.
AT_PLACE = HANDLERS | {Role.AUDITOR}
#: These know of a table when their organisation, or they themselves, sit at it.
AT_TABLE = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT}) | HANDLERS
#: These lead a table of the subdistrict.
DISPATCH = frozenset({Role.DISPATCHER, Role.LEADER})
_SITTING = (MemberState.INVITED, MemberState.ACCEPTED)


def visible(viewer: Viewer) -> Q:
    """The condition on :class:`Partnership` for the tables that ``viewer`` may know of; fails closed."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*AT_PLACE):
        condition |= Q(place__startswith=prefix)
    if (mine := _mine(viewer)) is not None:
        at_table = Member.objects.filter(mine, partnership=OuterRef("pk"), state__in=_SITTING)
        condition |= Q(Exists(at_table))
    return condition


def _mine(viewer: Viewer) -> Q | None:
    """The members for which she speaks; None where there can be none."""
    if viewer.person_id is None:
        return None
    found = Q(person=viewer.person_id) | Q(delegate=viewer.person_id) | Q(substitute=viewer.person_id)
    if viewer.organisations and viewer.holds(*AT_TABLE):
        found |= Q(organisation__in=viewer.organisations)
    return found


def may_know(viewer: Viewer, partnership: Partnership) -> bool:
    """Whether ``viewer`` may know of the table (others are told that it does not exist)."""
    if viewer.has(*AT_PLACE, place=partnership.place):
        return True
    mine = _mine(viewer)
    return mine is not None and partnership.members.filter(mine, state__in=_SITTING).exists()


def may_work(viewer: Viewer, partnership: Partnership) -> bool:
    """Whether she may call meetings, keep minutes, survey, invite, and write the plan: handlers at the place."""
    return viewer.has(*HANDLERS, place=partnership.place)


def may_lead(viewer: Viewer, partnership: Partnership) -> bool:
    """Whether she may lead the table from stage to stage, publish or dissolve it: handlers at the place; of a table
    of the subdistrict its dispatchers and leaders."""
    roles = DISPATCH if partnership.level == Level.SUBDISTRICT else HANDLERS
    return viewer.has(*roles, place=partnership.place)


#: Calling meetings and keeping minutes is part of the work.
may_convene = may_work


def may_open(viewer: Viewer, place: str, level: str) -> bool:
    """Whether she may open a table of ``level`` at ``place``."""
    return viewer.has(*(DISPATCH if level == Level.SUBDISTRICT else HANDLERS), place=place)


def may_override(viewer: Viewer, partnership: Partnership) -> bool:
    """Whether she may let the table pass without something (setting; leaders at least). Never what law demands."""
    roles = DISPATCH if policies.value(WHO_OVERRIDES, partnership.place) == "dispatcher" else {Role.LEADER}
    return viewer.has(*roles, place=partnership.place)


def speaks_for(viewer: Viewer, member: Member) -> bool:
    """Whether she acts for ``member``: the person herself, the named delegate or substitute, or anybody of the
    organisation who signs in with a role of it."""
    if viewer.system:
        return True
    if viewer.person_id is not None and viewer.person_id in (
        member.person_id,
        member.delegate_id,
        member.substitute_id,
    ):
        return True
    return member.organisation_id in viewer.organisations and viewer.holds(*AT_TABLE)


def may_record_for(viewer: Viewer, member: Member) -> bool:
    """Whether she may write down what ``member`` said: those who work for the table, where nobody of that side has
    an account of their own (no shared passwords, and nobody speaks for those who can speak themselves)."""
    if not may_work(viewer, member.partnership):
        return False
    if member.person is not None:
        account = parties.account_of(member.person)
        return account is None or not account.is_active
    return member.organisation is None or not acts_by_account(member.organisation)


def acts_by_account(organisation: Organisation) -> bool:
    """Whether somebody signs in for ``organisation``."""
    return parties.people_of(organisation, AT_TABLE).filter(account__is_active=True).exists()


def may_know_names(viewer: Viewer, partnership: Partnership) -> bool:
    """Whether she may unseal the residents' names: handlers of the place; each look is journaled."""
    return viewer.has(*HANDLERS, place=partnership.place)


def may_know_risk(viewer: Viewer, partnership: Partnership, risk: Risk) -> bool:
    """What says something of somebody's health or temper is for those who handle the case and who stand ready
    (《个人信息保护法》 art. 28)."""
    if RiskKind(risk.kind) not in SENSITIVE or may_work(viewer, partnership):
        return True
    return risk.stand_by_from_id is not None and risk.stand_by_from_id in viewer.organisations


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def _may_see(viewer: Viewer, partnership: Partnership | None, attachment: _File) -> bool:
    if partnership is None:
        return False
    if attachment.visibility == Visibility.PUBLIC and partnership.public_state == PublicState.PUBLISHED:
        return True
    if attachment.visibility == Visibility.CONFIDENTIAL:
        return may_know_names(viewer, partnership)
    return may_know(viewer, partnership)


def _file_of_partnership(viewer: Viewer, pk: int, attachment: _File) -> bool:
    return _may_see(viewer, Partnership.objects.filter(pk=pk).first(), attachment)


def _file_of_survey(viewer: Viewer, pk: int, attachment: _File) -> bool:
    found = Survey.objects.select_related("partnership").filter(pk=pk).first()
    return _may_see(viewer, found.partnership if found else None, attachment)


def _file_of_task(viewer: Viewer, pk: int, attachment: _File) -> bool:
    found = Task.objects.select_related("plan__partnership").filter(pk=pk).first()
    return _may_see(viewer, found.plan.partnership if found else None, attachment)


files.register("partnership", _file_of_partnership)
files.register("survey", _file_of_survey)
files.register("task", _file_of_task)
