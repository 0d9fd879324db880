"""One watch, one round, one finding; how long the place has stayed clear; the calendar to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import open_sealed
from hehuo.ground.text import mask_name
from hehuo.journal.kinds import resolver
from hehuo.policies import selectors as policies
from hehuo.watches import policy
from hehuo.watches.models import Finding, Look, Point, Round, Watch, Watcher
from hehuo.watches.rules import Day, Standing

from .calendar import calendar_of, standing_of

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership

#: So many days the calendar shows; the older ones stay in the journal.
SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Streaks:
    """Clear days in a row: all points together, per point, and how many are needed."""

    days: int
    needs: int
    points: Sequence[tuple[Point, int]]

    @property
    def left(self) -> int:
        """Days still needed."""
        return max(0, self.needs - self.days)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day at one point (or all)."""

    day: date
    state: Day
    #: Belongs to the streak that is counted now.
    counts: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """The calendar to look at: days from left to right, a row per point, and all of them together."""

    days: Sequence[date]
    whole: Sequence[Cell]
    rows: Sequence[tuple[Point, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Stop:
    """One point on one round: seen or not, and what was found there."""

    point: Point
    look: Look | None
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Along:
    """Somebody who watches along, as a page names her: neighbours masked."""

    watcher: Watcher
    name: str


def watch_for(viewer: Viewer, pk: int) -> Watch:
    """The watch, where ``viewer`` may know of it. Raises NotFound."""
    found = Watch.objects.select_related("partnership", "organisation").filter(pk=pk).first()
    if found is None or not policy.may_know(viewer, found):
        raise NotFound(_("There is no such watch."))
    return found


def round_for(viewer: Viewer, pk: int) -> Round:
    """The round, where ``viewer`` may know of its watch. Raises NotFound."""
    found = Round.objects.select_related("watch__partnership", "watch__organisation", "by").filter(pk=pk).first()
    if found is None or not policy.may_know(viewer, found.watch):
        raise NotFound(_("There is no such round."))
    return found


def finding_for(viewer: Viewer, pk: int) -> Finding:
    """The finding, where ``viewer`` may know of its watch. Raises NotFound."""
    found = (
        Finding.objects.select_related("watch__partnership", "point", "item", "by", "reported_to").filter(pk=pk).first()
    )
    if found is None or not policy.may_know(viewer, found.watch):
        raise NotFound(_("There is no such finding."))
    return found


def of_partnership(partnership: Partnership) -> list[Watch]:
    """The watches of a partnership, the oldest first; who may see the partnership was asked before."""
    return list(Watch.objects.filter(partnership=partnership).select_related("organisation").order_by("pk"))


def streak_of(watch: Watch) -> Streaks:
    """How long the place has stayed clear."""
    known = calendar_of(watch)
    points = [(point, known.streak_at(point.pk)) for point in watch.points.all()]
    return Streaks(known.streak, watch.needs, points)


def heat(watch: Watch, *, most: int = SHOWN_DAYS) -> Heat:
    """The last ``most`` days of the watch, each point's and all together."""
    known = calendar_of(watch)
    days = known.days[-most:]
    rows = [(point, _cells(known.days, known.points[point.pk], most)) for point in watch.points.all()]
    return Heat(days, _cells(known.days, known.whole, most), rows)


def _cells(days: Sequence[date], states: Sequence[Day], most: int) -> list[Cell]:
    counting, cells = True, []
    for day, state in reversed(list(zip(days, states, strict=True))[-most:]):
        counting = counting and state in (Day.CLEAR, Day.PENDING)
        cells.append(Cell(day, state, counting and state is Day.CLEAR))
    return cells[::-1]


def stops(round: Round) -> list[Stop]:  # noqa: A002 - the house's word
    """The route of a round, point by point, with what was seen and found."""
    looks = {look.point_id: look for look in round.looks.all()}
    found: dict[int, list[Finding]] = {}
    for finding in round.findings.select_related("item"):
        found.setdefault(finding.point_id, []).append(finding)
    return [Stop(point, looks.get(point.pk), found.get(point.pk, [])) for point in round.watch.points.all()]


def rounds_of(watch: Watch, day: date) -> list[tuple[Round, Standing]]:
    """The rounds of ``day`` and how each stands."""
    now = clock.now()
    return [(one, standing_of(one, watch, now)) for one in watch.rounds.filter(day=day).select_related("by")]


def begins(round: Round) -> datetime:  # noqa: A002 - the house's word
    """The earliest moment at which the round may be made."""
    early: timedelta = policies.value("watches.round.early", round.watch.place)
    return round.due_at - early


def usual_things(watch: Watch) -> list[str]:
    """What was found here before, to be chosen instead of typed."""
    return list(watch.findings.values_list("text", flat=True).order_by("text").distinct()[:20])


def findings_of(watch: Watch) -> list[Finding]:
    """What was found, the latest first."""
    return list(watch.findings.select_related("point", "item", "reported_to").order_by("-found_at", "-pk"))


def watchers_of(watch: Watch) -> list[Along]:
    """Who watches along now; neighbours' names come masked."""
    rows = watch.watchers.filter(removed_at=None).select_related("person", "organisation").order_by("pk")
    return [Along(row, _name(row)) for row in rows]


def _name(watcher: Watcher) -> str:
    if watcher.organisation is not None:
        return str(watcher.organisation.name)
    if watcher.person is not None:
        return str(watcher.person.name)
    return mask_name(open_sealed(watcher.name)) if watcher.name else ""


def counts(watch: Watch) -> Mapping[str, int]:
    """Rounds made and missed, findings: what the story tells."""
    return {
        "rounds": watch.rounds.filter(state="done").count(),
        "missed": watch.rounds.filter(state="missed").count(),
        "findings": watch.findings.exclude(state="dismissed").count(),
        "clear_streak": calendar_of(watch).streak,
    }


@resolver("watch_point")
def names_of_points(ids: Iterable[Any]) -> Mapping[Any, str]:
    """Names of points for sentences of the journal."""
    return dict(Point.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
