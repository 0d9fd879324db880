"""What a called unit does: acknowledge, refuse, check in, leave, report; and what the district decides of a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.files import services as files
from hehuo.ground import clock, rows
from hehuo.ground.access import Viewer
from hehuo.ground.coordinates import metres_between
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies
from hehuo.whistles import events, policy
from hehuo.whistles.models import Call, CheckIn, Report, Whistle
from hehuo.whistles.rules import (
    STATUTE,
    Arrival,
    CallState,
    How,
    State,
    Who,
    arrival_refusal,
    leave_refusal,
)

from .steps import DOUBLE_CLICK, change, check, choice, locked_call, moment, permit, report, tell_partnership, words


@service
def acknowledge_call(*, by: Viewer, call: Call, happened_at: datetime | None = None, key: str | None = None) -> Call:
    """The unit has heard the whistle: one tap, for the whole unit. A second tap, whoever's, returns the same call."""
    fingerprint = f"{by.person_id}|{call.pk}"
    if (known := journal.replay(key=key, service="acknowledge_call", fingerprint=fingerprint)) is not None:
        return Call.objects.select_related("whistle", "organisation").get(pk=known)
    call = locked_call(by, call)
    if call.acknowledged_at is not None and call.state != CallState.CALLED and call.whistle.state == State.BLOWN:
        return call
    edge = permit("acknowledge", by, call.whistle, call)
    at = moment(happened_at, after=call.called_at)
    change(call, state=edge.to, acknowledged_at=at, acknowledged_by_id=by.person_id)
    report(
        call.whistle, events.ACKNOWLEDGED, by, at, party=call.organisation_id, unit=call.organisation_id, call=call.pk
    )
    journal.remember(key=key, service="acknowledge_call", fingerprint=fingerprint, result=call.pk)
    return call


@service
def refuse_call(*, by: Viewer, call: Call, reason: str, happened_at: datetime | None = None) -> Call:
    """The unit says that it will not come, and why: that goes up to the district (《北京市街道办事处条例》 art. 44).

    Twice by the same person is once; Conflict when a colleague refused first.
    """
    call = locked_call(by, call)
    if call.state == CallState.REFUSED and call.whistle.state == State.BLOWN:
        if call.refused_by_id == by.person_id:
            return call
        raise Conflict(_("A colleague refused it first; the district decides."))
    edge = permit("refuse", by, call.whistle, call)
    at = moment(happened_at, after=call.acknowledged_at or call.called_at)
    change(
        call, state=edge.to, refused_at=at, refused_by_id=by.person_id, refusal=words(reason, "reason"),
        decided_at=None, decided_by=None, upheld=None, decision="", decision_reference="",
    )  # fmt: skip
    report(call.whistle, events.REFUSED, by, at, party=call.organisation_id, unit=call.organisation_id, call=call.pk)
    return call


@service
def decide_refusal(
    *,
    by: Viewer,
    call: Call,
    upheld: bool,
    reason: str,
    reference: str = "",
    happened_at: datetime | None = None,
) -> Call:
    """Record what the district decided on a refusal (art. 44): ``upheld`` means the unit need not come.

    Whoever works for the subdistrict only records it and must say who decided, under which number (``reference``).
    Never by somebody of the unit itself.
    """
    call = locked_call(by, call)
    if call.decided_at is not None and call.decided_by_id == by.person_id and call.upheld == upheld:
        return call
    if call.organisation_id in by.organisations:
        raise NotAllowed(_("Nobody decides about her own unit's refusal."), source=STATUTE + "第四十四条")
    edge = permit("excuse" if upheld else "recall", by, call.whistle, call)
    reference = words(reference, "reference", most=200, needed=not policy.is_district(by, call.whistle.place))
    at = moment(happened_at, after=call.refused_at)
    change(
        call, state=edge.to, decided_at=at, decided_by_id=by.person_id, upheld=upheld,
        decision=words(reason, "reason"), decision_reference=reference,
    )  # fmt: skip
    kind = events.EXCUSED if upheld else events.RECALLED
    report(call.whistle, kind, by, at, unit=call.organisation_id, call=call.pk)
    return call


