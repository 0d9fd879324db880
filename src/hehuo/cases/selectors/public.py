"""What residents see: published cases, and one's own by number and secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.cases.models import Case, PublicState
from hehuo.cases.rules import ENDED, WALK, Stage
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import NotFound
from hehuo.journal import selectors as journal

from .secret import own_case


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the ordinary walk: ``done_at`` when it was reached, ``now`` where the case stands."""

    stage: Stage
    label: Any
    done: bool
    now: bool
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The complainant's own view of her case: plain words, the promised date, what she may do."""

    case: Case
    steps: list[Step]
    lines: list[Any]
    may_rate: bool
    may_supplement: bool
    may_withdraw: bool


def public_case(number: str) -> Case:
    """A published case; only ``public_title``, ``public_text``, ``public_answer`` and dates may be shown of it.

    Raises NotFound for all others.
    """
    rows = Case.objects.select_related("category", "unit")
    case = rows.filter(number=number, public_state=PublicState.PUBLISHED).first()
    if case is None:
        raise NotFound(_("There is no such case on the public page."))
    return case


def public_cases(
    place: str = "",
    *,
    category: str = "",
    stage: str = "",
    ended: bool | None = None,
    limit: int = 50,
    before: datetime | None = None,
) -> QuerySet[Case]:
    """Published cases at ``place`` (a prefix), newest first; page on with ``before`` (``published_at`` of the last).

    ``ended``: only those that ended, or only those that did not; both when None.
    """
    rows = Case.objects.filter(public_state=PublicState.PUBLISHED, place__startswith=place)
    if category:
        rows = rows.filter(category__code__startswith=category)
    if stage:
        rows = rows.filter(stage=stage)
    if ended is not None:
        rows = rows.filter(stage__in=ENDED) if ended else rows.exclude(stage__in=ENDED)
    if before is not None:
        rows = rows.filter(published_at__lt=before)
    return rows.select_related("category", "unit").order_by("-published_at", "-pk")[:limit]


@dataclass(frozen=True, slots=True)
class Figures:
    """How a place has done since a day: numbers only, so that unpublished cases count too."""

    received: int
    answered: int
    closed: int
    solved: int
    open: int
    hours_to_contact: float | None


def public_figures(place: str = "", *, days: int = 30) -> Figures:
    """Figures of the cases opened at ``place`` in the last ``days``; one query."""
    since = clock.now() - timedelta(days=days)
    found = Case.objects.filter(place__startswith=place, opened_at__gte=since).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        closed=Count("pk", filter=Q(stage=Stage.CLOSED)),
        solved=Count("pk", filter=Q(solved="yes")),
        open=Count("pk", filter=~Q(stage__in=ENDED)),
        contact=Avg(F("contacted_at") - F("opened_at")),
    )
    taken = found.pop("contact")
    return Figures(**found, hours_to_contact=taken.total_seconds() / 3600 if taken is not None else None)


def progress(number: str, secret: str) -> Progress:
    """The complainant's case by number and secret (or the link's token). Raises NotFound for a wrong pair."""
    case = own_case(number, secret)
    stage = Stage(case.stage)
    lines = journal.timeline(thread=case.subject, viewer=ANONYMOUS, limit=50)
    return Progress(
        case=case,
        steps=walk(case),
        lines=lines,
        may_rate=stage is Stage.ANSWERED,
        may_supplement=stage not in ENDED,
        may_withdraw=stage not in ENDED and stage not in {Stage.ANSWERED, Stage.CALLED_BACK},
    )


def walk(case: Case) -> list[Step]:
    """The seven ordinary stages with what is done; a case that went aside stands where it left the walk."""
    stage = Stage(case.stage)
    stages = {
        Stage.RETURNED: Stage.ASSIGNED,
        Stage.SHELVED: Stage.HANDLING,
        Stage.WITHDRAWN: Stage.CLOSED,
        Stage.DIVERTED: Stage.CLOSED,
    }
    at = WALK.index(stages.get(stage, stage))
    dates = {
        Stage.RECEIVED: case.opened_at,
        Stage.HANDLING: case.contacted_at,
        Stage.ANSWERED: case.answered_at,
        Stage.CALLED_BACK: case.called_back_at,
        Stage.CLOSED: case.closed_at,
    }
    return [
        Step(step, step.label, done=index <= at, now=index == at, done_at=dates.get(step))
        for index, step in enumerate(WALK)
    ]
