"""What the journal keeps. Triggers in migration 0002 forbid changing or cutting it.

No foreign key leaves this room, and inside it only the numbers tell what belongs together: the chain, not the
constraint, proves that nothing is missing.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q

from .kinds import Visibility
from .rules import Header, SealHeader

__all__ = ["Entry", "Failure", "Head", "Key", "Leaf", "Payload", "Seal", "Undelivered", "Visibility"]


class Entry(models.Model):
    """One thing that happened, as the header that is hashed; ids and codes only, nothing personal."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=60, db_collation="C")
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=60, db_collation="C")
    #: Further subjects on whose timelines the entry appears (its own goes without saying).
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
        indexes = [
            GinIndex(fields=["threads"], name="journal_threads", condition=~Q(threads=[])),
            models.Index(fields=["place", "id"], name="journal_place"),
            models.Index(fields=["actor", "id"], name="journal_actor", condition=Q(actor__isnull=False)),
            BrinIndex(fields=["recorded_at"], name="journal_recorded"),
        ]

    @property
    def header(self) -> Header:
        """What is hashed, besides number, previous hash and digest."""
        return Header(
            subject=self.subject,
            name=self.name,
            threads=tuple(self.threads),
            actor=self.actor,
            party=self.party,
            place=self.place,
            visibility=self.visibility,
            happened_at=self.happened_at,
            recorded_at=self.recorded_at,
        )


class Payload(models.Model):
    """What an entry says, salted, apart from it, so that it can be erased and the chain still holds."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload", db_constraint=False
    )
    salt = models.BinaryField(max_length=16)
    body = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)


class Head(models.Model):
    """Where the chain of one subject ends; the row that an append locks."""

    subject = models.CharField(max_length=60, db_collation="C", primary_key=True)
    sequence = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    #: The hash before ``hash``; lets one statement move the head and tell the entry what it follows.
    prev = models.BinaryField(max_length=32)


class Seal(models.Model):
    """One day's seal: the Merkle root over every chain that grew since the last seal, chained to that seal."""

    number = models.PositiveIntegerField(primary_key=True)
    day = models.DateField(unique=True)
    root = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField()
    #: The last entry that the seal covers.
    up_to = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    @property
    def header(self) -> SealHeader:
        """What is hashed and published."""
        return SealHeader(
            number=self.number,
            day=self.day,
            root=bytes(self.root),
            count=self.count,
            up_to=self.up_to,
            sealed_at=self.sealed_at,
            prev=bytes(self.prev),
        )


class Leaf(models.Model):
    """The head of one chain as a seal found it; ``position`` is its place in the seal's tree."""

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves", db_constraint=False, db_index=False)
    position = models.PositiveIntegerField()
    subject = models.CharField(max_length=60, db_collation="C")
    sequence = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="journal_leaf_position"),
            models.UniqueConstraint(fields=["subject", "sequence"], name="journal_leaf_once"),
        ]


class Undelivered(models.Model):
    """The outbox: an entry that the relay has not yet handed to its handlers."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )


class Failure(models.Model):
    """A handler that did not manage an entry: it is tried again until it does, or a person starts it again.

    ``error`` names the kind of error and where it arose, never its text (which may quote a person's data).
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    handler = models.CharField(max_length=120)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    #: Out of retries: nothing happens any more until somebody starts it again.
    given_up = models.BooleanField(default=False)
    solved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="journal_one_failure_per_handler")]
        indexes = [models.Index(fields=["last_at"], name="journal_open_failures", condition=Q(solved_at=None))]


class Key(models.Model):
    """A request that was answered, so that its retry is answered the same (kept for ``KEPT_DAYS``)."""

    service = models.CharField(max_length=160)
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32)
    result = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "key"], name="journal_key_once")]
