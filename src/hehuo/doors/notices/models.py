"""The door's own log: what was sent because of which entry. Nothing below refers to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a notice travels."""

    EMAIL = "email", pgettext_lazy("notice", "E-mail")


class Status(models.TextChoices):
    """How far a notice came."""

    SENDING = "sending", pgettext_lazy("notice", "Being sent")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    FAILED = "failed", pgettext_lazy("notice", "Failed, tried again")
    SKIPPED = "skipped", pgettext_lazy("notice", "Not sent")


class Delivery(models.Model):
    """One notice over one channel because of one journal entry; never the address, never the words."""

    entry = models.BigIntegerField()
    subject = models.CharField(max_length=60, db_collation="C")
    notice = models.CharField(max_length=60, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C", blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    status = models.CharField(max_length=10, choices=Status, default=Status.SENDING)
    #: Why it was not sent, as a code: ``late``, ``told_before``, ``no_address``; or the kind of the last error.
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "channel"], name="notices_once_per_entry")]
        indexes = [
            models.Index(fields=["subject", "notice"], name="notices_by_subject"),
            models.Index(fields=["place", "-id"], name="notices_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.entry}"
