"""Claiming and settling a notice. Between the two it is sent, outside any transaction: a mail server may be slow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, NotAllowed
from hehuo.ground.service import service
from hehuo.journal.relay import Event

from . import rules
from .models import Channel, Delivery, Status


@service
def claim_notice(*, by: Viewer, event: Event, channel: str = Channel.EMAIL) -> Delivery | None:
    """Take the notice about ``event`` to send it; None where it is settled or not worth sending.

    Raises NotAllowed for people (only the worker sends), Conflict while another worker is sending it.
    """
    _require_worker(by)
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                entry=event.entry,
                subject=event.subject,
                notice=event.name,
                place=event.place,
                channel=channel,
                begun_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    row = Delivery.objects.select_for_update().get(entry=event.entry, channel=channel)
    if row.status in {Status.SENT, Status.SKIPPED}:
        return None
    if row.status == Status.SENDING and row.attempts and not rules.sender_is_gone(row.begun_at, now):
        raise Conflict(_("Another worker is sending this notice."))
    reason = _not_worth_it(event, row)
    row.status, row.reason = (Status.SKIPPED, reason) if reason else (Status.SENDING, "")
    row.settled_at = now if reason else None
    row.begun_at = now
    row.attempts += not reason
    row.save()
    return None if reason else row


def _not_worth_it(event: Event, row: Delivery) -> str:
    if rules.too_late(event.happened_at, clock.now()):
        return "late"
    earlier = Delivery.objects.filter(subject=event.subject, notice=event.name, channel=row.channel)
    told = earlier.filter(entry__lt=event.entry).exclude(status=Status.SKIPPED)
    if rules.NOTICES[event.name].once and told.exists():
        return "told_before"
    return ""


@service
def settle_notice(*, by: Viewer, delivery: int, status: str, reason: str = "") -> bool:
    """Write down how sending went; False where it was settled before. ``reason`` is a code, never an address."""
    _require_worker(by)
    row = Delivery.objects.select_for_update().get(pk=delivery)
    if row.status != Status.SENDING:
        return False
    row.status, row.reason, row.settled_at = Status(status), reason[:60], clock.now()
    row.save(update_fields=["status", "reason", "settled_at"])
    return True


def _require_worker(by: Viewer) -> None:
    if not by.system:
        raise NotAllowed(_("Only the worker sends notices."))
