"""Asking everybody for help, and thanking those who offer it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.secrets import fingerprint, open_sealed, seal
from hehuo.ground.service import service
from hehuo.ground.text import squash
from hehuo.parties.events import REASONS
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Offer, OfferState, OpenCall, Partnership
from hehuo.partnerships.rules import gives_away

from .common import choice, led, report, running, words

#: More offers to one call are not kept: somebody would have to read them.
MOST_OFFERS = 200


@service
def open_call(*, by: Viewer, partnership: Partnership, title: str, text: str, until: date | None = None) -> OpenCall:
    """Ask everybody for help. The words are public at once: no name, telephone or flat may be in them.

    The same call again, while it is open, is the same call.
    """
    row = led(by, partnership)
    running(row)
    said = {"title": words(title, "title", most=120), "text": words(text, "text", most=2000)}
    for name, wording in said.items():
        if gives_away(wording):
            message = _("A telephone, identity or flat number is still in it; take it out.")
            raise Invalid(message, fields={name: message}, source="《个人信息保护法》第五十五条")
    if until is not None and until < clock.now().astimezone(clock.BEIJING).date():
        message = _("This day has passed.")
        raise Invalid(message, fields={"until": message})
    there = row.calls.filter(closed_at=None, **said).first()
    if there is not None:
        return there
    made = OpenCall.objects.create(partnership=row, until=until, by_id=by.person_id, opened_at=clock.now(), **said)
    report(row, events.CALLED, by, call=made.pk)
    return made


@service
def close_call(*, by: Viewer, call: OpenCall) -> OpenCall:
    """Nothing more is needed. Twice is once."""
    partnership = led(by, call.partnership)
    row = OpenCall.objects.select_for_update().get(pk=call.pk)
    if row.closed_at is None:
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        report(partnership, events.CALL_CLOSED, by, call=row.pk)
    return row


@service
def offer_help(*, call: OpenCall, name: str, contact: str, text: str) -> Offer:
    """Anybody offers help; name and contact are sealed. The same offer again is the same offer.

    How often one may offer is limited by the door. Raises Refused where the call is closed or full.
    """
    row = OpenCall.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=call.pk)
    today = clock.now().astimezone(clock.BEIJING).date()
    if row.closed_at is not None or (row.until is not None and row.until < today):
        raise Refused(_("Thank you! This call is closed: enough people have come forward."))
    who = words(name, "name", most=60)
    where = words(contact, "contact", most=100)
    said = words(text, "text", most=1000)
    mark = fingerprint(f"offer: {squash(who)} {squash(where)} {squash(said)}")
    there = row.offers.filter(digest=mark).first()
    if there is not None:
        return there
    if row.offers.count() >= MOST_OFFERS:
        raise Refused(_("So many people have offered help that we have to read first. Please try again later."))
    made = Offer.objects.create(call=row, text=said, name=seal(who), contact=seal(where), digest=mark,
                                offered_at=clock.now())  # fmt: skip
    report(row.partnership, events.OFFERED, Viewer(), call=row.pk, offer=made.pk)
    return made


@service
def answer_offer(*, by: Viewer, offer: Offer, accept: bool, text: str = "") -> Offer:
    """Take an offer or decline it with thanks. The same answer twice is once; another answer is a conflict."""
    partnership = led(by, offer.call.partnership)
    row = Offer.objects.select_for_update().get(pk=offer.pk)
    wanted = OfferState.ACCEPTED if accept else OfferState.DECLINED
    if row.state == wanted:
        return row
    if row.state != OfferState.NEW:
        raise Conflict(_("Somebody has already answered this offer."))
    row.state, row.answer = wanted, words(text, "text", most=1000, needed=False)
    row.answered_at, row.answered_by_id = clock.now(), by.person_id
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    report(partnership, events.OFFER_ANSWERED, by, offer=row.pk, state=wanted)
    return row


@service
def reveal_offer(*, by: Viewer, offer: Offer, reason: str) -> dict[str, str]:
    """Name and contact of who offered, journaled each time; ``reason`` is a key of ``parties.events.REASONS``."""
    partnership = offer.call.partnership
    if not policy.may_know(by, partnership):
        raise NotFound(_("There is no such partnership."))
    if not policy.may_know_names(by, partnership):
        raise NotAllowed(
            _("Sealed names are read by those who handle the case only."), source="《个人信息保护法》第六条"
        )
    choice(reason, REASONS, "reason")
    report(partnership, events.OFFER_REVEALED, by, offer=offer.pk, reason=reason)
    return {"name": open_sealed(bytes(offer.name)), "contact": open_sealed(bytes(offer.contact))}
