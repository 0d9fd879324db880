"""Setting a watch up, and who watches along."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed
from hehuo.ground.secrets import fingerprint, open_sealed, seal
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.partnerships import selectors as partnerships
from hehuo.policies import selectors as policies
from hehuo.watches import events, policy, rules
from hehuo.watches.models import Point, Watch, Watcher

from .common import arranger, fact, locked, one_at_a_time, report, words
from .planning import plan_days
from .progress import tell_partnership

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person
    from hehuo.partnerships.models import Partnership

MOST_POINTS = 40
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Joined:
    """A watcher, and the secret of a neighbour's link: shown once, never again."""

    watcher: Watcher
    secret: str = ""


@service
def set_up_watch(
    *,
    by: Viewer,
    partnership: Partnership,
    points: Sequence[str],
    slots: Sequence[str],
    organisation: Organisation,
    starts_on: date | None = None,
    days: int = 10,
    title: str = "",
    place: str = "",
    watchers: Sequence[Person] = (),
    assisting: Sequence[Organisation] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Watch:
    """Set up a watch (盯守): the route's ``points`` in order, ``slots`` per day ("09:00"), who makes the rounds.

    ``days`` are planned at once from ``starts_on`` (today unless given); rounds go on until the watch is settled.
    ``place`` is the partnership's unless a place within it is named. ``watchers`` and ``assisting`` units make rounds
    too; neighbours join by :func:`add_watcher`, which tells the secret of their link. Raises NotAllowed unless she
    works for the partnership, Invalid, Conflict where a watch of that title is running.
    """
    if not partnerships.may_work(by, partnership):
        raise NotAllowed(_("A watch is set up by those who handle cases at this place. Please ask them."))
    names, times = _route(points), rules.parse_slots(slots)
    title = words(title, "title", most=120, needed=False) or str(partnership.title)
    mark = f"{by.person_id}:{partnership.pk}:{title}:{names}:{times}:{organisation.pk}"
    one_at_a_time(f"watches of {partnership.pk}")
    if (known := replay(key=key, service="watches.set_up_watch", fingerprint=mark)) is not None:
        return Watch.objects.select_related("partnership").get(pk=known)
    if Watch.objects.filter(partnership=partnership, title=title).exclude(state="ended").exists():
        raise Conflict(_("A watch of this name is running already. Open it, or choose another name."), code="running")
    now = clock.now()
    first = starts_on or now.astimezone(clock.BEIJING).date()
    _check_days(days, first, now)
    where = _within(place, partnership.place)
    watch = Watch.objects.create(
        partnership=partnership,
        place=where,
        title=title,
        organisation=organisation,
        slots=times,
        starts_on=first,
        needs=policies.value("watches.clear_days", where),
        set_up_by_id=by.person_id,
        set_up_at=now,
    )
    Point.objects.bulk_create(Point(watch=watch, name=name, position=n) for n, name in enumerate(names, start=1))
    plan_days(watch, first, first + timedelta(days=days - 1))
    report(watch, events.SET_UP, by, happened_at, points=len(names), slots=len(times), unit=organisation.pk)
    fact(by, watch, "watch.set_up", 1, happened_at or now)
    tell_partnership(by, watch)
    for person in watchers:
        _join(by, watch, person=person)
    for unit in assisting:
        _join(by, watch, organisation=unit)
    remember(key=key, service="watches.set_up_watch", fingerprint=mark, result=watch.pk)
    return watch


@service
def add_watcher(
    *,
    by: Viewer,
    watch: Watch,
    person: Person | None = None,
    organisation: Organisation | None = None,
    name: str = "",
) -> Joined:
    """Let a person or organisation of ours make rounds too, or a neighbour (``name``) supervise by a secret link.

    Somebody who watches already is left as she is. Raises NotAllowed unless she works for the partnership, Invalid.
    """
    watch = arranger(by, watch)
    return _join(by, watch, person=person, organisation=organisation, name=name)


@service
def remove_watcher(*, by: Viewer, watcher: Watcher) -> bool:
    """Somebody no longer watches; her link ends. False where she had left before."""
    watch = arranger(by, watcher.watch)
    row = Watcher.objects.select_for_update().get(pk=watcher.pk)
    if row.removed_at is not None:
        return False
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    report(watch, events.WATCHER_REMOVED, by, alone=True, watcher=row.pk)
    return True


@service
def reveal_neighbour(*, by: Viewer, watcher: Watcher) -> str:
    """A neighbour's name unmasked, for the handlers of the place alone; each look is journaled (3-domain §3.7)."""
    watch = locked(by, watcher.watch)
    if not policy.may_unmask(by, watch):
        raise NotAllowed(_("A neighbour's name is for those who handle cases at this place."))
    report(watch, events.NEIGHBOUR_REVEALED, by, alone=True, watcher=watcher.pk)
    return open_sealed(watcher.name) if watcher.name else ""


def _join(
    by: Viewer, watch: Watch, *, person: Person | None = None, organisation: Organisation | None = None, name: str = ""
) -> Joined:
    if sum((person is not None, organisation is not None, bool(name.strip()))) != 1:
        message = _("Name one: a person, an organisation, or a neighbour.")
        raise Invalid(message, fields={"name": message})
    now, secret = clock.now(), ""
    if person is not None or organisation is not None:
        kind = Watcher.Kind.PERSON if person else Watcher.Kind.ORGANISATION
        watcher, new = Watcher.objects.get_or_create(
            watch=watch, person=person, organisation=organisation, removed_at=None,
            defaults={"kind": kind, "added_at": now},
        )  # fmt: skip
        if not new:
            return Joined(watcher)
    else:
        secret = secrets.token_urlsafe(16)
        watcher = Watcher.objects.create(
            watch=watch,
            kind=Watcher.Kind.NEIGHBOUR,
            name=seal(words(name, "name", most=40)),
            secret=fingerprint(secret),
            added_at=now,
        )
    report(watch, events.WATCHER_ADDED, by, alone=True, watcher=watcher.pk)
    return Joined(watcher, secret)


def _route(points: Sequence[str]) -> list[str]:
    names = list(
        dict.fromkeys(name for name in (words(one, "points", most=60, needed=False) for one in points) if name)
    )
    if not 1 <= len(names) <= MOST_POINTS:
        message = _("Name between 1 and %(most)s points, one per line.") % {"most": MOST_POINTS}
        raise Invalid(message, fields={"points": message})
    return names


def _check_days(days: int, first: date, now: datetime) -> None:
    if not 1 <= days <= MOST_DAYS:
        message = _("Between 1 and %(most)s days, please.") % {"most": MOST_DAYS}
        raise Invalid(message, fields={"days": message})
    if abs((first - now.astimezone(clock.BEIJING).date()).days) > MOST_DAYS:
        far = _("The first day lies too far away.")
        raise Invalid(far, fields={"starts_on": far})


def _within(place: str, home: str) -> str:
    if not place:
        return home
    if not codes.is_code(place) or not codes.is_within(place, home):
        message = _("Choose a place within that of the partnership.")
        raise Invalid(message, fields={"place": message})
    return place
