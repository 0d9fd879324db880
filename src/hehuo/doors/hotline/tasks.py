"""What the worker does for imports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hehuo.ground.access import SYSTEM
from hehuo.parties import selectors as parties

from . import services
from .models import ImportRun


@app.task(name=services.JOB, queue="imports", retry=3)
def work(*, run: int) -> None:
    """Look through or take in one file, in the name of the person who asked for it."""
    row = ImportRun.objects.filter(pk=run).first()
    if row is not None:
        by = parties.viewer_of(row.by_id) if row.by_id else SYSTEM
        services.work(run=run, by=by)


@app.periodic(cron="40 19 * * *")
@app.task(queue="imports", queueing_lock="imports-drop")
def drop_daily(timestamp: int) -> None:  # noqa: ARG001 - the queue passes it
    """Delete forgotten files at 03:40 Beijing time."""
    services.drop_old_files(by=SYSTEM)
