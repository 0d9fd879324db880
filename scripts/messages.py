"""Are all sentences translated? (``make check``); with ``--update``, collect new ones into the catalogues.

The sources are collected in a copy, so that checking never touches the catalogues. A sentence fails that no catalogue
has, that has no translation, or whose translation is marked fuzzy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "hehuo"
LANGUAGE = "zh_Hans"
LEFT_OUT = ("node_modules", "static", "tests", "migrations", "__pycache__", "*.mo", "fonts")


def collect(folder: Path) -> None:
    """Bring the catalogues in ``folder`` up to date with the sources beside them."""
    # Without settings: they would name the catalogues of the project instead of those of the copy.
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", LANGUAGE, "--no-location", "--no-obsolete"]
    ignored = [f"--ignore={pattern}" for pattern in LEFT_OUT if not pattern.startswith("*")]
    subprocess.run([*command, *ignored, "-v0"], cwd=folder, env=environment, check=True)


def catalogues(folder: Path) -> list[Path]:
    return sorted(folder.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/django.po"))


def lacking(catalogue: Path) -> str:
    """The entries of ``catalogue`` that have no valid translation, as text; empty when there are none."""
    told = ""
    for choice in ("--untranslated", "--only-fuzzy"):
        command = ["msgattrib", choice, "--no-obsolete", "--no-wrap", str(catalogue)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        told += said.partition("\n\n")[2]
    checked = subprocess.run(
        ["msgfmt", "--check-format", "-o", os.devnull, str(catalogue)], capture_output=True, text=True, check=False
    )
    return told + (checked.stderr if checked.returncode else "")


def main() -> int:
    if not shutil.which("msgattrib"):
        sys.stderr.write("gettext is missing: sudo apt-get install gettext\n")
        return 1
    if "--update" in sys.argv:
        collect(SOURCE)
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "hehuo"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        collect(copy)
        for catalogue in catalogues(copy):
            if told := lacking(catalogue):
                failed = True
                sys.stdout.write(f"{catalogue.relative_to(copy.parent)} lacks translations:\n{told}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
