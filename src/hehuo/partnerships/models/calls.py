"""What the table asks of everybody, and what people offered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name

from .table import Partnership


class OpenCall(models.Model):
    """A request for help that anybody may answer ("I can help"). Its words are public: no names, no flats."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(max_length=120)
    text = models.TextField()
    until = models.DateField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["closed_at", "-opened_at"], name="partnerships_calls_open")]

    def __str__(self) -> str:
        return self.title


class OfferState(models.TextChoices):
    NEW = "new", pgettext_lazy("offer", "New")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted with thanks")
    DECLINED = "declined", pgettext_lazy("offer", "Declined with thanks")


class Offer(models.Model):
    """Somebody offered help; name and contact are sealed and read by those who lead only."""

    call = models.ForeignKey(OpenCall, on_delete=models.PROTECT, related_name="offers")
    text = models.TextField()
    name = models.BinaryField()
    contact = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.NEW)
    answer = models.CharField(max_length=1000, blank=True)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "digest"], name="partnerships_offer_once"),
            models.CheckConstraint(
                condition=Q(state="new", answered_at__isnull=True) | ~Q(state="new") & Q(answered_at__isnull=False),
                name="partnerships_offer_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def shown(self) -> str:
        """Who offered, masked."""
        try:
            return mask_name(open_sealed(bytes(self.name)))
        except Unreadable:
            return "**"
