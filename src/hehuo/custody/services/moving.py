"""The only way a thing moves. The gate is asked inside, on locked rows, at the moment of moving; nothing overrides it.

Kept in one small file on purpose: whoever wants to know whether anything can move otherwise reads this, and the
database's own constraints (``models.inventory``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import (
    Consent,
    HandOver,
    Inventory,
    Item,
    Moment,
    Notice,
    Proceeding,
    StoragePlace,
    WatchAgreement,
)
from hehuo.custody.rules import LATE, PROCEDURES, Basis, State
from hehuo.custody.selectors.facts import Ground, missing_for, return_by_of
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies

from .common import (
    acting_for,
    choice,
    fault,
    locked,
    moment,
    name,
    pictures,
    refuse,
    report,
    require,
    tell,
    the_item,
)

_WHO = _("Only those who work at this place move things here.")


@service
def move_item(
    *,
    by: Viewer,
    item: Item,
    basis: str,
    to: StoragePlace,
    consent: Consent | None = None,
    agreement: WatchAgreement | None = None,
    notice: Notice | None = None,
    proceeding: Proceeding | None = None,
    handlers: Collection[int] = (),
    witness: str = "",
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Item:
    """Write down that ``item`` is carried to ``to`` on ``basis``, whose own paper is named: A ``consent`` or
    ``agreement``, B ``notice``, C1–C4 ``proceeding``.

    ``handlers`` are ids of the people who carry, ``witness`` who saw it (sealed), ``photos`` show the place after.
    Raises Refused with every condition that is not satisfied at that moment (``code`` and ``source`` of the first), and
    when something was written down later than policy allows; NotAllowed; Invalid; NotFound.
    """
    ground = Ground(consent, agreement, notice, proceeding)
    which = Basis(choice(basis, [one.value for one in Basis], "basis"))
    fingerprint = f"{by.person_id}|{item.pk}|{which}|{to.pk}|{happened_at}"
    if (known := journal.replay(key=key, service="custody.move_item", fingerprint=fingerprint)) is not None:
        return Item.objects.select_related("inventory", "storage").get(pk=known)
    row = _move(
        by, item, which, ground, to=to, handlers=sorted(set(handlers)), witness=witness, photos=photos,
        happened_at=happened_at,
    )  # fmt: skip
    journal.remember(key=key, service="custody.move_item", fingerprint=fingerprint, result=row.pk)
    return row


@service
def move_items(
    *,
    by: Viewer,
    items: Sequence[Item],
    basis: str,
    to: StoragePlace,
    consent: Consent | None = None,
    agreement: WatchAgreement | None = None,
    notice: Notice | None = None,
    proceeding: Proceeding | None = None,
    handlers: Collection[int] = (),
    witness: str = "",
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> list[Item]:
    """Several things at once, each through its own gate; all or none. As :func:`move_item`."""
    ground = Ground(consent, agreement, notice, proceeding)
    which = Basis(choice(basis, [one.value for one in Basis], "basis"))
    if not items:
        fault("items", _("Choose at least one thing."))
    order = sorted({one.pk: one for one in items}.values(), key=lambda one: one.pk)
    fingerprint = f"{by.person_id}|{[one.pk for one in order]}|{which}|{to.pk}|{happened_at}"
    if (known := journal.replay(key=key, service="custody.move_items", fingerprint=fingerprint)) is not None:
        return list(Item.objects.filter(pk__in=known.split(",")).order_by("pk"))
    who = sorted(set(handlers))
    moved = [
        _move(by, one, which, ground, to=to, handlers=who, witness=witness, photos=photos, happened_at=happened_at)
        for one in order
    ]
    result = ",".join(str(one.pk) for one in moved)
    journal.remember(key=key, service="custody.move_items", fingerprint=fingerprint, result=result)
    return moved


def _move(
    by: Viewer, item: Item, basis: Basis, ground: Ground, *, to: StoragePlace, handlers: list[int], witness: str,
    photos: Sequence[Any], happened_at: datetime | None,
) -> Item:  # fmt: skip
    row = the_item(by, item)
    _permit(by, row, basis, ground)
    at = moment(happened_at)
    if clock.now() - at > policies.value(LATE, row.place):
        raise Refused(_("That is too long ago to be written down as a move. Ask the leader of the place."))
    ground = _locked_ground(basis, ground)
    storage = locked(StoragePlace, to)
    refuse(missing_for(row, basis, ground, to=storage, at=at))
    row.state, row.basis, row.moved_at, row.moved_by_id = State.MOVED, basis, at, by.person_id
    row.consent, row.agreement = ground.consent, ground.agreement
    row.notice, row.proceeding = ground.notice, ground.proceeding
    row.storage, row.witness = storage, name(witness, "witness")
    row.return_by = return_by_of(row, basis, ground, at)
    row.save()
    if len(parties.names_of_people(handlers)) != len(handlers):
        fault("handlers", _("Choose people from the list."))
    row.handlers.set(handlers)
    HandOver.objects.create(
        item=row, position=1, given_by_id=by.person_id, organisation_id=acting_for(by), storage=storage,
        by_id=by.person_id, happened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    pictures(by, row, photos, Moment.AFTER, at)
    paper = ground.consent or ground.agreement or ground.notice or ground.proceeding
    report(row.subject, events.MOVED, by, place=row.place, of=row.inventory, happened_at=at, party=acting_for(by),
           item=row.pk, basis=basis, storage=storage.pk, ground=paper.subject if paper else "")  # fmt: skip
    _share(by, row.inventory, acting_for(by))
    tell(by, row.inventory, "custody.basis", row.subject, 1)
    return row


def _permit(by: Viewer, row: Item, basis: Basis, ground: Ground) -> None:
    """She works at the place; things of an authority's procedure are moved by its officers (or at their word)."""
    require(policy.may_work(by, row.place), _WHO)
    if basis in PROCEDURES and ground.proceeding is not None:
        require(
            policy.may_proceed(by, row.place, ground.proceeding.authority_id),
            _("Only officers of the authority itself act in its procedure."),
        )


