from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """One stored file and what may be told about it; who may fetch it is decided by its ``subject``."""

    subject = models.CharField(max_length=60, db_collation="C", db_index=True)
    file = models.FileField(upload_to="attachments/%Y/%m/")
