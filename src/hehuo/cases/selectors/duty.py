"""Who is on duty."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.cases import policy
from hehuo.cases.models import DutyShift
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound


def on_duty(place: str, at: datetime | None = None) -> list[DutyShift]:
    """Shifts that cover ``place`` (there or at a wider place) at a moment, now when None; the nearest place first."""
    at = at or clock.now()
    rows = DutyShift.objects.filter(place__in=codes.ancestors(place), begins_at__lte=at, ends_at__gt=at)
    return sorted(rows.select_related("person", "substitute"), key=lambda shift: (-len(shift.place), shift.pk))


def roster(viewer: Viewer, place: str, start: datetime, end: datetime) -> QuerySet[DutyShift]:
    """Shifts of ``place``, below it and of the wider places that cover it, between two moments; none for those who
    have no part in it.
    """
    near = Q(place__startswith=place) | Q(place__in=codes.ancestors(place))
    rows = DutyShift.objects.filter(near, begins_at__lt=end, ends_at__gt=start)
    if not viewer.has(*policy.AT_PLACE, place=place):
        return rows.none()
    return rows.select_related("person", "substitute").prefetch_related("hand_overs").order_by("begins_at", "pk")


def shift_for(viewer: Viewer, pk: int) -> DutyShift:
    """One shift. Raises NotFound for those who have no part in the roster of its place."""
    shift = DutyShift.objects.select_related("person", "substitute").filter(pk=pk).first()
    if shift is None or not viewer.has(*policy.AT_PLACE, place=shift.place):
        raise NotFound(_("There is no such shift."))
    return shift
