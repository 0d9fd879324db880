"""Lists of whistles: the live board, and the whistles that call me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.places import selectors as places
from hehuo.whistles import policy
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import AWAITED, OPEN_CALLS, CallState, Clock, Kind, State

from .clocks import clocks, running_clock
from .one import with_all
from .possible import Next, next_of

#: Ended whistles stay on the board for a day.
_SHOWN_AFTER = timedelta(days=1)
_MOST = 60


@dataclass(frozen=True, slots=True)
class CallRow:
    """One called unit on the board: how it stands, the clock that matters, who is there."""

    call: Call
    clock: Clock | None
    there: int


@dataclass(frozen=True, slots=True)
class Row:
    """One whistle on the board."""

    whistle: Whistle
    place_name: str
    calls: list[CallRow]
    clocks: list[Clock]
    next: Next

    @property
    def late(self) -> bool:
        """Whether a clock of an open whistle has run out."""
        return self.whistle.state == State.BLOWN and any(row.clock and row.clock.late for row in self.calls)


@dataclass(frozen=True, slots=True)
class Board:
    """What is going on now: proposals that wait, whistles that run, and those that ended in the last day."""

    proposed: list[Row]
    running: list[Row]
    ended: list[Row]

    @property
    def called(self) -> int:
        """Units called by running whistles."""
        return sum(len(row.calls) for row in self.running)

    @property
    def there(self) -> int:
        """Of these, units that are on site."""
        return sum(one.call.state == CallState.ON_SITE for row in self.running for one in row.calls)

    @property
    def late(self) -> int:
        """Of these, units whose clock has run out."""
        return sum(bool(one.clock and one.clock.standing == "late") for row in self.running for one in row.calls)


def board(viewer: Viewer, place: str = "") -> Board:
    """The whistles that ``viewer`` may know of, at ``place`` or everywhere, the most urgent first. Six queries."""
    since = clock.now() - _SHOWN_AFTER
    current = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    rows = told(_whole(Whistle.objects.filter(policy.visible(viewer), current, place__startswith=place)), viewer)
    return Board(
        proposed=[row for row in rows if row.whistle.state == State.PROPOSED],
        running=[row for row in rows if row.whistle.state == State.BLOWN],
        ended=[row for row in rows if row.whistle.ended_at is not None],
    )


def told(whistles: Sequence[Whistle], viewer: Viewer | None = None) -> list[Row]:
    """``whistles`` (calls fetched) as rows with clocks and the next step. One query for the places."""
    names = places.paths({whistle.place for whistle in whistles}, viewer)
    found = []
    for whistle in whistles:
        calls = list(whistle.calls.all())
        lines = [
            CallRow(call, running_clock(whistle, call), sum(row.left_at is None for row in call.check_ins.all()))
            for call in calls
        ]
        place = names.get(whistle.place, "")
        found.append(Row(whistle, place, lines, clocks(whistle, calls), next_of(whistle, calls)))
    return found


def _whole(rows: QuerySet[Whistle]) -> list[Whistle]:
    urgency = Case(
        When(kind=Kind.EMERGENCY, then=Value(0)), When(kind=Kind.HARD, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    fetched = rows.select_related("category", "lead").prefetch_related(Prefetch("calls", with_all(Call.objects.all())))
    return list(fetched.order_by(urgency, "-pk")[:_MOST])


@dataclass(frozen=True, slots=True)
class Calling:
    """One whistle that calls my unit: the call, its clock, and my own check-in where I am there."""

    call: Call
    place_name: str
    clock: Clock | None
    mine: object = None


def my_calls(viewer: Viewer) -> list[Calling]:
    """The open calls of the units for which ``viewer`` acts, and refusals that wait, oldest first. Four queries."""
    if not viewer.organisations or not viewer.holds(*policy.BY_ORGANISATION):
        return []
    wanted = Call.objects.filter(
        organisation__in=viewer.organisations,
        state__in=sorted([*OPEN_CALLS, CallState.REFUSED, CallState.LEFT]),
        whistle__state=State.BLOWN,
    )
    calls = list(with_all(wanted).select_related("whistle", "organisation").order_by("whistle__blown_at", "pk")[:_MOST])
    names = places.paths({call.whistle.place for call in calls}, viewer)
    found = []
    for call in calls:
        mine = [row for row in call.check_ins.all() if row.left_at is None and row.person_id == viewer.person_id]
        found.append(
            Calling(
                call, names.get(call.whistle.place, ""), running_clock(call.whistle, call), mine[0] if mine else None
            )
        )
    return sorted(found, key=_most_pressing)


def _most_pressing(one: Calling) -> tuple[bool, bool, float]:
    """Who has not come yet first, by its clock; then where the unit is at work."""
    awaited_now = one.call.state_is in AWAITED
    due = one.clock.due.timestamp() if one.clock and awaited_now else float("inf")
    return not awaited_now, one.clock is None, due


def answers_owed(viewer: Viewer) -> list[Call]:
    """Assessed calls of the viewer's units that wait for an answer, newest first. One query."""
    if not viewer.organisations or not viewer.holds(*policy.BY_ORGANISATION):
        return []
    rows = Call.objects.filter(organisation__in=viewer.organisations, assessment__reply="")
    return list(rows.select_related("whistle", "organisation", "assessment").order_by("-assessment__assessed_at")[:20])
