"""What the worker does for the square: sweep photos of reports that were never sent."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage
from procrastinate.contrib.django import app

from hehuo.doors.square.draft import FOLDER
from hehuo.ground import clock

#: The privacy page promises it.
KEPT_FOR = timedelta(days=1)


@app.periodic(cron="17 * * * *")
@app.task(name="square.sweep_drafts", queue="housekeeping")
def sweep_drafts(timestamp: int = 0) -> int:
    """Delete photos of drafts that nobody touched for a day; returns how many."""
    del timestamp
    if not default_storage.exists(FOLDER):
        return 0
    before = clock.now() - KEPT_FOR
    swept = 0
    for key in default_storage.listdir(FOLDER)[0]:
        folder = f"{FOLDER}/{key}"
        names = default_storage.listdir(folder)[1]
        if all(default_storage.get_modified_time(f"{folder}/{name}") < before for name in names):
            for name in names:
                default_storage.delete(f"{folder}/{name}")
            default_storage.delete(folder)
            swept += len(names)
    return swept
