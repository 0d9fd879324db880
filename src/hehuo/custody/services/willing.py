"""The owner's own will: consent to a list, watch agreement, and taking either back (basis A)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import events, policy
from hehuo.custody.models import Consent, Inventory, Item, StoragePlace, WatchAgreement
from hehuo.custody.rules import KEEP_DAYS, Authority, State
from hehuo.custody.selectors.secret import by_secret, digest, link_token, new_secret
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound, Refused
from hehuo.ground.secrets import seal
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.policies import selectors as policies

from .common import (
    NAME,
    choice,
    day_of,
    fault,
    keep,
    locked,
    mark,
    moment,
    numbered,
    place_code,
    report,
    require,
    the_inventory,
    words,
)

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership

_WHO = _("What an owner signs is taken down by the public side: community, subdistrict, officers.")
_SIGNERS = (Authority.OWNER.value, Authority.FAMILY.value)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A fresh agreement. ``secret`` and ``link`` open the owner's page, where she may end it; told only here."""

    agreement: WatchAgreement
    secret: str
    link: str


def _signer(authority: str, signer_name: str, authority_paper: str, owner_name: str) -> tuple[str, str, str, str]:
    """Authority, signer, paper, owner. Family without authority in writing cannot sign (Civil Code art. 171)."""
    if authority == Authority.FAMILY_UNAUTHORISED:
        fault("authority", _("Family signs only with the owner's authority in writing."))
    told = choice(authority, _SIGNERS, "authority")
    signer = words(signer_name, "signer_name", most=NAME)
    paper = words(authority_paper, "authority_paper", most=200, needed=told == Authority.FAMILY)
    owner = words(owner_name, "owner_name", most=NAME, needed=told == Authority.FAMILY) or signer
    if told == Authority.OWNER and mark(owner) != mark(signer):
        fault("signer_name", _("This is another name than the owner's. Family signs with authority in writing."))
    return told, signer, paper, owner


