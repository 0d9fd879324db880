"""What the public reads: one writes, another one reviews."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Partnership, PublicState
from hehuo.partnerships.rules import CHECKS, gives_away, unticked

from .common import led, locked, report, words

_FIELDS = {"public_title": 120, "public_text": 5000, "public_result": 5000, "public_thanks": 2000}
_LAW = "《个人信息保护法》第五十五条"


@service
def write_public(
    *,
    by: Viewer,
    partnership: Partnership,
    public_title: str,
    public_text: str,
    public_result: str = "",
    public_thanks: str = "",
) -> Partnership:
    """Write the public wording; somebody else reviews it before anybody reads it. A published page with other words
    is closed until they are reviewed. Raises Invalid where a telephone, identity or flat number is in it.
    """
    row = locked(by, partnership)
    if not policy.may_work(by, row):
        raise NotAllowed(_("Those who handle requests at this place keep the table; please ask them."))
    said = _wording(public_title, public_text, public_result, public_thanks)
    if row.public_state != PublicState.UNWRITTEN and all(getattr(row, name) == text for name, text in said.items()):
        return row
    for name, text in said.items():
        setattr(row, name, text)
    row.public_state, row.written_by_id, row.reviewed_by_id = PublicState.WRITTEN, by.person_id, None
    row.public_checks, row.published_at = [], None
    row.save()
    report(row, events.WRITTEN, by)
    return row


@service
def publish_partnership(
    *,
    by: Viewer,
    partnership: Partnership,
    public_title: str | None = None,
    public_text: str | None = None,
    public_result: str | None = None,
    public_thanks: str | None = None,
    checks: Collection[str] = (),
) -> Partnership:
    """Review the wording that somebody else wrote and put it on the public page; every line of ``rules.CHECKS`` is
    ticked. The words may be given as they were read: where they differ from what was written, somebody was faster.

    Raises Refused for the writer herself, for open checks and where nothing was written; Conflict for other words.
    """
    row = led(by, partnership)
    if row.public_state in (PublicState.UNWRITTEN,) or not row.public_title:
        raise Refused(_("Nothing is written for the public yet. Write it first; then a second person reviews it."))
    given = {"public_title": public_title, "public_text": public_text, "public_result": public_result,
             "public_thanks": public_thanks}  # fmt: skip
    for name, text in given.items():
        if text is not None and words(text, name, needed=False) != getattr(row, name):
            raise Conflict(_("The words have changed since you read them. Read them again, or save yours for review."))
    if row.public_state == PublicState.PUBLISHED:
        return row
    if by.person_id is None or by.person_id == row.written_by_id:
        raise Refused(_("Who wrote the words cannot review them; let a colleague read them."), source=_LAW)
    if left := unticked(checks):
        message = _("Please look for this too: %(check)s") % {"check": CHECKS[left[0]]}
        raise Refused(message, source=_LAW, code="unchecked", fields={"checks": message})
    row.public_state, row.reviewed_by_id = PublicState.PUBLISHED, by.person_id
    row.public_checks, row.published_at = sorted(checks), clock.now()
    row.save(update_fields=["public_state", "reviewed_by", "public_checks", "published_at"])
    report(row, events.PUBLISHED, by)
    return row


@service
def unpublish_partnership(*, by: Viewer, partnership: Partnership) -> Partnership:
    """Close the public page at once. Twice is once."""
    row = locked(by, partnership)
    if not policy.may_work(by, row):
        raise NotAllowed(_("Those who handle requests at this place keep the table; please ask them."))
    if row.public_state != PublicState.WITHHELD:
        row.public_state, row.published_at = PublicState.WITHHELD, None
        row.save(update_fields=["public_state", "published_at"])
        report(row, events.WITHHELD, by)
    return row


def _wording(title: str, text: str, result: str, thanks: str) -> dict[str, str]:
    given = {"public_title": title, "public_text": text, "public_result": result, "public_thanks": thanks}
    said = {
        name: words(given[name], name, most=most, needed=name in ("public_title", "public_text"))
        for name, most in _FIELDS.items()
    }
    for name, wording in said.items():
        if gives_away(wording):
            message = _("A telephone, identity or flat number is still in it; take it out.")
            raise Invalid(message, fields={name: message}, source=_LAW)
    return said
