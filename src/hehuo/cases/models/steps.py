"""What happened to a case, one row per step."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .case import Case, Solved


class Assignment(models.Model):
    """A unit was asked to answer for a case: level 1 platform → subdistrict, level 2 subdistrict → section or
    community. One open lead per level; assistants beside it."""

    class Level(models.IntegerChoices):
        SUBDISTRICT = 1, _("To the subdistrict")
        UNIT = 2, _("Inside the subdistrict")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    level = models.PositiveSmallIntegerField(choices=Level)
    unit = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField(default=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "level"], condition=Q(lead=True, ended_at__isnull=True), name="cases_one_open_lead"
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(lead=False, ended_at__isnull=True), name="cases_assists_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "case"], name="cases_assigned_to_unit")]


class RecordKind(models.TextChoices):
    CONTACT = "contact", pgettext_lazy("record", "Contact")
    VISIT = "visit", pgettext_lazy("record", "Visit")
    MEDIATION = "mediation", pgettext_lazy("record", "Mediation")
    DISSUASION = "dissuasion", pgettext_lazy("record", "Dissuasion")
    NOTE = "note", pgettext_lazy("record", "Note")
    SUPPLEMENT = "supplement", pgettext_lazy("record", "Information from the complainant")
    DECISION = "decision", pgettext_lazy("record", "Decision")


class Outcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("outcome", "Reached")
    NOT_REACHED = "not_reached", pgettext_lazy("outcome", "Not reached")
    AGREED = "agreed", pgettext_lazy("outcome", "Agreed")
    PARTLY = "partly", pgettext_lazy("outcome", "Partly agreed")
    REFUSED = "refused", pgettext_lazy("outcome", "Refused")
    DONE = "done", pgettext_lazy("outcome", "Done")


class Record(models.Model):
    """One thing that somebody did or learned: a call, a visit, a talk, a note. ``first`` marks the first contact."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=12, choices=RecordKind)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    first = models.BooleanField(default=False)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(first=True), name="cases_one_first_contact"),
            models.CheckConstraint(
                condition=Q(first=False) | Q(kind="contact", outcome="reached"), name="cases_first_contact_reached"
            ),
        ]
        indexes = [models.Index(fields=["case", "happened_at"], name="cases_records_in_order")]


class Extension(models.Model):
    """More time (延期, art. 15): reason, complainant told, platform notified."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    reason = models.CharField(max_length=1000)
    due_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    platform_notified_at = models.DateTimeField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="cases_extension_reason"),
            models.CheckConstraint(condition=Q(due_at__gt=F("due_before")), name="cases_extension_later"),
        ]


class Return(models.Model):
    """An internal return (退单): who, why, and the examination by another person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()
    examined_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    examined_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    decision = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(examined_at__isnull=True), name="cases_one_return"),
            models.CheckConstraint(
                condition=Q(examined_by__isnull=True) | ~Q(examined_by=F("by")), name="cases_return_examined_by_other"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cases_return_reason"),
        ]


class Objection(models.Model):
    """An objection to the platform's assignment (派单异议, art. 12), sent to the hotline agency, and its outcome."""

    class Result(models.TextChoices):
        PENDING = "pending", pgettext_lazy("objection", "Waiting for the hotline agency")
        UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
        REJECTED = "rejected", pgettext_lazy("objection", "Rejected")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result, default=Result.PENDING)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(result="pending"), name="cases_one_objection"),
        ]


class Satisfied(models.TextChoices):
    YES = "yes", pgettext_lazy("satisfied", "Satisfied")
    MOSTLY = "mostly", pgettext_lazy("satisfied", "Mostly satisfied")
    NO = "no", pgettext_lazy("satisfied", "Not satisfied")


class CallBack(models.Model):
    """One asking whether it helped: the hotline's own (official, imported) or ours (预回访). ``by`` is empty for the
    hotline and where the complainant answered by link."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="call_backs")
    official = models.BooleanField(default=False)
    reached = models.BooleanField()
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8, choices=Solved, blank=True)
    satisfied = models.CharField(max_length=8, choices=Satisfied, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    by_resident = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reached=True) | Q(solved="", satisfied=""), name="cases_unreached_mute"),
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="cases_call_backs_in_order")]


class Hold(models.Model):
    """A higher room asks that the case stay open: ``room`` and ``subject`` say who, ``reason`` why (a code).

    The order's clock runs on: it never waits for a partnership.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=40)
    room = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, db_collation="C")
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "subject"], condition=Q(released_at__isnull=True), name="cases_held_once"
            ),
        ]
