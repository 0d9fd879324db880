"""Lists of cases for staff: what is mine to do, what waits, what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from hehuo.cases import policy
from hehuo.cases.models import Case
from hehuo.cases.rules import ENDED, RUNNING, WITH_UNIT, Next, Stage, State, next_of, state_of
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.places import selectors as places
from hehuo.policies import selectors as policies

#: Tab → what it holds, in the order of the page.
TABS = ("mine", "new", "waiting", "today", "overdue", "all")
_ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_at").asc(nulls_last=True), "-pk"),
    "newest": ("-opened_at", "-pk"),
    "oldest": ("opened_at", "pk"),
    "unit": (F("unit__name").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "-pk"),
    "category": (F("category__code").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "-pk"),
    "place": ("place", F("due_at").asc(nulls_last=True), "-pk"),
}
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything. ``category`` is a code (a first-level code takes all
    below it), ``due`` one of ``today``, ``soon``, ``overdue``; ``text`` is looked for in number, title, text, address.
    """

    tab: str = "mine"
    stage: str = ""
    category: str = ""
    place: str = ""
    due: str = ""
    kind: str = ""
    source: str = ""
    unit: int | None = None
    urgent: bool | None = None
    hard: bool | None = None
    text: str = ""
    order: str = "due"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    place_name: str
    state: State
    next: Next
    mine: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; ``more`` tells whether another follows, ``counts`` the size of each tab."""

    rows: list[Row]
    page: int
    more: bool
    filters: Filters
    counts: dict[str, int] = field(default_factory=dict)


def inbox(viewer: Viewer, filters: Filters | None = None) -> Page:
    """The page of cases that ``viewer`` may know of, as ``filters`` say; four queries whatever its size."""
    filters = filters or Filters()
    page = max(1, filters.page)
    rows = _narrowed(viewer, filters)
    order = _ORDERS.get(filters.order, _ORDERS["due"])
    start = (page - 1) * _PAGE
    found = list(rows.select_related("category", "unit", "handler").order_by(*order)[start : start + _PAGE + 1])
    return Page(_rows(viewer, found[:_PAGE]), page, len(found) > _PAGE, filters, counts(viewer))


def listed(viewer: Viewer, filters: Filters, *, most: int = 5000) -> list[Row]:
    """All cases that ``filters`` ask for, as far as ``most``, in their order: for tables that leave the house."""
    order = _ORDERS.get(filters.order, _ORDERS["due"])
    rows = _narrowed(viewer, filters).select_related("category", "unit", "handler").order_by(*order)
    return _rows(viewer, list(rows[:most]))


def counts(viewer: Viewer) -> dict[str, int]:
    """How many cases each tab holds, for first pages and tabs; one query."""
    now = clock.now()
    rows = Case.objects.filter(policy.visible(viewer))
    found = rows.aggregate(
        mine=Count("pk", filter=_mine(viewer) & _open()),
        new=Count("pk", filter=_new() & _open()),
        waiting=Count("pk", filter=~_mine(viewer) & _open()),
        today=Count("pk", filter=_due_before(_midnight(now))),
        overdue=Count("pk", filter=_due_before(now)),
        all=Count("pk"),
    )
    return {tab: found[tab] for tab in TABS}


def overdue(place: str = "", *, limit: int = 1000) -> QuerySet[Case]:
    """Running cases past their limit, longest first; costs what is due, not what is stored."""
    return Case.objects.filter(_due_before(clock.now()), place__startswith=place).order_by("due_at")[:limit]


def due_soon(place: str = "", *, within: timedelta = timedelta(days=1), limit: int = 1000) -> QuerySet[Case]:
    """Running cases whose limit ends in the next ``within``, soonest first; costs what is due."""
    now = clock.now()
    soon = Q(stage__in=RUNNING, due_at__gte=now, due_at__lte=now + within)
    return Case.objects.filter(soon, place__startswith=place).order_by("due_at")[:limit]


def _narrowed(viewer: Viewer, filters: Filters) -> QuerySet[Case]:
    now = clock.now()
    condition = policy.visible(viewer) & _tab(viewer, filters.tab, now)
    if filters.due:
        condition &= _tab(viewer, filters.due, now)
    exact = {
        "stage": filters.stage,
        "kind": filters.kind,
        "source": filters.source,
        "unit": filters.unit,
        "urgent": filters.urgent,
        "hard": filters.hard,
        "place__startswith": filters.place,
        "category__code__startswith": filters.category,
    }
    condition &= Q(**{name: value for name, value in exact.items() if value not in (None, "")})
    if filters.text.strip():
        wanted = filters.text.strip()
        condition &= (
            Q(number__icontains=wanted)
            | Q(title__icontains=wanted)
            | Q(text__icontains=wanted)
            | Q(address__icontains=wanted)
        )
    return Case.objects.filter(condition)


def _tab(viewer: Viewer, tab: str, now: datetime) -> Q:
    match tab:
        case "mine":
            return _mine(viewer) & _open()
        case "new":
            return _new() & _open()
        case "waiting":
            return ~_mine(viewer) & _open()
        case "today":
            return _due_before(_midnight(now))
        case "overdue":
            return _due_before(now)
        case "open":
            return _open()
        case "soon":
            return _due_before(now + policies.value("cases.soon")) & Q(due_at__gte=now)
        case _:
            return Q()


def _mine(viewer: Viewer) -> Q:
    """Cases whose next step is this viewer's: dispatch decides, units work, anybody but the answerer calls back."""
    condition = Q(pk__in=())
    if viewer.holds(*policy.BY_ORGANISATION):
        condition |= Q(stage__in=WITH_UNIT, unit__in=viewer.organisations)
    if viewer.person_id is not None:
        condition |= Q(stage__in=WITH_UNIT, handler=viewer.person_id)
    dispatching = (Stage.RECEIVED, Stage.RETURNED, Stage.ANSWERED, Stage.CALLED_BACK)
    up_for_review = Q(stage=Stage.SHELVED, review_on__lte=clock.now().astimezone(clock.BEIJING).date())
    for prefix in viewer.reach(*policy.DISPATCH):
        condition |= (Q(stage__in=dispatching) | up_for_review) & Q(place__startswith=prefix)
    return condition


