"""What the worker does for cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hehuo.ground.access import SYSTEM

from . import services


@app.periodic(cron="20 18 * * *")
@app.task(name="cases.forget", queue="cases", queueing_lock="cases.forget", pass_context=False)
def forget(timestamp: int) -> int:
    """Every night (02:20 in Beijing; schedules are in UTC) names and telephones whose time is over are deleted."""
    del timestamp
    done = 0
    while batch := services.forget_complainants(by=SYSTEM):
        done += batch
    return done
