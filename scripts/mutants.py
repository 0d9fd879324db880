"""Mutation testing of what decides: the ground's pure modules, every ``rules`` and every ``policy`` (``make mutants``).

mutmut changes one thing at a time in a copy of the tree and runs the tests that reach it. A change that no test notices
("survivor") fails, unless ``scripts/survivors.toml`` names it with the reason why it makes no difference.
Sentences for people are left as they are: which words is not a decision.

Rules and the ground are held by tests without a database alone, several at once; policies by all tests of their room,
one after the other on one test database. ``--changed`` takes only files that the last change touches (against the
branch point of ``origin/main``, else the previous commit); ``--minutes`` stops there and says what was left.

``scripts/survivors-open.json`` counts, per function, survivors that nobody has looked at yet: a debt that may only
shrink. ``--record`` writes it anew for the files that were tried.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPEN = ROOT / "scripts" / "survivors-open.json"
GROUND = ["access", "canonical", "codes", "coordinates", "text", "workdays"]
#: Lines with words for people: which words is not a decision, and their translations are checked elsewhere.
WORDS = [r"\b_\(", r"\bn?p?gettext(_lazy)?\("]
WITHOUT_DATABASE = """
def pytest_collection_modifyitems(config, items):
    stored = {"db", "transactional_db", "django_db_setup"}
    items[:] = [i for i in items if not i.get_closest_marker("django_db") and not stored & set(i.fixturenames)]
"""
Survivor = tuple[str, str]


@dataclass(frozen=True)
class Batch:
    """Files that are mutated together, and the tests that must notice."""

    files: list[str]
    tests: list[str]
    stored: bool


def targets(only: set[str] | None) -> Iterator[Batch]:
    """All batches, or those with files among ``only``: pure ones together, then each room's policy."""

    def chosen(paths: list[Path]) -> list[str]:
        names = [str(path.relative_to(ROOT)) for path in paths]
        return [name for name in names if only is None or name in only]

    house = ROOT / "src" / "hehuo"
    pure = [house / "ground" / f"{name}.py" for name in GROUND]
    pure += sorted(house.glob("*/rules.py")) + sorted(house.glob("*/rules/*.py"))
    for room in sorted({path.relative_to(house).parts[0] for path in pure}):
        mine = [path for path in pure if path.relative_to(house).parts[0] == room]
        if files := chosen(mine):
            yield Batch(files, [f"src/hehuo/{room}/tests"], stored=False)
    for policy in sorted(house.glob("*/policy.py")):
        if files := chosen([policy]):
            yield Batch(files, [f"src/hehuo/{policy.parent.name}/tests"], stored=True)


def changed() -> set[str]:
    """Files that differ from the branch point, else from the previous commit."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if not base or base == head:
        base = git("rev-parse", "HEAD~1")
    return set(git("diff", "--name-only", base, "--", "src").splitlines()) if base else set()


def survivors(batch: Batch, work: Path, seconds: float) -> tuple[set[Survivor], str]:
    """Who survived in ``batch``, and a line that says how far it came."""
    shutil.rmtree(work / "mutants", ignore_errors=True)
    arguments = ["-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--hypothesis-profile=ci"]
    arguments += ["--reuse-db"] if batch.stored else ["-p", "without_database"]
    (work / "pyproject.toml").write_text(
        (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        + f"\n[tool.mutmut]\nsource_paths = ['src']\nonly_mutate = {batch.files}\n"
        f"do_not_mutate_patterns = {json.dumps(WORDS)}\nalso_copy = ['conftest.py', "
        f"'without_database.py', 'maps']\npytest_add_cli_args_test_selection = {batch.tests}\n"
        f"pytest_add_cli_args = {arguments}\n",
        encoding="utf-8",
    )
    children = 1 if batch.stored else os.cpu_count() or 2
    mutmut = str(Path(sys.executable).parent / "mutmut")
    with (work / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [mutmut, "run", "--max-children", str(children)], cwd=work, stdout=log, stderr=log, start_new_session=True
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 15)
            process.wait()
            code = None
    said = (work / "log.txt").read_text(errors="replace")
    counts = re.findall(r"(\d+)/(\d+)", said)
    if code not in (0, None) or not counts:
        if code is None:
            return set(), "no time"
        if "runner returned 5" in said and not batch.stored:
            # No test of the room does without the database.
            return survivors(dataclasses.replace(batch, stored=True), work, seconds)
        tail = "\n".join(re.split(r"[\r\n]", said)[-40:])
        raise SystemExit(f"mutmut could not run over {', '.join(batch.files)}:\n{tail}")
    results = subprocess.run([mutmut, "results"], cwd=work, capture_output=True, text=True, check=False).stdout
    found = set()
    for name, state in re.findall(r"(\S+__mutmut_\d+): (.+)", results):
        if state in {"survived", "no tests", "suspicious"}:
            shown = subprocess.run([mutmut, "show", name], cwd=work, capture_output=True, text=True, check=False).stdout
            added = [line[1:].strip() for line in shown.splitlines() if re.match(r"\+(?!\+\+)", line)]
            found.add((re.sub(r"\.x_|ǁ|__mutmut_\d+$", ".", name).strip("."), " / ".join(added)))
    done, of = counts[-1]
    return found, f"{done} of {of} mutants" + (" (out of time)" if code is None else "")


def _belongs(where: str, modules: set[str]) -> bool:
    return any(where.startswith(f"{module}.") for module in modules)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("files", nargs="*", help="only these files")
    options = parser.parse_args()
    only = set(options.files) or (changed() if options.changed else None)
    deadline = time.monotonic() + (options.minutes * 60 or 24 * 3600)
    listed = tomllib.loads((ROOT / "scripts" / "survivors.toml").read_text(encoding="utf-8")).get("survivor", [])
    known = {(entry["where"], entry["change"]) for entry in listed if entry["reason"].strip()}
    debt: dict[str, int] = json.loads(OPEN.read_text(encoding="utf-8")) if OPEN.exists() else {}
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        shutil.copytree(
            ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "*.egg-info")
        )
        for name in ("tests", "maps"):
            shutil.copytree(ROOT / name, work / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "conftest.py", work)
        (work / "without_database.py").write_text(WITHOUT_DATABASE)
        for batch in targets(only):
            left = deadline - time.monotonic()
            found, told = survivors(batch, work, left) if left > 0 else (set(), "no time")
            sys.stdout.write(f"  {', '.join(batch.files)}: {told}, {len(found)} survived\n")
            sys.stdout.flush()
            unexplained = sorted((where, change) for where, change in found - known if (where, "*") not in known)
            counted = Counter(where for where, _ in unexplained)
            for where, change in unexplained:
                new = counted[where] > debt.get(where, 0)
                failed = failed or new
                sys.stdout.write(f"    {'survived' if new else 'open'}: {where}: {change}\n")
            if options.record and "no time" not in told and "out of time" not in told:
                modules = {name[4:-3].replace("/", ".").removesuffix(".__init__") for name in batch.files}
                debt = {where: count for where, count in debt.items() if not _belongs(where, modules)} | counted
                OPEN.write_text(json.dumps(dict(sorted(debt.items())), indent=1) + "\n", encoding="utf-8")
    return 1 if failed and not options.record else 0


if __name__ == "__main__":
    sys.exit(main())
