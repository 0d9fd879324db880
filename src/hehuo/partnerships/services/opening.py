"""Calling a table together: on hard cases, on a place, on a theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from hehuo.cases import selectors as cases_of
from hehuo.cases import services as cases_services
from hehuo.charter import selectors as charter
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level as Depth
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Gap, Member, MemberDuty, Partnership, PartnershipCase, Passage
from hehuo.partnerships.rules import Level, Origin, Stage, Standing, force_of, missing_to_open
from hehuo.partnerships.selectors.opening import Proposal, case_facts, propose

from .common import choice, for_the_house, moment, one_at_a_time, report, words

if TYPE_CHECKING:
    from hehuo.cases.models import Case
    from hehuo.matters.models import Category


@service
def open_partnership(
    *,
    by: Viewer,
    cases: Sequence[Case] = (),
    place: str = "",
    level: str = Level.COMMUNITY,
    title: str = "",
    text: str = "",
    category: Category | str | None = None,
    urgent: bool = False,
    reason: str = "",
    theme: str = "",
    promised_on: date | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Partnership:
    """Open a table: the charter fills the six seats, every duty is copied with its clause, the cases stay open.

    On ``cases`` (each hard and tried by the ordinary way, or ``urgent`` with a ``reason``), on a ``place``, or on a
    ``theme`` without any complaint. Place, title and category come from the first case where they are not given; the
    seats are those of that place, at both levels. Raises NotAllowed, Refused (what was not tried yet), Conflict where
    a case already lies on an open table or has ended.
    """
    mark = f"{by.person_id} {sorted(case.pk for case in cases)} {place} {title} {theme}"
    if (known := replay(key=key, service="partnerships.open", fingerprint=mark)) is not None:
        return Partnership.objects.get(pk=known)
    found = _taken(by, cases)
    place = place or _common_place([case.place for case in found])
    _may_open(by, place, level, found)
    why = words(reason, "reason", most=1000, needed=urgent)
    _gate(found, urgent=urgent)
    at = moment(happened_at)
    first = next(iter(found), None)
    chosen = propose(place, category or (first.category if first else None), at)
    serial, number = _number(at)
    row = Partnership(
        pk=serial,
        number=number,
        place=codes.truncate(place, Depth.BUILDING),
        level=level,
        origin=_origin(found, theme),
        title=words(title or (first.title if first else theme), "title", most=120),
        text=words(text, "text", needed=False),
        theme=words(theme, "theme", most=120, needed=False),
        category=chosen.category,
        urgent=urgent,
        urgent_reason=why if urgent else "",
        opened_at=at,
        round_at=at,
        promised_on=promised_on,
        charter_day=charter.day_of(at),
        lead=chosen.lead,
        opened_by_id=by.person_id,
        demanded=[seat.value for seat in chosen.demanded],
    )  # fmt: skip
    row.save(force_insert=True)
    _begin(row, found, by)
    report(row, events.OPENED, by, at, level=level, urgent=urgent, cases=[case.pk for case in found])
    if promised_on is not None:
        report(row, events.PROMISED, by, at, day=promised_on)
    _sit_down(row, chosen, by, at)
    hold(row, found, by)
    remember(key=key, service="partnerships.open", fingerprint=mark, result=row.pk)
    return row


def _begin(row: Partnership, cases: Sequence[Case], by: Viewer) -> None:
    """Put the cases on the table and write down its first step."""
    PartnershipCase.objects.bulk_create(
        PartnershipCase(partnership=row, case=case, added_at=row.opened_at) for case in cases
    )
    Passage.objects.create(
        partnership=row,
        kind=Passage.Kind.OPENED,
        stage_to=Stage.OPENING,
        by_id=by.person_id,
        happened_at=row.opened_at,
        recorded_at=clock.now(),
    )


def _may_open(by: Viewer, place: str, level: str, cases: Sequence[Case]) -> None:
    if not place:
        raise Invalid(_("Please say where."), fields={"place": _("Please say where.")})
    choice(level, list(Level), "level")
    if not policy.may_open(by, place, level):
        raise NotAllowed(
            _(
                "A table of the subdistrict is opened by its dispatchers and leaders, a table of the "
                "community by those who handle requests there."
            )
        )
    if any(not codes.is_within(case.place, place) for case in cases):
        message = _("Not all of these requests lie at this place.")
        raise Invalid(message, fields={"place": message})


def hold(partnership: Partnership, cases: Iterable[Case], by: Viewer) -> None:
    """Keep ``cases`` open while the table works; their limits run on."""
    why = _("The partnership %(number)s works on it.") % {"number": partnership.number}
    for case in cases:
        cases_services.place_hold(by=for_the_house(by), case=case, kind="partnership", room="partnerships",
                                  subject=partnership.subject, reason=why)  # fmt: skip


def _taken(by: Viewer, cases: Sequence[Case]) -> list[Case]:
    """The cases, fresh, each of them for this table alone until the transaction ends."""
    found = [cases_of.case_by_id(by, pk) for pk in dict.fromkeys(case.pk for case in cases)]
    for case in sorted(found, key=lambda one: one.pk):
        one_at_a_time(f"partnership on case {case.pk}")
        there = PartnershipCase.objects.filter(case=case, released_at=None).select_related("partnership").first()
        if there is not None:
            raise Conflict(
                _("The partnership %(number)s already works on %(case)s.")
                % {"number": there.partnership.number, "case": case.number},
                code="already_open",
            )
    return found


def _gate(cases: Sequence[Case], *, urgent: bool) -> None:
    lacks = [lack for case in cases for lack in missing_to_open(case_facts(case), urgent=urgent)]
    if lacks:
        raise Refused(" ".join(str(lack.message) for lack in lacks), code=lacks[0].code, source=lacks[0].source)


def _common_place(places: Sequence[str]) -> str:
    """The deepest place that holds all of ``places``."""
    if not places:
        return ""
    shared = set(codes.ancestors(places[0])).intersection(*(codes.ancestors(place) for place in places[1:]))
    return max(shared, key=len, default="")


def _origin(cases: Sequence[Case], theme: str) -> Origin:
    if cases:
        return Origin.CASE if len(cases) == 1 else Origin.CASES
    return Origin.THEME if theme else Origin.PLACE


def _number(at: datetime) -> tuple[int, str]:
    """Its id and ``H20261122-0001``: the day in Beijing and a serial that never repeats (gaps allowed)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('partnerships_partnership', 'id'))")
        serial = cursor.fetchone()[0]
    return serial, f"H{at.astimezone(clock.BEIJING):%Y%m%d}-{serial:04d}"


