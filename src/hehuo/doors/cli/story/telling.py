"""How a story is told: the people who play, a clock that the story moves, and what has come into being so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.parties import selectors as parties
from hehuo.parties import services as parties_services
from hehuo.partnerships import selectors as tables

if TYPE_CHECKING:
    from hehuo.cases.models import Case
    from hehuo.parties.models import Organisation, Person
    from hehuo.partnerships.models import Member, Partnership

SHUGUANG, COMMUNITY = "110108025", "110108025999"


@dataclass(frozen=True, slots=True)
class Words:
    """What differs between one hallway and the next. All of it is invented but the course of things."""

    ref: str
    address: str
    point: str
    title: str
    complaint: str
    caller: str
    phone: str
    owner: str
    family: str
    neighbour: str
    things: tuple[str, ...]
    public_title: str


@dataclass(slots=True)
class Telling:
    """One story on its way: ``first`` is the day of the complaint, ``last`` the last day that may be told."""

    words: Words
    first: date
    last: date
    who: dict[str, Viewer] = field(default_factory=dict)
    #: Whatever later chapters need of earlier ones, by name.
    kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        players = parties_services.load_players(by=SYSTEM)
        self.who = {name: parties.viewer_as(person) for name, person in players.items()}

    def __getitem__(self, name: str) -> Any:
        return self.kept[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.kept[name] = value

    @property
    def case(self) -> Case:
        """The complaint."""
        return cast("Case", self.kept["case"])

    @property
    def table(self) -> Partnership:
        """The partnership that was opened on it."""
        return cast("Partnership", self.kept["table"])

    @contextmanager
    def at(self, day: int, hour: str) -> Iterator[datetime]:
        """Move the clock to ``hour`` ("09:30") of the story's ``day`` (0 is the first)."""
        moment = self.moment(day, hour)
        with clock.at(moment):
            yield moment

    def moment(self, day: int, hour: str) -> datetime:
        """The moment that the story calls ``day`` and ``hour``."""
        return datetime.combine(self.first + timedelta(days=day), time.fromisoformat(hour), tzinfo=clock.BEIJING)

    def day(self, day: int) -> str:
        """The story's ``day`` as people write it."""
        at = self.first + timedelta(days=day)
        return f"{at.month}月{at.day}日"

    def told(self, day: int) -> bool:
        """Whether the story reaches ``day``."""
        return self.first + timedelta(days=day) <= self.last

    def person(self, name: str) -> Person:
        """The person behind a player's name."""
        found = parties.person(self.who[name].person_id or 0)
        if found is None:
            raise LookupError(f"nobody plays {name}")
        return found

    def member(self, name: str) -> Member:
        """The member for whom a player speaks at the table."""
        return tables.members_acting(self.who[name], self.table)[0]


def unit(name: str) -> Organisation:
    """An organisation of the community or the subdistrict by its short name. Raises LookupError."""
    for place in (COMMUNITY, SHUGUANG):
        for one in parties.organisations_at(place):
            if one.short_name == name:
                return one
    raise LookupError(f"no organisation is called {name}")
