"""Whom to call: what the charter says of the backing seat for a matter at a place, with the clause cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hehuo.charter import selectors as charter
from hehuo.ground.errors import HehuoError
from hehuo.ground.seats import Seat
from hehuo.parties import selectors as parties

if TYPE_CHECKING:
    from hehuo.matters.models import Category
    from hehuo.parties.models import Organisation

#: The subdistrict blows the whistle; it does not call itself.
_WHISTLERS = frozenset({"subdistrict_office", "working_committee", "party_branch"})
_ORDER = ("lead", "carry_out", "assist")


@dataclass(frozen=True, slots=True)
class Suggested:
    """One unit that the charter names, what it owes, and the clause that says so."""

    organisation: Organisation
    duty: str
    kind: str
    clause_number: int
    charter_title: str
    url: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the charter would call: ``lead`` is one of ``called``; both are empty where it names nobody."""

    lead: Organisation | None
    called: tuple[Suggested, ...]

    @property
    def why(self) -> dict[int, Suggested]:
        """Organisation id → the clause by which it is called."""
        return {one.organisation.pk: one for one in self.called}


def proposed(category: Category | str | None, place: str) -> Proposal:
    """Whom to call in a matter at a place: units of the backing seat that the charter lets lead, carry out or assist,
    who leads first. Empty where no charter speaks or no matter is named."""
    if not category:
        return Proposal(None, ())
    try:
        answer = charter.resolve(place, category)
    except HehuoError:
        return Proposal(None, ())
    duties = [duty for duty in answer.duties if duty.seat is Seat.BACKING and duty.kind in _ORDER]
    found: dict[int, Suggested] = {}
    for duty in sorted(duties, key=lambda duty: _ORDER.index(duty.kind)):
        for unit in duty.organisations if duty.kinds else ():
            if unit.kind not in _WHISTLERS and unit.pk not in found:
                found[unit.pk] = Suggested(
                    unit, duty.text, duty.kind.value, duty.clause.number, duty.charter_title, duty.url
                )
    called = tuple(found.values())
    return Proposal(called[0].organisation if called else None, called)


def callable_units(place: str) -> list[Organisation]:
    """Every organisation that serves the place and may be called, nearest first; the whistlers themselves left out."""
    return [unit for unit in parties.organisations_at(place) if unit.kind not in _WHISTLERS]
