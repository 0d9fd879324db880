"""Documents that lag behind the code fail here."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from hehuo.doors.cli import commands
from hehuo.doors.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


def _variables_read() -> set[str]:
    """Names handed to our reader of the environment, or to ``os.environ``, anywhere in the house."""
    reading = re.compile(r"(?:env\.\w+\(|os\.environ\.get\(|os\.environ\[)\s*\"([A-Z0-9_]+)\"")
    sources = [path for path in (ROOT / "src").rglob("*.py") if "tests" not in path.parts]
    return {name for path in sources for name in reading.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"`([A-Z0-9_]+)`", "".join(re.findall(r"^\| (`.*?) \|", OPERATING, re.MULTILINE))))
    assert _variables_read() - {"DJANGO_SETTINGS_MODULE"} == documented


def test_every_direct_dependency_has_a_reason_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    declared = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in declared}
    names |= set(pages.get("dependencies", {})) | set(pages.get("devDependencies", {}))
    listed = {row for row in re.findall(r"^\| (\S+) \|", DEPENDENCIES, re.MULTILINE) if row != "package"}
    assert names == listed


def test_the_locks_hold_no_address_and_every_line_a_hash() -> None:
    for name in ("requirements.lock", "scripts/node.lock", "package-lock.json"):
        assert "http" not in re.sub(r'"(url|funding)": .*', "", (ROOT / name).read_text(encoding="utf-8")), name
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_every_command_is_listed_with_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for path in Path(commands.__path__[0]).glob("[a-z]*.py"):
        assert re.search(rf"^  {path.stem.replace('_', ' ')} +\S", shown, re.MULTILINE), path.stem


def test_decisions_are_numbered_without_gaps_or_twins() -> None:
    pages = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md") if path.name != "README.md")
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
