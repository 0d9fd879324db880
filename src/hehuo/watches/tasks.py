"""What the worker does for watches."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hehuo.ground.access import SYSTEM

from . import services


@app.periodic(cron="*/10 * * * *")
@app.task(name="watches.miss", queue="watches", queueing_lock="watches.miss", pass_context=False)
def miss(timestamp: int) -> int:
    """Every ten minutes: rounds whose time is over are marked as missed, batch after batch."""
    del timestamp
    done = 0
    while batch := services.miss_rounds(by=SYSTEM):
        done += batch
    return done


@app.periodic(cron="5 * * * *")
@app.task(name="watches.plan", queue="watches", queueing_lock="watches.plan", pass_context=False)
def plan(timestamp: int) -> int:
    """Every hour: the rounds of the coming days are planned."""
    del timestamp
    return services.plan_rounds(by=SYSTEM)
