"""Who takes part: organisations, people, what they may do and for how long, and how they are reached."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Role
from hehuo.ground.seats import Seat

from .rules import ROLE_LABELS, ContactKind, OrganisationKind, Period

KIND_CHOICES = [(kind.value, kind.label) for kind in OrganisationKind]
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
SEAT_CHOICES = [(seat.value, seat.label) for seat in Seat]
CONTACT_CHOICES = [(kind.value, kind.label) for kind in ContactKind]

#: Spans that meet only where ids are equal: an exclusion constraint without the btree_gist extension.
_DAYS = Func("valid_from", "valid_to", Value("[)"), function="daterange")


def _same(column: str) -> tuple[Func, str]:
    return Func(column, column, Value("[]"), function="int8range"), "&&"


def _same_text(column: str) -> tuple[Func, str]:
    hashed = Func(column, Value(0), function="hashtextextended")
    return Func(hashed, hashed, Value("[]"), function="int8range"), "&&"


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("It cannot end before it starts."),
    )


class Person(models.Model):
    """A natural person who acts in the system; an account is optional."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account: how a person signs in. What she may do hangs on the person's memberships."""

    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")
    language = models.CharField(max_length=10, default="zh-hans")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="parties_one_account_per_email")
        ]


class Lasting(models.Model):
    """Days from ``valid_from`` up to, not including, ``valid_to``; open where empty."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        """The days it holds, as the rules read them."""
        return Period(self.valid_from, self.valid_to)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.period.holds(day)


class Organisation(Lasting):
    """A party that is not a person: committee, office, company, department, social unit…"""

    kind = models.CharField(max_length=40, choices=KIND_CHOICES)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    #: Where it is at home; whoever administers this place administers the organisation.
    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    uscc = models.CharField(max_length=18, blank=True)
    #: Whether it has enforcement power of its own (Administrative Coercion Law art. 17): none by agreement or charter.
    enforces = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="parties_one_organisation_per_uscc"),
            models.UniqueConstraint(
                fields=["place", "name"], condition=Q(valid_to__isnull=True), name="parties_one_name_per_place"
            ),
            _ends_after_start("parties_organisation_period"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class ServedPlace(models.Model):
    """One place prefix that an organisation serves, with everything below it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="serves")
    place = models.CharField(max_length=80, db_collation="C", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "place"], name="parties_serves_once")]

    def __str__(self) -> str:
        return self.place


class SeatHolding(Lasting):
    """An organisation sits on one of the six seats at a place; several may share a seat, none twice at a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    seat = models.CharField(max_length=20, choices=SEAT_CHOICES)
    place = models.CharField(max_length=80, db_collation="C", db_index=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="parties_seated_once",
                expressions=[_same("organisation"), _same_text("seat"), _same_text("place"), (_DAYS, "&&")],
            ),
            _ends_after_start("parties_seat_period"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}@{self.place}"


class Membership(Lasting):
    """A person belongs to an organisation for a while, with a title, and where ``role`` is set, with that access."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    #: Empty for members who need no access (an owner on the committee).
    role = models.CharField(max_length=20, choices=ROLE_CHOICES, blank=True)
    #: Where the role holds: this place and everything below it.
    place = models.CharField(max_length=80, db_collation="C")
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="parties_member_once",
                expressions=[
                    _same("person"),
                    _same("organisation"),
                    _same_text("role"),
                    _same_text("place"),
                    (_DAYS, "&&"),
                ],
            ),
            _ends_after_start("parties_membership_period"),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="parties_members_by_role")]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.role}@{self.place}"

    def get_role(self) -> Role | None:
        """The role as the access rules know it."""
        return Role(self.role) if self.role else None


class Contact(models.Model):
    """How somebody can be reached, sealed; of a person, of an organisation, or of a caller whom no row here names."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    kind = models.CharField(max_length=10, choices=CONTACT_CHOICES)
    sealed = models.BinaryField()
    fingerprint = models.BinaryField(max_length=32, null=True)
    kept_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(organisation__isnull=True), name="parties_contact_of_one"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, fingerprint__isnull=False)
                | Q(erased_at__isnull=False, fingerprint__isnull=True, sealed=b""),
                name="parties_contact_erased_whole",
            ),
            models.UniqueConstraint(fields=["person", "kind", "fingerprint"], name="parties_contact_once_person"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "fingerprint"], name="parties_contact_once_organisation"
            ),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="parties_contact_match")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Invitation(models.Model):
    """A link by which a person makes her own account: once, within its time, as long as it was not withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(blank=True)
    #: SHA-256 of the token; the token itself is shown once and never stored.
    token = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="parties_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"
