from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(models.Model):
    """A natural person who acts in the system; an account is optional."""

    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account: how a person signs in. What she may do hangs on the person's memberships."""

    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="+")


class Organisation(models.Model):
    """A party that is not a person: committee, office, company, department, social unit…"""

    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name
