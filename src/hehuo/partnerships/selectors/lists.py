"""Lists of tables for staff, and what everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.partnerships import policy
from hehuo.partnerships.models import Member, MemberState, Offer, OpenCall, Partnership, PublicState
from hehuo.partnerships.rules import ENDED, WALK, Missing, Stage, next_stage
from hehuo.places import selectors as places

from .one import gate

_PAGE = 20
TABS = ("open", "mine", "stuck", "ended", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything. ``tab`` is one of :data:`TABS`."""

    tab: str = "open"
    stage: str = ""
    level: str = ""
    place: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: where it stands, what it lacks (for tables that still work), how many seats are taken."""

    partnership: Partnership
    place_name: str
    stage: Stage
    step: int
    next: Stage | None
    lacks: list[Missing]
    taken: int
    sitting: int

    @property
    def days(self) -> int:
        """The day since it was opened, the first one counted as one."""
        end = self.partnership.settled_at or clock.now()
        return (_day(end) - _day(self.partnership.opened_at)).days + 1

    @property
    def late(self) -> bool:
        """Whether the promised day has passed."""
        promised = self.partnership.promised_on
        return promised is not None and self.partnership.settled_at is None and promised < _day(clock.now())


def _day(moment: Any) -> date:
    day: date = moment.astimezone(clock.BEIJING).date()
    return day


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list."""

    rows: list[Row]
    page: int
    more: bool
    filters: Filters
    counts: dict[str, int]


def partnerships(viewer: Viewer, filters: Filters | None = None) -> Page:
    """The tables that ``viewer`` may know of, newest first. The gate is read per row (20 a page)."""
    filters = filters or Filters()
    page = max(1, filters.page)
    rows = _narrowed(viewer, filters)
    start = (page - 1) * _PAGE
    found = list(
        rows.select_related("lead", "category")
        .annotate(
            taken=Count("members", filter=Q(members__state=MemberState.ACCEPTED), distinct=True),
            sitting=Count(
                "members", filter=Q(members__state__in=[MemberState.ACCEPTED, MemberState.INVITED]), distinct=True
            ),
        )
        .order_by("-opened_at", "-pk")[start : start + _PAGE + 1]
    )
    names = places.names((row.place for row in found), viewer)
    return Page([_row(one, names) for one in found[:_PAGE]], page, len(found) > _PAGE, filters, counts(viewer))


def _row(partnership: Any, names: dict[str, str]) -> Row:
    stage = Stage(partnership.stage)
    return Row(
        partnership,
        names.get(partnership.place, partnership.place),
        stage,
        WALK.index(stage) if stage in WALK else 0,
        next_stage(stage),
        gate(partnership) if stage not in ENDED or stage is Stage.SETTLED else [],
        partnership.taken,
        partnership.sitting,
    )


def counts(viewer: Viewer) -> dict[str, int]:
    """How many tables each tab holds. One query."""
    return Partnership.objects.filter(policy.visible(viewer)).aggregate(
        open=Count("pk", filter=_open()),
        mine=Count("pk", filter=_mine(viewer)),
        ended=Count("pk", filter=~_open()),
        all=Count("pk"),
    )


def _open() -> Q:
    return ~Q(stage__in=sorted(stage.value for stage in ENDED))


def _mine(viewer: Viewer) -> Q:
    mine = Q(person=viewer.person_id or 0) | Q(delegate=viewer.person_id or 0)
    mine |= Q(organisation__in=viewer.organisations)
    sitting = Member.objects.filter(mine, state__in=[MemberState.INVITED, MemberState.ACCEPTED])
    return _open() & Q(pk__in=sitting.values("partnership"))


