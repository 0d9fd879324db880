"""What the room page shows: plain rows, put together from all rooms, with every address already in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

#: A state as ``{% tag %}`` draws it: colour with icon, and the word.
Tag = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way: the day on which it was reached (or is planned), and how it stands."""

    label: Any
    day: datetime | None = None
    note: Any = ""
    css: str = ""
    overridden: int = 0

    @property
    def now(self) -> bool:
        """Whether this is where it stands."""
        return self.css == "now"


@dataclass(frozen=True, slots=True)
class Owes:
    """One duty with the clause that says so."""

    kind: Any
    text: str
    clause: str
    url: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at the table. ``state`` is None where there is nothing to say: accepted."""

    name: str
    note: str = ""
    standing: Any = ""
    state: Tag | None = None


@dataclass(frozen=True, slots=True)
class Chair:
    """One seat: who sits there, what it owes first, what else; ``gap`` says why nobody sits there."""

    seat: str
    members: Sequence[Sitting]
    first: Sequence[Owes] = ()
    rest: Sequence[Owes] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """One line of the next gate that is open, where it comes from, and where to go about it."""

    message: Any
    source: Any
    legal: bool
    overridden: bool
    url: str = ""
    do: Any = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One button: ``post`` where it needs no form of its own; ``more`` belongs behind a fold."""

    label: Any
    url: str
    primary: bool = False
    post: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """One task of the plan."""

    title: str
    who: str
    due_at: datetime | None
    state: Tag
    seat: str = ""
    after: str = ""
    url: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Danger:
    """One risk and how it is met."""

    kind: Any
    state: Tag
    countermeasure: str
    stand_by: str
    stand_by_from: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Called:
    """One unit called by a whistle: how it stands, or how quickly it was there."""

    who: str
    lead: bool
    state: Tag
    arrived: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Blown:
    """One whistle with the units that it calls."""

    title: str
    url: str
    state: Tag
    calls: Sequence[Called]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a watch."""

    day: date
    css: str
    icon: str
    label: Any


@dataclass(frozen=True, slots=True)
class Watched:
    """One watch: clear days in a row, how many are needed, and the calendar to look at."""

    title: str
    url: str
    state: Tag
    streak: int
    needs: int
    heat: Sequence[Day]
    ended: bool = False
    note: str = ""

    @property
    def kind(self) -> str:
        """The colour of the bar."""
        return "ok" if self.streak >= self.needs else "hot"


@dataclass(frozen=True, slots=True)
class Things:
    """How many things were numbered and what became of them."""

    counts: Sequence[tuple[Any, int]]
    url: str
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one seat or force carried: ``css`` gives the seat's own hue, ``what`` says of what it is made up."""

    label: Any
    done: int
    most: int
    css: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """All of one partnership on one page."""

    number: str
    title: str
    level: Any
    urgent: bool
    state: Tag
    place: str
    text: str
    cases: Sequence[Mapping[str, str]]
    days: int
    promised: date | None
    late: bool
    running: bool
    steps: Sequence[Step]
    #: The round table and its middle, then who sits on each seat and who else takes part.
    chairs: Sequence[Mapping[str, Any]]
    middle: str
    below: Any
    seats: Sequence[Chair]
    others: Sequence[Sitting]
    #: The next gate: what is open, what is there already; ``ended`` are the last words where nothing follows.
    next_label: Any
    lacks: Sequence[Lack]
    there: Sequence[Any]
    ended: str
    moves: Sequence[Act]
    more_moves: Sequence[Act]
    tasks: Sequence[Todo]
    plan_state: Tag | None
    plan_url: str
    risks: Sequence[Danger]
    meeting: Mapping[str, Any] | None
    whistles: Sequence[Blown]
    actions: Sequence[Mapping[str, Any]]
    things: Things | None
    watches: Sequence[Watched]
    story: Sequence[Any]
    rest_of_story: Sequence[Any]
    sharing: Sequence[Share]
    forces: Sequence[Share]
    surveys: Sequence[Mapping[str, Any]]
    members_url: str
    why_url: str = ""
    public_url: str = ""

    @property
    def tasks_open(self) -> list[Todo]:
        """Tasks that are still owed."""
        return [task for task in self.tasks if not task.done]

    @property
    def tasks_done(self) -> list[Todo]:
        """Tasks that are done."""
        return [task for task in self.tasks if task.done]

    @property
    def lacking(self) -> int:
        """Lines of the gate that really stand in the way."""
        return sum(not lack.overridden for lack in self.lacks)