def _sit_down(partnership: Partnership, chosen: Proposal, by: Viewer, at: datetime) -> None:
    """Invite whom the charter names, copy what each owes, and write down what it could not answer."""
    for chair in chosen.chairs:
        members = {
            organisation.pk: Member.objects.create(
                partnership=partnership,
                standing=Standing.SEAT,
                seat=chair.seat,
                force=force_of(Standing.SEAT, organisation.kind),
                organisation=organisation,
                invited_at=at,
                invited_by_id=by.person_id,
            )
            for organisation in chair.organisations
        }
        for owed in chair.duties:
            named: list[Member | None] = [members[one.pk] for one in owed.organisations if one.pk in members]
            for member in named or [None]:
                MemberDuty.objects.create(partnership=partnership, seat=chair.seat, member=member, **owed.as_row())
        for organisation in chair.organisations:
            clauses = sorted({owed.clause_number for owed in chair.duties if organisation in owed.organisations})
            report(partnership, events.SEATED, by, at, party=organisation.pk, organisation=organisation.pk,
                   seat=chair.seat, clauses=clauses)  # fmt: skip
    with translation.override("zh-hans"):
        Gap.objects.bulk_create(
            Gap(partnership=partnership, seat=trouble.seat, text=str(trouble.text)[:500], conflict=trouble.conflict)
            for trouble in chosen.troubles
        )
