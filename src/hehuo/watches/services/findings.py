"""What was found: numbered, told, cleared by the owner or moved in the evening, or reported."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.custody import selectors as custody
from hehuo.custody import services as keeping
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.kinds import Kind
from hehuo.journal.services import remember, replay
from hehuo.watches import events, rules
from hehuo.watches.models import UNSETTLED, Finding, FindingState, Look, Point, Round, Told, Watch
from hehuo.watches.rules import State

from .common import Photos, for_the_house, moment, recorder, report, setting, words
from .progress import follow_streak
from .rounds import end_when_complete, in_time, of_round, point_of, see
from .settling import relapsed

if TYPE_CHECKING:
    from hehuo.custody.models import StoragePlace
    from hehuo.parties.models import Organisation

#: What stands there, as the row of an inventory names it.
THING = 120


@service
def find(
    *,
    by: Viewer,
    round: Round,  # noqa: A002 - the house's word
    point: Point,
    text: str,
    quantity: int = 1,
    photos: Photos = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Finding:
    """Something stands at ``point`` on this round: it gets a number in custody and a deadline, the same day.

    After settlement it is a relapse: the watch runs again. Several things at one point are several findings. Raises
    Invalid, Refused outside the round's time, NotFound, NotAllowed.
    """
    watch, row = of_round(by, round)
    text = words(text, "text", most=THING)
    mark = f"{by.person_id}:{row.pk}:{point.pk}:{text}:{quantity}"
    if (known := replay(key=key, service="watches.find", fingerprint=mark)) is not None:
        return Finding.objects.get(pk=known)
    spot, at = point_of(watch, point), moment(watch, happened_at)
    if quantity < 1:
        raise Invalid(_("At least one, please."), fields={"quantity": _("At least one, please.")})
    in_time(watch, row, at)
    seen = Look.objects.filter(round=row, point=spot).first() or see(by, row, spot, at, clear=False)
    if seen.clear:
        seen.clear = False
        seen.save(update_fields=["clear"])
    finding = make(by, watch, spot, at, round=row, text=text, quantity=quantity)
    _number(by, watch, finding, at, photos)
    if watch.state_is is State.SETTLED:
        relapsed(by, watch, at, text=text)
    end_when_complete(by, watch, row, at)
    follow_streak(by, watch, at)
    remember(key=key, service="watches.find", fingerprint=mark, result=finding.pk)
    return finding


@service
def number_finding(
    *,
    by: Viewer,
    finding: Finding,
    text: str = "",
    quantity: int = 0,
    photos: Photos = (),
    happened_at: datetime | None = None,
) -> Finding:
    """Staff have looked at what a neighbour reported: it stands there and gets its number. Numbered before: as it is.

    ``text`` and ``quantity`` say it better where given.
    """
    watch, row = of_finding(by, finding)
    if row.item_id is not None:
        return row
    _still_open(row)
    row.text = words(text, "text", most=THING, needed=False) or row.text
    row.quantity = quantity or row.quantity
    row.save(update_fields=["text", "quantity"])
    _number(by, watch, row, moment(watch, happened_at), photos)
    return row


@service
def tell_owner(
    *, by: Viewer, finding: Finding, how: str, happened_at: datetime | None = None, key: str | None = None
) -> Finding:
    """The owner heard of it: in person, by telephone, message, or a note at the door. The day's deadline counts from
    then. Told again is told once.
    """
    del key  # told once is told; nothing more to remember
    watch, row = of_finding(by, finding)
    if row.told_at is not None:
        return row
    _still_open(row)
    if how not in Told.values:
        raise Invalid(_("Please choose one of the options."), fields={"how": _("Please choose one of the options.")})
    at = _after(row, moment(watch, happened_at))
    row.told_at, row.told_how, row.state = at, how, FindingState.TOLD
    row.deadline = deadline(watch, at)
    row.save(update_fields=["told_at", "told_how", "state", "deadline"])
    report(watch, events.TOLD, by, at, subject=row.subject, how=how)
    return row


@service
def confirm_cleared(
    *, by: Viewer, finding: Finding, happened_at: datetime | None = None, key: str | None = None
) -> Finding:
    """The owner took it away; the day stays a day with a finding. Twice is once."""
    del key  # cleared once is cleared
    watch, row = of_finding(by, finding)
    if row.state == FindingState.CLEARED:
        return row
    _still_open(row)
    at = _after(row, moment(watch, happened_at))
    if row.item is not None:
        keeping.clear_item(by=for_the_house(by), item=row.item, happened_at=at)
    _end(by, row, FindingState.CLEARED, at)
    return row


@service
def move_tonight(
    *,
    by: Viewer,
    finding: Finding,
    to: StoragePlace | None = None,
    handlers: Collection[int] = (),
    witness: str = "",
    photos: Photos = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Finding:
    """What the owner did not clear is carried to storage (晚间搬移存放), on basis A by the watch agreement in force.

    ``to`` is where the owner was told unless named; ``handlers`` are the people who carried, the one who asks at least.
    Raises Refused, with words, source and ``code``: ``no_agreement`` (report it: :func:`report_finding`),
    ``not_numbered``, ``not_told``, ``too_early``; and whatever custody's own gate says. Nothing overrides it.
    """
    watch, row = of_finding(by, finding)
    if row.state == FindingState.MOVED:
        return row
    _still_open(row)
    at = moment(watch, happened_at)
    agreement = custody.agreement_in_force(place=watch.place, point=row.point.name, at=at)
    refusal = rules.removable(
        numbered=row.item is not None,
        told_at=row.told_at,
        deadline=row.deadline,
        agreed=agreement is not None,
        at=at,
    )
    if refusal is not None:
        raise Refused(refusal.message, code=refusal.code, source=refusal.source)
    if row.item is None or agreement is None:
        raise RuntimeError("the rule permits only what is numbered and agreed")
    keeping.move_item(
        by=by,
        item=row.item,
        basis="A",
        agreement=agreement,
        to=to or agreement.storage,
        handlers=handlers or [one for one in (by.person_id,) if one is not None],
        witness=witness,
        photos=photos,
        happened_at=at,
        key=key,
    )
    _end(by, row, FindingState.MOVED, at)
    return row


@service
def report_finding(
    *, by: Viewer, finding: Finding, to: Organisation, text: str, happened_at: datetime | None = None
) -> Finding:
    """It may not be moved, so it was reported to the enforcing authority ``to`` (物业管理条例 art. 65). Twice is once.

    Raises Invalid where ``to`` does not enforce.
    """
    watch, row = of_finding(by, finding)
    if row.state == FindingState.REPORTED:
        return row
    _still_open(row)
    if not to.enforces:
        message = _("Choose an organisation that enforces: urban-management enforcement, fire rescue or police.")
        raise Invalid(message, fields={"to": message})
    at = _after(row, moment(watch, happened_at))
    row.reported_to, row.note = to, words(text, "text")
    _end(by, row, FindingState.REPORTED, at, unit=to.pk)
    return row


@service
def dismiss_finding(*, by: Viewer, finding: Finding, reason: str, happened_at: datetime | None = None) -> Finding:
    """A neighbour's report did not hold: somebody went to see and nothing was there. The day counts as the rounds say.

    Only for handlers of the place, with the reason, and never for what staff themselves found or numbered.
    """
    watch, row = of_finding(by, finding)
    if not by.has(*HANDLERS, place=watch.place):
        raise NotAllowed(_("Whether a neighbour's report holds is decided by those who handle cases at this place."))
    if row.state == FindingState.DISMISSED:
        return row
    _still_open(row)
    if row.item_id is not None or row.watcher_id is None:
        raise Refused(_("It was seen by staff and has a number. Record how it was cleared instead."))
    at = _after(row, moment(watch, happened_at))
    row.note = words(reason, "reason")
    _end(by, row, FindingState.DISMISSED, at)
    follow_streak(by, watch, at)
    return row


def make(by: Viewer, watch: Watch, point: Point, at: datetime, **more: Any) -> Finding:
    """Keep a finding and say so. ``watch`` is locked."""
    finding = Finding.objects.create(
        watch=watch,
        point=point,
        day=at.astimezone(clock.BEIJING).date(),
        found_at=at,
        recorded_at=clock.now(),
        by_id=by.person_id,
        deadline=deadline(watch, at),
        **more,
    )
    by_neighbour = more.get("watcher") is not None
    report(watch, events.FOUND, by, at, subject=finding.subject, point=point.pk, by_neighbour=by_neighbour)
    return finding


def of_finding(by: Viewer, finding: Finding) -> tuple[Watch, Finding]:
    """Watch and finding, both locked, for somebody who may enter findings. Raises NotFound, NotAllowed."""
    watch = recorder(by, finding.watch)
    row = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("point", "item")
        .filter(pk=finding.pk, watch=watch)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such finding."))
    row.watch = watch
    return watch, row


def deadline(watch: Watch, at: datetime) -> datetime:
    """The end of the owner's time for what was found or told at ``at``, by the policy of the place."""
    hour, least = setting("watches.deadline.hour", watch), setting("watches.deadline.least", watch)
    return rules.deadline_for(at, hour=hour, least=least)


