from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import pgettext_lazy


class DutyKind(models.TextChoices):
    DAY = "day", pgettext_lazy("duty", "Day duty")
    NIGHT = "night", pgettext_lazy("duty", "Night duty")
    LEADING = "leading", pgettext_lazy("duty", "Leader on duty")


class TsTzRange(Func):
    """``tstzrange(start, end, '[)')``: back-to-back shifts touch without overlapping."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DutyShift(models.Model):
    """One person answers for a place from ``begins_at`` to ``ends_at`` (值班); a substitute takes over by name.

    Nobody stands twice at the same time in the roster: ids are compared as one-element ranges, because the embedded
    server has no btree_gist.
    """

    place = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=10, choices=DutyKind, default=DutyKind.DAY)
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="cases_shift_has_length"),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("person")), name="cases_substitute_is_other"
            ),
            ExclusionConstraint(
                name="cases_one_shift_at_a_time",
                expressions=[
                    (
                        Func(
                            F("person_id"), F("person_id"), Value("[]"),
                            function="INT8RANGE",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (TsTzRange("begins_at", "ends_at", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["place", "begins_at"], name="cases_roster")]


class HandOver(models.Model):
    """What one shift leaves to the next."""

    shift = models.ForeignKey(DutyShift, on_delete=models.PROTECT, related_name="hand_overs")
    text = models.TextField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
