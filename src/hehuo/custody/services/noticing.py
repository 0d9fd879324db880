"""Notices about things that look abandoned (basis B)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Inventory, Item, Notice
from hehuo.custody.rules import NOTICE_DAYS, State
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.parties import selectors as parties
from hehuo.policies import selectors as policies

from .common import day_of, fault, keep, moment, numbered, report, require, the_inventory, words

_WHO = _("Notices are posted by the public side: community, subdistrict, officers.")


@service
def post_notice(
    *,
    by: Viewer,
    inventory: Inventory,
    where: str,
    signers: Collection[int],
    items: Sequence[Item] | None = None,
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Notice:
    """A notice was posted at ``where`` about ``items`` (all that stand there, when None), signed by the people with
    ids ``signers`` (two at least). Refused where the owner is known or a waybill names somebody: then ask that person.

    Raises NotAllowed, Invalid, Refused.
    """
    row = the_inventory(by, inventory)
    require(policy.may_sign_for_public(by, row.place), _WHO)
    named = sorted(one.pk for one in items) if items is not None else None
    who = sorted(set(signers))
    fingerprint = f"{by.person_id}|{row.pk}|{where}|{who}|{named}|{happened_at}"
    if (known := journal.replay(key=key, service="custody.post_notice", fingerprint=fingerprint)) is not None:
        return Notice.objects.get(pk=known)
    things = [one for one in row.items.filter(state=State.NUMBERED) if named is None or one.pk in named]
    if not things:
        raise Refused(_("None of these things stands there any more."))
    if row.owner_mark:
        raise Refused(_("The owner is known: it is not abandoned. Ask the owner (basis A)."),
                      source=_("Civil Code, art. 240 and 314"), code="B.owner")  # fmt: skip
    if any(one.waybill_named for one in things):
        raise Refused(_("The waybill names somebody: it is not abandoned. Ask that person (basis A)."),
                      source=_("Civil Code, art. 240 and 314"), code="B.waybill")  # fmt: skip
    if len(who) < 2 or len(parties.names_of_people(who)) != len(who):
        fault("signers", _("Two people sign that it looks abandoned."))
    at = moment(happened_at, after=[row.happened_at, *(one.numbered_at for one in things)])
    notice = Notice.objects.create(
        **numbered(Notice, "N", day_of(at)),
        inventory=row,
        where=words(where, "where", most=200),
        days=int(policies.value(NOTICE_DAYS, row.place, at)),
        posted_at=at,
        by_id=by.person_id,
        recorded_at=clock.now(),
    )
    notice.items.set(things)
    notice.signers.set(who)
    for photo in photos:
        keep(by, notice.subject, photo, place=row.place, at=at)
    report(notice.subject, events.POSTED, by, place=row.place, of=row, happened_at=at, notice=notice.pk,
           count=len(things))  # fmt: skip
    journal.remember(key=key, service="custody.post_notice", fingerprint=fingerprint, result=notice.pk)
    return notice


@service
def withdraw_notice(*, by: Viewer, notice: Notice, happened_at: datetime | None = None) -> Notice:
    """The notice was taken down; nothing moves on its ground any more. Twice is once."""
    row = the_inventory(by, notice.inventory)
    require(policy.may_sign_for_public(by, row.place), _WHO)
    found = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if found.withdrawn_at is not None:
        return found
    found.withdrawn_at = moment(happened_at, after=[found.posted_at])
    found.save(update_fields=["withdrawn_at"])
    report(found.subject, events.TAKEN_DOWN, by, place=row.place, of=row, happened_at=found.withdrawn_at,
           notice=found.pk)  # fmt: skip
    return found
