from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from hehuo.custody.rules import GRANTS, PROCEDURES, Authority, Basis, Danger, Spot, Step

from .inventory import Inventory, Item

_AUTHORITIES = [(one.value, one.label) for one in Authority]


class Consent(models.Model):
    """An owner's signed consent to this list and no other: where to, for how long, free return (basis A)."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="consents")
    items = models.ManyToManyField(Item, related_name="consents")
    owner_mark = models.BinaryField(max_length=32)
    signer_name = models.BinaryField()
    authority = models.CharField(max_length=20, choices=_AUTHORITIES)
    #: The owner's authority in writing was shown, and how (its date, where it lies).
    authority_paper = models.CharField(max_length=200, blank=True)
    destination = models.ForeignKey("custody.StoragePlace", on_delete=models.PROTECT, related_name="+")
    storage_until = models.DateField()
    free_return = models.BooleanField(default=True)
    signed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner_mark=b""), name="custody_consent_of_somebody"),
            models.CheckConstraint(
                condition=~Q(authority="family_authorised") | ~Q(authority_paper=""), name="custody_consent_authority"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(signed_at__isnull=False), name="custody_consent_was_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its signature."""
        return f"consent:{self.pk}"


class WatchAgreement(models.Model):
    """An owner's agreement about later findings at named points for a period; revocable at any time (basis A)."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    partnership = models.ForeignKey("partnerships.Partnership", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, db_collation="C")
    points = ArrayField(models.CharField(max_length=200))
    owner_name = models.BinaryField()
    owner_mark = models.BinaryField(max_length=32)
    signer_name = models.BinaryField()
    authority = models.CharField(max_length=20, choices=_AUTHORITIES)
    authority_paper = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    storage = models.ForeignKey("custody.StoragePlace", on_delete=models.PROTECT, related_name="+")
    storage_days = models.PositiveSmallIntegerField()
    free_return = models.BooleanField(default=True)
    signed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_secret = models.BooleanField(default=False)
    secret = models.BinaryField(max_length=32)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="custody_agreement_period"),
            models.CheckConstraint(condition=~Q(owner_mark=b""), name="custody_agreement_of_somebody"),
            models.CheckConstraint(condition=Q(points__len__gt=0), name="custody_agreement_has_points"),
            models.CheckConstraint(
                condition=~Q(authority="family_authorised") | ~Q(authority_paper=""),
                name="custody_agreement_authority",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(signed_at__isnull=False), name="custody_agreement_was_signed"
            ),
        ]
        indexes = [models.Index(fields=["place", "ends_on"], name="custody_agreement_by_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its signature."""
        return f"agreement:{self.pk}"


class Notice(models.Model):
    """A notice posted where things stand that look abandoned: which, since when, signed by two (basis B)."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="notices")
    items = models.ManyToManyField(Item, related_name="notices")
    where = models.CharField(max_length=200)
    days = models.PositiveSmallIntegerField()
    signers = models.ManyToManyField("parties.Person", related_name="+")
    posted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(days__gte=7), name="custody_notice_days")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its pictures."""
        return f"posting:{self.pk}"


class Proceeding(models.Model):
    """A competent authority's own procedure over a list of things (basis C1 to C4)."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    basis = models.CharField(max_length=2, choices=[(one.value, one.label) for one in PROCEDURES])
    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="proceedings")
    items = models.ManyToManyField(Item, related_name="proceedings")
    authority = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Spot])
    law = models.CharField(max_length=200)
    reference = models.CharField(max_length=80, blank=True)
    grant = models.CharField(max_length=20, blank=True, choices=[(code, law) for code, (law, _who) in GRANTS.items()])
    urgent = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=500, blank=True)
    hold_days = models.PositiveSmallIntegerField(default=30)
    order_until = models.DateTimeField(null=True)
    demand_until = models.DateTimeField(null=True)
    cuts_utilities = models.BooleanField(default=False)
    danger = models.CharField(max_length=12, blank=True, choices=[(one.value, one.label) for one in Danger])
    immediate = models.BooleanField(default=False)
    performer = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    disinterested = models.BooleanField(default=False)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=[one.value for one in PROCEDURES]), name="custody_procedure"),
            models.CheckConstraint(condition=Q(hold_days__range=(1, 30)), name="custody_seized_at_most"),
            models.CheckConstraint(
                condition=Q(urgent=False) | ~Q(urgent_reason=""), name="custody_urgent_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its papers."""
        return f"proceeding:{self.pk}"

    @property
    def basis_is(self) -> Basis:
        """The basis as the rules know it."""
        return Basis(self.basis)


class Officer(models.Model):
    """An officer who carries a procedure out, with the number of the certificate."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proceeding", "person"], name="custody_officer_once"),
            models.UniqueConstraint(fields=["proceeding", "certificate"], name="custody_certificate_once"),
            models.CheckConstraint(condition=~Q(certificate=""), name="custody_officer_certified"),
        ]

    def __str__(self) -> str:
        return self.certificate


class ProceedingStep(models.Model):
    """One step of a procedure as it was written down; the first of each kind counts. Names are sealed."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=24, choices=[(one.value, one.label) for one in Step])
    words = models.TextField(blank=True)
    name = models.BinaryField(null=True)
    refused_to_sign = models.BooleanField(default=False)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["proceeding", "step"], name="custody_step_once")]

    def __str__(self) -> str:
        return self.step

    @property
    def subject(self) -> str:
        """For its papers and signatures."""
        return f"proceeding-step:{self.pk}"


class ObjectionKind(models.TextChoices):
    """Whether somebody says no, or says that it is hers."""

    OBJECTION = "objection", pgettext_lazy("custody", "Objection")
    CLAIM = "claim", pgettext_lazy("custody", "Says that it is hers")


class Objection(models.Model):
    """Somebody says no at the door, or says under a notice that it is hers. It stops A and B until that very person
    takes it back; staff cannot decide it away."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="objections")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=10, choices=ObjectionKind, default=ObjectionKind.OBJECTION)
    name = models.BinaryField(null=True)
    text = models.TextField(blank=True)
    by_owner = models.BooleanField(default=False)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_words = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("raised_at")), name="custody_objection_order"
            ),
        ]
        indexes = [models.Index(fields=["inventory"], condition=Q(ended_at=None), name="custody_objections_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def subject(self) -> str:
        """For the signature under its withdrawal."""
        return f"objection:{self.pk}"
