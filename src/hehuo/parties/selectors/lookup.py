"""Reading parties. Every function here costs one query, or says otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from hehuo.ground import clock, codes
from hehuo.ground.access import ANONYMOUS, Grant, Role, Viewer
from hehuo.ground.seats import Seat
from hehuo.parties.models import Membership, Organisation, Person, SeatHolding, ServedPlace, User
from hehuo.parties.rules import OrganisationKind


def today() -> date:
    """The date in Beijing now."""
    return clock.now().astimezone(clock.BEIJING).date()


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows (or rows behind ``prefix``) that hold on ``day``."""
    end = f"{prefix}valid_to"
    return Q(**{f"{prefix}valid_from__lte": day}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}))


def viewer_for(user: User | object) -> Viewer:
    """What ``user`` may do today, from the memberships that hold; anonymous for strangers. At most one query."""
    if not isinstance(user, User) or not user.is_active or user.person_id is None:
        return ANONYMOUS
    return _viewer(user.person_id, _asked(_BELONGS, user.person_id))


def viewer_of(person: int) -> Viewer:
    """What the person behind a program's key may do today; anonymous once her account is closed. One query."""
    rows = _asked(_SIGNED_UP, person)
    return _viewer(person, [row for row in rows if row[2] is not None]) if rows else ANONYMOUS


def viewer_as(person: int) -> Viewer:
    """What ``person`` may do today, whether or not she has an account: for stories that nobody signs in to. No door
    that somebody comes in by may ask this. One query."""
    return _viewer(person, _asked(_BELONGS, person))


#: Asked on every request of every member of staff, so written out: composing it anew took three times its own time.
_BELONGS = """
SELECT m.role, m.place, m.organisation_id
  FROM parties_membership m JOIN parties_organisation o ON o.id = m.organisation_id
 WHERE m.person_id = %(person)s
   AND m.valid_from <= %(day)s AND (m.valid_to IS NULL OR m.valid_to > %(day)s)
   AND o.valid_from <= %(day)s AND (o.valid_to IS NULL OR o.valid_to > %(day)s)
 ORDER BY m.id
"""


#: One line without an organisation where she belongs to none; none at all without an open account.
_SIGNED_UP = f"""
SELECT b.* FROM parties_user u LEFT JOIN ({_BELONGS}) b ON true WHERE u.person_id = %(person)s AND u.is_active
"""  # noqa: S608 - constants


def _asked(statement: str, person: int) -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"person": person, "day": today()})
        rows: list[tuple[str, str, int]] = cursor.fetchall()
        return rows


def _viewer(person: int, rows: list[tuple[str, str, int]]) -> Viewer:
    return Viewer(
        person_id=person,
        grants=tuple(dict.fromkeys(Grant(Role(role), place) for role, place, _ in rows if role)),
        organisations=frozenset(organisation for _, _, organisation in rows),
    )


def organisations_at(
    place: str, kinds: Iterable[OrganisationKind] = (), *, at: date | None = None
) -> QuerySet[Organisation]:
    """Organisations that serve ``place`` (it or a wider one is among those they serve) on day ``at``, nearest first."""
    serving = ServedPlace.objects.filter(place__in=codes.ancestors(place))
    rows = Organisation.objects.filter(valid_on(at or today()), pk__in=serving.values("organisation"))
    kinds = list(kinds)
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("-place", "kind", "pk")


def seat_holders(place: str, at: date | None = None) -> dict[Seat, list[Organisation]]:
    """Who sits on each seat at ``place`` on day ``at``; per seat the nearest place upward that has a holder wins.

    Every seat is a key; an empty list is an empty seat.
    """
    rows = (
        SeatHolding.objects.filter(
            valid_on(at or today()), valid_on(at or today(), "organisation__"), place__in=codes.ancestors(place)
        )
        .select_related("organisation")
        .order_by("pk")
    )
    by_seat: dict[str, dict[str, list[Organisation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_seat[row.seat][row.place].append(row.organisation)
    return {seat: by_seat[seat][max(by_seat[seat], key=len)] if seat in by_seat else [] for seat in Seat}


def people_of(organisation: Organisation, roles: Iterable[Role] = (), *, at: date | None = None) -> QuerySet[Person]:
    """People who belong to ``organisation`` on day ``at``, with one of ``roles`` where named."""
    members = Membership.objects.filter(valid_on(at or today()), organisation=organisation)
    roles = list(roles)
    if roles:
        members = members.filter(role__in=roles)
    return Person.objects.filter(pk__in=members.values("person")).order_by("pk")


def people_with(*roles: Role, place: str, at: date | None = None) -> QuerySet[Person]:
    """People who hold one of ``roles`` over ``place`` (there or above) on day ``at``."""
    day = at or today()
    members = Membership.objects.filter(
        valid_on(day), valid_on(day, "organisation__"), role__in=roles, place__in=codes.ancestors(place)
    )
    return Person.objects.filter(pk__in=members.values("person")).order_by("pk")


def names_of_organisations(ids: Iterable[int]) -> Mapping[int, str]:
    """id → what it is called for short."""
    rows = Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "short_name", "name")
    return {pk: short or name for pk, short, name in rows}


def names_of_people(ids: Iterable[int]) -> Mapping[int, str]:
    """id → name."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def organisation(pk: int) -> Organisation | None:
    """The organisation with this id, if there is one."""
    return Organisation.objects.filter(pk=pk).first()


def person(pk: int) -> Person | None:
    """The person with this id, if there is one."""
    return Person.objects.filter(pk=pk).first()


def kinds() -> Mapping[str, object]:
    """Every kind of organisation and its name, in the order of lists. No query."""
    return {kind.value: kind.label for kind in OrganisationKind}


def places_served_by(*kinds: str, at: date | None = None) -> list[str]:
    """Codes of the places that organisations of ``kinds`` serve on day ``at``, in order."""
    rows = ServedPlace.objects.filter(valid_on(at or today(), "organisation__"), organisation__kind__in=kinds)
    return list(rows.order_by("place").values_list("place", flat=True).distinct())
