"""Decisions about settings, and the notices of working days. Both only grow; triggers forbid changing them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

#: Seconds after which a process reads policies again that another process decided (see ``selectors``).
FRESH_SECONDS = 30


class PolicyRow(models.Model):
    """One decision: from ``in_force_from`` on, ``key`` is ``value`` at ``place`` and below.

    It ends where the next row of the same key and place begins, so rows cannot overlap. ``value`` null gives the
    matter back to the wider place. A row not yet in force may be withdrawn, never one that is.
    """

    key = models.CharField(max_length=60, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C", blank=True)
    value = models.JSONField(null=True)
    in_force_from = models.DateTimeField()
    for_open_cases = models.BooleanField(default=False)
    reason = models.TextField()
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "place", "in_force_from"],
                condition=Q(withdrawn_at=None),
                name="policies_one_row_per_moment",
            ),
            models.CheckConstraint(condition=Q(in_force_from__gte=F("decided_at")), name="policies_never_in_the_past"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__lt=F("in_force_from")),
                name="policies_withdrawn_before_force",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="policies_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.key} @ {self.place or '*'}"


class CalendarYear(models.Model):
    """The notice of one year as loaded on one day; the youngest row of a year counts.

    ``days`` is a list of ``[date, off, name]``. ``provisional`` marks a guess of the library that the State Council's
    notice will replace.
    """

    year = models.PositiveSmallIntegerField()
    days = models.JSONField()
    provisional = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    loaded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year", "-id"], name="policies_year_latest")]

    def __str__(self) -> str:
        return str(self.year)
