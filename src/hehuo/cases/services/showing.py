"""What the public sees, who complained, and what keeps a case open."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from hehuo.cases import events, policy
from hehuo.cases.models import Case, Complainant, Hold, PublicState
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from hehuo.ground.secrets import open_sealed
from hehuo.ground.service import service
from hehuo.ground.text import mask_numbers
from hehuo.journal import services as journal
from hehuo.parties import services as parties
from hehuo.parties.events import REASONS

from .steps import change, locked, permit, report, words

#: "3号楼2单元601", "601室": a household can be found by it.
_DWELLING = re.compile(r"\d+\s*单元\s*\d{2,4}|\d{3,4}\s*(室|户)(?!外)")


@service
def publish_case(*, by: Viewer, case: Case, title: str, text: str, answer: str = "") -> Case:
    """Put a reviewed, de-identified wording on the public page; again, with new words, it replaces them.

    Raises Invalid where a telephone, identity or dwelling number is left in it.
    """
    case = locked(by, case)
    edge = permit("publish", case, by)
    fields = {
        "title": words(title, "title", most=120),
        "text": words(text, "text"),
        "answer": words(answer, "answer", needed=False),
    }
    for name, wording in fields.items():
        if mask_numbers(wording) != wording or _DWELLING.search(wording):
            message = _("A telephone, identity or flat number is still in it; take it out.")
            raise Invalid(message, fields={name: message}, source="《个人信息保护法》第五十五条")
    now = {"title": case.public_title, "text": case.public_text, "answer": case.public_answer}
    if case.public_state == PublicState.PUBLISHED and now == fields:
        return case
    change(case, edge, public_state=PublicState.PUBLISHED, public_title=fields["title"], public_text=fields["text"],
           public_answer=fields["answer"], published_at=case.published_at or clock.now())  # fmt: skip
    report(case, events.PUBLISHED, by)
    return case


@service
def unpublish_case(*, by: Viewer, case: Case) -> Case:
    """Take it off the public page at once. Twice is once."""
    case = locked(by, case)
    if case.public_state == PublicState.WITHHELD:
        return case
    change(case, permit("unpublish", case, by), public_state=PublicState.WITHHELD, published_at=None)
    report(case, events.WITHHELD, by)
    return case


@service
def reveal_complainant(*, by: Viewer, case: Case, reason: str) -> dict[str, str]:
    """Name and contact of the complainant in the clear, journaled each time; ``reason`` is a key of
    ``parties.events.REASONS``. Raises NotAllowed for all but the handlers of the place.
    """
    case = locked(by, case)
    if not policy.may_know_complainant(by, case):
        raise NotAllowed(_("Who complained is shown to those who handle the case only."), source="接诉即办条例第八条")
    row = Complainant.objects.filter(case=case).first()
    if row is None:
        raise NotFound(_("Nobody left a name or a telephone number."))
    if reason not in REASONS:
        raise Invalid(_("Please say why you need it."), fields={"reason": _("Please say why you need it.")})
    shown = {"name": "", "contact": ""}
    if row.name:
        report(case, events.REVEALED, by, reason=reason)
        shown["name"] = open_sealed(bytes(row.name))
    if row.contact is not None:
        shown["contact"] = parties.reveal_contact(
            by=by, contact=row.contact, reason=reason, place=case.place, subject=case.subject
        )
    return shown


@service
def note_export(*, by: Viewer, count: int) -> None:
    """Record that ``by`` took a list of ``count`` cases out of the house. Raises NotAllowed for all but handlers."""
    reach = by.reach(*HANDLERS)
    if not reach:
        raise NotAllowed(_("Lists are taken out by those who handle cases."))
    journal.append(subject=f"export:{by.person_id}", kind=events.EXPORTED, payload={"count": count}, by=by,
                   place=reach[0])  # fmt: skip


@service
def place_hold(*, by: Viewer, case: Case, kind: str, room: str, subject: str, reason: str) -> Hold:
    """A higher room reports why the case may not be closed yet; ``reason`` is read by people. Twice is once.

    Raises Conflict when the case has already ended.
    """
    case = locked(by, case)
    standing = Hold.objects.filter(case=case, kind=kind, subject=subject, released_at=None).first()
    if standing is not None:
        return standing
    if case.closed_at is not None:
        raise Conflict(_("The case has already ended."))
    made = Hold.objects.create(
        case=case, kind=kind, room=room, subject=subject, reason=words(reason, "reason", most=500),
        placed_at=clock.now(),
    )  # fmt: skip
    report(case, events.HELD, by, threads=(subject,), hold=made.pk, room=room)
    return made


@service
def release_hold(*, by: Viewer, case: Case, kind: str, subject: str) -> Hold | None:
    """The higher room's reason is gone; None where there was none."""
    case = locked(by, case)
    hold = Hold.objects.filter(case=case, kind=kind, subject=subject, released_at=None).first()
    if hold is None:
        return None
    hold.released_at = clock.now()
    hold.save(update_fields=["released_at"])
    report(case, events.RELEASED, by, threads=(subject,), hold=hold.pk, room=hold.room)
    return hold
