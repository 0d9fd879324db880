from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from hehuo.ground import codes
from hehuo.ground.codes import Level

LEVELS = [
    (Level.PROVINCE, pgettext_lazy("division", "Province")),
    (Level.CITY, pgettext_lazy("division", "City")),
    (Level.DISTRICT, pgettext_lazy("division", "District")),
    (Level.SUBDISTRICT, pgettext_lazy("division", "Subdistrict")),
    (Level.COMMUNITY, pgettext_lazy("division", "Community")),
    (Level.ESTATE, pgettext_lazy("division", "Estate")),
    (Level.BUILDING, pgettext_lazy("division", "Building")),
    (Level.UNIT, pgettext_lazy("division", "Stairway unit")),
    (Level.DWELLING, pgettext_lazy("division", "Dwelling")),
]


class Usage(models.TextChoices):
    """What a dwelling is used for, as the register says."""

    HOME = "home", pgettext_lazy("usage", "Home")
    SHOP = "shop", pgettext_lazy("usage", "Shop")
    OFFICE = "office", pgettext_lazy("usage", "Office")
    PARKING = "parking", pgettext_lazy("usage", "Parking space")
    OTHER = "other", pgettext_lazy("usage", "Other")


def _code_fits_level() -> Q:
    fits = Q()
    for level in Level:
        fits |= Q(level=level.value, code__regex=codes.pattern(level))
    return fits


class Place(models.Model):
    """One node of the division tree, from a province to a dwelling; ``code`` is its name everywhere.

    ``valid_to`` is the first day on which it is no more. A re-coded place leaves a row with its old code here, closed,
    whose ``successor`` is the living one. Coordinates are WGS-84; ``outline`` is a list of polygons of rings of
    ``[lon, lat]``. Unofficial places (codes that the statistical bureau did not give out) say so wherever they show.
    """

    code = models.CharField(max_length=80, db_collation="C", unique=True)
    name = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    parent = models.ForeignKey(
        "self", to_field="code", db_column="parent_code", null=True, on_delete=models.PROTECT, related_name="+"
    )
    official = models.BooleanField(default=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    floor_area = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    usage = models.CharField(max_length=10, choices=Usage, blank=True)
    unsold = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_code_fits_level(), name="places_code_fits_level"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | Q(level__gt=Level.PROVINCE, parent__isnull=False, code__startswith=F("parent"))
                & ~Q(code=F("parent")),
                name="places_code_extends_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_valid_period",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False), name="places_succeeded_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                name="places_both_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(floor_area__isnull=True) | Q(floor_area__gt=0, level=Level.DWELLING),
                name="places_floor_area_of_dwelling",
            ),
        ]
        indexes = [
            models.Index(fields=["lat", "lon"], name="places_position", condition=Q(lat__isnull=False)),
            models.Index(fields=["level", "code"], name="places_level_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """How often the places of one subdistrict (``""``: wider ones) were written; in-memory indexes follow it."""

    scope = models.CharField(max_length=9, db_collation="C", primary_key=True)
    number = models.PositiveBigIntegerField(default=0)


class ManagementArea(models.Model):
    """A property management area (物业管理区域): the estates and buildings whose owners vote together."""

    name = models.CharField(max_length=100)
    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=Q(valid_to__isnull=True), name="places_area_name_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_area_valid_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaMember(models.Model):
    """That an estate or a building belongs to a management area; ``left_on`` closes it."""

    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="members")
    member = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(left_on__isnull=True), name="places_one_area_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} · {self.member}"


class Upload(models.Model):
    """A list of buildings and dwellings that somebody uploaded: checked first, applied once, rows dropped after."""

    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    filename = models.CharField(max_length=200)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    rows = models.JSONField(null=True)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.filename
