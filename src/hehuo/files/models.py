"""Stored files. The bytes lie in the storage under a random name; who may fetch them is decided by the subject."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from hehuo.journal.kinds import Visibility


class FileKind(models.TextChoices):
    """What a file is to the reader."""

    PHOTO = "photo", pgettext_lazy("file", "Photo")
    DOCUMENT = "document", pgettext_lazy("file", "Document")
    AUDIO = "audio", pgettext_lazy("file", "Recording")


class Attachment(models.Model):
    """One stored file of a subject such as ``case:12``.

    ``original`` is the digest of what was sent, so that the same file sent twice is one row; ``sha256`` of what is
    kept. A photo's position (WGS-84) and time were read before its metadata was removed; they are as internal as the
    subject's policy makes them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=10, choices=FileKind)
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    original = models.BinaryField(max_length=32)
    file = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_lon = models.FloatField(null=True)
    taken_lat = models.FloatField(null=True)
    taken_at = models.DateTimeField(null=True)
    visibility = models.PositiveSmallIntegerField(choices=Visibility, default=Visibility.INTERNAL)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "original"], name="files_once_per_subject"),
            models.CheckConstraint(
                condition=Q(taken_lon=None, taken_lat=None)
                | Q(taken_lon__range=(-180, 180), taken_lat__range=(-90, 90)),
                name="files_position_whole",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown in the page."""
        return self.kind == FileKind.PHOTO