def _narrowed(viewer: Viewer, filters: Filters) -> QuerySet[Partnership]:
    rows = Partnership.objects.filter(policy.visible(viewer))
    if filters.tab == "open":
        rows = rows.filter(_open())
    elif filters.tab == "mine":
        rows = rows.filter(_mine(viewer))
    elif filters.tab == "ended":
        rows = rows.exclude(_open())
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.place:
        rows = rows.filter(place__startswith=filters.place)
    if filters.text:
        rows = rows.filter(Q(number__icontains=filters.text) | Q(title__icontains=filters.text))
    return rows


def running_at(place: str) -> QuerySet[Partnership]:
    """Tables that still work at ``place`` (a prefix), oldest first: for boards and jobs."""
    return Partnership.objects.filter(_open(), place__startswith=place).order_by("opened_at")


def my_invitations(viewer: Viewer) -> list[Member]:
    """Invitations to a table that wait for an answer by ``viewer`` or her organisations."""
    if viewer.person_id is None:
        return []
    mine = Q(person=viewer.person_id) | Q(delegate=viewer.person_id) | Q(substitute=viewer.person_id)
    if viewer.organisations and viewer.holds(*policy.AT_TABLE):
        mine |= Q(organisation__in=viewer.organisations)
    rows = Member.objects.filter(mine, state=MemberState.INVITED).filter(
        ~Q(partnership__stage__in=sorted(stage.value for stage in ENDED))
    )
    return list(rows.select_related("partnership", "organisation", "person").order_by("invited_at"))


# -- what everybody may read --------------------------------------------------------------------------------------


def public_partnership(number: str) -> Partnership:
    """A published table; only its ``public_…`` fields, stages, seats' organisations and overrides may be shown.

    Raises NotFound for all others.
    """
    rows = Partnership.objects.select_related("category", "lead")
    found = rows.filter(number=number, public_state=PublicState.PUBLISHED).first()
    if found is None:
        raise NotFound(_("There is no such partnership on the public page."))
    return found


def public_partnerships(place: str = "", *, limit: int = 50) -> QuerySet[Partnership]:
    """Published tables at ``place`` (a prefix), newest first."""
    rows = Partnership.objects.filter(public_state=PublicState.PUBLISHED, place__startswith=place)
    return rows.select_related("category", "lead").order_by("-published_at", "-pk")[:limit]


def calls_open(place: str = "", *, limit: int = 50) -> QuerySet[OpenCall]:
    """Calls for help that anybody may answer at ``place`` (a prefix), newest first."""
    today = _day(clock.now())
    rows = OpenCall.objects.filter(closed_at=None, partnership__place__startswith=place)
    rows = rows.filter(Q(until=None) | Q(until__gte=today)).exclude(partnership__stage="dissolved")
    return rows.select_related("partnership").order_by("-opened_at", "-pk")[:limit]


def call_public(pk: int) -> OpenCall:
    """One call that is still open. Raises NotFound."""
    found = calls_open().model.objects.select_related("partnership").filter(pk=pk, closed_at=None).first()
    if found is None or (found.until is not None and found.until < _day(clock.now())):
        raise NotFound(_("This call is closed. Thank you for wanting to help!"))
    return found


def calls_of(partnership: Partnership) -> list[OpenCall]:
    """The calls of one table with their offers, newest first. Two queries."""
    offers = Prefetch("offers", queryset=Offer.objects.order_by("state", "pk"))
    return list(partnership.calls.prefetch_related(offers).order_by("-pk"))


def offer_for(viewer: Viewer, partnership: Partnership, pk: int) -> Offer:
    """One offer to one table, for those who lead it. Raises NotFound."""
    rows = Offer.objects.select_related("call__partnership")
    found = rows.filter(pk=pk, call__partnership=partnership).first()
    if found is None or not policy.may_lead(viewer, partnership):
        raise NotFound(_("There is no such offer."))
    return found


def new_offers(viewer: Viewer) -> int:
    """How many offers wait for an answer at the tables that ``viewer`` knows of."""
    return Offer.objects.filter(
        state="new", call__partnership__in=Partnership.objects.filter(policy.visible(viewer))
    ).count()