def _locked_ground(basis: Basis, ground: Ground) -> Ground:
    """The paper of this basis, locked and fresh, so that nobody takes it back in the same moment; no other paper."""
    if basis is Basis.OWN_WILL:
        if ground.consent is not None:
            return Ground(consent=locked(Consent, ground.consent))
        return Ground(agreement=locked(WatchAgreement, ground.agreement)) if ground.agreement else Ground()
    if basis is Basis.ABANDONED:
        return Ground(notice=locked(Notice, ground.notice)) if ground.notice else Ground()
    return Ground(proceeding=locked(Proceeding, ground.proceeding)) if ground.proceeding else Ground()


def _share(by: Viewer, inventory: Inventory, organisation: int | None) -> None:
    if organisation is not None:
        carried = Item.objects.filter(
            inventory=inventory, hand_overs__position=1, hand_overs__organisation=organisation
        ).count()  # fmt: skip
        tell(by, inventory, "share.items", f"organisation:{organisation}/{inventory.pk}", carried)


@service
def clear_item(
    *, by: Viewer, item: Item, photos: Sequence[Any] = (), happened_at: datetime | None = None, key: str | None = None
) -> Item:
    """The owner took the thing away: the plainest case of basis A. Twice is once.

    Written down by whoever works there and saw it. Raises Refused where it was moved by others; NotAllowed.
    """
    fingerprint = f"{by.person_id}|{item.pk}|{happened_at}"
    if (known := journal.replay(key=key, service="custody.clear_item", fingerprint=fingerprint)) is not None:
        return Item.objects.get(pk=known)
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    if row.state != State.CLEARED:
        if row.state != State.NUMBERED:
            raise Refused(_("It was moved already; it can be given back now, not cleared."))
        at = moment(happened_at, after=[row.numbered_at])
        row.state, row.basis, row.moved_at = State.CLEARED, Basis.OWN_WILL, at
        row.ended_at, row.ended_by_id = at, by.person_id
        row.save()
        pictures(by, row, photos, Moment.AFTER, at)
        report(row.subject, events.CLEARED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk)
        tell(by, row.inventory, "custody.open", row.subject, 0)
    journal.remember(key=key, service="custody.clear_item", fingerprint=fingerprint, result=row.pk)
    return row
