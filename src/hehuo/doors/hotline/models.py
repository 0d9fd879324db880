"""Files of work orders that somebody uploaded, and what became of them. Nothing below refers to this table."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import pgettext_lazy


class RunStage(models.TextChoices):
    """How far an uploaded file is."""

    CHECKING = "checking", pgettext_lazy("import", "Being looked through")
    CHECKED = "checked", pgettext_lazy("import", "Looked through")
    RUNNING = "running", pgettext_lazy("import", "Being taken in")
    DONE = "done", pgettext_lazy("import", "Taken in")
    FAILED = "failed", pgettext_lazy("import", "Could not be read")


class ImportRun(models.Model):
    """One uploaded file; its figures are the dry run's until it is ``running``. The file is deleted at the end."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(max_length=80, db_collation="C")
    map = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    file = models.FileField(max_length=200, blank=True)
    stage = models.CharField(max_length=10, choices=RunStage, default=RunStage.CHECKING)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    trouble = models.TextField(blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-uploaded_at"], name="hotline_runs_by_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def working(self) -> bool:
        """Whether the worker is at it."""
        return self.stage in {RunStage.CHECKING, RunStage.RUNNING}