@service
def check_in(
    *,
    by: Viewer,
    call: Call,
    how: str,
    position: tuple[float, float] | None = None,
    photo: Any = None,
    person: Any = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> CheckIn:
    """Somebody of a called unit is there: by ``position`` within the fence, by ``photo`` (an upload), or ``list``.

    ``person`` (a Person or its id) is whoever arrived, herself when not given; by list somebody on site writes down
    others of the called unit. Who is checked in already gets the standing row. Raises Refused with what to do instead.
    """
    fingerprint = f"{by.person_id}|{call.pk}|{how}|{person}|{happened_at}"
    if (known := journal.replay(key=key, service="check_in", fingerprint=fingerprint)) is not None:
        return CheckIn.objects.get(pk=known)
    choice(how, [each.value for each in How], "how")
    ready = files.prepare(photo) if photo is not None else None
    call = locked_call(by, call)
    whistle = call.whistle
    who: int | None = getattr(person, "pk", person) or by.person_id
    if who is None:
        raise Invalid(_("Say who arrived."), fields={"person": _("Say who arrived.")})
    # Until the first of a unit arrives, nobody of it can be there already.
    standing = call.arrived_at and CheckIn.objects.filter(call=call, person=who, left_at=None).first()
    if standing:
        return standing
    edge = permit("check_in", by, whistle, call)
    metres = _metres(whistle, position)
    _check_arrival(by, call, How(how), who, metres, positioned=position is not None, photographed=ready is not None)
    at = moment(happened_at, after=call.acknowledged_at or call.called_at)
    lon, lat = position or (None, None)
    picture = files.attach(by=by, subject=whistle.subject, upload=ready, place=whistle.place) if ready else None
    made = rows.insert(
        CheckIn(
            call=call, person_id=who, how=how, arrived_at=at, lon=lon, lat=lat, metres=metres, photo=picture,
            recorded_by_id=by.person_id, recorded_at=clock.now(),
        )
    )  # fmt: skip
    values: dict[str, Any] = {"state": edge.to}
    if call.acknowledged_at is None:
        values |= {"acknowledged_at": at, "acknowledged_by_id": by.person_id}
    if call.arrived_at is None or at < call.arrived_at:
        values["arrived_at"] = at
    change(call, **values)
    unit = call.organisation_id
    report(
        whistle,
        events.CHECKED_IN,
        by,
        at,
        party=unit,
        unit=unit,
        call=call.pk,
        check_in=made.pk,
        how=how,
        metres=metres,
    )
    tell_partnership(by, whistle, arrived=unit)
    journal.remember(key=key, service="check_in", fingerprint=fingerprint, result=made.pk)
    return made


@service
def leave_site(
    *, by: Viewer, check_in: CheckIn, reason: str = "", happened_at: datetime | None = None, key: str | None = None
) -> CheckIn:
    """Somebody goes before the whistle is concluded: a reason is demanded and shown. Twice is once."""
    fingerprint = f"{by.person_id}|{check_in.pk}|{reason}"
    if (known := journal.replay(key=key, service="leave_site", fingerprint=fingerprint)) is not None:
        return CheckIn.objects.get(pk=known)
    call = locked_call(by, check_in.call)
    row = CheckIn.objects.get(pk=check_in.pk)
    if row.left_at is not None:
        return row
    edge = permit("leave", by, call.whistle, call)
    reason = words(reason, "reason", most=500, needed=False)
    check(leave_refusal(call.whistle.state_is, reason))
    row.left_at, row.leave_reason = moment(happened_at, after=row.arrived_at), reason
    row.save(update_fields=["left_at", "leave_reason"])
    if not CheckIn.objects.filter(call=call, left_at=None).exists():
        change(call, state=edge.to)
    report(
        call.whistle, events.LEFT, by, row.left_at, party=call.organisation_id,
        unit=call.organisation_id, call=call.pk, check_in=row.pk, who=row.person_id,
    )  # fmt: skip
    journal.remember(key=key, service="leave_site", fingerprint=fingerprint, result=row.pk)
    return row


@service
def report_whistle(
    *,
    by: Viewer,
    call: Call,
    text: str,
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Report:
    """The unit tells what it found and did so far; ``photos`` are uploads."""
    fingerprint = f"{by.person_id}|{call.pk}|{text}|{len(photos)}"
    if (known := journal.replay(key=key, service="report_whistle", fingerprint=fingerprint)) is not None:
        return Report.objects.get(pk=known)
    ready = [files.prepare(photo) for photo in photos]
    call = locked_call(by, call)
    permit("report", by, call.whistle, call)
    text = words(text, "text", most=5000)
    twin = Report.objects.filter(
        call=call, by=by.person_id, text=text, recorded_at__gte=clock.now() - DOUBLE_CLICK
    ).first()
    if twin is not None:
        return twin
    at = moment(happened_at, after=call.called_at)
    kept = [files.attach(by=by, subject=call.whistle.subject, upload=each, place=call.whistle.place) for each in ready]
    made = Report.objects.create(
        call=call, text=text, photos=[each.pk for each in kept], by_id=by.person_id,
        happened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    unit = call.organisation_id
    report(call.whistle, events.REPORTED, by, at, party=unit, unit=unit, call=call.pk, report=made.pk)
    journal.remember(key=key, service="report_whistle", fingerprint=fingerprint, result=made.pk)
    return made


def _metres(whistle: Whistle, position: tuple[float, float] | None) -> int | None:
    if position is None or whistle.lon is None or whistle.lat is None:
        return None
    return round(metres_between((whistle.lon, whistle.lat), position))


def _check_arrival(
    by: Viewer, call: Call, how: How, who: int, metres: int | None, *, positioned: bool, photographed: bool
) -> None:
    """Raise Refused unless this shows that ``who`` of the called unit is there."""
    another = who != by.person_id
    own = Who.UNIT in policy.standing(by, call.whistle, call).who
    on_site = how is How.LIST and (
        Who.COMMUNITY in policy.standing(by, call.whistle, call).who or policy.is_on_site(by, call.whistle)
    )
    fence = policies.value("whistles.fence", call.whistle.place)
    arrival = Arrival(how, positioned, metres, photographed, another, on_site)
    check(arrival_refusal(arrival, fence))
    if another or not own:
        members = parties.people_of(call.organisation).filter(pk=who)
        if not members.exists():
            raise Refused(_("She does not belong to %(unit)s; choose one of its people.") % {"unit": call.organisation})
