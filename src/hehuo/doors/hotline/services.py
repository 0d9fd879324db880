"""An uploaded file of work orders: kept, looked through by the worker, taken in when somebody says so."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError, Invalid, NotFound, Refused
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal.services import append

from . import importing, maps, policy
from .events import IMPORTED, STARTED, UPLOADED
from .models import ImportRun, RunStage
from .rules import KEPT, MOST_REJECTED
from .sheets import MOST_BYTES

JOB = "hotline.work"


@service
def upload_file(*, by: Viewer, place: str, map: str, upload: File[bytes]) -> ImportRun:  # noqa: A002 - the page's word
    """Keep an uploaded file and let the worker look through it; nothing is taken in yet.

    Raises NotFound for a place that she does not dispatch, Invalid for an unknown map, an empty or too large file.
    """
    if not policy.may_import(by, place):
        raise NotFound(_("There is no such place for you to import to."))
    if map not in maps.shipped():
        raise Invalid(_("There is no such column map."), fields={"map": _("There is no such column map.")})
    size = upload.size or 0
    if not 0 < size <= MOST_BYTES:
        message = _("The file is empty or larger than %(most)s MB.") % {"most": MOST_BYTES >> 20}
        raise Invalid(message, fields={"file": message})
    row = ImportRun(
        uuid=uuid4(),
        place=place,
        map=map,
        name=clean(Path(upload.name or "").name)[-200:] or "file",
        by_id=by.person_id,
        uploaded_at=clock.now(),
    )
    row.file.name = default_storage.save(f"imports/{row.uuid}", upload)
    row.save(force_insert=True)
    append(subject=f"import:{row.pk}", kind=UPLOADED, payload={"run": row.pk}, by=by, place=place)
    app.configure_task(JOB, queue="imports").defer(run=row.pk)
    return row


@service
def start_import(*, by: Viewer, run: int) -> ImportRun:
    """Take in a file that was looked through; a second click changes nothing.

    Raises NotFound, and Refused while it is being looked through or when it could not be read.
    """
    row = ImportRun.objects.select_for_update().filter(pk=run).first()
    if row is None or not policy.may_import(by, row.place):
        raise NotFound(_("There is no such file."))
    if row.stage in {RunStage.RUNNING, RunStage.DONE}:
        return row
    if row.stage != RunStage.CHECKED:
        raise Refused(_("This file is not ready. Please wait until it was looked through, or upload a better one."))
    row.stage, row.total = RunStage.RUNNING, row.rows
    row.by_id = by.person_id
    row.save(update_fields=["stage", "total", "by"])
    append(subject=f"import:{row.pk}", kind=STARTED, payload={"run": row.pk}, by=by, place=row.place)
    app.configure_task(JOB, queue="imports").defer(run=row.pk)
    return row


def work(*, run: int, by: Viewer) -> None:
    """What the worker does with a file at its stage. Not one transaction: each batch lands by itself, twice is once."""
    row = ImportRun.objects.filter(pk=run).first()
    if row is None or not row.working:
        return
    dry_run = row.stage == RunStage.CHECKING

    def heard(outcome: importing.Outcome) -> None:
        ImportRun.objects.filter(pk=run).update(**outcome.counts())

    try:
        with tempfile.NamedTemporaryFile(suffix=".upload") as local:
            with default_storage.open(row.file.name, "rb") as stored:
                for chunk in stored.chunks():
                    local.write(chunk)
            local.flush()
            outcome = importing.import_file(
                by=by,
                path=Path(local.name),
                map=maps.shipped()[row.map],
                place=row.place,
                dry_run=dry_run,
                progress=heard,
            )
    except HehuoError as error:
        finish(by=by, run=run, stage=RunStage.FAILED, trouble=str(error))
        return
    finish(by=by, run=run, stage=RunStage.CHECKED if dry_run else RunStage.DONE, outcome=outcome)


@service
def finish(
    *, by: Viewer, run: int, stage: RunStage, outcome: importing.Outcome | None = None, trouble: str = ""
) -> ImportRun:
    """Write down what the worker found or did; only a file that is being worked on is changed."""
    row = ImportRun.objects.select_for_update().get(pk=run)
    if not row.working:
        return row
    row.stage, row.trouble = stage, trouble
    if outcome is not None:
        for name, count in outcome.counts().items():
            setattr(row, name, count)
        row.reasons = [asdict(one) for one in outcome.rejected[:MOST_REJECTED]]
    if stage in {RunStage.DONE, RunStage.FAILED}:
        row.finished_at = clock.now()
        _drop(row)
    row.save()
    if stage == RunStage.DONE:
        payload = {"run": row.pk, "created": row.created, "updated": row.updated, "rejected": row.rejected}
        append(subject=f"import:{row.pk}", kind=IMPORTED, payload=payload, by=by, place=row.place)
    return row


@service
def drop_old_files(*, by: Viewer) -> int:
    """Delete files that nobody took in within a week; returns how many."""
    del by  # housekeeping of the house itself
    old = ImportRun.objects.select_for_update().filter(uploaded_at__lt=clock.now() - KEPT).exclude(file="")
    rows = [row for row in old if row.stage != RunStage.RUNNING]
    for row in rows:
        _drop(row)
        row.stage, row.finished_at = RunStage.FAILED, clock.now()
        row.trouble = str(_("Nobody took it in within seven days; the file was deleted."))
        row.save(update_fields=["stage", "finished_at", "trouble", "file"])
    return len(rows)


def _drop(row: Any) -> None:
    if row.file.name:
        default_storage.delete(row.file.name)
        row.file.name = ""
