"""Limits that were counted over a year whose working days nobody knew yet (3-domain §3.1)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events
from hehuo.cases.models import Case
from hehuo.cases.rules import RUNNING
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed
from hehuo.ground.service import service

from .steps import limit_for, locked, report


@service
def recount_limits(*, by: Viewer, year: int) -> int:
    """Count the limits of running cases that reach into ``year`` or beyond anew; returns how many moved.

    An extension that was granted is kept where it is later. For the system alone: it follows from loading a year.
    """
    if not by.system:
        raise NotAllowed(_("Limits are recounted by the system when the working days of a year are loaded."))
    starts = datetime(year, 1, 1, tzinfo=clock.BEIJING)
    waiting = Case.objects.filter(stage__in=sorted(RUNNING), due_at__gte=starts).order_by("pk")
    return sum(_recounted(by, case) for case in waiting.iterator())


def _recounted(by: Viewer, case: Case) -> bool:
    case = locked(by, case)
    if case.stage not in RUNNING:
        return False
    extended = case.extensions.order_by("-due_at").values_list("due_at", flat=True).first()
    due = max(cast("list[datetime]", [moment for moment in (limit_for(case), extended) if moment]))
    if due == case.due_at:
        return False
    case.due_at = due
    case.save(update_fields=["due_at"])
    report(case, events.RECOUNTED, by, due_at=due)
    return True
