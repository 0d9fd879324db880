"""Rounds of coming days, and rounds that nobody made."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.service import service
from hehuo.policies import selectors as policies
from hehuo.watches import events, rules
from hehuo.watches.models import Round, RoundState, Watch
from hehuo.watches.rules import ACTIVE

from .common import report, setting
from .progress import follow_streak

#: Rounds looked at per call of :func:`miss_rounds`.
BATCH = 200


def today(now: datetime | None = None) -> date:
    """The day in Beijing."""
    return (now or clock.now()).astimezone(clock.BEIJING).date()


def plan_days(watch: Watch, first: date, until: date) -> int:
    """Make the planned rounds of ``first`` … ``until`` that are not there yet; how many were made."""
    wanted = [
        Round(watch=watch, day=day, slot=slot, due_at=rules.starts(day, slot))
        for day in (first + timedelta(days=n) for n in range((until - first).days + 1))
        for slot in watch.slots
    ]
    before = watch.rounds.count()
    Round.objects.bulk_create(wanted, ignore_conflicts=True)
    return watch.rounds.count() - before


@service
def plan_rounds(*, by: Viewer) -> int:
    """Plan the rounds of the coming days for every running watch; how many were made. Again is harmless.

    For the job: ``by`` is the system; anybody else plans only what she could see being planned anyway, nothing new.
    """
    del by
    made, day = 0, today()
    for watch in Watch.objects.select_for_update().filter(state__in=sorted(ACTIVE), starts_on__lte=day).order_by("pk"):
        made += plan_days(watch, day, day + timedelta(days=int(setting("watches.ahead", watch))))
    return made


@service
def miss_rounds(*, by: Viewer) -> int:
    """Mark rounds whose time is over as missed and tell the partnerships; how many. Looks only at what is due.

    A round that was made in time but is entered later (offline, paper) becomes done all the same.
    """
    now = clock.now()
    due = Round.objects.filter(state=RoundState.PLANNED, due_at__lt=now).exclude(slot="").order_by("due_at")
    missed = 0
    pks = sorted({one.watch_id for one in due[:BATCH]})
    watches = Watch.objects.select_for_update(of=("self",)).select_related("partnership").filter(pk__in=pks)
    for watch in watches.order_by("pk"):
        grace = policies.value("watches.round.grace", watch.place)
        late = list(due.filter(watch=watch, due_at__lt=now - grace))
        for one in late:
            one.state = RoundState.MISSED
            one.save(update_fields=["state"])
            report(watch, events.MISSED, by, one.due_at + grace, subject=one.subject)
        missed += len(late)
        if late:
            follow_streak(by, watch, now)
    return missed
