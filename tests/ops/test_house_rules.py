"""What holds the house upright, beyond the contracts of import-linter in pyproject.toml (2-house, ADR 0001)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import hehuo

HOUSE = Path(hehuo.__file__).parent
#: Upper first; a room may know those below it.
ORDER = [
    "config",
    "doors",
    "watches",
    "custody",
    "actions",
    "whistles",
    "partnerships",
    "cases",
    "charter",
    "deliberation",
    "matters",
    "files",
    "policies",
    "parties",
    "places",
    "journal",
    "ground",
]
ROOMS = ORDER[2:-1]
#: What a room shows others.
SHOWN = {"services", "selectors", "events"}
#: What single rooms show besides, and why.
ALSO_SHOWN = {
    ("journal", "kinds"),  # the vocabulary in which events are defined
    ("journal", "relay"),  # where doors register reactions
    ("files", "policy"),  # where owners of files register who may see them
    ("deliberation", "policy"),  # where owners of meetings register who sees and calls them
    ("policies", "rules"),  # the pure type in which rooms declare their settings
    ("cases", "rules"),  # the pure shape of a row to import
    ("matters", "forms"),  # the field that lets somebody choose a category
    ("places", "forms"),  # the field that lets somebody choose a place
}
#: Who may reach into a room: the root gathers urls, the worker gathers loops.
GATHERING = {("hehuo.config.urls", "urls"), ("hehuo.doors.cli.commands.worker", "tasks")}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE.parent).with_suffix("").parts
        if "tests" not in parts and "migrations" not in parts:
            name = ".".join(parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imports(name: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Full names of what ``name`` imports from the house, for typing too, with the line."""
    package = name if (HOUSE.parent / name.replace(".", "/")).is_dir() else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name.startswith("hehuo."))
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            origin = ".".join(part for part in (base, node.module) if part)
            if origin.startswith("hehuo"):
                yield from ((f"{origin}.{alias.name}", node.lineno) for alias in node.names)


def _typing_only(tree: ast.Module) -> Iterator[int]:
    """Lines that only type checkers read: what selectors return has a class, and its name may be said there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


TYPING = {(name, line) for name, tree in _modules() for line in _typing_only(tree)}
IMPORTS = [(name, target, line) for name, tree in _modules() for target, line in _imports(name, tree)]


def _room(dotted: str) -> str:
    return dotted.split(".")[1]


def test_imports_point_downward_even_for_typing_only() -> None:
    wrong = [
        f"{name}:{line} imports {target}"
        for name, target, line in IMPORTS
        if name != "hehuo" and _room(target) in ORDER and ORDER.index(_room(target)) < ORDER.index(_room(name))
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_are_known_by_what_they_show() -> None:
    wrong = []
    for name, target, line in IMPORTS:
        room, part = _room(target), [*target.split("."), ""][2]
        if room not in ROOMS or room == _room(name) or part in SHOWN or (room, part) in ALSO_SHOWN:
            continue
        if (name, part) not in GATHERING and not (part == "models" and (name, line) in TYPING):
            wrong.append(f"{name}:{line} reaches into {target}")
    assert not wrong, "\n".join(wrong)


def _keys() -> list[models.Field]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("hehuo.")]
    return [field for model in ours for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


@pytest.mark.parametrize("key", _keys(), ids=str)
def test_keys_between_rooms_point_downward_and_protect(key: models.ForeignKey) -> None:
    here, there = key.model.__module__, key.related_model.__module__
    if not there.startswith("hehuo.") or _room(here) == _room(there):
        return
    assert ORDER.index(_room(there)) > ORDER.index(_room(here)), f"{key} points upward"
    assert key.remote_field.on_delete is models.PROTECT, f"{key}: on_delete must be PROTECT"
    assert key.remote_field.hidden, f'{key}: related_name must be "+"'


def test_nothing_below_the_doors_points_at_a_door() -> None:
    wrong = [
        str(key) for key in _keys() if _room(key.related_model.__module__) == "doors" != _room(key.model.__module__)
    ]
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_rules_are_pure(room: str) -> None:
    """No Django but lazy words, no clock, no database, nothing of the same room above them."""
    allowed = {"django.utils.translation", "django.utils.functional"}
    #: Of these single names only: the zone in which a day begins, and lazy words put together.
    single = {"hehuo.ground.clock": {"BEIJING"}, "django.utils.text": {"format_lazy"}}
    wrong = []
    for name, tree in _modules():
        if not f"{name}.".startswith(f"hehuo.{room}.rules."):
            continue
        for node in ast.walk(tree):
            origins = []
            if isinstance(node, ast.Import):
                origins = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                module = node.module or ""
                wanted = {alias.name for alias in node.names}
                origins = [] if wanted <= single.get(module, set()) else [module]
            wrong += [
                f"{name}:{node.lineno} imports {origin}"
                for origin in origins
                if (origin.startswith("django") and origin not in allowed) or origin == "hehuo.ground.clock"
            ]
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
                wrong.append(f"{name}:{node.lineno} looks at the clock")
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_stay_small() -> None:
    wrong = []
    for path in sorted(HOUSE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(HOUSE)
        if (length := len(text.splitlines())) > 420:
            wrong.append(f"{name} has {length} lines: the room wants dividing")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
        wrong += [f"{name}: {function} has {length} lines" for function, length in lengths.items() if length > 65]
    assert not wrong, "\n".join(wrong)


def test_templates_hold_nothing_inline() -> None:
    wrong = [
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("templates/**/*.html")
        if any(word in path.read_text(encoding="utf-8") for word in ("<script>", " style=", " onclick=", "javascript:"))
    ]
    assert not wrong, f"the content policy forbids inline scripts, handlers and styles: {wrong}"