def _number(by: Viewer, watch: Watch, finding: Finding, at: datetime, photos: Photos) -> None:
    """One inventory per point and day, one item per finding; custody names its owner by the agreement in force there.

    The watch is locked, so two phones make one inventory. Whether she may number was asked here: neighbours' units
    that watch along do, too.
    """
    house = for_the_house(by)
    earlier = (
        watch.findings.filter(day=finding.day, point=finding.point, item__inventory__happened_at__lte=at)
        .select_related("item__inventory")
        .first()
    )
    if earlier is not None and earlier.item is not None:
        inventory = earlier.item.inventory
    else:
        inventory = keeping.open_inventory(
            by=house,
            place=watch.place,
            point=finding.point.name,
            partnership=watch.partnership,
            watch=watch.subject,
            happened_at=at,
        ).inventory
    finding.item = keeping.number_item(
        by=house,
        inventory=inventory,
        name=finding.text,
        quantity=finding.quantity,
        point=finding.point.name,
        photos=photos,
        happened_at=at,
    )
    finding.save(update_fields=["item"])
    report(watch, events.NUMBERED, by, at, subject=finding.subject, alone=True, item=finding.item.pk)


def _still_open(row: Finding) -> None:
    if row.state not in UNSETTLED:
        raise Conflict(
            _("Somebody was first: %(state)s.") % {"state": row.get_state_display()}, code=f"already_{row.state}"
        )


def _after(row: Finding, at: datetime) -> datetime:
    if at < row.found_at:
        message = _("This time lies before it was found.")
        raise Invalid(message, fields={"happened_at": message})
    return at


_ENDS: dict[str, Kind] = {
    FindingState.CLEARED: events.CLEARED,
    FindingState.MOVED: events.MOVED,
    FindingState.REPORTED: events.REPORTED,
    FindingState.DISMISSED: events.DISMISSED,
}


def _end(by: Viewer, row: Finding, state: FindingState, at: datetime, **payload: Any) -> None:
    kind = _ENDS[state]
    row.state, row.ended_at, row.ended_by_id = state, at, by.person_id
    row.save(update_fields=["state", "ended_at", "ended_by", "reported_to", "note"])
    report(row.watch, kind, by, at, subject=row.subject, **payload)
