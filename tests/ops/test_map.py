"""The map names every room and door, links lead somewhere, and both READMEs say the same."""

from __future__ import annotations

import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.urls import Resolver404, resolve

import hehuo
from hehuo.doors.cli import commands

ROOT = Path(__file__).resolve().parents[2]
HOUSE = Path(hehuo.__file__).parent
MAP = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")}
#: What GitHub shows as a picture is heavy for whoever reads on a phone.
LIGHT = 150_000


def _pages() -> list[Path]:
    # The working tree, not the index, so that a page is checked before it is committed.
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    names = found.stdout.split() if found.returncode == 0 else []
    return [ROOT / name for name in names] or [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def _prose(page: Path) -> str:
    """The page without its code, in which brackets mean something else."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def _links(page: Path) -> Iterator[str]:
    yield from re.findall(r"\]\(([^)\s]+)\)", _prose(page))


def _row(name: str) -> str:
    """The map's row about a room or door."""
    found = re.search(rf"^\| \[{name}\]\(.*$", MAP, re.MULTILINE)
    assert found, f"docs/map.md has no row for {name}"
    return found[0]


def _rooms() -> list[str]:
    return [path.parent.name for path in sorted(HOUSE.glob("*/__init__.py")) if path.parent.name != "doors"]


def _doors() -> list[str]:
    return [path.parent.name for path in sorted((HOUSE / "doors").glob("*/__init__.py"))]


@pytest.mark.parametrize("name", _rooms() + _doors())
def test_every_room_and_door_has_its_row_with_its_tables(name: str) -> None:
    row = _row(name)
    label = next(one.label for one in apps.get_app_configs() if one.name in {f"hehuo.{name}", f"hehuo.doors.{name}"})
    tables = {model.__name__ for model in apps.get_app_config(label).get_models()}
    told = {word.strip() for word in row.split("|")[3].split(",")} - {""}
    assert told == tables


@pytest.mark.parametrize("name", _rooms() + _doors())
def test_every_room_and_door_stands_in_both_diagrams(name: str) -> None:
    drawn, plain = re.findall(r"^```(?:mermaid)?\n(.*?)^```", MAP, re.MULTILINE | re.DOTALL)[:2]
    assert re.search(rf"^ +{name}\[", drawn, re.MULTILINE)
    if name != "config":
        assert re.search(rf"\b{name}\b", plain)


def test_services_named_on_the_map_exist() -> None:
    for name in _rooms():
        told = re.findall(r"`(\w+)`", _row(name).split("|")[4]) if name != "config" else []
        services = importlib.import_module(f"hehuo.{name}.services") if told else None
        assert [service for service in told if not hasattr(services, service)] == [], name


def test_addresses_and_commands_on_the_map_exist() -> None:
    for address in set(re.findall(r"`(/[\w/.-]*/)`", MAP)) - {"/api/v1/"}:
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"docs/map.md names {address}, where nothing is")
    for page in (MAP, *READMES.values()):
        for command in re.findall(r"^hehuo (\w+)", page, re.MULTILINE) + re.findall(r"`hehuo (\w+)", page):
            assert list(Path(commands.__path__[0]).glob(f"{command}*.py")), command


@pytest.mark.parametrize("page", _pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in _links(page):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / unquote(target)).resolve() if target else page
        assert path.exists(), link
        assert path.is_relative_to(ROOT), f"{link} leads out of the project"
        if anchor and path.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}, link


def test_both_readmes_show_both_commands_and_the_same_chapters() -> None:
    chapters, pictures, commands_shown = [], [], []
    for text in READMES.values():
        for command in ("make demo", "make test"):
            assert re.search(rf"^{command}\b", text, re.MULTILINE)
        bare = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        chapters.append([len(level) for level in re.findall(r"^(#+) ", bare, re.MULTILINE)])
        pictures.append(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text))
        commands_shown.append(re.findall(r"^((?:hehuo|make) .*?) *(?:#.*)?$", text, re.MULTILINE))
    assert chapters[0] == chapters[1]
    assert pictures[0] == pictures[1]
    assert commands_shown[0] == commands_shown[1]


def test_every_picture_is_shown_and_light() -> None:
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert f"docs/pictures/{picture.name}" in READMES["README.md"], picture.name
        assert picture.stat().st_size < LIGHT, picture.name


def test_every_decision_is_in_the_index_by_its_title() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        head = page.read_text(encoding="utf-8").partition("\n")[0]
        number, _, title = head.removeprefix("# ").partition(". ")
        assert int(page.name[:4]) == int(number), page.name
        assert f"{number}. [{title}]({page.name})" in index, page.name
