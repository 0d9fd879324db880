from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .inventory import Item


class ClaimState(models.TextChoices):
    """How far a claim is."""

    ASKED = "asked", pgettext_lazy("claim", "Asked for")
    FETCHED = "fetched", pgettext_lazy("claim", "Fetched")


class Claim(models.Model):
    """The owner asks for a thing back, and fetches it against a signature (files of ``claim:<id>``)."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=8, choices=ClaimState)
    name = models.BinaryField(null=True)
    words = models.CharField(max_length=500, blank=True)
    by_secret = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], name="custody_claimed_once"),
            models.CheckConstraint(
                condition=Q(state="fetched", fetched_at__isnull=False, name__isnull=False)
                | Q(state="asked", fetched_at__isnull=True),
                name="custody_fetched_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"

    @property
    def subject(self) -> str:
        """For the claimant's signature."""
        return f"claim:{self.pk}"


class Delivery(models.TextChoices):
    """How a dissuasion notice reached the person."""

    HANDED = "handed", pgettext_lazy("delivery", "Handed over")
    REFUSED = "refused", pgettext_lazy("delivery", "Not accepted, read out")
    POSTED = "posted", pgettext_lazy("delivery", "Left at the door")


class Fault(models.TextChoices):
    """What a dissuasion notice is about."""

    PILING = "piling", _("Things piled up in a common part")
    BLOCKING = "blocking", _("An evacuation route or fire lane is blocked")
    CHARGING = "charging", _("An electric bicycle is parked or charged indoors")
    OCCUPYING = "occupying", _("A common part is occupied")
    OTHER = "other", pgettext_lazy("fault", "Something else")


class DissuasionNotice(models.Model):
    """A dissuasion notice (劝阻提示单): two copies; time, place, kind, demand, deadline. It compels nobody."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, db_collation="C")
    point = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Fault)
    demand = models.TextField()
    deadline = models.DateField()
    name = models.BinaryField(null=True)
    delivery = models.CharField(max_length=8, choices=Delivery)
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(demand=""), name="custody_dissuasion_says_what")]
        indexes = [models.Index(fields=["place", "-happened_at"], name="custody_dissuasions_by_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its signature."""
        return f"dissuasion:{self.pk}"
