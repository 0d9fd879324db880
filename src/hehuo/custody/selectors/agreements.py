"""Watch agreements: whether one holds at a point now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.custody import policy
from hehuo.custody.models import WatchAgreement
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import NotFound

from .facts import covers


def agreements_in_force(place: str, point: str, at: datetime) -> list[WatchAgreement]:
    """All signed agreements in force at ``at`` that name ``point`` of ``place``, oldest first."""
    day = at.astimezone(BEIJING).date()
    rows = WatchAgreement.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at),
        place__in=codes.ancestors(place),
        signed_at__lte=at,
        starts_on__lte=day,
        ends_on__gte=day,
    ).order_by("signed_at", "pk")
    return [row for row in rows if covers(row, place, point)]


def agreement_in_force(place: str, point: str, at: datetime) -> WatchAgreement | None:
    """The agreement in force at ``at`` for ``point`` of ``place``; the latest where an owner signed anew."""
    found = agreements_in_force(place, point, at)
    return found[-1] if found else None


def agreement_for(viewer: Viewer, number: str) -> WatchAgreement:
    """The agreement with this number. Raises NotFound for those who may not know of it."""
    row = WatchAgreement.objects.select_related("storage", "partnership").filter(number=number).first()
    if row is None or not policy.may_know_at(viewer, row.place):
        raise NotFound(_("There is no such agreement."))
    return row


def agreements(viewer: Viewer) -> QuerySet[WatchAgreement]:
    """The agreements that she may know of, the latest first."""
    rows = WatchAgreement.objects.filter(policy.visible(viewer)).select_related("storage", "partnership")
    return rows.order_by("-recorded_at", "-pk")
