from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from hehuo.ground.service import service
from hehuo.journal.services import append
from hehuo.matters import events, policy, rules
from hehuo.matters.models import Category, Tag, TagKind, Tree, TreeChoice
from hehuo.places import selectors as places

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
_REASONS = {
    "empty": _("no category name"),
    "gap": _("a wider category is missing before a narrower one"),
    "deep": _("more than ten levels"),
    "long": _("a name of more than 60 characters"),
    "code": _("a code may hold only letters and digits, at most 20"),
}
#: 七有五性: seven haves and five natures.
_SEVEN_FIVE = {
    "you-1": "幼有所育", "you-2": "学有所教", "you-3": "劳有所得", "you-4": "病有所医", "you-5": "老有所养",
    "you-6": "住有所居", "you-7": "弱有所扶", "xing-1": "便利性", "xing-2": "宜居性", "xing-3": "多样性",
    "xing-4": "公正性", "xing-5": "安全性",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: categories by fate, by level, and the rows that could not be read with their reasons."""

    tree: str
    added: int = 0
    renamed: int = 0
    unchanged: int = 0
    retired: int = 0
    levels: tuple[int, ...] = ()
    rejected: tuple[tuple[int, Any], ...] = field(default=())


@service
def load_tree(*, by: Viewer) -> Imported:
    """Load the default tree (20 first-level, 123 second-level) and the tags of 七有五性; again changes nothing."""
    _may_import(by)
    with (FIXTURES / "categories.csv").open(encoding="utf-8", newline="") as file:
        named = {row["code"]: row["name"] for row in csv.DictReader(file)}
    paths: dict[rules.Path, str] = {}
    for code, name in named.items():
        paths[(named[code[:2]], name) if len(code) > 2 else (name,)] = code
    Tag.objects.bulk_create(
        [Tag(code=code, name=name, kind=TagKind.SEVEN_FIVE) for code, name in _SEVEN_FIVE.items()],
        ignore_conflicts=True,
    )
    return _write(by, rules.DEFAULT, str(_("Default tree")), paths, ())


@service
def import_tree(*, by: Viewer, code: str, name: str, rows: Iterable[Sequence[str]]) -> Imported:
    """Bring in the tree ``code`` from a table of paths, first row the header (see rules.read_table).

    Categories keep their code for good: by the file's own code column, else by their path; new ones get the next free
    code; those that the table no longer names are retired, not deleted. Bad rows are reported and the rest lands.
    Raises NotAllowed, Invalid for an unusable table or two categories claiming one code.
    """
    _may_import(by)
    if not (code and code.isascii() and all(char.isalnum() or char == "-" for char in code) and code == code.lower()):
        raise Invalid(
            _("A tree's code is made of small letters, digits and hyphens."),
            fields={"code": _("Small letters, digits and hyphens only.")},
        )
    if code == rules.DEFAULT:
        raise Invalid(
            _("The default tree comes with Hehuo; import yours under a name of its own."),
            fields={"code": _("This name is taken.")},
        )
    table = rules.read_table(rows)
    if not table.paths:
        raise Invalid(_("The table names no category. The first row must be the header, one category path per row."))
    return _write(by, code, name.strip()[:100] or code, table.paths, tuple(table.bad))


def _may_import(by: Viewer) -> None:
    if not policy.may_import(by):
        raise NotAllowed(_("Only an administrator may import category trees."))


def _write(
    by: Viewer, code: str, name: str, paths: dict[rules.Path, str], bad: tuple[tuple[int, str], ...]
) -> Imported:
    Tree.objects.bulk_create([Tree(code=code, name=name)], ignore_conflicts=True)
    tree = Tree.objects.select_for_update().get(code=code)
    every = {row.code: row for row in Category.objects.filter(tree=tree)}
    try:
        given = rules.give_codes(paths, _known(every.values()), every)
    except ValueError as error:
        raise Invalid(_("Two categories claim the code %(code)s.") % {"code": error}) from error
    if any(len(own) > 20 for own in given.values()):
        raise Invalid(_("The tree is too deep for codes of at most 20 characters; give codes of your own."))
    gone = [row.pk for row in every.values() if row.active and row.code not in set(given.values())]
    Category.objects.filter(pk__in=gone).update(active=False)
    renamed = [every[own].pk for path, own in given.items() if own in every and every[own].name != path[-1]]
    # Names are unique among siblings at every moment, so those that change make room first.
    Category.objects.filter(pk__in=renamed).update(name=Concat(Value("~"), Cast("pk", CharField())))
    added, changed = _fit(tree, given, every)
    if added or changed or gone:
        append(
            subject=f"tree:{tree.pk}",
            kind=events.TREE_IMPORTED,
            payload={"tree": code, "added": added, "renamed": len(renamed), "retired": len(gone)},
            by=by,
        )
    depth = max(len(path) for path in given)
    levels = tuple(sum(len(path) == level for path in given) for level in range(1, depth + 1))
    rejected = tuple((number, _REASONS[reason]) for number, reason in bad)
    return Imported(code, added, len(renamed), len(given) - added - len(renamed), len(gone), levels, rejected)


def _fit(tree: Tree, given: dict[rules.Path, str], every: dict[str, Category]) -> tuple[int, int]:
    """Write the categories as ``given`` says; how many were added and changed."""
    rows: dict[rules.Path, Category] = {}
    added, changed = 0, []
    for position, (path, code) in enumerate(given.items(), start=1):
        parent = rows.get(path[:-1])
        row = rows[path] = every.get(code) or Category(tree=tree, code=code)
        before = (row.name, row.parent_id, row.position, row.active)
        row.name, row.parent, row.position, row.active = path[-1], parent, position, True
        if row.pk is None:
            row.save(force_insert=True)
            added += 1
        elif before != (row.name, row.parent_id, row.position, row.active):
            changed.append(row)
    Category.objects.bulk_update(changed, ["name", "parent", "position", "active"])
    return added, len(changed)


def _known(every: Iterable[Category]) -> dict[rules.Path, str]:
    """Path → code of what the tree has; of two with one path the one in force."""
    rows = {row.pk: row for row in every}

    def path(row: Category) -> rules.Path:
        return (*path(rows[row.parent_id]), row.name) if row.parent_id else (row.name,)

    return {path(row): row.code for row in sorted(rows.values(), key=lambda row: row.active)}


@service
def choose_tree(*, by: Viewer, place: str, tree: str) -> TreeChoice:
    """Let the cases of ``place`` be classified by ``tree`` from now on; choosing it again changes nothing.

    Open and old cases keep their category. Raises NotFound for an unknown place or tree, NotAllowed.
    """
    if not codes.is_code(place) or not places.exists(place):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place})
    if not policy.may_choose(by, place):
        raise NotAllowed(_("Only the administrator of the place chooses its category tree."))
    chosen = Tree.objects.filter(code=tree).first()
    if chosen is None:
        raise NotFound(_("There is no category tree %(code)s.") % {"code": tree})
    row, made = TreeChoice.objects.select_for_update().get_or_create(place=place, defaults={"tree": chosen})
    if row.tree_id == chosen.pk and not made:
        return row
    row.tree = chosen
    row.save(update_fields=["tree"])
    append(
        subject=f"tree:{chosen.pk}",
        kind=events.TREE_CHOSEN,
        payload={"place": place, "tree": tree},
        by=by,
        place=place,
    )
    return row


@service
def set_tag(*, by: Viewer, code: str, name: str, month: date | None = None, active: bool = True) -> Tag:
    """Make or change a tag; with ``month`` (its first day) it is that month's question. Repeating changes nothing."""
    _may_import(by)
    kind = TagKind.MONTHLY if month else TagKind.SEVEN_FIVE
    tag, made = Tag.objects.select_for_update().get_or_create(
        code=code, defaults={"name": name, "kind": kind, "month": month, "active": active}
    )
    if tag.kind != kind:
        raise Conflict(_("The tag %(code)s is of the other kind.") % {"code": code})
    if not made and (tag.name, tag.month, tag.active) == (name, month, active):
        return tag
    tag.name, tag.month, tag.active = name, month, active
    tag.save(update_fields=["name", "month", "active"])
    append(subject=f"tag:{tag.pk}", kind=events.TAG_SET, payload={"tag": code, "active": active}, by=by)
    return tag
