from __future__ import annotations

from django.db import models
from django.db.models import Q

from hehuo.actions.rules import Danger, Heard, Severity, Speaker

from .action import Action
from .roll import Attendance


class Admonition(models.Model):
    """An admonition before enforcement (执法前告诫): by whom, in which words, who heard it, what was answered."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="admonitions")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    officers = models.ManyToManyField(Attendance, related_name="+")
    text = models.TextField()
    heard_by = models.CharField(max_length=16, choices=[(one.value, one.label) for one in Heard])
    response = models.TextField(blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="actions_admonition_has_words")]

    def __str__(self) -> str:
        return f"admonition {self.pk}"


class Witness(models.Model):
    """Somebody who saw it and signs for that (见证人); the name is sealed. Files: ``witness:<pk>``."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="witnesses")
    name = models.BinaryField()
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=60, blank=True)
    signed = models.BooleanField(default=False)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Its name in files."""
        return f"witness:{self.pk}"


class Statement(models.Model):
    """What the person concerned, a relative, a witness said (陈述申辩), signed, or refused before a witness.

    The speaker's name is sealed. Files (drawn signature, paper record): ``statement:<pk>``.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="statements")
    speaker = models.CharField(max_length=16, choices=[(one.value, one.label) for one in Speaker])
    name = models.BinaryField(blank=True, default=b"")
    text = models.TextField()
    signed = models.BooleanField(default=False)
    on_paper = models.BooleanField(default=False)
    refused_to_sign = models.BooleanField(default=False)
    witness = models.ForeignKey(Witness, null=True, on_delete=models.PROTECT, related_name="statements")
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refused_to_sign=False) | Q(witness__isnull=False, signed=False),
                name="actions_refusal_has_witness",
            ),
            models.CheckConstraint(
                condition=Q(signed=True) | Q(on_paper=True) | Q(refused_to_sign=True),
                name="actions_statement_is_signed_somehow",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="actions_statement_has_words"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Its name in files."""
        return f"statement:{self.pk}"


class Incident(models.Model):
    """Something unforeseen on the day; the words of sensitive ones are for those who must know (PIPL art. 28)."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Danger])
    severity = models.CharField(max_length=8, choices=[(one.value, one.label) for one in Severity])
    text = models.TextField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return f"incident {self.pk}"