def _new() -> Q:
    return Q(stage=Stage.RECEIVED)


def _open() -> Q:
    """Not ended, and with a limit: old material that was imported without clocks waits for nobody."""
    return ~Q(stage__in=ENDED) & Q(due_at__isnull=False)


def _due_before(moment: datetime) -> Q:
    return Q(stage__in=RUNNING, due_at__lt=moment)


def _midnight(now: datetime) -> datetime:
    local = now.astimezone(clock.BEIJING)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _rows(viewer: Viewer, cases: list[Case]) -> list[Row]:
    now, soon = clock.now(), policies.value("cases.soon")
    names = places.paths({case.place for case in cases}, viewer)
    return [
        Row(
            case=case,
            place_name=names.get(case.place, ""),
            state=state_of(stage=Stage(case.stage), due=case.due_at, answered_at=case.answered_at, now=now, soon=soon),
            next=next_of(Stage(case.stage), contacted=case.contacted_at is not None, solved=case.solved),
            mine=_is_mine(viewer, case),
        )
        for case in cases
    ]


def _is_mine(viewer: Viewer, case: Case) -> bool:
    """:func:`_mine` for a row at hand."""
    stage = Stage(case.stage)
    if stage in WITH_UNIT:
        with_us = viewer.holds(*policy.BY_ORGANISATION) and case.unit_id in viewer.organisations
        return with_us or (viewer.person_id is not None and case.handler_id == viewer.person_id)
    return stage not in ENDED and viewer.has(*policy.DISPATCH, place=case.place)
