"""Whistles as they stand in the register: who blew, who was called, who came, how it was judged."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from .rules import ENDED, CallState, Grade, How, Kind, State

_ENDED = sorted(state.value for state in ENDED)


class Whistle(models.Model):
    """One whistle (吹哨): the subdistrict calls units to a place. Its limits are kept as they were when it was blown;
    whether they were met is derived and never stored."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in Kind])
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in State], default=State.BLOWN.value)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    category = models.ForeignKey("matters.Category", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    by_organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    blown_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    blown_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)
    check_in_by = models.DateTimeField(null=True)
    conclude_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: What came of it; the reason where it was called off, taken back or not approved.
    result = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="whistles_kind"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="whistles_state"),
            models.CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | (~Q(state__in=_ENDED) & Q(ended_at__isnull=True)),
                name="whistles_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["blown", "concluded"]) | Q(blown_at__isnull=False),
                name="whistles_blown_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | ~Q(result=""), name="whistles_concluded_says_what"
            ),
            models.CheckConstraint(
                condition=Q(blown_by__isnull=True) | ~Q(blown_by=F("proposed_by")), name="whistles_approved_by_other"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(blown_at__isnull=True) | Q(ended_at__gte=F("blown_at")),
                name="whistles_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="whistles_at_place"),
            models.Index(fields=["partnership"], name="whistles_of_partnership"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and among files."""
        return f"whistle:{self.pk}"

    @property
    def kind_is(self) -> Kind:
        """The kind as the rules know it."""
        return Kind(self.kind)

    @property
    def state_is(self) -> State:
        """The state as the rules know it."""
        return State(self.state)


class Call(models.Model):
    """One unit called by a whistle, with the clause that says why; ``arrived_at`` is its first check-in.

    A refusal (art. 44 of the statute on subdistrict offices) and what the district decided stand beside it;
    ``explanation`` says why a unit that never came did not.
    """

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in CallState], default=CallState.CALLED.value
    )
    why = models.CharField(max_length=300, blank=True)
    clause_number = models.PositiveIntegerField(null=True)
    charter_title = models.CharField(max_length=120, blank=True)
    clause_url = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: Whether the district accepted the refusal.
    upheld = models.BooleanField(null=True)
    decision = models.CharField(max_length=1000, blank=True)
    #: Who decided at the district, and under which number.
    decision_reference = models.CharField(max_length=200, blank=True)
    explanation = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "organisation"], name="whistles_called_once"),
            models.UniqueConstraint(fields=["whistle"], condition=Q(lead=True), name="whistles_one_lead"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in CallState]), name="whistles_call_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "excused"]) | ~Q(refusal=""), name="whistles_refusal_reason"
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True) | ~Q(decision=""), name="whistles_decision_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="absent") | ~Q(explanation="") | ~Q(refusal=""), name="whistles_absence_explained"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_site", "left"]) | Q(arrived_at__isnull=False),
                name="whistles_there_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("called_at")),
                name="whistles_heard_after_call",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(arrived_at__gte=F("acknowledged_at")),
                name="whistles_there_after_heard",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="whistles_calls_of_unit")]

    def __str__(self) -> str:
        return f"{self.whistle_id}:{self.organisation_id}"

    @property
    def state_is(self) -> CallState:
        """The state as the rules know it."""
        return CallState(self.state)


class CheckIn(models.Model):
    """One person was there for a called unit: since when, how we know, and until when; WGS-84."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="check_ins")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=[(how.value, how.label) for how in How])
    arrived_at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.PositiveIntegerField(null=True)
    photo = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    #: Who wrote it down; another person where she was checked in by list.
    recorded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    leave_reason = models.CharField(max_length=500, blank=True)
    #: She stayed until the whistle was concluded.
    stayed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"], condition=Q(left_at__isnull=True), name="whistles_there_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="whistles_leaves_after"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(stayed=True) | ~Q(leave_reason=""), name="whistles_leaves_why"
            ),
            models.CheckConstraint(condition=Q(how__in=[how.value for how in How]), name="whistles_known_how"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}:{self.person_id}"


class Report(models.Model):
    """What a called unit found and did, in its own words; ``photos`` are ids of files of the whistle."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField()
    photos = ArrayField(models.BigIntegerField(), default=list, blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report {self.pk} of {self.call_id}"


class Assessment(models.Model):
    """What the subdistrict says of a unit's work, for the district's double assessment (《北京市街道办事处条例》
    art. 43), and the unit's answer."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="assessment")
    grade = models.CharField(max_length=4, choices=[(grade.value, grade.label) for grade in Grade])
    text = models.CharField(max_length=1000)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    reply = models.CharField(max_length=1000, blank=True)
    reply_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=[g.value for g in Grade]), name="whistles_known_grade"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="whistles_reply_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.call_id}"


class Rating(models.Model):
    """How residents saw a unit's work, one to five, by the link that was given to them; nobody is named."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(
        choices=[
            (n, label)
            for n, label in enumerate(
                (
                    pgettext_lazy("stars", "Very poor"),
                    pgettext_lazy("stars", "Poor"),
                    pgettext_lazy("stars", "Fair"),
                    pgettext_lazy("stars", "Good"),
                    pgettext_lazy("stars", "Very good"),
                ),
                1,
            )
        ]
    )
    words = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="whistles_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"rating of {self.call_id}"
