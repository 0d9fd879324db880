"""``make bench``: every speed bar, each a ratio measured in one run on one machine (5-quality).

A table first; the last line is one JSON object, name → figures. ``--only`` picks some:
``intake,import,resolve,whistles,numbering``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import import_, intake, numbering, resolve, whistles

BENCHES: dict[str, Callable[[], dict[str, Any]]] = {
    "intake": intake.run,
    "import": import_.run,
    "resolve": resolve.run,
    "whistles": whistles.run,
    "numbering": numbering.run,
}


def main() -> int:
    """Run what was asked for; 1 when a bar was missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default=",".join(BENCHES), help="names, separated by commas")
    names = [name.strip() for name in parser.parse_args().only.split(",") if name.strip()]
    if unknown := sorted(set(names) - set(BENCHES)):
        parser.error(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = subprocess.run(
            ["hehuo", "db", "url"], capture_output=True, text=True, check=True
        ).stdout.strip()
    results = {}
    for name in names:
        sys.stderr.write(f"{name} …\n")
        results[name] = BENCHES[name]()
    Console().print(_table(results))
    print(json.dumps(results))
    return 0 if all(result.get("ok", True) for result in results.values()) else 1


def _table(results: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table("bench", "figure", "value", "bar", "held")
    for name, result in results.items():
        for figure, value in result.items():
            if isinstance(value, dict):
                held = value.get("ok")
                told = ", ".join(f"{key} {each}" for key, each in value.items() if key not in {"bar", "ok"})
                table.add_row(
                    name, str(figure), told, str(value.get("bar", "")), {True: "yes", False: "NO"}.get(held, "")
                )
            elif figure not in {"name", "bar", "ok"}:
                table.add_row(name, figure, str(value), "", "")
        if "ok" in result:
            table.add_row(
                name, "bar", "", str(result.get("bar", "")), "yes" if result["ok"] else "NO", end_section=True
            )
    return table


if __name__ == "__main__":
    sys.exit(main())
