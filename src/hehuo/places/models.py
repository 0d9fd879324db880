from __future__ import annotations

from django.db import models


class Place(models.Model):
    """One node of the division tree, from a province to a dwelling; ``code`` is its name everywhere."""

    code = models.CharField(max_length=80, db_collation="C", unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name
