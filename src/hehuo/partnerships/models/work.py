"""What is found out, planned and done at the table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from hehuo.partnerships.rules import PLAN_STATES, TASK_STATES, PlanState, RiskKind, TaskState

from .table import STAGES, Member, Partnership

_PLANS = [(state.value, label) for state, label in PLAN_STATES.items()]
_TASKS = [(state.value, label) for state, label in TASK_STATES.items()]


class Survey(models.Model):
    """One look at the place together (现场查看); its photos are files of ``survey:<pk>``."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="surveys")
    findings = models.TextField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partnership", "happened_at"], name="partnerships_surveys")]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class SurveyParticipant(models.Model):
    """Who was there: a person who led it, or a member of the table."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, member__isnull=False) | Q(person__isnull=False, member__isnull=True),
                name="partnerships_participant_is_one",
            ),
            models.UniqueConstraint(fields=["survey", "person"], name="partnerships_led_once"),
            models.UniqueConstraint(fields=["survey", "member"], name="partnerships_present_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}:{self.person_id or self.member_id}"


class Plan(models.Model):
    """One version of what is to be done (方案): tasks, risks, and who agreed.

    ``admonition``: police or enforcement speak before anything is moved. ``joint_action``: there is an action day.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=_PLANS, default=PlanState.DRAFT)
    summary = models.TextField(blank=True)
    joint_action = models.BooleanField(default=True)
    admonition = models.BooleanField(default=False)
    drafted_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="partnerships_plan_per_version"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="draft"), name="partnerships_one_draft_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state__in=["agreed", "proposed"]), name="partnerships_one_live_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}v{self.version}"


class Task(models.Model):
    """One thing that one party does by one time (分工). ``root`` is the same task in the first plan that had it:
    its photos hang there. ``evidence`` says what has to be shown when it is done."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    after = models.ManyToManyField("self", symmetrical=False, related_name="before", blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    aftercare = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=_TASKS, default=TaskState.OPEN)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done") & Q(finished_at__isnull=True),
                name="partnerships_done_is_dated",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(result=""), name="partnerships_dropped_why"),
        ]
        indexes = [
            models.Index(
                fields=["member", "due_at"], condition=Q(state__in=["open", "started"]), name="partnerships_tasks_owed"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Where its photos hang, whichever version of the plan it stands in."""
        return f"task:{self.root_id or self.pk}"


class Risk(models.Model):
    """What may go wrong on the day, what is done then, and who stands ready (预案)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risks")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in RiskKind])
    level = models.PositiveSmallIntegerField()
    countermeasure = models.TextField(blank=True)
    stand_by = models.CharField(max_length=200, blank=True)
    stand_by_from = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__range=(1, 4)), name="partnerships_risk_level")]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Stance(models.TextChoices):
    AGREE = "agree", pgettext_lazy("stance", "Agrees")
    OBJECT = "object", pgettext_lazy("stance", "Objects")


class Agreement(models.Model):
    """What one member says to one plan; an objection has its reason. The latest word counts."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreements")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "member"], name="partnerships_one_word_per_member"),
            models.CheckConstraint(condition=~Q(stance="object") | ~Q(reason=""), name="partnerships_objects_why"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}:{self.stance}"


class StageReport(models.Model):
    """How it stands, for everybody at the table (阶段报告)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    stage = models.CharField(max_length=12, choices=STAGES)
    text = models.TextField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report {self.pk}"


class Fact(models.Model):
    """What a higher room reported down: one value per name and source; the later ``happened_at`` stands."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=40, db_collation="C")
    source = models.CharField(max_length=60, db_collation="C")
    value = models.IntegerField(default=1)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "name", "source"], name="partnerships_fact_once")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Override(models.Model):
    """A leader let the table pass although a line of the gate was open, for a written reason that the public reads."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="overrides")
    stage = models.CharField(max_length=12, choices=STAGES)
    round = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=80, db_collation="C")
    lacked = models.CharField(max_length=500)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "stage", "round", "code"], name="partnerships_overridden_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="partnerships_overridden_why"),
            models.CheckConstraint(
                condition=~Q(code__in=["action.admonished", "custody.basis"]), name="partnerships_law_stands"
            ),
        ]

    def __str__(self) -> str:
        return self.code
