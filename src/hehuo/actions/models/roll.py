from __future__ import annotations

from django.db import models
from django.db.models import Q

from hehuo.actions.rules import RollRole, RollState

from .action import Action


class Attendance(models.Model):
    """One line of the roll (点名签到): who is expected, in which standing, and what the roll-call found.

    Residents and others without account have a sealed ``name``. An officer is named by ``certificate``, the number of
    the enforcement certificate that she shows.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="roll")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("partnerships.Member", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(blank=True, default=b"")
    role = models.CharField(max_length=16, choices=[(one.value, one.label) for one in RollRole])
    certificate = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=[(one.value, one.label) for one in RollState], default="expected")
    reason = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="expected", called_at__isnull=True)
                | (~Q(state="expected") & Q(called_at__isnull=False)),
                name="actions_called_is_dated",
            ),
            models.CheckConstraint(condition=~Q(state="excused", reason=""), name="actions_excused_says_why"),
            models.UniqueConstraint(
                fields=["action", "person"], condition=Q(person__isnull=False), name="actions_person_once_on_roll"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "action"], name="actions_roll_by_unit")]

    def __str__(self) -> str:
        return f"{self.action_id}:{self.role}"

    @property
    def role_is(self) -> RollRole:
        """The standing as the rules know it."""
        return RollRole(self.role)

    @property
    def state_is(self) -> RollState:
        """What the roll-call found, as the rules know it."""
        return RollState(self.state)
