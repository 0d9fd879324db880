"""What the worker does for meetings."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hehuo.ground.access import SYSTEM

from . import selectors, services


@app.periodic(cron="40 * * * *")
@app.task(name="deliberation.settle_due", queue="deliberation", queueing_lock="deliberation.settle", pass_context=False)
def settle_due(timestamp: int) -> int:
    """Every hour: minutes whose time for objections is over count as agreed; objections stay on record."""
    del timestamp
    due = selectors.minutes_due()
    for meeting in due:
        services.settle_minutes(by=SYSTEM, meeting=meeting)
    return len(due)
