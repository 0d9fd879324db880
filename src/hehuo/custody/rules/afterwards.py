"""What may happen to a thing in custody: stored, given back, fetched, disposed of; each with its own gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .days import day_of
from .facts import Missing
from .kinds import KEPT, PROCEDURES, Basis, State

_YEAR = 365
_PHOTO = _("3-domain §3.4, basis B")
_KEPT_SAFELY = _("Civil Code, art. 316 and 892")
_LAW_27 = _("Administrative Coercion Law, art. 27–28")
_DEPOSIT = _("Civil Code, art. 570")
_STATE = _("Civil Code, art. 318")


class Disposal(StrEnum):
    """What becomes of a thing that does not go back."""

    RECYCLED = "recycled"
    DONATED = "donated"
    DEPOSITED = "deposited"
    SURRENDERED = "surrendered"

    @property
    def label(self) -> Promise:
        """The kind in words."""
        return _DISPOSALS[self]


_DISPOSALS: dict[Disposal, Promise] = {
    Disposal.RECYCLED: _("Recycled"),
    Disposal.DONATED: _("Given away"),
    Disposal.DEPOSITED: _("Deposited with the notary for the owner"),
    Disposal.SURRENDERED: _("Surrendered to the authority as unclaimed"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A thing in custody at moment ``at``. ``remind_days`` is the setting for how long after a reminder we wait."""

    at: datetime
    state: State
    basis: Basis | None
    return_by: date | None = None
    asked_back: bool = False
    objected: bool = False
    reminded_at: datetime | None = None
    remind_days: int = 30
    owners_word: bool = False
    noticed_at: datetime | None = None
    decided: bool = False
    lifted: bool = False
    by_authority: bool = False
    second_person: bool = False
    photo_after: bool = False
    perishable: bool = False


def may_store(kept: Kept) -> list[Missing]:
    """What is missing before a storage place takes it: that it is on its way; on basis B the photo after."""
    found = []
    if kept.state not in KEPT:
        found.append(Missing("S.state", _("It is not on its way to a storage place.")))
    if kept.basis is Basis.ABANDONED and not kept.photo_after:
        found.append(Missing("S.photo", _("Take a photo of the place after it has moved."), _PHOTO))
    return found


def may_return(kept: Kept) -> list[Missing]:
    """What is missing before it goes back: it must be in custody; what an authority holds, the authority returns."""
    found = []
    if kept.state not in KEPT:
        found.append(Missing("R.state", _("It is not in our hands.")))
    if kept.basis in PROCEDURES and not (kept.lifted or kept.by_authority):
        words = _("The authority that took it gives it back, or lifts the measure.")
        found.append(Missing("R.authority", words, _LAW_27))
    return found


def may_dispose(how: Disposal, kept: Kept) -> list[Missing]:
    """What is missing before it is disposed of as ``how``; while anybody asks for it or objects, never."""
    found = []
    if kept.state is not State.STORED:
        found.append(Missing("D.state", _("Only what is in storage can be disposed of.")))
    if kept.asked_back or kept.objected:
        found.append(Missing("D.claim", _("Somebody asks for it, or objects; it goes back or stays."), _KEPT_SAFELY))
    if not kept.second_person:
        found.append(Missing("D.second", _("A second person signs."), _KEPT_SAFELY))
    return found + _by_basis(how, kept)


def _by_basis(how: Disposal, kept: Kept) -> list[Missing]:
    if kept.basis is Basis.OWN_WILL:
        return _owners(how, kept)
    if kept.basis is Basis.ABANDONED:
        return _finders(how, kept)
    if kept.decided and kept.by_authority:
        return []
    return [Missing("D.decision", _("The authority decides what becomes of it."), _LAW_27)]


def _owners(how: Disposal, kept: Kept) -> list[Missing]:
    """The owner's things: only with the owner's word; without it, after deadline and reminder, to the notary."""
    if kept.owners_word:
        return []
    if how is not Disposal.DEPOSITED:
        return [Missing("D.word", _("Nothing is thrown away or given away without the owner's word in writing."),
                        _("Civil Code, art. 240"))]  # fmt: skip
    found = []
    if kept.return_by is None or day_of(kept.at) <= kept.return_by:
        found.append(Missing("D.deadline", _("The time for fetching is not over."), _DEPOSIT))
    if kept.reminded_at is None or day_of(kept.at) <= day_of(kept.reminded_at) + timedelta(days=kept.remind_days):
        words = _("The owner was not reminded in writing, or not long enough ago.")
        found.append(Missing("D.reminder", words, _DEPOSIT))
    return found


def _finders(how: Disposal, kept: Kept) -> list[Missing]:
    """Found things: one year after the public notice they are the State's, not ours."""
    found = []
    if how is not Disposal.SURRENDERED:
        found.append(Missing("D.found", _("What nobody claims goes to the authority, not to us."), _STATE))
    if kept.noticed_at is None or day_of(kept.at) <= day_of(kept.noticed_at) + timedelta(days=_YEAR):
        found.append(Missing("D.year", _("One year since the public notice has not passed."), _STATE))
    return found


def is_open(kept: Kept) -> bool:
    """Whether somebody still owes something: not moved yet, on its way, or stored without time left."""
    if kept.state is State.NUMBERED or kept.state is State.MOVED:
        return True
    if kept.state is not State.STORED:
        return False
    if kept.perishable or kept.basis is Basis.SEIZURE:
        return kept.return_by is None or day_of(kept.at) > kept.return_by
    return kept.return_by is None
