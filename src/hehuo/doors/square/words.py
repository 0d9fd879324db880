"""What lists of choices say to residents: plain words over the rooms' own codes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hehuo.ground.errors import NotFound
from hehuo.matters import selectors as matters

#: Kinds of a case as a resident thinks of them, the commonest first (codes of cases.models.Kind).
KINDS: tuple[tuple[str, object], ...] = (
    ("help", _("I need help")),
    ("complain", _("I have a complaint")),
    ("consult", _("I have a question")),
    ("suggest", _("I have an idea")),
    ("report", _("I want to report a wrong")),
    ("praise", _("I want to praise somebody")),
)


def kinds() -> list[tuple[str, object]]:
    """The choices of screen 3."""
    return list(KINDS)


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level category with what lies below it; ``open`` when the choice is inside."""

    code: str
    name: str
    children: list[tuple[str, str]]
    open: bool


def category_groups(tree: str, chosen: str = "") -> list[Group]:
    """The category tree in two levels. One query."""
    groups: list[Group] = []
    below: dict[int, list[tuple[str, str]]] = {}
    roots = []
    for category in matters.every(tree):
        if category.parent_id is None:
            roots.append(category)
        else:
            below.setdefault(category.parent_id, []).append((category.code, category.name))
    for root in roots:
        children = below.get(root.pk, [])
        groups.append(
            Group(
                root.code, root.name, children, chosen == root.code or any(code == chosen for code, _name in children)
            )
        )
    return groups


def category_path(code: str, place: str) -> str:
    """``物业管理 · 楼道堆物堆料``; "" for none or an unknown one."""
    if not code:
        return ""
    try:
        return matters.path_of(matters.category(code, matters.tree_for(place)))
    except NotFound:
        return ""
