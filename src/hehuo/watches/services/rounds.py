"""Making rounds: one tap per point that is clear."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.watches import events, rules
from hehuo.watches.models import Look, Point, Round, RoundState, Watch

from .common import moment, permit, recorder, report, setting
from .progress import follow_streak


@service
def begin_round(
    *,
    by: Viewer,
    round: Round | None = None,  # noqa: A002 - the house's word
    watch: Watch | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Round:
    """Set out: on a planned ``round``, or on one more that nobody planned at ``watch`` (also after settlement).

    A round that was begun before is simply returned. Raises Refused outside the round's time (what was missed cannot
    be made up for; go on a round more instead), NotFound, NotAllowed.
    """
    if round is None:
        if watch is None:
            raise TypeError("begin_round needs a round or a watch")
        return _extra(by, watch, happened_at, key)
    watch, row = of_round(by, round)
    at = moment(watch, happened_at)
    if row.begun_at is None:
        in_time(watch, row, at)
        row.begun_at = at
        row.by_id = by.person_id
        row.save(update_fields=["begun_at", "by"])
        report(watch, events.BEGUN, by, at, subject=row.subject, alone=True, planned=row.planned)
    return row


@service
def look(
    *,
    by: Viewer,
    round: Round,  # noqa: A002 - the house's word
    point: Point,
    clear: bool = True,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Look:
    """One tap: this point is clear. The last point ends the round; the same tap again changes nothing.

    What is not clear is a finding (``find``), which needs words. Raises Invalid, Refused outside the round's time,
    Conflict where something was found there on this round.
    """
    if not clear:
        raise Invalid(_("Say what stands there: choose “found something”."), code="say_what")
    watch, row = of_round(by, round)
    mark = f"{by.person_id}:{row.pk}:{point.pk}"
    if (known := replay(key=key, service="watches.look", fingerprint=mark)) is not None:
        return Look.objects.get(pk=known)
    spot = point_of(watch, point)
    at = moment(watch, happened_at)
    there = Look.objects.filter(round=row, point=spot).first()
    if there is not None:
        if not there.clear:
            raise Conflict(_("Something was found here on this round; it stays on record."), code="found")
        return there
    in_time(watch, row, at)
    seen = see(by, row, spot, at, clear=True)
    report(watch, events.SEEN_CLEAR, by, at, subject=row.subject, alone=True, point=spot.pk)
    end_when_complete(by, watch, row, at)
    remember(key=key, service="watches.look", fingerprint=mark, result=seen.pk)
    return seen


@service
def finish_round(
    *,
    by: Viewer,
    round: Round,  # noqa: A002 - the house's word
    happened_at: datetime | None = None,
    key: str | None = None,  # noqa: ARG001 - again is harmless by itself; phones send one all the same
) -> Round:
    """Come home. Rounds end by themselves with their last point; this one says which points are still unseen.

    Raises Refused, naming them.
    """
    watch, row = of_round(by, round)
    at = moment(watch, happened_at)
    if row.state == RoundState.DONE:
        return row
    unseen = [point.name for point in watch.points.exclude(pk__in=row.looks.values("point"))]
    if unseen:
        raise Refused(
            _("Not seen yet: %(points)s. A round counts when every point was seen.") % {"points": "、".join(unseen)},
            code="unseen",
        )
    end_when_complete(by, watch, row, at)
    return row


def of_round(by: Viewer, round: Round) -> tuple[Watch, Round]:  # noqa: A002 - the house's word
    """Watch and round, both locked, for somebody who may enter rounds."""
    watch = recorder(by, round.watch)
    permit("round", watch)
    row = Round.objects.select_for_update().filter(pk=round.pk, watch=watch).first()
    if row is None:
        raise NotFound(_("There is no such round. It was taken off the plan when the watch was settled."))
    return watch, row


def point_of(watch: Watch, point: Point) -> Point:
    """The point, if it lies on the watch's route. Raises NotFound."""
    found = watch.points.filter(pk=point.pk).first()
    if found is None:
        raise NotFound(_("This point does not lie on the route."))
    return found


def in_time(watch: Watch, row: Round, at: datetime) -> None:
    """Raise Refused where the round may not be made at ``at``; rounds that nobody planned last a few hours."""
    grace: timedelta = setting("watches.round.grace", watch)
    early: timedelta = setting("watches.round.early", watch)
    if rules.in_window(at, due_at=row.due_at, early=early, grace=grace):
        return
    if at < row.due_at:
        local = (row.due_at - early).astimezone(clock.BEIJING)
        raise Refused(
            _("This round begins at %(time)s at the earliest.") % {"time": f"{local:%m-%d %H:%M}"}, code="too_early"
        )
    raise Refused(
        _("The time of this round is over: it counts as missed. Go on one round more, so that somebody has looked."),
        code="missed",
    )


def see(by: Viewer, row: Round, point: Point, at: datetime, *, clear: bool) -> Look:
    """Keep what was seen; the first look begins the round."""
    if row.begun_at is None:
        row.begun_at = at
        row.by_id = by.person_id
        row.save(update_fields=["begun_at", "by"])
    return Look.objects.create(
        round=row, point=point, clear=clear, by_id=by.person_id, seen_at=at, recorded_at=clock.now()
    )


def end_when_complete(by: Viewer, watch: Watch, row: Round, at: datetime) -> None:
    """With the last point the round is done, and what follows from it is done too."""
    looks = list(row.looks.values_list("clear", flat=True))
    if row.state != RoundState.DONE and len(looks) == watch.points.count():
        row.state, row.done_at, row.recorded_at = RoundState.DONE, at, clock.now()
        row.save(update_fields=["state", "done_at", "recorded_at"])
        report(watch, events.DONE, by, at, subject=row.subject, clear=sum(looks), points=len(looks))
        follow_streak(by, watch, at)


def _extra(by: Viewer, watch: Watch, happened_at: datetime | None, key: str | None) -> Round:
    watch = recorder(by, watch)
    permit("round", watch)
    mark = f"{by.person_id}:{watch.pk}"
    if (known := replay(key=key, service="watches.begin_round", fingerprint=mark)) is not None:
        return Round.objects.get(pk=known)
    at = moment(watch, happened_at)
    grace: timedelta = setting("watches.round.grace", watch)
    open_one = Round.objects.filter(watch=watch, slot="", state=RoundState.PLANNED).first()
    if open_one is not None and at <= open_one.due_at + grace:
        return open_one
    if open_one is not None:
        open_one.state = RoundState.MISSED
        open_one.save(update_fields=["state"])
    row = Round.objects.create(
        watch=watch, day=at.astimezone(clock.BEIJING).date(), due_at=at, begun_at=at, by_id=by.person_id
    )
    report(watch, events.BEGUN, by, at, subject=row.subject, alone=True, planned=False)
    remember(key=key, service="watches.begin_round", fingerprint=mark, result=row.pk)
    return row
