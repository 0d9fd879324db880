"""What watches report to the journal: ids, codes and numbers, never a name and never free text."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Kind, Ref, Visibility, define

from .models import Told

PUBLIC, CONFIDENTIAL = Visibility.PUBLIC, Visibility.CONFIDENTIAL
_UNIT, _POINT = Ref("organisation"), Ref("watch_point")


def _public(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(name, sentence, visibility=PUBLIC, **fields)


SET_UP = _public(
    "watch.set_up", _("A watch was set up: %(points)s points, %(slots)s rounds a day"),
    points=int, slots=int, unit=_UNIT,
)  # fmt: skip
WATCHER_ADDED = define("watch.watcher_added", _("Somebody joined the watch"), watcher=int)
WATCHER_REMOVED = define("watch.watcher_removed", _("Somebody left the watch"), watcher=int)
PROPOSED = _public(
    "watch.settlement_proposed", _("Clear for %(streak)s days in a row: settlement is proposed"), streak=int
)
WITHDRAWN = define("watch.proposal_withdrawn", _("The proposal to settle was withdrawn"))
SETTLED = _public("watch.settled", _("The watch was settled after %(streak)s clear days in a row"), streak=int)
RELAPSED = _public("watch.relapsed", _("Something stood there again after the watch was settled; it runs again"))
ENDED = define("watch.ended", _("The watch was ended without settlement"))
NEIGHBOUR_REVEALED = define(
    "watch.neighbour_revealed", _("A neighbour's name was looked at unmasked"), visibility=CONFIDENTIAL, watcher=int
)

SEEN_CLEAR = define("round.seen_clear", _("%(point)s was clear"), point=_POINT)
DONE = _public("round.done", _("A round was made: %(clear)s of %(points)s points clear"), clear=int, points=int)
MISSED = _public("round.missed", _("A round was missed: nobody knows how it looked"))
BEGUN = define("round.begun", _("A round was begun"), planned=bool)
WITNESSED = define("round.witnessed", _("A neighbour confirmed the round"), watcher=int)
DOUBTED = define("round.doubted", _("A neighbour says that the round was not as recorded"), watcher=int)
SIGHTED = define("watch.sighted", _("A neighbour saw %(point)s clear"), point=_POINT, watcher=int)

FOUND = _public("finding.found", _("Something was found at the watched place"), point=_POINT, by_neighbour=bool)
NUMBERED = define("finding.numbered", _("It got the number of an item"), item=Ref("item"))
TOLD = define("finding.told", _("The owner was told: %(how)s"), how=dict(Told.choices))
CLEARED = _public("finding.cleared", _("The owner has cleared it"))
MOVED = _public("finding.moved", _("It was moved to storage under the owner's own agreement"))
REPORTED = define("finding.reported", _("It was reported to %(unit)s"), unit=_UNIT)
DISMISSED = define("finding.dismissed", _("Somebody went to see: nothing was there"))
