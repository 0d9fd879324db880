"""What the desk's top bar offers: plain data; an item shows only where its page exists and one of its roles is held."""

from __future__ import annotations

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

ITEMS = (
    Item(pgettext_lazy("navigation", "Today"), icon="sun", names=("desk-today", "desk-home")),
    Item(pgettext_lazy("navigation", "Cases"), icon="inbox", names=("desk-inbox",), also=("hotline-imports",)),
    Item(
        pgettext_lazy("navigation", "Ledger"), icon="notebook", names=("cases-ledger", "desk-ledger"), roles=_HANDLERS
    ),
    Item(pgettext_lazy("navigation", "On duty"), icon="clock-24", names=("cases-duty", "desk-duty"), roles=_HANDLERS),
    Item(
        pgettext_lazy("navigation", "Charters"),
        icon="file-certificate",
        names=("charter-desk", "charter-list"),
        roles=_HANDLERS | _KEEPERS,
    ),
    Item(
        pgettext_lazy("navigation", "Charters"),
        icon="file-certificate",
        names=("charter-public",),
        roles=_BY_ORGANISATION,
    ),
    Item(pgettext_lazy("navigation", "Places"), icon="map-pin", names=("places-tree",), roles=_HANDLERS | _KEEPERS),
    Item(
        pgettext_lazy("navigation", "Parties"),
        icon="users-group",
        names=("parties-organisations", "parties-list"),
        roles=_HANDLERS | _KEEPERS,
    ),
    Item(
        pgettext_lazy("navigation", "Matters"), icon="category", names=("matters-tree", "matters-list"), roles=_KEEPERS
    ),
    Item(
        pgettext_lazy("navigation", "Settings"),
        icon="adjustments",
        names=("policies-list", "policies-settings"),
        roles=_KEEPERS,
    ),
    Item(
        pgettext_lazy("navigation", "Journal"),
        icon="book-2",
        names=("journal-desk", "journal-deliveries"),
        roles=frozenset({Role.AUDITOR, Role.ADMIN}),
    ),
)


def links(request: HttpRequest, viewer: Viewer) -> list[Link]:
    """The entries for ``viewer``, the page she is on marked; of two that are called the same the first that is hers."""
    found: list[tuple[Item, str]] = []
    for item in ITEMS:
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
