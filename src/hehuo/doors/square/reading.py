"""What public pages tell: rooms' facts put side by side, in plain words. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hehuo.cases import selectors as cases
from hehuo.charter import selectors as charter
from hehuo.doors.square import words
from hehuo.doors.square.paper import Slip
from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.errors import HehuoError
from hehuo.ground.seats import Seat
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

#: One sentence per stage for the person who asked; the stage codes are those of ``cases.rules``.
_TOLD: dict[str, Any] = {
    "received": gettext_lazy("We have your report. It is now being decided who takes care of it."),
    "assigned": gettext_lazy("%(unit)s was asked to take care of it and will confirm that they have it."),
    "accepted": gettext_lazy("%(unit)s has it and will get in touch with you first."),
    "handling": gettext_lazy("%(unit)s is working on it."),
    "answered": gettext_lazy("There is an answer. Tell us whether it helped."),
    "called_back": gettext_lazy("Thank you for telling us how it went. We check once more and then close it."),
    "closed": gettext_lazy("It is finished. If it comes back, report it again and name this number."),
    "returned": gettext_lazy("The unit that was asked says that it cannot act. We are examining that."),
    "shelved": gettext_lazy("It cannot be solved now. We take it up again on %(review)s."),
    "withdrawn": gettext_lazy("You withdrew it. Nothing more happens."),
    "diverted": gettext_lazy("It belongs to another office and was sent there."),
}
_ENDED = frozenset({"closed", "withdrawn", "diverted"})


@dataclass(frozen=True, slots=True)
class Told:
    """Where a case stands, for the person who asked."""

    sentence: str
    unit: str
    place: str
    category: str
    promised: datetime | None
    ended: bool
    aside: bool


def told(progress: cases.Progress) -> Told:
    """Plain words for one's own case."""
    case = progress.case
    unit = str(case.unit) if case.unit else _("the unit in charge")
    values = {"unit": unit, "review": case.review_on or ""}
    return Told(
        sentence=str(_TOLD[case.stage]) % values,
        unit=str(case.unit) if case.unit else "",
        place=places.path_of(community_of(case.place)),
        category=words.category_path(case.category.code, case.place) if case.category else "",
        promised=case.due_at if case.stage not in _ENDED and not case.answered_at else None,
        ended=case.stage in _ENDED,
        aside=case.stage in {"returned", "shelved", "withdrawn", "diverted"},
    )


def slip_of(case: Any, secret: str, link: str) -> Slip:
    """The facts on the printed slip; neither text nor name."""
    return Slip(
        number=case.number,
        secret=secret,
        link=link,
        place=places.path_of(community_of(case.place)),
        received=case.opened_at,
        promised=case.due_at,
    )


def solved_choices() -> list[tuple[str, object]]:
    """Answers to "is it solved?" (codes of cases.models.Solved)."""
    return [("yes", _("Yes, it is solved")), ("partly", pgettext("rating", "Partly")), ("no", _("No, not yet"))]


def satisfied_choices() -> list[tuple[str, object]]:
    """Answers to "are you content?" (codes of cases.models.Satisfied)."""
    return [
        ("yes", pgettext("rating", "Yes")),
        ("mostly", pgettext("rating", "Mostly")),
        ("no", pgettext("rating", "No")),
    ]


def community_of(place: str) -> str:
    """The community of a place code; public pages never name anything narrower."""
    return codes.truncate(place, Level.COMMUNITY) if codes.is_code(place) else place


@dataclass(frozen=True, slots=True)
class Card:
    """A published case as a card in a list."""

    number: str
    title: str
    place: str
    category: str
    unit: str
    stage: str
    label: Any
    steps: list[cases.Step]
    published_at: datetime
    promised: datetime | None
    closed_at: datetime | None
    solved: bool
    result: str


def cards(found: Iterable[Any]) -> list[Card]:
    """Cards for published cases. One query for the names of places."""
    rows = list(found)
    names = places.names({community_of(case.place) for case in rows})
    return [_card(case, names) for case in rows]


def _card(case: Any, names: Mapping[str, str]) -> Card:
    steps = cases.walk(case)
    return Card(
        number=case.number,
        title=case.public_title,
        place=names.get(community_of(case.place), ""),
        category=case.category.name if case.category else "",
        unit=str(case.unit) if case.unit else "",
        stage=case.stage,
        label=next((step.label for step in steps if step.now), ""),
        steps=steps,
        published_at=case.published_at,
        promised=case.due_at if not case.answered_at else None,
        closed_at=case.closed_at,
        solved=case.stage == "closed" and case.solved in {"yes", "partly"},
        result=Truncator(case.public_answer).chars(60) if case.closed_at else "",
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Who answers by the charter: the six seats for the round table and, seat by seat, what each owes."""

    chairs: list[dict[str, Any]]
    rows: list[charter.SeatAnswer]


def table_of(place: str, category: str, at: datetime) -> Table | None:
    """The six seats for a matter at a place; None where no category was chosen or no charter speaks."""
    if not category:
        return None
    try:
        answer = charter.resolve(community_of(place), category, at)
    except HehuoError:
        return None
    if not answer.duties:
        return None
    chairs = [
        {
            "seat": row.seat,
            "filled": bool(row.organisations),
            "note": "、".join(str(each) for each in row.organisations[:1]) if row.duties else "",
        }
        for row in answer.seats
    ]
    return Table(chairs, [row for row in answer.seats if row.duties])


def sitting(place: str) -> list[dict[str, Any]]:
    """The chairs of the round table at a place, whoever sits there now."""
    holders = charter_holders(place)
    return [{"seat": seat, "filled": bool(holders.get(seat)), "note": ""} for seat in Seat]


def charter_holders(place: str) -> Mapping[Seat, list[Any]]:
    """Who sits on which seat at a place now."""
    return parties.seat_holders(place)


@dataclass(frozen=True, slots=True)
class Spot:
    """A community on the map with its published cases."""

    code: str
    name: str
    lon: float | None
    lat: float | None
    open: int
    solved: int


def spots(near: str) -> list[Spot]:
    """The communities within ``near``, those with most to tell first."""
    if not near:
        return []
    counted: dict[str, Counter[str]] = {}
    for case in cases.public_cases(near, limit=500):
        state = "solved" if case.closed_at else "open"
        counted.setdefault(community_of(case.place), Counter())[state] += 1
    none: Counter[str] = Counter()
    found = []
    for place in places.communities(near):
        count = counted.get(place.code, none)
        found.append(Spot(place.code, place.name, place.lon, place.lat, count["open"], count["solved"]))
    return sorted(found, key=lambda spot: (-spot.open, -spot.solved))
