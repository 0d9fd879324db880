from __future__ import annotations

from django.db import models


class Category(models.Model):
    """One node of a category tree (default tree: 20 first-level, 123 second-level)."""

    code = models.CharField(max_length=20, db_collation="C")
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.name
