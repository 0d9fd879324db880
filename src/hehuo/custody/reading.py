"""What pages and papers show of things in custody: rows with words, in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hehuo.ground import clock
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.places import selectors as places

from . import selectors
from .models import HandOver, Inventory, Item, Moment, Notice, Objection, Picture
from .rules import FINAL, KEPT, Basis, State

TONES = {
    State.NUMBERED: "warn",
    State.MOVED: "info",
    State.STORED: "info",
    State.RELEASED: "ok",
    State.CLAIMED: "ok",
    State.CLEARED: "ok",
    State.DISPOSED: "plain",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as lists show it."""

    pk: int
    number: str
    serial: str
    name: str
    quantity: int
    state: Any
    tone: str
    point: str
    storage: str
    claim_until: date | None
    perishable: bool
    url: str
    photo: Any = None
    picked: bool = True
    final: bool = False


def unsealed(sealed: bytes | memoryview | None) -> str:
    """A sealed name in full, for a paper that its owner signs; a mark where its key is gone."""
    if not sealed:
        return ""
    try:
        return open_sealed(sealed)
    except Unreadable:
        return "***"


def with_all(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items with what a row shows, in a fixed number of queries."""
    photos = Picture.objects.select_related("attachment").order_by("pk")
    return items.select_related("storage").prefetch_related(Prefetch("pictures", photos, to_attr="shown"))


def thing(item: Item, *, picked: bool = True, here: str = "") -> Thing:
    """``item`` (from :func:`with_all`) as a row; its point is said where it is not ``here``."""
    state = item.state_is
    shown = pictures_of(item)
    return Thing(
        pk=item.pk,
        number=item.number,
        serial=item.number.rpartition("-")[2],
        name=item.name,
        quantity=item.quantity,
        state=state.label,
        tone=TONES[state],
        point="" if item.point == here else item.point,
        storage=item.storage.name if item.storage and state in KEPT else "",
        claim_until=item.return_by if state in KEPT else None,
        perishable=item.perishable,
        url=reverse("custody-item", args=[item.pk]),
        photo=shown[0].attachment if shown else None,
        picked=picked,
        final=state in FINAL,
    )


def things(inventory: Inventory, *, states: Iterable[State] | None = None, picked: Iterable[int] = ()) -> list[Thing]:
    """The things of ``inventory`` in order of their numbers; all picked where nobody said which."""
    rows = with_all(inventory.items.all()).order_by("day", "serial")
    if states is not None:
        rows = rows.filter(state__in=[state.value for state in states])
    chosen = set(picked)
    return [thing(item, picked=not chosen or item.pk in chosen, here=inventory.point) for item in rows]


def counted(found: Sequence[Thing]) -> str:
    """How many stand where, as one sentence."""
    counts: dict[str, int] = {}
    for one in found:
        counts[str(one.state)] = counts.get(str(one.state), 0) + 1
    return pgettext("list", ", ").join(f"{name} {count}" for name, count in counts.items())


def lists(rows: QuerySet[Inventory]) -> QuerySet[Inventory]:
    """Inventories with their numbers: all, open, and whether somebody objects."""
    settled = [state.value for state in (*FINAL, State.STORED)]
    return rows.annotate(
        total=Count("items", distinct=True),
        still=Count("items", filter=~Q(items__state__in=settled), distinct=True),
        kept=Count("items", filter=Q(items__state=State.STORED.value), distinct=True),
        objected=Count("objections", filter=Q(objections__ended_at=None), distinct=True),
    ).order_by("-happened_at", "-pk")


def rows(page: Iterable[Any]) -> list[dict[str, Any]]:
    """Inventories (from :func:`lists`) as a list shows them."""
    found = list(page)
    names = places.paths(one.place for one in found)
    return [
        {
            "url": reverse("custody-inventory", args=[one.number]),
            "title": one.point,
            "number": one.number,
            "day": one.day,
            "place": names.get(one.place, one.place).partition(" · ")[2] or names.get(one.place, ""),
            "next": _next(one),
            "objected": one.objected,
            "open": one.still,
            "kept": one.kept,
            "total": one.total,
        }
        for one in found
    ]


def _next(one: Any) -> str:
    if one.objected:
        return _("Talk with who objects; nothing is moved until she takes it back.")
    if not one.total:
        return _("Number the things.")
    if one.still:
        return ngettext("%(n)d thing still stands there.", "%(n)d things still stand there.", one.still) % {
            "n": one.still
        }
    return ""


def objections(inventory: Inventory) -> list[dict[str, Any]]:
    """The objections that hold."""
    open_ones = inventory.objections.filter(ended_at=None).select_related("item").order_by("-raised_at")
    return [objection(one) for one in open_ones]


def objection(one: Objection) -> dict[str, Any]:
    """One objection in words."""
    return {
        "pk": one.pk,
        "text": one.text or one.get_kind_display(),
        "at": one.raised_at,
        "who": selectors.masked(one.name) or (_("the owner") if one.by_owner else ""),
        "items": one.item.number.rpartition("-")[2] if one.item else "",
    }


def day_text(moment: datetime | date | None) -> str:
    """A day as papers write it."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.BEIJING).date()
    return moment.isoformat()


def basis_text(item: Item) -> str:
    """The basis on which a thing moved, with the number of its paper."""
    basis = item.basis_is
    if basis is None:
        return ""
    paper = item.consent or item.agreement or item.notice or item.proceeding
    return f"{basis.value} {basis.label} {paper.number if paper else ''}".strip()


def pictures_of(item: Item, moment: Moment | None = None) -> list[Picture]:
    """The pictures of ``item`` (from :func:`with_all`), before or after; all where no ``moment`` is named."""
    return [one for one in getattr(item, "shown", []) if moment is None or one.moment == moment]


def ground_of(basis: str) -> Basis | None:
    """The basis called ``basis``; None for anything else."""
    return Basis(basis) if basis in {one.value for one in Basis} else None


def chain(item: Item) -> list[dict[str, Any]]:
    """Through whose hands ``item`` went, the last first, down to its number."""
    links = [
        {"sentence": _hands(link), "at": link.happened_at, "actor": link.note}
        for link in reversed(selectors.chain(item))
    ]
    first = {"sentence": _("Numbered where it stood"), "at": item.numbered_at, "actor": item.numbered_by or ""}
    return [*links, first]


def _hands(link: HandOver) -> str:
    giver = str(link.given_by or "")
    taker = str(link.taken_by or selectors.masked(link.taken_name) or link.organisation or "")
    if link.storage:
        where = _("put at %(storage)s") % {"storage": link.storage.name}
        taker = f"{taker} ({where})" if taker else where
    return f"{giver} → {taker}" if giver else taker


def notice_until(notice: Notice) -> date:
    """The last day on which a posted notice must hang; the day of posting is not counted (Civil Code art. 201)."""
    return notice.posted_at.astimezone(clock.BEIJING).date() + timedelta(days=notice.days)


def today() -> date:
    """The day in Beijing."""
    return clock.now().astimezone(clock.BEIJING).date()
