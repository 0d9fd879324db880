from __future__ import annotations

from django.db import models
from django.db.models import Q


class StoragePlace(models.Model):
    """A place that keeps things free of charge: where, who keeps the key, when it is open."""

    place = models.CharField(max_length=80, db_collation="C")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    keeper = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    hours = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=Q(closed_at__isnull=True), name="custody_storage_name_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="custody_storage_can_be_found"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Its name in the journal and for its pictures."""
        return f"storage:{self.pk}"
