from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases.rules import ENDED, Stage
from hehuo.cases.rules.stages import RUNNING


class Kind(models.TextChoices):
    """What the person wants (《北京市接诉即办工作条例》 art. 11), plus praise."""

    CONSULT = "consult", pgettext_lazy("kind of case", "Question")
    HELP = "help", pgettext_lazy("kind of case", "Request for help")
    COMPLAIN = "complain", pgettext_lazy("kind of case", "Complaint")
    REPORT = "report", pgettext_lazy("kind of case", "Report of a wrong")
    SUGGEST = "suggest", pgettext_lazy("kind of case", "Suggestion")
    PRAISE = "praise", pgettext_lazy("kind of case", "Praise")


class PublicState(models.TextChoices):
    """Whether the square shows it: nothing is public before somebody reviewed it."""

    UNREVIEWED = "unreviewed", _("Not reviewed yet")
    PUBLISHED = "published", _("On the public page")
    WITHHELD = "withheld", _("Kept off the public page")


class Solved(models.TextChoices):
    """What the call-back said of the matter."""

    YES = "yes", pgettext_lazy("solved", "Solved")
    PARTLY = "partly", pgettext_lazy("solved", "Partly solved")
    NO = "no", pgettext_lazy("solved", "Not solved")


class Case(models.Model):
    """One complaint (诉求) from its receipt to its end. ``due_at``, ``unit``, ``stage`` are projections that the
    services keep; who complained stands in :class:`Complainant` and is never joined by default."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C")
    source = models.CharField(max_length=30, db_collation="C", default="web")
    source_ref = models.CharField(max_length=80, db_collation="C", null=True)  # noqa: DJ001 - no reference is no identity
    source_digest = models.BinaryField(max_length=32, null=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HELP)
    category = models.ForeignKey("matters.Category", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    stage = models.CharField(max_length=12, choices=[(s.value, s.label) for s in Stage], default=Stage.RECEIVED)
    grade = models.PositiveSmallIntegerField(default=3)
    urgent = models.BooleanField(default=False)
    hard = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    contact_by = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    policy_version = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    solved = models.CharField(max_length=8, choices=Solved, blank=True)
    public_state = models.CharField(max_length=10, choices=PublicState, default=PublicState.UNREVIEWED)
    public_title = models.CharField(max_length=120, blank=True)
    public_text = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    secret = models.BinaryField(max_length=32)
    tags = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=Q(source_ref__isnull=False), name="cases_one_per_source_ref"
            ),
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="cases_grade"),
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="cases_stage"),
            models.CheckConstraint(
                condition=Q(stage__in=sorted(s.value for s in ENDED), closed_at__isnull=False)
                | (~Q(stage__in=sorted(s.value for s in ENDED)) & Q(closed_at__isnull=True)),
                name="cases_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["answered", "called_back"]) | Q(answered_at__isnull=False),
                name="cases_answered_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(public_state="published") | (~Q(public_title="") & ~Q(public_text="")),
                name="cases_published_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="cases_position",
            ),
            models.CheckConstraint(
                condition=~Q(stage="shelved") | Q(review_on__isnull=False), name="cases_shelved_has_review"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-opened_at"], name="cases_by_place"),
            models.Index(
                F("due_at"), F("place"),
                condition=Q(stage__in=sorted(s.value for s in RUNNING)),
                name="cases_running_by_due",
            ),
            models.Index(
                fields=["unit", "due_at"],
                condition=~Q(stage__in=sorted(s.value for s in ENDED)),
                name="cases_open_by_unit",
            ),
            models.Index(
                fields=["place", "-published_at"], condition=Q(public_state="published"), name="cases_public_by_place"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The case's name in the journal, in files and in holds."""
        return f"case:{self.pk}"

    @property
    def stage_is(self) -> Stage:
        """The stage as the rules know it."""
        return Stage(self.stage)
