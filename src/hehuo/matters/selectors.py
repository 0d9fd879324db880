"""Reading category trees and tags. Trees are small and change rarely, so one query fetches a whole one."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hehuo.ground import codes
from hehuo.ground.errors import NotFound

from .models import Category, Tag, Tree, TreeChoice
from .rules import DEFAULT


def trees() -> list[Tree]:
    """All category trees, the default one first."""
    return sorted(Tree.objects.all(), key=lambda tree: (tree.code != DEFAULT, tree.name))


def tree(code: str = DEFAULT) -> Tree:
    """The tree named ``code``. Raises NotFound."""
    found = Tree.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no category tree %(code)s.") % {"code": code})
    return found


def tree_for(place: str) -> str:
    """The tree by which cases at ``place`` are classified: the deepest choice at or above it, else the default."""
    if not codes.is_code(place):
        return DEFAULT
    choices = dict(TreeChoice.objects.filter(place__in=codes.ancestors(place)).values_list("place", "tree__code"))
    return choices[max(choices, key=len)] if choices else DEFAULT


def choices() -> dict[str, str]:
    """Place code → tree code, for the places that chose one."""
    return dict(TreeChoice.objects.order_by("place").values_list("place", "tree__code"))


def category(code: str, tree: str = DEFAULT) -> Category:
    """The category ``code`` of ``tree``, retired ones too. Raises NotFound."""
    found = Category.objects.select_related("tree", "parent").filter(tree__code=tree, code=code).first()
    if found is None:
        raise NotFound(_("There is no category %(code)s.") % {"code": code})
    return found


#: The id of the active category with a code in the tree of :func:`tree_for`, for a statement of one's own: parameters
#: ``category`` and ``ancestors`` (the codes at and above the place).
CATEGORY_SQL = """
SELECT category.id FROM matters_category category JOIN matters_tree tree ON tree.id = category.tree_id
WHERE category.active AND category.code = %(category)s AND tree.code = coalesce(
  (SELECT chosen.code FROM matters_treechoice choice JOIN matters_tree chosen ON chosen.id = choice.tree_id
   WHERE choice.place = ANY(%(ancestors)s::varchar[]) ORDER BY length(choice.place) DESC LIMIT 1), 'default')
"""


def roots(tree: str = DEFAULT) -> list[Category]:
    """The first-level categories in force, in their order."""
    return list(Category.objects.filter(tree__code=tree, parent=None, active=True).order_by("position", "code"))


def children(category: Category) -> list[Category]:
    """The categories in force one level below, in their order."""
    return list(category.children.filter(active=True).order_by("position", "code"))


def every(tree: str = DEFAULT, *, retired: bool = False) -> list[Category]:
    """The whole tree in reading order (each followed by what is below it), parents set. One query."""
    found = list(Category.objects.filter(tree__code=tree).order_by("position", "code"))
    if not retired:
        found = [each for each in found if each.active]
    known = {each.pk: each for each in found}
    below: dict[int | None, list[Category]] = {}
    for each in found:
        if each.parent_id in known:
            each.parent = known[each.parent_id]
        below.setdefault(each.parent_id, []).append(each)
    ordered: list[Category] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        each = waiting.pop()
        ordered.append(each)
        waiting.extend(below.get(each.pk, [])[::-1])
    return ordered


def chain(category: Category) -> list[Category]:
    """From the first level down to ``category``."""
    steps = [category]
    while steps[-1].parent is not None:
        steps.append(steps[-1].parent)
    return steps[::-1]


def path_of(category: Category) -> str:
    """``物业管理 · 楼道堆物堆料``."""
    return " · ".join(step.name for step in chain(category))


def paths(pks: Iterable[int]) -> dict[int, str]:
    """Primary key → path, for lists. One query per level of the tree, however many categories."""
    wanted = set(pks)
    known: dict[int, tuple[str, int | None]] = {}
    missing = set(wanted)
    while missing:
        rows = Category.objects.filter(pk__in=missing).values_list("pk", "name", "parent_id")
        found = {pk: (name, parent) for pk, name, parent in rows}
        known |= found
        missing = {parent for _name, parent in found.values() if parent is not None} - known.keys()
    result: dict[int, str] = {}
    for pk in wanted & known.keys():
        steps: list[str] = []
        step: int | None = pk
        while step is not None:
            name, step = known[step]
            steps.append(name)
        result[pk] = " · ".join(reversed(steps))
    return result


def find_by_names(names: Iterable[str], tree: str = DEFAULT) -> Category | None:
    """The deepest category whose path follows ``names`` from the first level (``物业管理->楼道堆物堆料`` split).

    Follows as far as the names match; None when not even the first does. One query: for loops, hold
    :func:`name_index`.
    """
    return follow(name_index(tree), names)


def name_index(tree: str = DEFAULT) -> dict[tuple[str, ...], Category]:
    """Path of names → category in force, for imports that classify many rows. One query."""
    index: dict[tuple[str, ...], Category] = {}
    where: dict[int, tuple[str, ...]] = {}
    for each in every(tree):
        path = (*where.get(each.parent_id or 0, ()), each.name)
        where[each.pk] = path
        index[path] = each
    return index


def follow(index: dict[tuple[str, ...], Category], names: Iterable[str]) -> Category | None:
    """The deepest category of ``index`` along ``names``."""
    best: Category | None = None
    path: tuple[str, ...] = ()
    for name in names:
        path = (*path, name.strip())
        if path not in index:
            break
        best = index[path]
    return best


def tags(*, retired: bool = False) -> list[Tag]:
    """The tags in force, 七有五性 first, monthly questions newest first."""
    found = Tag.objects.all() if retired else Tag.objects.filter(active=True)
    fixed = [tag for tag in found.order_by("pk") if tag.month is None]
    monthly = sorted((tag for tag in found if tag.month), key=lambda tag: str(tag.month), reverse=True)
    return fixed + monthly
