"""Dissuasion in writing (劝阻提示单). It compels nobody; it says what is asked, by when, and on which ground."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Delivery, DissuasionNotice, Fault
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import (
    acting_for,
    choice,
    day_of,
    fault,
    keep,
    moment,
    name,
    numbered,
    place_code,
    report,
    require,
    words,
)

if TYPE_CHECKING:
    from hehuo.cases.models import Case
    from hehuo.partnerships.models import Partnership


@service
def issue_dissuasion(
    *,
    by: Viewer,
    place: str,
    point: str,
    kind: str,
    demand: str,
    deadline: date,
    case: Case | None = None,
    partnership: Partnership | None = None,
    person_name: str = "",
    delivery: str = "handed",
    signature: Any = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> DissuasionNotice:
    """A dissuasion notice in two copies: time, place, ``kind`` (``models.Fault``), demand, deadline.

    ``delivery``: handed (with or without ``signature``), refused, posted. Raises NotAllowed, Invalid, Conflict.
    """
    code = place_code(place)
    require(policy.may_dissuade(by, code), _("Only those who work at this place dissuade in writing here."))
    about = (case and case.pk, partnership and partnership.pk)
    told = f"{by.person_id}|{code}|{point}|{kind}|{demand}|{deadline}|{about}"
    if (known := journal.replay(key=key, service="custody.issue_dissuasion", fingerprint=told)) is not None:
        return DissuasionNotice.objects.get(pk=known)
    at = moment(happened_at)
    if deadline < day_of(at):
        fault("deadline", _("This day is over."))
    row = DissuasionNotice.objects.create(
        **numbered(DissuasionNotice, "D", day_of(at)),
        case=case,
        partnership=partnership,
        place=code,
        point=words(point, "point", most=200),
        kind=choice(kind, Fault.values, "kind"),
        demand=words(demand, "demand", most=2000),
        deadline=deadline,
        name=name(person_name, "person_name"),
        delivery=choice(delivery, Delivery.values, "delivery"),
        organisation_id=acting_for(by),
        by_id=by.person_id,
        happened_at=at,
        recorded_at=clock.now(),
    )
    if signature is not None:
        keep(by, row.subject, signature, place=code, at=at, secret=True)
    report(row.subject, events.DISSUADED, by, place=code, partnership=partnership, happened_at=at,
           party=row.organisation_id, threads=[case.subject] if case else [], notice=row.pk, fault=row.kind,
           until=deadline)  # fmt: skip
    journal.remember(key=key, service="custody.issue_dissuasion", fingerprint=told, result=row.pk)
    return row
