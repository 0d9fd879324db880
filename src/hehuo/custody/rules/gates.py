"""May this thing move now? One gate per basis, each a table of conditions; what fails is what is missing.

There is no override here or anywhere: ``services.moving`` is the only caller that moves, and it moves only where the
list is empty. A condition is a plain function of the facts, named with its code, its words and its article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import abandoned, authority, own_will
from .days import day_of
from .facts import Facts, Missing
from .kinds import Basis

_HOUSE = _("3-domain §3.4")


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the law: ``holds`` says whether the facts satisfy it."""

    code: str
    message: Any
    source: Any
    holds: Callable[[Facts], bool]

    def missing(self) -> Missing:
        """What to tell when it does not hold."""
        return Missing(self.code, self.message, self.source)


def still_there(facts: Facts) -> bool:
    """The thing stands where it was numbered."""
    return facts.thing.movable


def numbered_first(facts: Facts) -> bool:
    """Its number is older than the moment of moving."""
    return facts.thing.numbered_at <= facts.at


def unopened(facts: Facts) -> bool:
    """Nobody opened a parcel."""
    return not facts.thing.parcel_opened


def redacted(facts: Facts) -> bool:
    """A waybill that names somebody is covered."""
    return facts.thing.waybill_redacted or not facts.thing.waybill_names_owner


def perishable_goes_back(facts: Facts) -> bool:
    """What perishes goes back on the same day."""
    return not facts.thing.perishable or facts.return_by == day_of(facts.at)


def storage_named(facts: Facts) -> bool:
    """A storage place takes it."""
    return facts.storage


def admonished(facts: Facts) -> bool:
    """Where the plan has an admonition, it was given before."""
    if not facts.admonition_planned:
        return True
    return facts.admonished_at is not None and facts.admonished_at <= facts.at


def action_running(facts: Facts) -> bool:
    """Of an action that has begun and was not broken off."""
    return facts.action_running


ALWAYS: tuple[Condition, ...] = (
    Condition("state", _("It has left its place already."), "", still_there),
    Condition("number", _("It was not numbered yet at that moment."), _HOUSE, numbered_first),
    Condition("parcel", _("The parcel was opened; parcels stay unopened."), _("Postal Law, art. 3"), unopened),
    Condition("waybill", _("Cover the waybill: it names somebody."), _("Personal Information Protection Law, art. 51"),
              redacted),
    Condition("perishable", _("It perishes: it must go back to its owner on the same day."), _HOUSE,
              perishable_goes_back),
    Condition("storage", _("Name the storage place that takes it."), _HOUSE, storage_named),
    Condition("admonition", _("The plan has an admonition; police or enforcement gives it before the first thing "
                              "moves."), _HOUSE, admonished),
    Condition("action", _("The action has not begun, or has ended."), _("Partnership gates: acting"), action_running),
)  # fmt: skip


_ROWS = {
    Basis.OWN_WILL: own_will.CONDITIONS,
    Basis.ABANDONED: abandoned.CONDITIONS,
    Basis.SEIZURE: authority.SEIZURE,
    Basis.EXECUTION: authority.EXECUTION,
    Basis.SUBSTITUTE: authority.SUBSTITUTE,
    Basis.COURT: authority.COURT,
}
OWN: dict[Basis, tuple[Condition, ...]] = {
    basis: tuple(Condition(*row) for row in rows) for basis, rows in _ROWS.items()
}
#: What there must be at all before the basis' own conditions can be asked.
ABSENT: dict[Basis, Missing] = {
    Basis.OWN_WILL: own_will.ABSENT,
    Basis.ABANDONED: abandoned.ABSENT,
    **dict.fromkeys((Basis.SEIZURE, Basis.EXECUTION, Basis.SUBSTITUTE, Basis.COURT), authority.ABSENT),
}


def may_move(basis: Basis, facts: Facts) -> list[Missing]:
    """What is missing before the thing may move on ``basis`` at ``facts.at``; empty where it may."""
    part = {Basis.OWN_WILL: facts.will, Basis.ABANDONED: facts.notice}.get(basis, facts.procedure)
    found = [condition.missing() for condition in ALWAYS if not condition.holds(facts)]
    if part is None:
        return [ABSENT[basis], *found]
    return [condition.missing() for condition in OWN[basis] if not condition.holds(facts)] + found
