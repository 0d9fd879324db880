"""What comes next on a list or a thing, on what ground it stands, and which papers it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hehuo.custody import policy, reading, selectors
from hehuo.custody.models import Consent, Inventory, Item, Notice, Proceeding
from hehuo.custody.rules import KEPT, PROCEDURES, State
from hehuo.ground.access import Viewer


def of_inventory(inventory: Inventory, found: Sequence[reading.Thing], viewer: Viewer) -> dict[str, Any]:
    """The next step as a heading, and everything that may be done; what may not says why."""
    states = {one.state for one in found}
    step, words = _next(inventory, states)
    rows = [_move(inventory, "number", "camera", _("Number a thing"), step)]
    if State.NUMBERED.label in states:
        signs = policy.may_sign_for_public(viewer, inventory.place)
        note = "" if signs else _("A community worker or an officer takes the signature.")
        rows += [
            _move(inventory, "consent", "signature", _("The owner signs"), step, note=note),
            _move(inventory, "move", "truck-delivery", _("Carry to the storage place"), step),
        ]
        if not inventory.owner_mark:
            rows.append(_move(inventory, "notice-new", "pin", _("Nobody known? Post a notice"), step))
    if State.MOVED.label in states:
        rows.append(_move(inventory, "store", "building-warehouse", _("They arrived at the storage place"), step))
    if states & _kept():
        rows.append(_move(inventory, "claim", "package-export", _("The owner fetches"), step))
    return {
        "next_words": words,
        "moves": sorted(rows, key=lambda row: not row["primary"]),
        "procedures": [
            {
                "url": reverse("custody-proceeding-new", args=[inventory.number, basis.value]),
                "label": f"{basis.value} {basis.label}",
            }
            for basis in PROCEDURES
        ],
    }


def _kept() -> set[Any]:
    """Labels of things that are kept, in the language of the page: a lazy text in a set remembers another one's."""
    return {state.label for state in KEPT}


def _next(inventory: Inventory, states: set[Any]) -> tuple[str, str]:
    """The step that comes next, and how it is called."""
    if selectors.objections_of(inventory).exists():
        return "", _("Next: talk with who objects")
    if not states:
        return "number", _("Next: number the things")
    if State.NUMBERED.label in states:
        signed = inventory.consents.filter(signed_at__isnull=False, revoked_at=None).exists()
        if signed or inventory.watch:
            return "move", _("Next: carry to the storage place")
        return "consent", _("Next: ask the owner")
    if State.MOVED.label in states:
        return "store", _("Next: take them in at the storage place")
    if states & _kept():
        return "claim", _("Next: the owner fetches them")
    return "", _("All settled")


# icons: building-warehouse camera signature truck-delivery pin package-export
# icons: pencil bell arrows-exchange circle-check trash arrow-back-up
def _move(inventory: Inventory, name: str, icon_name: str, label: str, step: str, *, note: str = "") -> dict[str, Any]:
    return {
        "url": reverse(f"custody-{name}", args=[inventory.number]),
        "icon": icon_name,
        "label": label,
        "primary": name == step,
        "note": note,
    }


def of_item(item: Item, viewer: Viewer) -> list[dict[str, Any]]:
    """What may be done with one thing now."""
    number, state = item.inventory.number, item.state_is
    if state is State.NUMBERED:
        return [
            _on(f"{reverse('custody-move', args=[number])}?items={item.pk}", "truck-delivery",
                _("Carry to the storage place"), primary=True),
            _on(reverse("custody-describe", args=[item.pk]), "pencil", _("Correct, cover the waybill, add photos")),
            _on(reverse("custody-cleared", args=[item.pk]), "circle-check", _("The owner cleared it"), post=True),
        ]  # fmt: skip
    if state not in KEPT:
        return []
    rows = [
        _on(f"{reverse('custody-claim', args=[number])}?items={item.pk}", "package-export", _("The owner fetches"),
            primary=state is State.STORED),
        _on(reverse("custody-hand-over", args=[item.pk]), "arrows-exchange",
            _("It arrived at the storage place") if state is State.MOVED else _("It changes hands"),
            primary=state is State.MOVED),
        _on(reverse("custody-release", args=[item.pk]), "arrow-back-up", _("Give it back")),
        _on(reverse("custody-describe", args=[item.pk]), "camera", _("Add photos, cover the waybill")),
        _on(reverse("custody-remind", args=[item.pk]), "bell", _("The owner was reminded")),
    ]  # fmt: skip
    if policy.may_dispose(viewer, item.place):
        rows.append(_on(reverse("custody-dispose", args=[item.pk]), "trash", _("Nobody wants it: dispose of it")))
    return rows


def _on(url: str, icon_name: str, label: str, *, primary: bool = False, post: bool = False) -> dict[str, Any]:
    return {"url": url, "icon": icon_name, "label": label, "primary": primary, "post": post}


def grounds(inventory: Inventory) -> list[dict[str, Any]]:
    """The papers on which things of the list may move."""
    return [
        *(_consent(row) for row in selectors.consents_of(inventory)),
        *(_notice(row) for row in selectors.notices_of(inventory)),
        *(_proceeding(row) for row in selectors.proceedings_of(inventory)),
    ]


def _consent(row: Consent) -> dict[str, Any]:
    tone, state = ("warn", _("not signed")) if row.signed_at is None else ("ok", _("signed"))
    if row.revoked_at is not None:
        tone, state = "plain", _("taken back")
    count = len(row.items.all())
    words = ngettext("%(n)s thing", "%(n)s things", count) % {"n": count}
    return {
        "title": _("A · Consent %(number)s") % {"number": row.number},
        "tone": tone,
        "state": state,
        "note": _("%(words)s, kept until %(day)s") % {"words": words, "day": row.storage_until},
        "url": reverse("custody-consent-pdf", args=[row.number]),
        "sign": "" if row.signed_at or row.revoked_at else reverse("custody-consent-sign", args=[row.number]),
        "reveal": row.pk,
        "revoke": "" if row.revoked_at or row.signed_at is None else reverse("custody-consent-end", args=[row.number]),
    }


def _notice(row: Notice) -> dict[str, Any]:
    said = {"day": reading.day_text(row.posted_at), "days": row.days}
    return {
        "title": _("B · Notice %(number)s") % {"number": row.number},
        "tone": "plain" if row.withdrawn_at else "info",
        "state": _("taken down") if row.withdrawn_at else _("posted"),
        "note": _("since %(day)s, hangs %(days)s days") % said,
        "url": reverse("custody-notice", args=[row.number]),
    }


def _proceeding(row: Proceeding) -> dict[str, Any]:
    return {
        "title": f"{row.basis} · {row.basis_is.label}",
        "tone": "info",
        "state": row.number,
        "note": str(row.authority),
        "url": reverse("custody-proceeding", args=[row.number]),
    }


def papers(inventory: Inventory, found: Sequence[reading.Thing]) -> list[dict[str, str]]:
    """What can be printed."""
    number = inventory.number
    rows = [{"url": f"{reverse('custody-labels', args=[number])}?blank=24", "label": _("24 blank labels")}]
    if found:
        rows = [
            {"url": reverse("custody-labels", args=[number]), "label": _("Labels with QR (A4)")},
            *rows,
            {"url": reverse("custody-inventory-pdf", args=[number]), "label": _("Inventory in duplicate")},
            {"url": reverse("custody-consent-blank", args=[number]), "label": _("Consent form to sign")},
        ]
    return rows
