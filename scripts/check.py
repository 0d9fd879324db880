"""Everything that can be said about the code without running it (``make check``): all run, then all failures show."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = ["src", "tests", "bench", "scripts", "conftest.py"]


def present(*paths: str) -> list[str]:
    return [path for path in paths if (ROOT / path).exists()]


#: The slow ones first, so that they run beside the quick ones.
CHECKS = {
    "types": [BIN / "mypy"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "settings": [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"],
    "templates": [BIN / "djlint", "src", "--lint", "--quiet"],
    "translations": [sys.executable, "scripts/messages.py"],
    "order of imports": [BIN / "lint-imports", "--no-cache"],
    "dependencies": [BIN / "deptry", "src"],
    "style": [BIN / "ruff", "check", *present(*PYTHON)],
    "format": [BIN / "ruff", "format", "--check", *present(*PYTHON)],
    "forbidden words": [sys.executable, "scripts/forbidden.py"],
}


def run(name: str) -> tuple[str, str]:
    """The line to show for one check, and its output when it failed."""
    started = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hehuo.config.settings", "HEHUO_LOG_LEVEL": "ERROR"}
    command = [str(word) for word in CHECKS[name]]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    mark = "FAILED" if done.returncode else "ok"
    line = f"  {name:<18}{mark:<7}{time.monotonic() - started:5.1f} s"
    return line, done.stdout if done.returncode else ""


def main() -> int:
    chosen = sys.argv[1:] or list(CHECKS)
    failures = []
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for line, output in pool.map(run, chosen):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            if output:
                failures.append(f"\n--- {line.strip()}\n{output}")
    sys.stdout.write("".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
