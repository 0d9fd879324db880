from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from .case import Case


class LedgerState(models.TextChoices):
    OPEN = "open", pgettext_lazy("ledger", "Open")
    WORKING = "working", pgettext_lazy("ledger", "Being worked on")
    SOLVED = "solved", pgettext_lazy("ledger", "Solved")
    DROPPED = "dropped", pgettext_lazy("ledger", "No longer a problem")


class LedgerEntry(models.Model):
    """One old problem of a community (问题台账), with or without a complaint; its age is derived from ``since``."""

    place = models.CharField(max_length=80, db_collation="C")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    source_ref = models.CharField(max_length=80, blank=True)
    since = models.DateField()
    state = models.CharField(max_length=10, choices=LedgerState, default=LedgerState.OPEN)
    owner = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    solved_on = models.DateField(null=True)
    how_solved = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "working"], solved_on__isnull=True)
                | Q(state__in=["solved", "dropped"], solved_on__isnull=False),
                name="cases_ledger_solved_is_dated",
            ),
            models.UniqueConstraint(
                fields=["place", "source", "source_ref"], condition=~Q(source_ref=""), name="cases_ledger_once"
            ),
        ]
        indexes = [models.Index(fields=["place", "state", "since"], name="cases_ledger_by_age")]

    def __str__(self) -> str:
        return self.title
