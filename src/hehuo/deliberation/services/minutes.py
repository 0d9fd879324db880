"""Minutes: written together, agreed by the voices that were there, published without what is private."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import events, policy, rules, selectors
from hehuo.deliberation.models import Draft, Invitation, Meeting
from hehuo.deliberation.rules import State
from hehuo.deliberation.selectors.people import sealed_name
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service

from .common import change, locked, moment, own, party_of, permit, report, words

MOST = 200_000
#: The journal hears of the same writer's saving once in this time.
QUIET = timedelta(minutes=10)
#: How many saved texts are kept to compare with.
KEPT = 200


class Differ(Conflict):
    """Two people changed the same lines: ``mine`` is what was sent, ``theirs`` what stands; nothing was overwritten."""

    def __init__(self, mine: str, theirs: str, version: int) -> None:
        super().__init__(_("Somebody else changed the same lines meanwhile. Both texts are kept; put them together."))
        self.mine, self.theirs, self.version = mine, theirs, version


@service
def write_minutes(
    *,
    by: Viewer,
    meeting: Meeting,
    text: str,
    version: int,
    both: bool = False,
    happened_at: datetime | None = None,
) -> Meeting:
    """Save the minutes over ``version``, the one that was read before writing.

    Where others wrote on other lines meanwhile, the texts are brought together; then ``version - 1`` of the answer is
    the text that was sent. Raises :class:`Differ` (a Conflict that holds both texts) where they wrote on the same
    lines; with ``both`` one wording stands after the other instead. Agreements given to an earlier text fall.
    """
    meeting = locked(by, meeting)
    permit("write", meeting, by)
    at = moment(happened_at)
    mine = _kept(text)
    whole = mine if version == meeting.version else _together(meeting, mine, version, both)
    if whole == meeting.text:
        return meeting
    before = meeting.drafts.order_by("-version").first()
    if whole != mine:
        _keep(by, meeting, mine, at)
    _keep(by, meeting, whole, at)
    Draft.objects.filter(meeting=meeting, version__lte=meeting.version - KEPT).delete()
    if before is None or before.by_id != by.person_id or at - before.at > QUIET:
        report(meeting, events.WRITTEN, by, at, version=meeting.version)
    return meeting


def _keep(by: Viewer, meeting: Meeting, text: str, at: datetime) -> None:
    change(meeting, text=text, version=meeting.version + 1)
    Draft.objects.create(meeting=meeting, version=meeting.version, text=text, by_id=by.person_id, at=at)


def _kept(text: str) -> str:
    # What is typed while talking may end in a blank line: only then is the next word typed where the hand expects it.
    text = text.replace("\r\n", "\n")
    end = "\n" if text.endswith("\n") else ""
    kept = words(text, "text", most=MOST, needed=False)
    return kept + end if kept else ""


def _together(meeting: Meeting, mine: str, version: int, both: bool) -> str:
    base = Draft.objects.filter(meeting=meeting, version=version).values_list("text", flat=True).first() or ""
    whole = rules.merge(base, mine, meeting.text, both=both)
    if whole is None:
        raise Differ(mine, meeting.text, meeting.version)
    return whole


@service
def agree_minutes(
    *,
    by: Viewer,
    meeting: Meeting,
    invitation: Invitation,
    objection: str = "",
    happened_at: datetime | None = None,
) -> Meeting:
    """Agree to the minutes as they stand, or object with the reason; the last agreement settles them.

    For oneself or one's organisation, or by the keeper who was told. Raises Refused for those who were not there.
    """
    meeting = locked(by, meeting)
    row = own(meeting, invitation)
    permit("agree", meeting, by)
    if not policy.speaks(by, row) and not policy.may_keep(by, meeting):
        raise NotAllowed(_("You do not speak for them."))
    if not row.attended:
        raise Refused(_("Minutes are agreed by those who were there."))
    if not meeting.text.strip():
        raise Refused(_("There are no minutes yet."))
    objection = words(objection, "objection", most=2000, needed=False)
    if (row.minutes_version, row.objection) != (meeting.version, objection):
        at = moment(happened_at)
        row.minutes_version, row.objection = meeting.version, objection
        row.save(update_fields=["minutes_version", "objection"])
        kind = events.OBJECTED if objection else events.AGREED
        report(meeting, kind, by, at, party_of(by, row), invitation=row.pk, version=meeting.version)
        if _all_agreed(meeting):
            _settle(meeting, by, at)
    return meeting


@service
def settle_minutes(*, by: Viewer, meeting: Meeting, happened_at: datetime | None = None) -> Meeting:
    """Call the minutes agreed: every voice that was there agreed to this text, or the time for objections is over.

    Objections stay on record. Raises Refused before.
    """
    meeting = locked(by, meeting)
    if meeting.state == State.MINUTED and policy.may_keep(by, meeting):
        return meeting
    permit("settle_minutes", meeting, by)
    at = moment(happened_at)
    if not meeting.text.strip():
        raise Refused(_("There are no minutes yet."))
    if not _all_agreed(meeting) and meeting.minutes_due_at is not None and at < meeting.minutes_due_at:
        raise Refused(
            _("Not every voice has agreed yet. The minutes lie open until %(day)s; then they count as agreed.")
            % {"day": f"{selectors.local(meeting.minutes_due_at):%Y-%m-%d %H:%M}"}
        )
    _settle(meeting, by, at)
    return meeting


def _all_agreed(meeting: Meeting) -> bool:
    answers = [
        (row.unit, not row.objection)
        for row in meeting.invitations.all()
        if row.voice and row.attended and row.minutes_version == meeting.version
    ]
    return rules.agreed(selectors.present(meeting), answers)


def _settle(meeting: Meeting, by: Viewer, at: datetime) -> None:
    objections = meeting.invitations.exclude(objection="").count()
    change(meeting, state=State.MINUTED, minutes_agreed_at=at)
    report(meeting, events.MINUTED, by, at, version=meeting.version, objections=objections)


@service
def publish_minutes(*, by: Viewer, meeting: Meeting, public_text: str, happened_at: datetime | None = None) -> Meeting:
    """Let everybody read ``public_text``; or put another text in its place.

    Raises Invalid while it names a guest whose name is sealed or holds a telephone or identity number (PIPL art. 6).
    """
    meeting = locked(by, meeting)
    permit("publish", meeting, by)
    text = words(public_text, "public_text", most=MOST)
    _check_public(meeting, text)
    if meeting.state == State.PUBLISHED and meeting.public_text == text:
        return meeting
    at = moment(happened_at)
    change(meeting, state=State.PUBLISHED, public_text=text, published_at=at)
    report(meeting, events.PUBLISHED, by, at)
    return meeting


def _check_public(meeting: Meeting, text: str) -> None:
    guests = [sealed_name(row) for row in meeting.invitations.exclude(sealed=None)]
    found = rules.missing_from_public(text, guests)
    if not found:
        return
    what = [_("the name “%(name)s”") % {"name": name} for name in found if name]
    if "" in found:
        what.append(str(_("a telephone or identity number")))
    message = _("Take this out before everybody reads it: %(what)s.") % {"what": "、".join(what)}
    raise Invalid(message, source=_("PIPL art. 6"), fields={"public_text": message})


@service
def withdraw_minutes(*, by: Viewer, meeting: Meeting, happened_at: datetime | None = None) -> Meeting:
    """Take published minutes back from the public; the agreed minutes stay."""
    meeting = locked(by, meeting)
    if meeting.state == State.MINUTED and policy.may_keep(by, meeting):
        return meeting
    permit("withdraw", meeting, by)
    at = moment(happened_at)
    change(meeting, state=State.MINUTED, published_at=None)
    report(meeting, events.WITHDRAWN, by, at)
    return meeting
