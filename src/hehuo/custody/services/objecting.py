"""Somebody says no. It stops the removal at once, is reported, and ends only by that person's own word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Inventory, Item, Objection, ObjectionKind
from hehuo.custody.selectors.secret import by_secret
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import choice, fault, keep, locked, moment, name, report, require, the_inventory, words

_WHO = _("Only those who work at this place write this down.")


@service
def object_to_removal(
    *,
    by: Viewer,
    inventory: Inventory,
    item: Item | None = None,
    text: str = "",
    person_name: str = "",
    kind: str = "objection",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Objection:
    """Somebody at the door says no to everything on the list, or to ``item``; ``kind`` ``claim`` where she says that
    it is hers (that ends basis B). No reason is asked for. Everybody who may know of the list may write it down."""
    row = the_inventory(by, inventory)
    fingerprint = f"{by.person_id}|{row.pk}|{item and item.pk}|{text}|{kind}"
    if (known := journal.replay(key=key, service="custody.object_to_removal", fingerprint=fingerprint)) is not None:
        return Objection.objects.get(pk=known)
    made = _object(by, row, item, text, at=moment(happened_at, after=[row.happened_at]), person=person_name, kind=kind)
    journal.remember(key=key, service="custody.object_to_removal", fingerprint=fingerprint, result=made.pk)
    return made


@service
def object_by_secret(*, by: Viewer, number: str, secret: str, text: str = "", item: Item | None = None) -> Objection:
    """The owner says no on her own page. The same again while it stands is one. Raises NotFound for a wrong pair."""
    found = by_secret(number, secret).inventory
    if found is None:
        raise NotFound(_("Number and secret do not match. Both stand on your copy."))
    row = Inventory.objects.select_related("partnership", "action").select_for_update(of=("self",), no_key=True).get(
        pk=found.pk
    )  # fmt: skip
    there = row.objections.filter(ended_at=None, by_owner=True, item=item).first()
    return there or _object(by, row, item, text, at=clock.now(), owner=True)


def _object(
    by: Viewer,
    row: Inventory,
    item: Item | None,
    text: str,
    *,
    at: datetime,
    person: str = "",
    kind: str = ObjectionKind.OBJECTION,
    owner: bool = False,
) -> Objection:
    if item is not None and item.inventory_id != row.pk:
        fault("item", _("This thing belongs to another list."))
    made = Objection.objects.create(
        inventory=row,
        item=item,
        kind=choice(kind, ObjectionKind.values, "kind"),
        name=name(person, "person_name"),
        text=words(text, "text", most=2000, needed=False),
        by_owner=owner,
        by_id=by.person_id,
        raised_at=at,
        recorded_at=clock.now(),
    )
    report(row.subject, events.OBJECTED, by, place=row.place, of=row, happened_at=at, objection=made.pk,
           inventory=row.pk, sort=made.kind)  # fmt: skip
    return made


@service
def withdraw_objection(
    *, by: Viewer, objection: Objection, words_of: str, signature: Any, happened_at: datetime | None = None
) -> Objection:
    """The person who objected takes it back: in which words, and signed. Nobody else can. Twice is once.

    Raises NotAllowed, and Invalid without words or signature.
    """
    row = the_inventory(by, objection.inventory)
    require(policy.may_sign_for_public(by, row.place), _WHO)
    found = locked(Objection, objection)
    if found.ended_at is not None:
        return found
    if signature is None:
        fault("signature", _("The person who objected signs that it is taken back."))
    found.ended_at = moment(happened_at, after=[found.raised_at])
    found.ended_words = words(words_of, "words_of", most=500)
    found.ended_by_id = by.person_id
    found.save(update_fields=["ended_at", "ended_words", "ended_by"])
    keep(by, found.subject, signature, place=row.place, at=found.ended_at, secret=True)
    report(row.subject, events.OBJECTION_ENDED, by, place=row.place, of=row, happened_at=found.ended_at,
           objection=found.pk)  # fmt: skip
    return found


@service
def withdraw_own_objections(*, by: Viewer, number: str, secret: str) -> int:
    """The owner takes back on her own page what she objected there. Returns how many."""
    found = by_secret(number, secret).inventory
    if found is None:
        raise NotFound(_("Number and secret do not match. Both stand on your copy."))
    row = Inventory.objects.select_related("partnership", "action").select_for_update(of=("self",), no_key=True).get(
        pk=found.pk
    )  # fmt: skip
    ended = 0
    for one in row.objections.select_for_update(no_key=True).filter(ended_at=None, by_owner=True):
        one.ended_at = clock.now()
        one.save(update_fields=["ended_at"])
        report(row.subject, events.OBJECTION_ENDED, by, place=row.place, of=row, objection=one.pk)
        ended += 1
    return ended
