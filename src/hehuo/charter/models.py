"""Charters as they stand in the register: versions, clauses, duties, and what a residents' committee may be asked."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground import clock
from hehuo.ground.seats import Seat

from .rules import DutyKind, Nature, Standing, State, Within, state

_SEATS = [(seat.value, seat.label) for seat in Seat]
_KINDS = [(kind.value, kind.label) for kind in DutyKind]
_NATURES = [(nature.value, nature.label) for nature in Nature]
_STANDINGS = [(s.value, s.label) for s in (Standing.OWN, Standing.ASSIST)]
_IN_FORCE = Func("in_force_from", "in_force_to", Value("[)"), function="daterange")


def _same_id(column: str) -> tuple[Func, str]:
    """Equality as overlap of one-element ranges, so that no extension is needed for an exclusion."""
    return Func(column, column, Value("[]"), function="int8range"), "&&"


def _same_text(column: str) -> tuple[Func, str]:
    hashed = Func(column, Value(0), function="hashtextextended")
    return Func(hashed, hashed, Value("[]"), function="int8range"), "&&"


class Charter(models.Model):
    """One charter of one place: what the parties there have promised one another, in all its versions."""

    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    nature = models.CharField(max_length=20, choices=_NATURES)
    title = models.CharField(max_length=120)
    #: The category tree whose codes the clauses use.
    tree = models.CharField(max_length=40, default="default")
    #: The versions that somebody may read, newest first; filled by the selectors of lists.
    shown: list[Version]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(nature__in=[nature.value for nature in Nature]), name="charter_known_nature"
            ),
            models.UniqueConstraint(fields=["place", "nature", "title"], name="charter_one_title_per_place"),
        ]

    def __str__(self) -> str:
        return self.title


class Status(models.TextChoices):
    """How far a version has come. Whether it is in force today follows from its dates and is never stored."""

    DRAFT = "draft", pgettext_lazy("charter", "Draft")
    COMMENT = "comment", _("Open for comment")
    DECIDED = "decided", pgettext_lazy("charter", "Decided")
    PUBLISHED = "published", pgettext_lazy("charter", "Published")


class Ending(models.TextChoices):
    """Why a version went out of force."""

    AMENDED = "amended", pgettext_lazy("charter", "Amended")
    REPEALED = "repealed", _("Repealed")


class Version(models.Model):
    """One wording of a charter: drafted, commented, decided, then in force from one day up to, not including, another.

    A *starter* version is text that came with the installation and works until the place has adopted its own.
    """

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    preamble = models.TextField(blank=True)
    starter = models.BooleanField(default=False)
    comment_from = models.DateField(null=True)
    comment_until = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    decision_reference = models.CharField(max_length=120, blank=True)
    votes = models.CharField(max_length=200, blank=True)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ending_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="charter_known_status"),
            models.UniqueConstraint(fields=["charter", "number"], name="charter_one_version_per_number"),
            models.UniqueConstraint(
                fields=["charter"],
                condition=~Q(status=Status.PUBLISHED.value),
                name="charter_one_draft_at_a_time",
                violation_error_message=_("There is already a draft of this charter."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PUBLISHED.value, in_force_from__isnull=False)
                | (~Q(status=Status.PUBLISHED.value) & Q(in_force_from__isnull=True)),
                name="charter_in_force_when_published",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DECIDED.value, Status.PUBLISHED.value])
                | Q(starter=True)
                | (Q(decided_on__isnull=False) & ~Q(decided_by="") & ~Q(decision_reference="")),
                name="charter_decision_on_record",
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(in_force_from__gte=F("decided_on")),
                name="charter_not_before_decision",
            ),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True, ending="")
                | (Q(in_force_to__isnull=False, in_force_to__gte=F("in_force_from")) & ~Q(ending="")),
                name="charter_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(comment_from__isnull=True, comment_until__isnull=True)
                | Q(comment_from__isnull=False, comment_until__gte=F("comment_from")),
                name="charter_comment_period",
            ),
            ExclusionConstraint(
                name="charter_one_version_in_force",
                expressions=[_same_id("charter"), (_IN_FORCE, "&&")],
                condition=Q(in_force_from__isnull=False),
                violation_error_message=_("Another version is in force on some of these days."),
            ),
        ]
        indexes = [models.Index(fields=["charter", "in_force_from"], name="charter_version_in_force")]

    def __str__(self) -> str:
        return f"{self.charter_id}v{self.number}"

    def state_on(self, day: date) -> State:
        """What this version is on ``day``."""
        return state(self.status, self.in_force_from, self.in_force_to, self.ending, day)

    @property
    def state(self) -> State:
        """What this version is today in Beijing."""
        return self.state_on(clock.now().astimezone(clock.BEIJING).date())

    @property
    def open(self) -> bool:
        """Whether its text may still be changed; what is out for comment stands still."""
        return self.status == Status.DRAFT


class Clause(models.Model):
    """One clause: a number to cite it by, plain text, and the matters it speaks about (empty: all matters)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    text = models.TextField()
    matters = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="charter_one_clause_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="charter_clause_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Duty(models.Model):
    """What one seat owes by one clause, within which time and on which condition.

    ``kinds`` narrows the seat to kinds of organisations (the police station within the backing); empty means whoever
    sits there.
    """

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="duties")
    position = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=20, choices=_SEATS)
    kind = models.CharField(max_length=20, choices=_KINDS)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    text = models.CharField(max_length=300)
    condition = models.CharField(max_length=200, blank=True)
    within_minutes = models.PositiveIntegerField(null=True, blank=True)
    within_working_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["clause", "position"], name="charter_one_duty_per_position"),
            models.CheckConstraint(condition=Q(seat__in=[seat.value for seat in Seat]), name="charter_known_seat"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in DutyKind]), name="charter_known_duty"),
            models.CheckConstraint(
                condition=Q(within_minutes__isnull=True) | Q(within_working_days__isnull=True),
                name="charter_one_way_to_count_time",
            ),
            models.CheckConstraint(
                condition=(Q(within_minutes__isnull=True) | Q(within_minutes__gte=1))
                & (Q(within_working_days__isnull=True) | Q(within_working_days__gte=1)),
                name="charter_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}:{self.kind}"

    @property
    def within(self) -> Within:
        """How soon it is owed."""
        return Within(self.within_minutes, self.within_working_days)


class CommunityTask(models.Model):
    """One line of the list of tasks of the residents' committees at a place: its own, or one it only assists with.

    Source: 《北京市接诉即办工作条例》 art. 17, 《北京市街道办事处条例》 art. 32. An empty ``matter`` speaks of all.
    """

    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    matter = models.CharField(max_length=20, blank=True)
    standing = models.CharField(max_length=10, choices=_STANDINGS)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=[Standing.OWN.value, Standing.ASSIST.value]), name="charter_known_standing"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="charter_task_period"
            ),
            ExclusionConstraint(
                name="charter_one_standing_per_matter",
                expressions=[
                    _same_text("place"),
                    _same_text("matter"),
                    (Func("valid_from", "valid_to", Value("[)"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}:{self.matter}:{self.standing}"
