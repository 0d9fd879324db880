"""Before a table is opened: whom the charter would seat, what it cannot answer, what the ordinary way has tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.cases import selectors as cases
from hehuo.charter import selectors as charter
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.ground.seats import Seat
from hehuo.matters import selectors as matters
from hehuo.parties import selectors as parties
from hehuo.partnerships import policy
from hehuo.partnerships.models import PartnershipCase
from hehuo.partnerships.rules import CaseFacts, Level, Missing, missing_to_open

if TYPE_CHECKING:
    from hehuo.cases.models import Case
    from hehuo.matters.models import Category
    from hehuo.parties.models import Organisation

#: These two call and keep every table.
ALWAYS = (Seat.BACKBONE, Seat.ORGANISER)
#: Kinds of duty without which nothing gets done.
_ACTIVE = frozenset({"lead", "carry_out"})
#: A seat that no clause names sits down whole up to this size; of a larger one the first.
_WHOLE_SEAT = 3


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty with its citation, and who holds it."""

    position: int
    kind: str
    kind_label: Any
    text: str
    condition: str
    clause_number: int
    clause_title: str
    charter_title: str
    charter_place: str
    url: str
    within_minutes: int | None
    within_working_days: int | None
    organisations: tuple[Organisation, ...]

    def as_row(self) -> dict[str, Any]:
        """The columns of its copy."""
        left = {"kind_label", "organisations"}
        return {name: getattr(self, name) for name in self.__slots__ if name not in left}


@dataclass(frozen=True, slots=True)
class Chair:
    """One seat as the charter fills it; without organisations it is a gap."""

    seat: Seat
    organisations: tuple[Organisation, ...]
    duties: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the charter cannot answer, in the words of the resolution."""

    text: Any
    seat: str = ""
    conflict: bool = False
    source: Any = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The table that would be opened: six chairs in their order, who leads, what stays open."""

    place: str
    category: Category | None
    chairs: tuple[Chair, ...]
    lead: Organisation | None
    demanded: tuple[Seat, ...]
    troubles: tuple[Trouble, ...]

    @property
    def charters(self) -> list[str]:
        """The titles of the charters that its duties are cited from."""
        return list(dict.fromkeys(duty.charter_title for chair in self.chairs for duty in chair.duties))


def propose(place: str, category: Category | str | None, at: datetime | None = None) -> Proposal:
    """Whom the charters in force at ``at`` would seat for ``category`` at ``place``; only the seats' holders where no
    matter is named. The deepest place wins, also for a table of the subdistrict. Raises NotFound for unknown codes."""
    if isinstance(category, str):
        category = matters.category(category, matters.tree_for(place))
    if category is None:
        holders = parties.seat_holders(place, charter.day_of(at))
        chairs = tuple(Chair(seat, _whole(holders[seat]), ()) for seat in Seat)
        return Proposal(place, None, chairs, None, ALWAYS, tuple(_empty(chairs)))
    answer = charter.resolve(place, category, at)
    position = 0
    chairs_filled = []
    for seat in answer.seats:
        owed = []
        for duty in seat.duties:
            owed.append(_owed(position, duty))
            position += 1
        named = tuple(dict.fromkeys(one for duty in owed for one in duty.organisations))
        sitting = named if owed else _whole(list(seat.organisations))
        chairs_filled.append(Chair(seat.seat, sitting or _whole(list(seat.organisations)), tuple(owed)))
    demanded = tuple(
        chair.seat
        for chair in chairs_filled
        if chair.seat in ALWAYS or any(duty.kind in _ACTIVE for duty in chair.duties)
    )
    lead = answer.lead.organisations[0] if answer.lead and answer.lead.organisations else None
    told = [_trouble(gap) for gap in answer.gaps] + [_trouble(one, conflict=True) for one in answer.conflicts]
    told += [one for one in _empty(chairs_filled) if one.seat not in {trouble.seat for trouble in told}]
    return Proposal(place, category, tuple(chairs_filled), lead, demanded, tuple(told))


def case_facts(case: Case) -> CaseFacts:
    """What the ordinary way has tried on ``case``. One query."""
    kinds = {record.kind for record in cases.records(SYSTEM, case)}
    return CaseFacts(
        number=case.number,
        hard=case.hard,
        urgent=case.urgent,
        ended=case.closed_at is not None,
        contacted=case.contacted_at is not None,
        dissuaded="dissuasion" in kinds,
        mediated="mediation" in kinds,
    )


def lacks_to_open(case: Case) -> list[Missing]:
    """Why no table may be opened on ``case`` yet (unless it is urgent); empty when one may."""
    return missing_to_open(case_facts(case))


def open_on(case: Case) -> PartnershipCase | None:
    """The open table that works on ``case``, whoever asks."""
    return PartnershipCase.objects.filter(case=case, released_at=None).select_related("partnership").first()


def may_be_opened(viewer: Viewer, case: Case) -> list[str]:
    """The levels at which ``viewer`` may open a table on ``case``."""
    return [level.value for level in Level if policy.may_open(viewer, case.place, level)]


def _whole(holders: list[Organisation]) -> tuple[Organisation, ...]:
    return tuple(holders) if len(holders) <= _WHOLE_SEAT else tuple(holders[:1])


def _owed(position: int, duty: charter.Duty) -> Owed:
    return Owed(
        position=position,
        kind=duty.kind.value,
        kind_label=duty.kind.label,
        text=duty.text,
        condition=duty.condition,
        clause_number=duty.clause.number,
        clause_title=duty.clause.title,
        charter_title=duty.charter_title,
        charter_place=duty.place,
        url=duty.url,
        within_minutes=duty.within.minutes,
        within_working_days=duty.within.working_days,
        organisations=duty.organisations,
    )


def _trouble(trouble: Any, *, conflict: bool = False) -> Trouble:
    label = trouble.values.get("seat")
    seat = next((seat.value for seat in Seat if label is not None and str(seat.label) == str(label)), "")
    return Trouble(trouble, seat, conflict, trouble.source)


def _empty(chairs: Any) -> list[Trouble]:
    return [
        Trouble(_("Nobody sits on the seat “%(seat)s” here") % {"seat": chair.seat.label}, chair.seat.value)
        for chair in chairs
        if not chair.organisations
    ]
