"""Where things are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Item, StoragePlace
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Refused
from hehuo.ground.service import service

from .common import keep, locked, place_code, report, require, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation

_WHO = _("Storage places are named by those who handle matters at the place.")


@service
def add_storage_place(
    *,
    by: Viewer,
    place: str,
    name: str,
    address: str,
    keeper: Organisation,
    hours: str,
    phone: str = "",
    photos: Sequence[Any] = (),
) -> StoragePlace:
    """Name a place that keeps things free of charge. The same name with the same address again is the same place;
    with another address Conflict. Raises NotAllowed, Invalid."""
    code = place_code(place)
    require(policy.may_keep_storage(by, code), _WHO)
    told = {
        "address": words(address, "address", most=200),
        "hours": words(hours, "hours", most=200),
        "phone": words(phone, "phone", most=40, needed=False),
    }
    row, made = StoragePlace.objects.get_or_create(
        place=code,
        name=words(name, "name", most=120),
        closed_at=None,
        defaults={**told, "keeper": keeper, "added_by_id": by.person_id, "added_at": clock.now()},
    )
    if not made and row.address != told["address"]:
        raise Conflict(_("A storage place of this name is there already, at another address."))
    for photo in photos:
        keep(by, row.subject, photo, place=code)
    if made:
        report(row.subject, events.STORAGE_ADDED, by, place=code, storage=row.pk)
    return row


@service
def close_storage_place(*, by: Viewer, storage: StoragePlace) -> StoragePlace:
    """It keeps nothing any more; refused while something lies there. Twice is once."""
    row = locked(StoragePlace, storage)
    require(policy.may_keep_storage(by, row.place), _WHO)
    if row.closed_at is not None:
        return row
    if Item.objects.filter(storage=row, state__in=["moved", "stored"]).exists():
        raise Refused(_("Things are still kept there; hand them over to another place first."))
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    report(row.subject, events.STORAGE_CLOSED, by, place=row.place, storage=row.pk)
    return row
