"""Who complained is kept no longer than needed (PIPL art. 19, 47); what was done stays, without a name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events
from hehuo.cases.models import Complainant
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotAllowed
from hehuo.ground.service import service
from hehuo.parties import services as parties
from hehuo.policies import selectors as policies

from .steps import report


@service
def forget_complainants(*, by: Viewer, most: int = 500) -> int:
    """Delete name, contact and dwelling of up to ``most`` people whose cases ended longer ago than policy keeps them.

    The time is the one in force at the case's place when it ended. Returns how many were forgotten; a second worker
    passes over the rows that the first has in hand. Raises NotAllowed for all but the system.
    """
    if not by.system:
        raise NotAllowed(_("Only the house itself forgets, by its own clock."))
    now = clock.now()
    least = now - policies.value("cases.complainant.kept")
    rows = (
        Complainant.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("case", "contact")
        .filter(case__closed_at__lt=least)
        .order_by("case__closed_at")
    )
    forgotten = 0
    for row in rows[:most]:
        case = row.case
        if case.closed_at is None or case.closed_at + policies.value("cases.complainant.kept", case.place) > now:
            continue
        contact = row.contact
        row.delete()
        if contact is not None and contact.person_id is None and contact.organisation_id is None:
            parties.erase_contact(by=by, contact=contact)
        report(case, events.FORGOTTEN, by)
        forgotten += 1
    return forgotten
