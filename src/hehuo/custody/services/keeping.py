"""The chain of hands, and the storage place at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import HandOver, Item, Moment, StoragePlace
from hehuo.custody.rules import KEPT, State, may_store
from hehuo.custody.selectors.facts import kept_of, open_now
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import acting_for, fault, locked, moment, name, pictures, refuse, report, require, tell, the_item, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person

_WHO = _("Only those who work at this place hand things over here.")


@service
def hand_over(
    *,
    by: Viewer,
    item: Item,
    to: Organisation | None = None,
    taken_by: Person | None = None,
    taken_name: str = "",
    storage: StoragePlace | None = None,
    note: str = "",
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> HandOver:
    """The thing changes hands: to an organisation, a person, or somebody without account (``taken_name``, sealed).
    With ``storage`` it is put there and stays (state stored, with the last day for fetching).

    Raises NotAllowed; Refused where it is not in our hands; Invalid.
    """
    fingerprint = f"{by.person_id}|{item.pk}|{to and to.pk}|{taken_by and taken_by.pk}|{storage and storage.pk}|{note}"
    if (known := journal.replay(key=key, service="custody.hand_over", fingerprint=fingerprint)) is not None:
        return HandOver.objects.get(pk=known)
    made = _hand_over(
        by, item, to=to, taken_by=taken_by, taken_name=taken_name, storage=storage, note=note, photos=photos,
        happened_at=happened_at,
    )  # fmt: skip
    journal.remember(key=key, service="custody.hand_over", fingerprint=fingerprint, result=made.pk)
    return made


@service
def store_items(
    *,
    by: Viewer,
    items: Sequence[Item],
    storage: StoragePlace,
    taken_by: Person | None = None,
    taken_name: str = "",
    note: str = "",
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> list[HandOver]:
    """The keeper of ``storage`` takes several things; the same as :func:`hand_over` for each, all or none. What lies
    there already stays as it is."""
    if not items:
        fault("items", _("Choose at least one thing."))
    order = sorted({one.pk: one for one in items}.values(), key=lambda one: one.pk)
    fingerprint = f"{by.person_id}|{[one.pk for one in order]}|{storage.pk}|{note}"
    if (known := journal.replay(key=key, service="custody.store_items", fingerprint=fingerprint)) is not None:
        return list(HandOver.objects.filter(pk__in=known.split(",")))
    made = [
        _hand_over(
            by, one, to=storage.keeper, taken_by=taken_by, taken_name=taken_name, storage=storage, note=note,
            photos=photos, happened_at=happened_at,
        )
        for one in order
    ]  # fmt: skip
    result = ",".join(str(one.pk) for one in made)
    journal.remember(key=key, service="custody.store_items", fingerprint=fingerprint, result=result)
    return made


def _hand_over(
    by: Viewer, item: Item, *, to: Organisation | None, taken_by: Person | None, taken_name: str,
    storage: StoragePlace | None, note: str, photos: Sequence[Any], happened_at: datetime | None,
) -> HandOver:  # fmt: skip
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    if row.state_is not in KEPT:
        raise Refused(_("It is not in our hands."))
    storage = locked(StoragePlace, storage) if storage is not None else None
    last = row.hand_overs.order_by("-position").first()
    if storage is not None and row.state == State.STORED and row.storage_id == storage.pk and last is not None:
        return last
    at = moment(happened_at, after=[last.happened_at if last else row.moved_at])
    keeper = to or (storage.keeper if storage else None)
    if keeper is None and taken_by is None and not taken_name.strip():
        fault("to", _("Say who takes it."))
    pictures(by, row, photos, Moment.AFTER, at)
    made = HandOver.objects.create(
        item=row,
        position=(row.hand_overs.aggregate(last=Max("position"))["last"] or 0) + 1,
        given_by_id=by.person_id,
        organisation=keeper,
        taken_by=taken_by,
        taken_name=name(taken_name, "taken_name"),
        storage=storage,
        note=words(note, "note", most=500, needed=False),
        by_id=by.person_id,
        happened_at=at,
        recorded_at=clock.now(),
    )
    report(row.subject, events.HANDED_OVER, by, place=row.place, of=row.inventory, happened_at=at,
           party=acting_for(by), item=row.pk, position=made.position)  # fmt: skip
    if storage is not None:
        _store(by, row, storage, at)
    return made


def _store(by: Viewer, row: Item, storage: StoragePlace, at: datetime) -> None:
    if storage.closed_at is not None:
        raise Refused(_("This storage place is closed."))
    refuse(may_store(kept_of(row)))
    row.state, row.storage, row.stored_at = State.STORED, storage, row.stored_at or at
    row.save(update_fields=["state", "storage", "stored_at"])
    until: date | None = row.return_by
    report(row.subject, events.STORED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk,
           storage=storage.pk, until=until)  # fmt: skip
    tell(by, row.inventory, "custody.open", row.subject, int(open_now(row)))
