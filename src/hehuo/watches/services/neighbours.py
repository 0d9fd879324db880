"""What a neighbour who supervises may do by her secret link; she needs no account and sees no names."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.ground.errors import Conflict, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.watches import events
from hehuo.watches.models import Finding, Point, Round, RoundState, Sighting, Watch, Watcher, Witness
from hehuo.watches.rules import State
from hehuo.watches.selectors.neighbour import watcher_by_secret

from .common import Photos, keep_photos, moment, permit, report, words
from .findings import THING, make
from .progress import follow_streak
from .rounds import point_of
from .settling import relapsed


@service
def report_sighting(
    *,
    secret: str,
    point: Point,
    clear: bool,
    text: str = "",
    photos: Photos = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Sighting:
    """ "I saw it": clear, or something stands there (then ``text`` says what, and staff go and number it).

    What she reports counts as found until a handler has looked and says that nothing was there; after settlement it is
    a relapse. Her word that it is clear replaces no round. Raises NotFound for a link that does not hold.
    """
    watcher, watch = _watching(secret)
    permit("round", watch)
    mark = f"{watcher.pk}:{point.pk}:{clear}:{text}"
    if (known := replay(key=key, service="watches.report_sighting", fingerprint=mark)) is not None:
        return Sighting.objects.get(pk=known)
    spot, at = point_of(watch, point), moment(watch, happened_at)
    if clear:
        seen = Sighting.objects.create(watcher=watcher, point=spot, clear=True, seen_at=at)
        report(watch, events.SIGHTED, ANONYMOUS, at, alone=True, point=spot.pk, watcher=watcher.pk)
    else:
        text = words(text, "text", most=THING)
        there = _reported_already(watcher, spot, at)
        if there is not None:
            return there
        finding = make(ANONYMOUS, watch, spot, at, watcher=watcher, text=text)
        seen = Sighting.objects.create(watcher=watcher, point=spot, clear=False, finding=finding, seen_at=at)
        keep_photos(ANONYMOUS, watch, finding.subject, photos)
        if watch.state_is is State.SETTLED:
            relapsed(SYSTEM, watch, at, text=text)
        follow_streak(SYSTEM, watch, at)
    remember(key=key, service="watches.report_sighting", fingerprint=mark, result=seen.pk)
    return seen


@service
def witness_round(
    *,
    secret: str,
    round: Round,  # noqa: A002 - the house's word
    agrees: bool = True,
    text: str = "",
    happened_at: datetime | None = None,
) -> Witness:
    """A neighbour confirms that a round was made as recorded, or says what was otherwise. Once per round.

    Raises Refused for a round that nobody has made, Conflict where she said the opposite before.
    """
    watcher, watch = _watching(secret)
    row = Round.objects.filter(pk=round.pk, watch=watch).first()
    if row is None:
        raise NotFound(_("There is no such round."))
    if row.state != RoundState.DONE:
        raise Refused(_("This round has not been made yet, so there is nothing to confirm."))
    said = Witness.objects.filter(round=row, watcher=watcher).first()
    if said is not None:
        if said.agrees != agrees:
            raise Conflict(_("You have said otherwise before; both cannot be. Call the community, please."))
        return said
    text = words(text, "text", most=300, needed=not agrees)
    at = moment(watch, happened_at)
    made = Witness.objects.create(round=row, watcher=watcher, agrees=agrees, text=text, at=at)
    kind = events.WITNESSED if agrees else events.DOUBTED
    report(watch, kind, ANONYMOUS, at, subject=row.subject, alone=agrees, watcher=watcher.pk)
    return made


def _watching(secret: str) -> tuple[Watcher, Watch]:
    watcher = watcher_by_secret(secret)
    watch = Watch.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=watcher.watch_id)
    return watcher, watch


def _reported_already(watcher: Watcher, point: Point, at: datetime) -> Sighting | None:
    """What she reported at this point on the same day and nobody has settled yet: a second touch changes nothing."""
    day = at.astimezone(clock.BEIJING).date()
    open_ones = Finding.objects.filter(watcher=watcher, point=point, day=day, ended_at=None)
    return Sighting.objects.filter(finding__in=open_ones).order_by("pk").first()
