"""Proposing and blowing a whistle: by the subdistrict, or by a community with the subdistrict's approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.cases import selectors as cases
from hehuo.charter import selectors as charter
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.matters import selectors as matters
from hehuo.parties import selectors as parties
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places
from hehuo.policies import selectors as policies
from hehuo.whistles import events, policy
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import (
    RESIDENTS_COMMITTEE,
    STATUTE,
    Called,
    CallState,
    Kind,
    State,
    approval_of,
    call_refusal,
    called_off,
    limits,
    number_for,
)
from hehuo.whistles.selectors.proposing import proposed

from .steps import DOUBLE_CLICK, change, check, choice, locked, moment, permit, report, tell_partnership, words


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is whistled for, as :func:`blow_whistle` and :func:`propose_whistle` take it."""

    place: str
    kind: str
    title: str
    text: str
    called: tuple[int, ...]
    lead: int
    case: Any = None
    partnership: Any = None
    category: Any = None
    address: str = ""
    position: tuple[float, float] | None = None
    happened_at: datetime | None = None


@service
def blow_whistle(
    *,
    by: Viewer,
    place: str,
    kind: str,
    title: str,
    called: Sequence[int],
    lead: int,
    text: str = "",
    case: Any = None,
    partnership: Any = None,
    category: Any = None,
    address: str = "",
    position: tuple[float, float] | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Whistle:
    """Call units (ids of organisations, ``lead`` one of them) to a place: ``kind`` routine, hard or emergency.

    By dispatcher or leader of the subdistrict; by a community worker only where policy asks for no approval, else
    NotAllowed: she proposes. ``position`` is (lon, lat), WGS-84. Raises Refused where a unit may not be called (the
    Regulation, art. 17), NotFound for a case or partnership that she may not know of. The same again within a minute,
    or under ``key``, returns the first.
    """
    asked = _Asked(
        place, kind, title, text, tuple(called), lead, case, partnership, category, address, position, happened_at
    )
    choice(kind, [each.value for each in Kind], "kind")
    if not policy.may_blow(by, place):
        if not policy.may_propose(by, place):
            raise NotAllowed(_("The subdistrict blows the whistle; your work is at other places."), source=STATUTE)
        if policies.value(approval_of(kind), place):
            raise NotAllowed(_("The subdistrict approves this whistle first: propose it."), source=STATUTE)
    return _once(by, asked, key, State.BLOWN)


@service
def propose_whistle(
    *,
    by: Viewer,
    place: str,
    kind: str,
    title: str,
    called: Sequence[int],
    lead: int,
    text: str = "",
    case: Any = None,
    partnership: Any = None,
    category: Any = None,
    address: str = "",
    position: tuple[float, float] | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Whistle:
    """A community asks the subdistrict to whistle; nobody is called before another person approves. As
    :func:`blow_whistle`. Raises NotAllowed outside her places."""
    asked = _Asked(
        place, kind, title, text, tuple(called), lead, case, partnership, category, address, position, happened_at
    )
    choice(kind, [each.value for each in Kind], "kind")
    if not policy.may_propose(by, place):
        raise NotAllowed(_("You can propose whistles for your own places only."))
    return _once(by, asked, key, State.PROPOSED)


@service
def approve_whistle(*, by: Viewer, whistle: Whistle, happened_at: datetime | None = None) -> Whistle:
    """The subdistrict approves what was proposed, and the units are called. Not the proposer. Twice is once."""
    whistle = locked(by, whistle)
    if whistle.state == State.BLOWN and whistle.blown_by_id == by.person_id:
        return whistle
    permit("approve", by, whistle)
    at = moment(happened_at, after=whistle.proposed_at)
    _blow(by, whistle, list(whistle.calls.select_related("organisation")), at)
    return whistle


@service
def reject_whistle(*, by: Viewer, whistle: Whistle, reason: str) -> Whistle:
    """The subdistrict does not approve, and says why and what to do instead. Not the proposer. Twice is once."""
    whistle = locked(by, whistle)
    if whistle.state == State.REJECTED and whistle.ended_by_id == by.person_id:
        return whistle
    permit("reject", by, whistle)
    _end(by, whistle, State.REJECTED, words(reason, "reason"))
    report(whistle, events.REJECTED, by)
    return whistle


@service
def withdraw_whistle(*, by: Viewer, whistle: Whistle, reason: str, happened_at: datetime | None = None) -> Whistle:
    """Take a proposal back, or call a blown whistle off: nobody needs to come any more. Twice is once."""
    whistle = locked(by, whistle)
    if whistle.state == State.WITHDRAWN and whistle.ended_by_id == by.person_id:
        return whistle
    blown = whistle.state == State.BLOWN
    permit("withdraw" if blown else "take_back", by, whistle)
    reason = words(reason, "reason")
    if not blown:
        _end(by, whistle, State.WITHDRAWN, reason)
        report(whistle, events.TAKEN_BACK, by)
        return whistle
    at = moment(happened_at, after=latest(whistle))
    _end(by, whistle, State.WITHDRAWN, reason, at)
    for call in whistle.calls.all():
        call.check_ins.filter(left_at=None).update(left_at=at, stayed=True)
        change(call, state=called_off(call.state_is))
    report(whistle, events.WITHDRAWN, by, at)
    tell_partnership(by, whistle)
    return whistle


def latest(whistle: Whistle) -> datetime | None:
    """The last moment that anything of the whistle is dated to: nothing ends before it."""
    moments = [whistle.blown_at]
    for call in whistle.calls.prefetch_related("check_ins", "reports"):
        moments += [call.acknowledged_at, call.refused_at, call.decided_at]
        moments += [moment for row in call.check_ins.all() for moment in (row.arrived_at, row.left_at)]
        moments += [row.happened_at for row in call.reports.all()]
    return max((moment for moment in moments if moment is not None), default=None)


def _once(by: Viewer, asked: _Asked, key: str | None, state: State) -> Whistle:
    name = "blow_whistle" if state is State.BLOWN else "propose_whistle"
    fingerprint = f"{by.person_id}|{asked}"
    if (known := journal.replay(key=key, service=name, fingerprint=fingerprint)) is not None:
        return Whistle.objects.get(pk=known)
    twin = _twin(by, asked, state)
    if twin is not None:
        return twin
    whistle = _make(by, asked, state)
    journal.remember(key=key, service=name, fingerprint=fingerprint, result=whistle.pk)
    return whistle


def _twin(by: Viewer, asked: _Asked, state: State) -> Whistle | None:
    """The same whistle by the same person a moment ago: a second click, or a reload."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7403, %s)", [(by.person_id or 0) % 2**31])
    since = clock.now() - DOUBLE_CLICK
    column = "blown" if state is State.BLOWN else "proposed"
    return Whistle.objects.filter(
        **{f"{column}_by": by.person_id, f"{column}_at__gte": since},
        place=asked.place, kind=asked.kind, title=asked.title.strip(), state=state,
    ).first()  # fmt: skip


def _make(by: Viewer, asked: _Asked, state: State) -> Whistle:
    """The whistle and its calls, checked and stored."""
    if not places.exists(asked.place):
        message = _("We do not serve this place yet: %(code)s") % {"code": asked.place}
        raise Invalid(message, fields={"place": message})
    _check_known(by, asked)
    category = (
        matters.category(asked.category, matters.tree_for(asked.place))
        if isinstance(asked.category, str) and asked.category
        else (asked.category or None)
    )
    units = _units(asked, category)
    why = proposed(category, asked.place).why
    at = moment(asked.happened_at)
    lon, lat = _where(asked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('whistles_whistle', 'id'))")
        pk = cursor.fetchone()[0]
    whistle = Whistle(
        pk=pk,
        number=number_for(at.astimezone(clock.BEIJING).date(), pk),
        place=asked.place,
        kind=asked.kind,
        state=State.PROPOSED,
        title=words(asked.title, "title", most=120),
        text=words(asked.text, "text", most=5000, needed=False),
        category=category,
        case=asked.case,
        partnership=asked.partnership,
        address=words(asked.address, "address", most=200, needed=False),
        lon=lon,
        lat=lat,
        by_organisation_id=min(by.organisations, default=None),
        lead_id=asked.lead,
        **({"proposed_by_id": by.person_id, "proposed_at": at} if state is State.PROPOSED else {}),
    )
    whistle.save(force_insert=True)
    calls = [_call(whistle, unit, asked.lead, why.get(unit.pk)) for unit in units]
    Call.objects.bulk_create(calls)
    if state is State.BLOWN:
        _blow(by, whistle, calls, at)
    else:
        report(whistle, events.PROPOSED, by, at, kind=whistle.kind, units=[unit.pk for unit in units])
    return whistle


def _call(whistle: Whistle, unit: Any, lead: int, cited: Any) -> Call:
    call = Call(whistle=whistle, organisation=unit, lead=unit.pk == lead)
    if cited is not None:
        call.why, call.clause_number = cited.duty, cited.clause_number
        call.charter_title, call.clause_url = cited.charter_title, cited.url
    return call


def _check_known(by: Viewer, asked: _Asked) -> None:
    """She may whistle for a case or partnership only when she may know of it."""
    if asked.case is not None:
        cases.case_by_id(by, asked.case.pk)
    if asked.partnership is not None:
        partnerships.partnership_for(by, asked.partnership.number)


def _where(asked: _Asked) -> tuple[float | None, float | None]:
    """The point to come to: what was said, else the case's, else the place's own."""
    if asked.position is not None:
        return asked.position
    if asked.case is not None and asked.case.lon is not None:
        return asked.case.lon, asked.case.lat
    located = [place for place in places.trail(asked.place) if place.level >= 5 and place.lon is not None]
    return (located[-1].lon, located[-1].lat) if located else (None, None)


def _units(asked: _Asked, category: Any) -> list[Any]:
    """The called organisations in the order given. Raises Refused where one of them may not be called."""
    day = parties.today()
    units = []
    for pk in dict.fromkeys(asked.called):
        unit = parties.organisation(pk)
        if unit is None or not unit.holds_on(day):
            raise Refused(_("This unit is not there any more; choose another."))
        units.append(unit)
    standing = "unknown"
    if category is not None and any(unit.kind == RESIDENTS_COMMITTEE for unit in units):
        standing = charter.task_standing(asked.place, category).value
    check(call_refusal([Called(u.pk, str(u), u.kind, u.pk == asked.lead, standing) for u in units]))
    return units


def _blow(by: Viewer, whistle: Whistle, calls: list[Call], at: datetime) -> None:
    """The clocks start, and everybody who is called hears of it."""

    def read(name: str) -> Any:
        return policies.value(name, whistle.place, at)

    set_by = limits(whistle.kind_is, at, read, policies.calendar())
    change(
        whistle,
        state=State.BLOWN,
        blown_by_id=by.person_id,
        blown_at=at,
        acknowledge_by=set_by.acknowledge_by,
        check_in_by=set_by.check_in_by,
        conclude_by=set_by.conclude_by,
    )
    whistle.calls.update(called_at=at, state=CallState.CALLED)
    units = [call.organisation_id for call in calls]
    also = [f"organisation:{unit}" for unit in units]
    report(whistle, events.BLOWN, by, at, also=also, kind=whistle.kind, units=units, lead=whistle.lead_id)
    tell_partnership(by, whistle)


def _end(by: Viewer, whistle: Whistle, state: State, result: str, at: datetime | None = None) -> None:
    change(whistle, state=state, ended_at=at or clock.now(), ended_by_id=by.person_id, result=result)
