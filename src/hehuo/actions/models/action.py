from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from hehuo.actions.rules import FINAL, Moment, Notice, State

_FINAL = sorted(state.value for state in FINAL)


class Action(models.Model):
    """One joint action (联合行动) of a partnership on one day, drawn from its agreed plan."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, db_collation="C")
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    meeting_point = models.CharField(max_length=200)
    leader = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.label) for one in State], default="draft")
    notice = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Notice], blank=True)
    announced_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="under_way"), name="actions_one_under_way"
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="actions_state"),
            models.CheckConstraint(
                condition=Q(state__in=_FINAL, ended_at__isnull=False)
                | (~Q(state__in=_FINAL) & Q(ended_at__isnull=True)),
                name="actions_final_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "under_way"])
                | Q(announced_at__isnull=False, begun_at__isnull=False, leader__isnull=False),
                name="actions_begun_was_announced",
            ),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True) | ~Q(notice=""), name="actions_announced_somehow"
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-starts_at"], name="actions_of_partnership"),
            models.Index(fields=["place", "-starts_at"], name="actions_by_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The action's name in the journal and in files."""
        return f"action:{self.pk}"

    @property
    def state_is(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def final(self) -> bool:
        """Whether nothing changes any more."""
        return self.state_is in FINAL


class Closing(models.Model):
    """How an action ended, once and for good: what was reached, or why it was broken off."""

    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="closing")
    aborted = models.BooleanField()
    words = models.TextField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="actions_closing_says_why")]

    def __str__(self) -> str:
        return f"closing {self.action_id}"


class Picture(models.Model):
    """A photo of the action and when in its course it was taken; ``step`` where it shows one step's work."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="pictures")
    step = models.ForeignKey("actions.Step", null=True, on_delete=models.PROTECT, related_name="pictures")
    attachment = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=8, choices=[(one.value, one.label) for one in Moment])
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "attachment", "moment"], name="actions_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}:{self.moment}"

    @property
    def taken_at(self) -> datetime:
        """When it was taken, as the photo itself says, else when it was added."""
        return self.attachment.taken_at or self.added_at
