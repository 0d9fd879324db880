from __future__ import annotations

from django.db import models
from django.db.models import Q

from hehuo.actions.rules import StepKind, StepState

from .action import Action


class Step(models.Model):
    """One step of the day: what, who, and after which other steps. ``required`` ones cannot be left out."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in StepKind])
    title = models.CharField(max_length=120)
    member = models.ForeignKey("partnerships.Member", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: The task of the plan that it carries out.
    task = models.ForeignKey("partnerships.Task", null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ManyToManyField("self", symmetrical=False, related_name="before", blank=True)
    required = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=[(one.value, one.label) for one in StepState], default="open")
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "position"], name="actions_step_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True) | (~Q(state="open") & Q(done_at__isnull=False)),
                name="actions_step_dated",
            ),
            models.CheckConstraint(
                condition=Q(required=False) | ~Q(state="skipped"), name="actions_required_not_skipped"
            ),
            models.CheckConstraint(condition=~Q(state="skipped", note=""), name="actions_skipped_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_is(self) -> StepKind:
        """The kind as the rules know it."""
        return StepKind(self.kind)

    @property
    def state_is(self) -> StepState:
        """The state as the rules know it."""
        return StepState(self.state)
