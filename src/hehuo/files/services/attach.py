"""Storing a prepared file with its row and its journal entry."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.files import policy
from hehuo.files.events import ATTACHED, SHOWN
from hehuo.files.models import Attachment
from hehuo.files.rules import EXTENSIONS
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.kinds import Visibility
from hehuo.journal.services import append
from hehuo.policies import selectors as policies

from .prepare import Prepared, prepare


@service
def attach(
    *,
    by: Viewer,
    subject: str,
    upload: File[bytes] | Prepared,
    visibility: Visibility = Visibility.INTERNAL,
    place: str = "",
    captured: tuple[float, float] | None = None,
    captured_at: datetime | None = None,
) -> Attachment:
    """Keep ``upload`` with ``subject`` (``"case:12"``); the same file again is the same row.

    Whether she may add a file to the subject is decided by the calling service. ``captured`` (lon, lat; WGS-84) and
    ``captured_at`` are what the app measured; without them the photo's own record counts. ``place`` is the subject's.
    Pass what :func:`prepare` gave to keep drawing out of the transaction. Raises Invalid (see :func:`prepare`) and
    Refused when the subject has too many files.
    """
    ready = upload if isinstance(upload, Prepared) else prepare(upload, place=place)
    with connection.cursor() as cursor:
        # Two uploads at once: the second waits, then finds the same file or the right count.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('files.attach'), hashtext(%s))", [subject])
    there = Attachment.objects.filter(subject=subject)
    same = there.filter(original=ready.original).first()
    if same is not None:
        return same
    most = policies.value("files.per_subject", place)
    if there.count() >= most:
        raise Refused(_("There are %(most)s files already; more are not kept.") % {"most": most})
    lon, lat = captured or ready.taken or (None, None)
    row = Attachment(
        uuid=uuid4(),
        subject=subject,
        kind=ready.kind,
        name=ready.name,
        content_type=ready.content_type,
        size=len(ready.data),
        sha256=hashlib.sha256(ready.data).digest(),
        original=ready.original,
        width=ready.width,
        height=ready.height,
        taken_lon=lon,
        taken_lat=lat,
        taken_at=captured_at or ready.taken_at,
        visibility=visibility,
        by_id=by.person_id,
        created_at=clock.now(),
    )
    _store(row, ready)
    try:
        row.save(force_insert=True)
        append(
            subject=f"file:{row.pk}",
            kind=ATTACHED,
            payload={"file": row.pk, "kind": row.kind},
            by=by,
            place=place,
            threads=[subject],
        )
    except BaseException:
        for stored in (row.file.name, row.thumbnail.name):
            if stored:
                default_storage.delete(stored)
        raise
    return row


def _store(row: Attachment, ready: Prepared) -> None:
    ending = EXTENSIONS[ready.content_type]
    folder = f"attachments/{row.created_at:%Y/%m}"
    row.file.name = default_storage.save(f"{folder}/{row.uuid}{ending}", ContentFile(ready.data))
    if ready.thumbnail:
        name = f"{folder}/{row.uuid}-small{ending}"
        row.thumbnail.name = default_storage.save(name, ContentFile(ready.thumbnail))


@service
def show(*, by: Viewer, attachment: Attachment, visibility: Visibility) -> Attachment:
    """Let more or fewer people see a file. The calling service has checked that she decides about the subject.

    Raises NotFound where she may not see the file herself.
    """
    row = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if not policy.may_see(by, row):
        raise NotFound(_("There is no such file."))
    if row.visibility != visibility:
        row.visibility = visibility
        row.save(update_fields=["visibility"])
        append(
            subject=f"file:{row.pk}",
            kind=SHOWN,
            payload={"file": row.pk, "audience": visibility},
            by=by,
            threads=[row.subject],
        )
    return row
