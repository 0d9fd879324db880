"""What the gates say before anybody presses a button: for one thing, for several, on each basis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hehuo.custody.models import Consent, Item, Notice, Proceeding, StoragePlace, WatchAgreement
from hehuo.custody.rules import ABSENT, PROCEDURES, Basis, Missing
from hehuo.ground import clock

from .agreements import agreements_in_force
from .facts import Ground, missing_for


@dataclass(frozen=True, slots=True)
class Way:
    """One way to move a thing: a basis, its paper, and what that lacks now."""

    basis: Basis
    ground: Ground
    missing: list[Missing]
    storage: StoragePlace | None = None

    @property
    def open(self) -> bool:
        """Whether the thing may move this way now."""
        return not self.missing


def gate(
    item: Item,
    basis: str,
    *,
    consent: Consent | None = None,
    agreement: WatchAgreement | None = None,
    notice: Notice | None = None,
    proceeding: Proceeding | None = None,
    to: StoragePlace | None = None,
    at: datetime | None = None,
) -> list[Missing]:
    """What basis ``basis`` with this paper lacks for ``item`` at ``at`` (now); ``to`` is where it would go."""
    ground = Ground(consent, agreement, notice, proceeding)
    return missing_for(item, Basis(basis), ground, to=to, at=at or clock.now())


def ways(item: Item, *, to: StoragePlace | None = None, at: datetime | None = None) -> list[Way]:
    """For each basis the paper that lacks least, the one that is complete first. For A the consent's or agreement's own
    storage place is taken where ``to`` is None."""
    now = at or clock.now()
    found = []
    for basis in Basis:
        tried = [_way(item, basis, ground, to, now) for ground in grounds_of(item, basis, now)]
        found.append(min(tried, key=lambda way: len(way.missing)) if tried else _way(item, basis, Ground(), to, now))
    return found


def _way(item: Item, basis: Basis, ground: Ground, to: StoragePlace | None, at: datetime) -> Way:
    own = ground.consent.destination if ground.consent else ground.agreement.storage if ground.agreement else None
    storage = to or own
    missing = missing_for(item, basis, ground, to=storage, at=at)
    if not _absent(missing, basis):
        return Way(basis, ground, missing, storage)
    return Way(basis, ground, missing[:1] + [one for one in missing[1:] if one.code != "storage"], storage)


def _absent(missing: Iterable[Missing], basis: Basis) -> bool:
    return any(one.code == ABSENT[basis].code for one in missing)


def grounds_of(item: Item, basis: Basis, at: datetime) -> list[Ground]:
    """The papers on record that could carry ``basis`` for ``item``."""
    inventory = item.inventory
    if basis is Basis.OWN_WILL:
        consents = inventory.consents.filter(items=item, revoked_at=None).select_related("destination")
        agreed = agreements_in_force(item.place, item.point, at)
        return [*(Ground(consent=one) for one in consents.order_by("-pk")),
                *(Ground(agreement=one) for one in reversed(agreed))]  # fmt: skip
    if basis is Basis.ABANDONED:
        rows = inventory.notices.filter(items=item, withdrawn_at=None).order_by("posted_at")
        return [Ground(notice=one) for one in rows]
    if basis in PROCEDURES:
        found = inventory.proceedings.filter(items=item, basis=basis).select_related("authority", "performer")
        return [Ground(proceeding=one) for one in found.order_by("-pk")]
    return []
