"""From draft to law of the place: comment, decision, publication, end (3-domain §3.3, "Adoption")."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.charter import events, policy
from hehuo.charter.models import Ending, Status, Version
from hehuo.charter.rules import COMMENT_DAYS
from hehuo.charter.selectors import day_of
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.policies import selectors as policies

from .common import locked, publisher, report


@service
def open_comment(
    *,
    by: Viewer,
    version: Version | int,
    until: date,
    since: date | None = None,
    happened_at: datetime | None = None,
) -> Version:
    """Put a draft out for public comment from ``since`` (today) up to and including ``until``; its text stands still.

    Raises Refused for an empty draft and where the time is shorter than the policy says.
    """
    draft = locked(version)
    if not policy.may_draft(by, draft.charter.place):
        raise NotAllowed(_("Only leaders and administrators of this place write its charters."))
    since = since or day_of(happened_at)
    if draft.status == Status.COMMENT and (draft.comment_from, draft.comment_until) == (since, until):
        return draft
    if draft.status != Status.DRAFT:
        raise Conflict(_("This version is no longer a draft."))
    if not draft.clauses.exists():
        raise Refused(_("There is nothing to comment on yet. Write a clause first."))
    days = policies.value(COMMENT_DAYS, draft.charter.place)
    if until < since + timedelta(days=days):
        message = _("People need at least %(days)s days to comment.") % {"days": days}
        raise Refused(message, fields={"until": message})
    draft.status, draft.comment_from, draft.comment_until = Status.COMMENT, since, until
    draft.save(update_fields=["status", "comment_from", "comment_until"])
    report(events.COMMENT_OPENED, draft, by, happened_at, until=until)
    return draft


@service
def redraft(*, by: Viewer, version: Version | int, happened_at: datetime | None = None) -> Version:
    """Take a version back from comment to change its text; it has to lie open for comment again."""
    draft = locked(version)
    if not policy.may_draft(by, draft.charter.place):
        raise NotAllowed(_("Only leaders and administrators of this place write its charters."))
    if draft.status == Status.DRAFT:
        return draft
    if draft.status != Status.COMMENT:
        raise Refused(_("A decided text does not change any more. Begin the next version instead."))
    draft.status, draft.comment_from, draft.comment_until = Status.DRAFT, None, None
    draft.save(update_fields=["status", "comment_from", "comment_until"])
    report(events.DRAFTED, draft, by, happened_at)
    return draft


@service
def record_decision(
    *,
    by: Viewer,
    version: Version | int,
    body: str,
    decided_on: date,
    reference: str,
    votes: str = "",
    happened_at: datetime | None = None,
) -> Version:
    """Record who adopted the text, when, under which reference, and how the votes were.

    Raises Refused before the comment is over, Conflict where another decision is on record.
    """
    draft = locked(version)
    publisher(by, draft)
    decision = (clean(body), decided_on, clean(reference), clean(votes))
    if draft.status in (Status.DECIDED, Status.PUBLISHED):
        if (draft.decided_by, draft.decided_on, draft.decision_reference, draft.votes) == decision:
            return draft
        raise Conflict(_("Another decision is already on record for this version."))
    if draft.status != Status.COMMENT or draft.comment_until is None:
        raise Refused(_("First put the draft out for comment; then the place decides."))
    if not decision[0] or not decision[2]:
        raise Invalid(
            _("A decision needs the body that decided and a reference by which it can be found."),
            fields={"reference": _("Under which number or minutes can the decision be found?")},
        )
    if decided_on < draft.comment_until:
        message = _("The draft lies open for comment until %(day)s; it is decided after that.")
        raise Refused(message % {"day": draft.comment_until.isoformat()})
    if decided_on > day_of(None):
        raise Refused(_("This day has not come yet. Record the decision when it has been taken."))
    draft.decided_by, draft.decided_on, draft.decision_reference, draft.votes = decision
    draft.status = Status.DECIDED
    draft.save(update_fields=["status", "decided_by", "decided_on", "decision_reference", "votes"])
    report(events.DECIDED, draft, by, happened_at, day=decided_on)
    return draft


@service
def publish_version(
    *, by: Viewer, version: Version | int, starts: date, happened_at: datetime | None = None
) -> Version:
    """Put a decided version in force from the day ``starts``; the one before it ends there as amended.

    Publishing again for the same day changes nothing. Raises Refused without a decision and for a day before it,
    Conflict where it was published for another day.
    """
    decided = locked(version)
    publisher(by, decided)
    if decided.status == Status.PUBLISHED:
        if decided.in_force_from == starts:
            return decided
        raise Conflict(_("This version was already published for another day."))
    if decided.status != Status.DECIDED or decided.decided_on is None:
        raise Refused(_("Record the decision first: who decided, when, and where it can be found."))
    if starts < decided.decided_on:
        raise Refused(_("A charter cannot be in force before it was decided."))
    put_in_force(decided, starts)
    report(events.PUBLISHED, decided, by, happened_at, day=starts)
    return decided


def put_in_force(version: Version, starts: date) -> None:
    """Publish ``version`` from ``starts`` and let the version before it end there; the charter is locked already."""
    before = version.charter.versions.filter(status=Status.PUBLISHED).order_by("-in_force_from").first()
    if before is not None and before.in_force_from is not None:
        if before.in_force_from >= starts:
            raise Refused(_("It has to come into force after version %(number)s did.") % {"number": before.number})
        if before.in_force_to is None or before.in_force_to > starts:
            before.in_force_to, before.ending = starts, Ending.AMENDED
            before.save(update_fields=["in_force_to", "ending"])
    version.status, version.in_force_from = Status.PUBLISHED, starts
    version.save(update_fields=["status", "in_force_from"])


@service
def repeal_version(
    *, by: Viewer, version: Version | int, ends: date, reference: str, happened_at: datetime | None = None
) -> Version:
    """End a version without a successor: ``ends`` is the first day on which it is no longer in force.

    Raises Refused without the reference of the decision, Conflict where it has ended otherwise.
    """
    current = locked(version)
    publisher(by, current)
    if current.status != Status.PUBLISHED or current.in_force_from is None:
        raise Refused(_("Only a published version can be repealed."))
    if current.in_force_to is not None:
        if (current.in_force_to, current.ending) == (ends, Ending.REPEALED):
            return current
        raise Conflict(_("This version has already ended."))
    reference = clean(reference)
    if not reference:
        raise Invalid(_("Name the decision that ends it."), fields={"reference": _("Name the decision that ends it.")})
    if ends < current.in_force_from:
        raise Refused(_("It cannot end before it came into force."))
    current.in_force_to, current.ending, current.ending_reference = ends, Ending.REPEALED, reference
    current.save(update_fields=["in_force_to", "ending", "ending_reference"])
    report(events.REPEALED, current, by, happened_at, day=ends)
    return current