@service
def sign_consent(
    *,
    by: Viewer,
    inventory: Inventory,
    signer_name: str,
    authority: str,
    destination: StoragePlace,
    storage_until: date,
    signature: Any = None,
    items: Sequence[Item] | None = None,
    owner_name: str = "",
    authority_paper: str = "",
    free_return: bool = True,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Consent:
    """The owner (or family with authority in writing) agrees that ``items`` (all that stand there, when None) go to
    ``destination`` and are kept until ``storage_until``. Without ``signature`` it only waits to be signed
    (:func:`add_signature`) and moves nothing. Who signs as owner becomes the list's owner where nobody was named.

    Raises NotAllowed, Invalid, Refused (another owner is named, nothing to list).
    """
    row = the_inventory(by, inventory)
    require(policy.may_sign_for_public(by, row.place), _WHO)
    told, signer, paper, owner = _signer(authority, signer_name, authority_paper, owner_name)
    named = sorted(one.pk for one in items) if items is not None else None
    fingerprint = f"{by.person_id}|{row.pk}|{told}|{signer}|{owner}|{destination.pk}|{storage_until}|{named}"
    if (known := journal.replay(key=key, service="custody.sign_consent", fingerprint=fingerprint)) is not None:
        return Consent.objects.get(pk=known)
    at = moment(happened_at, after=[row.happened_at])
    if storage_until < day_of(at):
        fault("storage_until", _("This day is over."))
    things = _things(row, items)
    _same_owner(row, owner)
    consent = Consent.objects.create(
        **numbered(Consent, "C", day_of(at)),
        inventory=row,
        owner_mark=mark(owner),
        signer_name=seal(signer),
        authority=told,
        authority_paper=paper,
        destination=destination,
        storage_until=storage_until,
        free_return=free_return,
        signed_at=at if signature is not None else None,
        by_id=by.person_id,
        recorded_at=clock.now(),
    )
    consent.items.set(things)
    if signature is not None:
        keep(by, consent.subject, signature, place=row.place, at=at, secret=True)
        report(consent.subject, events.CONSENTED, by, place=row.place, of=row, happened_at=at, consent=consent.pk,
               count=len(things), authority=told)  # fmt: skip
    else:
        report(consent.subject, events.CONSENT_DRAFTED, by, place=row.place, of=row, happened_at=at,
               consent=consent.pk, count=len(things))  # fmt: skip
    journal.remember(key=key, service="custody.sign_consent", fingerprint=fingerprint, result=consent.pk)
    return consent


def _things(row: Inventory, items: Sequence[Item] | None) -> list[Item]:
    there = list(row.items.filter(state=State.NUMBERED).order_by("serial"))
    if items is not None:
        wanted = {one.pk for one in items}
        if wanted - {one.pk for one in there}:
            raise Refused(_("Something on this list does not stand there any more, or belongs to another list."))
        there = [one for one in there if one.pk in wanted]
    if not there:
        raise Refused(_("Nothing is numbered yet: consent without a list of things is none."))
    return there


def _same_owner(row: Inventory, owner: str) -> None:
    if row.owner_mark and bytes(row.owner_mark) != mark(owner):
        raise Refused(_("Another owner is named for this list; only that owner can consent."))
    if not row.owner_mark:
        row.owner_name, row.owner_mark = seal(owner), mark(owner)
        row.save(update_fields=["owner_name", "owner_mark"])


@service
def sign_watch_agreement(
    *,
    by: Viewer,
    partnership: Partnership | None,
    place: str,
    point: str | Sequence[str],
    owner_name: str,
    from_: date,
    to: date,
    storage: StoragePlace,
    signer_name: str = "",
    authority: str = "owner",
    authority_paper: str = "",
    storage_days: int | None = None,
    free_return: bool = True,
    signature: Any = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Agreed:
    """The owner agrees about later findings: at ``point`` (one or several names) of ``place``, from ``from_`` to ``to``
    (both days included), what is found and not cleared the same day goes to ``storage`` for ``storage_days`` (setting).
    Revocable at any time. Without ``signature`` it waits to be signed. Raises NotAllowed, Invalid."""
    code = place_code(place)
    require(policy.may_sign_for_public(by, code), _WHO)
    told, signer, paper, owner = _signer(authority, signer_name or owner_name, authority_paper, owner_name)
    points = [words(one, "point", most=200) for one in ([point] if isinstance(point, str) else point)]
    if not points:
        fault("point", _("Name the point for which the owner agrees."))
    if to < from_:
        fault("to", _("It cannot end before it starts."))
    fingerprint = f"{by.person_id}|{code}|{points}|{signer}|{owner}|{from_}|{to}|{storage.pk}"
    if (known := journal.replay(key=key, service="custody.sign_watch_agreement", fingerprint=fingerprint)) is not None:
        row = WatchAgreement.objects.get(pk=known)
        return Agreed(row, new_secret(key), link_token(row))
    at = moment(happened_at)
    days = int(policies.value(KEEP_DAYS, code, at)) if storage_days is None else storage_days
    if not 1 <= days <= 730:
        fault("storage_days", _("Between one day and two years."))
    secret = new_secret(key)
    row = WatchAgreement.objects.create(
        **numbered(WatchAgreement, "T", day_of(at)),
        partnership=partnership,
        place=code,
        points=points,
        owner_name=seal(owner),
        owner_mark=mark(owner),
        signer_name=seal(signer),
        authority=told,
        authority_paper=paper,
        starts_on=from_,
        ends_on=to,
        storage=storage,
        storage_days=days,
        free_return=free_return,
        signed_at=at if signature is not None else None,
        secret=digest(secret),
        by_id=by.person_id,
        recorded_at=clock.now(),
    )
    if signature is not None:
        keep(by, row.subject, signature, place=code, at=at, secret=True)
    _report_agreement(by, row, at)
    journal.remember(key=key, service="custody.sign_watch_agreement", fingerprint=fingerprint, result=row.pk)
    return Agreed(row, secret, link_token(row))


def _report_agreement(by: Viewer, row: WatchAgreement, at: datetime) -> None:
    if row.signed_at is None:
        report(row.subject, events.AGREEMENT_DRAFTED, by, place=row.place, partnership=row.partnership,
               happened_at=at, agreement=row.pk)  # fmt: skip
    else:
        report(row.subject, events.AGREED, by, place=row.place, partnership=row.partnership, happened_at=at,
               agreement=row.pk, until=row.ends_on, authority=row.authority)  # fmt: skip


@service
def add_signature(
    *, by: Viewer, paper: Consent | WatchAgreement, signature: Any, happened_at: datetime | None = None
) -> Consent | WatchAgreement:
    """The owner signs what was waiting: drawn, or a photo of the paper. Signed already, it stays as it was."""
    row = locked(type(paper), paper)
    place = row.inventory.place if isinstance(row, Consent) else row.place
    require(policy.may_sign_for_public(by, place), _WHO)
    if row.signed_at is not None:
        return row
    at = moment(happened_at)
    keep(by, row.subject, signature, place=place, at=at, secret=True)
    row.signed_at = at
    row.save(update_fields=["signed_at"])
    if isinstance(row, WatchAgreement):
        _report_agreement(by, row, at)
    else:
        report(row.subject, events.CONSENTED, by, place=place, of=row.inventory, happened_at=at, consent=row.pk,
               count=row.items.count(), authority=row.authority)  # fmt: skip
    return row


@service
def revoke_consent(*, by: Viewer, consent: Consent, happened_at: datetime | None = None) -> Consent:
    """The owner takes a consent back; what has not moved stays where it is. Twice is once."""
    the_inventory(by, consent.inventory)
    row = locked(Consent, consent)
    require(policy.may_work(by, row.inventory.place), _WHO)
    if row.revoked_at is not None:
        return row
    if row.signed_at is None:
        raise Refused(_("It was never signed."))
    row.revoked_at = moment(happened_at, after=[row.signed_at])
    row.save(update_fields=["revoked_at"])
    report(row.subject, events.CONSENT_REVOKED, by, place=row.inventory.place, of=row.inventory,
           happened_at=row.revoked_at, consent=row.pk)  # fmt: skip
    return row


@service
def revoke_agreement(*, by: Viewer, agreement: WatchAgreement, happened_at: datetime | None = None) -> WatchAgreement:
    """The owner ends the agreement by word; whoever works there writes it down. From then nothing moves on its
    ground. Twice is once."""
    require(policy.may_work(by, agreement.place), _("Only those who work at this place write this down."))
    return _revoke(by, agreement, happened_at, by_secret=False)


@service
def revoke_own_agreement(*, by: Viewer, number: str, secret: str) -> WatchAgreement:
    """The owner ends the agreement herself, by number and secret. Raises NotFound for a wrong pair."""
    found = by_secret(number, secret).agreement
    if found is None:
        raise NotFound(_("Number and secret do not match. Both stand on your copy."))
    return _revoke(by, found, None, by_secret=True)


def _revoke(by: Viewer, agreement: WatchAgreement, happened_at: datetime | None, *, by_secret: bool) -> WatchAgreement:
    row = locked(WatchAgreement, agreement)
    if row.revoked_at is not None:
        return row
    if row.signed_at is None:
        raise Refused(_("It was never signed."))
    row.revoked_at, row.revoked_by_secret = moment(happened_at, after=[row.signed_at]), by_secret
    row.save(update_fields=["revoked_at", "revoked_by_secret"])
    report(row.subject, events.REVOKED, by, place=row.place, partnership=row.partnership,
           happened_at=row.revoked_at, agreement=row.pk, by_secret=by_secret)  # fmt: skip
    return row
