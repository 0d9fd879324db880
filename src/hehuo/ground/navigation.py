"""What the desk's bars offer: plain data; an item shows only where its page exists and one of its roles is held.

The order is the viewer's own: what her role uses most stands first, since a phone shows four and a desk eight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from hehuo.ground.access import Role, Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: ``names`` are URL names, the first that exists is taken; no ``roles`` means every member of staff."""

    label: Promise
    icon: str
    names: tuple[str, ...]
    roles: frozenset[Role] = frozenset()
    #: Pages at another address that belong to it.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one viewer sees it on one page."""

    label: Promise
    icon: str
    url: str
    here: bool


_HANDLERS = frozenset({Role.WORKER, Role.DISPATCHER, Role.LEADER, Role.AUDITOR})
_BY_ORGANISATION = frozenset({Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR, Role.EXPERT})
_KEEPERS = frozenset({Role.DISPATCHER, Role.LEADER, Role.ADMIN, Role.AUDITOR})
_PARTNERS = _HANDLERS | _BY_ORGANISATION

ITEMS: Mapping[str, Item] = {
    "today": Item(pgettext_lazy("navigation", "Today"), icon="sun", names=("desk-today",)),
    "cases": Item(
        pgettext_lazy("navigation", "Cases"), icon="inbox", names=("desk-inbox",), also=("hotline-imports",)
    ),
    "partnerships": Item(
        pgettext_lazy("navigation", "Partnerships"), icon="topology-ring-2", names=("partnerships-list",),
        roles=_PARTNERS,
    ),
    "whistles": Item(
        pgettext_lazy("navigation", "Whistles"), icon="speakerphone", names=("whistles-board",),
        roles=_HANDLERS | {Role.OFFICER, Role.PROPERTY_STAFF},
    ),
    "rounds": Item(
        pgettext_lazy("navigation", "Rounds"), icon="walk", names=("watches-today",),
        roles=_HANDLERS | {Role.PROPERTY_STAFF},
    ),
    "things": Item(
        pgettext_lazy("navigation", "Things"), icon="package", names=("custody-inventories",),
        roles=_HANDLERS | {Role.OFFICER, Role.PROPERTY_STAFF},
    ),
    "meetings": Item(
        pgettext_lazy("navigation", "Meetings"), icon="calendar-event", names=("meetings-list",), roles=_PARTNERS
    ),
    "actions": Item(
        pgettext_lazy("navigation", "Actions"), icon="users-group", names=("actions-list",), roles=_PARTNERS
    ),
    "ledger": Item(pgettext_lazy("navigation", "Ledger"), icon="notebook", names=("desk-ledger",), roles=_HANDLERS),
    "duty": Item(pgettext_lazy("navigation", "On duty"), icon="clock-24", names=("desk-duty",), roles=_HANDLERS),
    "charters": Item(
        pgettext_lazy("navigation", "Charters"), icon="file-certificate", names=("charter-desk",),
        roles=_HANDLERS | _KEEPERS,
    ),
    "charters_public": Item(
        pgettext_lazy("navigation", "Charters"), icon="file-certificate", names=("charter-public",),
        roles=_BY_ORGANISATION,
    ),
    "places": Item(
        pgettext_lazy("navigation", "Places"), icon="map-pin", names=("places-tree",), roles=_HANDLERS | _KEEPERS
    ),
    "parties": Item(
        pgettext_lazy("navigation", "Parties"), icon="building-community", names=("parties-organisations",),
        roles=_HANDLERS | _KEEPERS,
    ),
    "matters": Item(
        pgettext_lazy("navigation", "Matters"), icon="category", names=("matters-tree",), roles=_KEEPERS
    ),
    "settings": Item(
        pgettext_lazy("navigation", "Settings"), icon="adjustments", names=("policies-list",), roles=_KEEPERS
    ),
    "journal": Item(
        pgettext_lazy("navigation", "Journal"), icon="book-2", names=("journal-desk", "journal-deliveries"),
        roles=frozenset({Role.AUDITOR, Role.ADMIN}),
    ),
}  # fmt: skip

#: Role → what it uses most; of several roles the first listed here speaks. The rest follows as in ``ITEMS``.
FIRST: Mapping[Role, tuple[str, ...]] = {
    Role.LEADER: ("today", "partnerships", "cases", "whistles"),
    Role.DISPATCHER: ("today", "cases", "whistles", "partnerships"),
    Role.WORKER: ("today", "cases", "partnerships", "rounds"),
    Role.OFFICER: ("today", "whistles", "partnerships", "actions"),
    Role.PROPERTY_STAFF: ("today", "rounds", "things", "partnerships"),
    Role.COORDINATOR: ("today", "partnerships", "meetings", "cases"),
    Role.EXPERT: ("today", "partnerships", "meetings", "cases"),
    Role.AUDITOR: ("today", "journal", "partnerships", "cases"),
    Role.ADMIN: ("today", "parties", "places", "settings"),
}


def order(viewer: Viewer) -> list[Item]:
    """All items, those first that the viewer's role uses most."""
    first = next((keys for role, keys in FIRST.items() if viewer.holds(role)), ())
    return [ITEMS[key] for key in (*first, *(key for key in ITEMS if key not in first))]


def links(request: HttpRequest, viewer: Viewer) -> list[Link]:
    """The entries for ``viewer``, the page she is on marked; of two that are called the same the first that is hers."""
    found: list[tuple[Item, str]] = []
    for item in order(viewer):
        url = first_url(item.names)
        named = {str(other.label) for other, _ in found}
        if url and (not item.roles or viewer.holds(*item.roles)) and str(item.label) not in named:
            found.append((item, url))
    under = [(prefix, url) for item, url in found for prefix in (url, first_url(item.also)) if prefix]
    home = first_url(("desk-today",))
    fits = [(prefix, url) for prefix, url in under if request.path.startswith(prefix) and prefix != home]
    here = request.path if request.path == home else max(fits, key=lambda fit: len(fit[0]), default=("", ""))[1]
    return [Link(item.label, item.icon, url, url == here) for item, url in found]


def first_url(names: tuple[str, ...]) -> str:
    """The address of the first of ``names`` that is routed without arguments; ``""`` when none is."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
