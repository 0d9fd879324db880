"""A round that was ticked on paper, entered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.watches.models import Point, Round, RoundState

from .findings import find
from .rounds import begin_round, look, of_round


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of a round on paper: a point, and what stood there (empty: clear)."""

    point: Point
    text: str = ""


@service
def enter_round(
    *,
    by: Viewer,
    round: Round,  # noqa: A002 - the house's word
    seen: Sequence[Seen],
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Round:
    """A round that was ticked on paper, entered at once: exactly as its single taps and findings would have been.

    Raises what :func:`look` and :func:`find` raise, and Refused where a point of the route is missing.
    """
    mark = f"{by.person_id}:{round.pk}:{[(one.point.pk, one.text) for one in seen]}"
    if (known := replay(key=key, service="watches.enter_round", fingerprint=mark)) is not None:
        return Round.objects.get(pk=known)
    watch, row = of_round(by, round)
    if row.state == RoundState.DONE:
        return row
    if missing := watch.points.exclude(pk__in=[one.point.pk for one in seen]).values_list("name", flat=True):
        raise Refused(
            _("Not seen yet: %(points)s. A round counts when every point was seen.") % {"points": "、".join(missing)},
            code="unseen",
        )
    begin_round(by=by, round=row, happened_at=happened_at)
    for one in seen:
        if one.text.strip():
            find(by=by, round=row, point=one.point, text=one.text, happened_at=happened_at)
        else:
            look(by=by, round=row, point=one.point, happened_at=happened_at)
    remember(key=key, service="watches.enter_round", fingerprint=mark, result=row.pk)
    return Round.objects.get(pk=row.pk)
