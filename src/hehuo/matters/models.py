from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Tree(models.Model):
    """A category tree: the default one, or another city's own."""

    code = models.CharField(max_length=40, db_collation="C", unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9][a-z0-9-]*$"), name="matters_tree_code")
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One matter that people complain about. A child's code continues its parent's, so "all of 01" is a prefix.

    Inactive ones stay for the cases that carry them and cannot be chosen any more.
    """

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="categories")
    code = models.CharField(max_length=20, db_collation="C")
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tree", "code"], name="matters_code_once"),
            models.UniqueConstraint(
                fields=["tree", "parent", "name"],
                nulls_distinct=False,
                condition=Q(active=True),
                name="matters_name_once_per_parent",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Za-z]+$"), name="matters_category_code"),
        ]

    def __str__(self) -> str:
        return self.name


class TagKind(models.TextChoices):
    """The two official families of tags on a case."""

    SEVEN_FIVE = "seven_five", _("Seven haves and five natures")
    MONTHLY = "monthly", _("Monthly question")


class Tag(models.Model):
    """A tag across categories: one of 七有五性, or the monthly question of one month (``month`` = its first day)."""

    code = models.CharField(max_length=40, db_collation="C", unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=TagKind)
    month = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="monthly", month__isnull=False) | Q(kind="seven_five", month__isnull=True),
                name="matters_month_of_question",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TreeChoice(models.Model):
    """Which tree the cases of a place (and of all below it that choose none) are classified by."""

    place = models.CharField(max_length=80, db_collation="C", unique=True)
    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.place}: {self.tree}"
