"""Erasing what an entry says, and saying so."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid, NotFound
from hehuo.ground.service import service
from hehuo.journal import policy
from hehuo.journal.events import ERASED, ERASURE_REASONS
from hehuo.journal.models import Entry, Payload

from .writing import append


@service
def erase_payload(*, by: Viewer, entry: int, reason: str) -> bool:
    """Erase the payload (body and salt) of entry number ``entry``; its chain stays whole.

    The erasure is itself an entry on the same chain. ``reason`` is a code of ``ERASURE_REASONS``. Returns False where
    it was erased before. Raises NotFound, NotAllowed (administrators only), Invalid for an unknown reason, and for the
    journal's own entries, on which proofs rest.
    """
    row = Entry.objects.filter(pk=entry).first()
    if row is None:
        raise NotFound(_("There is no such entry."))
    policy.require_erase(by, row)
    if reason not in ERASURE_REASONS:
        raise Invalid(_("Choose one of the reasons."), fields={"reason": _("Choose one of the reasons.")})
    if row.name.startswith("journal."):
        raise Invalid(_("What the journal says about itself names nobody and stays."))
    payload = Payload.objects.select_for_update().get(pk=entry)
    if payload.erased_at is not None:
        return False
    Payload.objects.filter(pk=entry).update(body=None, salt=b"", erased_at=clock.now())
    append(
        subject=row.subject,
        kind=ERASED,
        payload={"entry": entry, "reason": reason},
        by=by,
        place=row.place,
        threads=row.threads,
    )
    return True
