"""Organisations come, change, take a seat, leave it, and end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, Refused
from hehuo.ground.seats import Seat
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.parties import events, policy
from hehuo.parties.models import Organisation, SeatHolding, ServedPlace
from hehuo.parties.rules import OrganisationKind, normal_uscc
from hehuo.parties.selectors import today
from hehuo.places import selectors as places

from .people import end_memberships


@service
def add_organisation(
    *,
    by: Viewer,
    kind: str,
    name: str,
    place: str,
    short_name: str = "",
    parent: Organisation | None = None,
    uscc: str = "",
    enforces: bool | None = None,
    serves: Iterable[str] = (),
    valid_from: date | None = None,
    key: str | None = None,
) -> Organisation:
    """Enter an organisation at home at ``place``; it serves ``serves`` (``place`` when none is named).

    ``enforces`` defaults to what its kind has. Raises Invalid for a wrong code or number, Conflict when the name or the
    number is taken, NotAllowed outside the administrator's place.
    """
    policy.check_may_keep(by, place)
    fingerprint = f"{by.person_id}\n{kind}\n{name}\n{place}"
    if known := journal.replay(key=key, service="add_organisation", fingerprint=fingerprint):
        return Organisation.objects.get(pk=int(known))
    facts = OrganisationKind(kind).facts
    row = Organisation(
        kind=OrganisationKind(kind).value,
        name=_name(name),
        short_name=clean(short_name),
        parent=parent,
        place=_place(place),
        uscc=_uscc(uscc),
        enforces=facts.enforces if enforces is None else enforces,
        valid_from=valid_from or today(),
    )
    _save(row)
    _serve(row, serves or (place,))
    journal.append(
        subject=f"organisation:{row.pk}",
        kind=events.ORGANISATION_ADDED,
        payload={"organisation": row.pk, "kind": row.kind},
        by=by,
        place=row.place,
    )
    journal.remember(key=key, service="add_organisation", fingerprint=fingerprint, result=row.pk)
    return row


@service
def change_organisation(
    *,
    by: Viewer,
    organisation: Organisation,
    name: str,
    short_name: str = "",
    parent: Organisation | None = None,
    uscc: str = "",
    enforces: bool = False,
    serves: Iterable[str] = (),
) -> Organisation:
    """Say anew what an organisation is; its kind and home stay (another kind is another organisation).

    Raises Invalid, Conflict, NotAllowed; Refused when it would become a part of itself.
    """
    row = _locked(organisation)
    policy.check_may_keep(by, row.place)
    _check_parent(row, parent)
    wanted = {
        "name": _name(name),
        "short_name": clean(short_name),
        "parent": parent,
        "uscc": _uscc(uscc),
        "enforces": enforces,
    }
    served = sorted(set(serves) or {row.place})
    if all(getattr(row, field) == value for field, value in wanted.items()) and served == _served(row):
        return row
    for field, value in wanted.items():
        setattr(row, field, value)
    _save(row)
    _serve(row, served)
    journal.append(
        subject=f"organisation:{row.pk}",
        kind=events.ORGANISATION_CHANGED,
        payload={"organisation": row.pk},
        by=by,
        place=row.place,
    )
    return row


@service
def close_organisation(*, by: Viewer, organisation: Organisation, on: date | None = None) -> Organisation:
    """The organisation takes part no more from ``on`` (today) on: its seats fall vacant, its members' roles end.

    Closing what is closed changes nothing. Raises NotAllowed, Invalid for a day before it began.
    """
    row = _locked(organisation)
    policy.check_may_keep(by, row.place)
    on = on or today()
    if row.valid_to is not None and row.valid_to <= on:
        return row
    if on < row.valid_from:
        raise Invalid(_("It cannot end before it starts."), fields={"on": _("It cannot end before it starts.")})
    for holding in row.seats.select_for_update().filter(valid_to=None):
        _end_seat(by, holding, on)
    end_memberships(by=by, memberships=row.memberships.select_for_update().filter(valid_to=None), on=on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    journal.append(
        subject=f"organisation:{row.pk}",
        kind=events.ORGANISATION_CLOSED,
        payload={"organisation": row.pk, "day": on},
        by=by,
        place=row.place,
    )
    return row


@service
def seat_organisation(
    *, by: Viewer, organisation: Organisation, seat: str, place: str, valid_from: date | None = None
) -> SeatHolding:
    """Seat an organisation on one of the six seats at ``place`` from ``valid_from`` (today) on.

    Who sits there already keeps sitting (the same row comes back). Raises NotAllowed, Conflict where the seat is held
    from a later day, Refused for an organisation that has ended.
    """
    row = _locked(organisation)
    policy.check_may_keep(by, place)
    day = valid_from or today()
    if not row.holds_on(day):
        raise Refused(
            _("%(organisation)s does not take part on that day. Please choose another organisation or another day.")
            % {"organisation": row}
        )
    sitting = row.seats.filter(seat=Seat(seat).value, place=_place(place))
    for holding in sitting:
        if holding.holds_on(day):
            return holding
    holding = SeatHolding(organisation=row, seat=Seat(seat).value, place=place, valid_from=day)
    try:
        with transaction.atomic():
            holding.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("It already takes this seat from a later day on. Please end that first.")) from error
    _report_seat(by, holding, events.SEATED)
    return holding


@service
def unseat(*, by: Viewer, holding: SeatHolding, on: date | None = None) -> SeatHolding:
    """The organisation leaves its seat from ``on`` (today) on; leaving twice is leaving once. Raises NotAllowed."""
    row = SeatHolding.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=holding.pk)
    policy.check_may_keep(by, row.place)
    on = on or today()
    if row.valid_to is None or row.valid_to > on:
        _end_seat(by, row, on)
    return row


def _end_seat(by: Viewer, holding: SeatHolding, on: date) -> None:
    holding.valid_to = max(on, holding.valid_from)
    holding.save(update_fields=["valid_to"])
    _report_seat(by, holding, events.UNSEATED)


def _report_seat(by: Viewer, holding: SeatHolding, kind: Kind) -> None:
    journal.append(
        subject=f"organisation:{holding.organisation_id}",
        kind=kind,
        payload={"organisation": holding.organisation_id, "seat": holding.seat, "at": holding.place},
        by=by,
        place=holding.place,
        threads=[f"place:{holding.place}"],
    )


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _save(row: Organisation) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "uscc" in str(error):
            taken = _("Another organisation is entered with this credit code.")
            raise Conflict(taken, fields={"uscc": taken}) from error
        taken = _("An organisation of this name is already entered here.")
        raise Conflict(taken, fields={"name": taken}) from error


def _serve(row: Organisation, wanted: Iterable[str]) -> None:
    wanted = {_place(place) for place in wanted}
    ServedPlace.objects.filter(organisation=row).exclude(place__in=wanted).delete()
    ServedPlace.objects.bulk_create(
        [ServedPlace(organisation=row, place=place) for place in sorted(wanted)], ignore_conflicts=True
    )


def _served(row: Organisation) -> list[str]:
    return sorted(row.serves.values_list("place", flat=True))


def _check_parent(row: Organisation, parent: Organisation | None) -> None:
    step = parent.pk if parent else None
    while step is not None:
        if step == row.pk:
            raise Refused(_("An organisation cannot be a part of itself. Please choose another one above it."))
        step = Organisation.objects.values_list("parent", flat=True).get(pk=step)


def _name(name: str) -> str:
    name = clean(name)
    if not name or len(name) > 120:
        raise Invalid(_("Please write the name."), fields={"name": _("A name of 1 to 120 characters.")})
    return name


def _place(place: str) -> str:
    if not places.exists(place):
        raise Invalid(_("There is no such place."), fields={"place": _("There is no such place.")})
    return place


def _uscc(text: str) -> str:
    if not text.strip():
        return ""
    code = normal_uscc(text)
    if code is None:
        bad = _("This credit code is not right: please compare the 18 characters.")
        raise Invalid(bad, fields={"uscc": bad})
    return code
