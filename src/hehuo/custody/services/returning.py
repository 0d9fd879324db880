"""Back to the owner, or, with a gate of its own, elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Claim, ClaimState, Inventory, Item
from hehuo.custody.rules import KEPT, Disposal, State, may_dispose, may_return
from hehuo.custody.selectors.facts import kept_of
from hehuo.custody.selectors.secret import by_secret
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal

from .common import choice, fault, keep, moment, name, refuse, report, require, tell, the_item, words

if TYPE_CHECKING:
    from hehuo.parties.models import Person

_WHO = _("Things are given back by those who work at this place.")


def _by_authority(by: Viewer, row: Item) -> bool:
    return row.proceeding is not None and policy.may_proceed(by, row.place, row.proceeding.authority_id)


@service
def remind_owner(*, by: Viewer, item: Item, how: str, happened_at: datetime | None = None) -> Item:
    """The owner was reminded in writing to fetch it; ``how`` says by what. The last reminder counts."""
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    if row.state_is not in KEPT:
        raise Refused(_("It is not in our hands."))
    at = moment(happened_at, after=[row.moved_at, row.reminded_at])
    row.reminded_at, row.words = at, words(how, "how", most=1000)
    row.save(update_fields=["reminded_at", "words"])
    report(row.subject, events.REMINDED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk)
    return row


@service
def release_item(
    *, by: Viewer, item: Item, to_name: str, note: str = "", happened_at: datetime | None = None,
    key: str | None = None,
) -> Item:  # fmt: skip
    """The thing is brought back to its owner, or to whom she names (sealed); no signature is asked for that.

    Raises Refused where it is not in our hands, or an authority holds it; NotAllowed; Invalid.
    """
    fingerprint = f"{by.person_id}|{item.pk}|{to_name}"
    if (known := journal.replay(key=key, service="custody.release_item", fingerprint=fingerprint)) is not None:
        return Item.objects.get(pk=known)
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    refuse(may_return(kept_of(row, by_authority=_by_authority(by, row))))
    at = moment(happened_at, after=[row.moved_at])
    receiver = name(to_name, "to_name", needed=True)
    _end(by, row, State.RELEASED, at, receiver=receiver, words=words(note, "note", most=1000, needed=False))
    report(row.subject, events.RELEASED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk)
    journal.remember(key=key, service="custody.release_item", fingerprint=fingerprint, result=row.pk)
    return row


def _end(by: Viewer, row: Item, state: State, at: datetime, **values: Any) -> None:
    row.state, row.ended_at, row.ended_by_id = state, at, by.person_id
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
    tell(by, row.inventory, "custody.open", row.subject, 0)


@service
def ask_back(
    *, by: Viewer, number: str, secret: str, items: Sequence[Item] | None = None, text: str = ""
) -> list[Claim]:
    """The owner asks on her page for ``items`` (all in our hands, when None). What was asked for stays asked for.

    Raises NotFound for a wrong pair, Refused where nothing is in our hands.
    """
    found = by_secret(number, secret).inventory
    if found is None:
        raise NotFound(_("Number and secret do not match. Both stand on your copy."))
    row = Inventory.objects.select_related("partnership", "action").select_for_update(of=("self",), no_key=True).get(
        pk=found.pk
    )  # fmt: skip
    wanted = {one.pk for one in items} if items is not None else None
    there = [
        one
        for one in row.items.select_for_update(no_key=True).order_by("pk")
        if one.state_is in KEPT and (wanted is None or one.pk in wanted)
    ]
    if not there:
        raise Refused(_("None of these things is in our hands."))
    told = words(text, "text", most=500, needed=False)
    claims = []
    for one in there:
        claim, made = Claim.objects.get_or_create(
            item=one,
            defaults={"state": ClaimState.ASKED, "words": told, "by_secret": True, "asked_at": clock.now()},
        )
        if made:
            report(one.subject, events.ASKED_BACK, by, place=row.place, of=row, item=one.pk)
        claims.append(claim)
    return claims


@service
def claim_item(
    *,
    by: Viewer,
    item: Item,
    claimant_name: str,
    signature: Any,
    note: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Claim:
    """The owner fetches a thing and signs for it. Fetched already, the first claim comes back.

    Raises Refused where it is not in our hands or an authority holds it; NotAllowed; Invalid without signature.
    """
    fingerprint = f"{by.person_id}|{item.pk}|{claimant_name}"
    if (known := journal.replay(key=key, service="custody.claim_item", fingerprint=fingerprint)) is not None:
        return Claim.objects.get(pk=known)
    row = the_item(by, item)
    require(policy.may_work(by, row.place), _WHO)
    if row.state == State.CLAIMED:
        return Claim.objects.get(item=row)
    refuse(may_return(kept_of(row, by_authority=_by_authority(by, row))))
    if signature is None:
        fault("signature", _("Who fetches it signs for it."))
    at = moment(happened_at, after=[row.moved_at])
    claimant = name(claimant_name, "claimant_name", needed=True)
    claim, _made = Claim.objects.update_or_create(
        item=row,
        defaults={"state": ClaimState.FETCHED, "name": claimant, "fetched_at": at, "by_id": by.person_id},
        create_defaults={"state": ClaimState.FETCHED, "name": claimant, "fetched_at": at, "by_id": by.person_id,
                         "asked_at": at},
    )  # fmt: skip
    keep(by, claim.subject, signature, place=row.place, at=at, secret=True)
    _end(by, row, State.CLAIMED, at, receiver=claimant, words=words(note, "note", most=1000, needed=False))
    report(row.subject, events.CLAIMED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk,
           claim=claim.pk)  # fmt: skip
    journal.remember(key=key, service="custody.claim_item", fingerprint=fingerprint, result=claim.pk)
    return claim


@service
def dispose_item(
    *,
    by: Viewer,
    item: Item,
    how: str,
    reason: str,
    second: Person,
    owners_word: Any = None,
    happened_at: datetime | None = None,
) -> Item:
    """What becomes of a thing that does not go back: ``how`` (``rules.Disposal``), why, with a ``second`` person.

    ``owners_word`` is the owner's written word (basis A). Each basis has its own gate (``rules.may_dispose``): nothing
    is disposed of while anybody asks for it. Disposed of already, it stays as it is. Raises Refused, NotAllowed.
    """
    row = the_item(by, item)
    require(
        policy.may_dispose(by, row.place) or _by_authority(by, row),
        _("Things are disposed of by those who handle matters at the place."),
    )
    if row.state == State.DISPOSED:
        return row
    kind = Disposal(choice(how, [one.value for one in Disposal], "how"))
    why = words(reason, "reason", most=1000)
    two = by.person_id is not None and second.pk != by.person_id
    kept = kept_of(row, by_authority=_by_authority(by, row), second=two, word=owners_word is not None)
    refuse(may_dispose(kind, kept))
    at = moment(happened_at, after=[row.stored_at])
    if owners_word is not None:
        keep(by, row.subject, owners_word, place=row.place, at=at, secret=True)
    _end(by, row, State.DISPOSED, at, disposal=kind, second=second, words=why)
    report(row.subject, events.DISPOSED, by, place=row.place, of=row.inventory, happened_at=at, item=row.pk, how=kind)
    return row
