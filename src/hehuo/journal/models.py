"""What the journal keeps. Triggers in the migrations forbid changing or cutting it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Visibility(models.IntegerChoices):
    """Who may read an entry's sentence."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2


class Entry(models.Model):
    """One thing that happened, as the header that is hashed; ids and codes only, nothing personal."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=60, db_collation="C")
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    threads = ArrayField(models.CharField(max_length=60), default=list)
    actor = models.BigIntegerField(null=True)
    party = models.BigIntegerField(null=True)
    place = models.CharField(max_length=80, db_collation="C", blank=True)
    visibility = models.PositiveSmallIntegerField(choices=Visibility)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="journal_one_per_sequence")]
        indexes = [GinIndex(fields=["threads"], name="journal_threads", fastupdate=True)]


class Payload(models.Model):
    """What an entry says, salted, apart from it, so that it can be erased and the chain still holds."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)


class Head(models.Model):
    """Where the chain of one subject ends; the row that an append locks."""

    subject = models.CharField(max_length=60, db_collation="C", primary_key=True)
    sequence = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)


class Undelivered(models.Model):
    """The outbox: an entry that the relay has not yet handed to its handlers."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="+")
