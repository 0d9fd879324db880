"""Take in cases from another platform's file (.xlsx or CSV): hehuo import cases FILE --map MAP.toml --place CODE

Bad rows go to FILE.rejected.csv with row number and reason, the rest lands. The same file twice changes nothing.
Column maps are described in docs/maps.md; two ship in maps/. No notice is sent.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from hehuo.doors.hotline import importing, maps, sheets
from hehuo.ground.access import SYSTEM

#: Reasons printed on the terminal; all of them are in the report.
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=".xlsx, or CSV in UTF-8 or GB18030")
    parser.add_argument("--map", type=Path, required=True, help="column map, such as maps/beijing-12345.toml")
    parser.add_argument("--place", required=True, help="division code that the file is about, such as 110108025")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object: rows, created, updated, …")
    parser.add_argument("--report", type=Path, help="where rejected rows go (FILE.rejected.csv)")


def handle(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        sys.stderr.write(f"hehuo: no such file: {options.file}\n")
        return 1
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    column_map = maps.load(options.map)
    with progress:
        # Counting reads the file once more; without somebody who watches it is not worth that.
        total = sheets.count_rows(options.file, column_map.sheet) - 1 if console.is_terminal else None
        task = progress.add_task(str(options.file.name), total=total)

        def heard(outcome: importing.Outcome) -> None:
            progress.update(task, description=_figures(outcome), completed=outcome.rows)

        outcome = importing.import_file(
            by=SYSTEM,
            path=options.file,
            map=column_map,
            place=options.place,
            dry_run=options.dry_run,
            progress=heard,
        )
    if outcome.rejected:
        _report(outcome, options.report or options.file.with_name(options.file.name + ".rejected.csv"))
    if options.json:
        sys.stdout.write(json.dumps(outcome.counts()) + "\n")
    else:
        sys.stdout.write(_figures(outcome) + (" (dry run: nothing was kept)\n" if outcome.dry_run else "\n"))
    return 0


def _figures(outcome: importing.Outcome) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in outcome.counts().items())


def _report(outcome: importing.Outcome, path: Path) -> None:
    for one in outcome.rejected[:_SHOWN]:
        sys.stderr.write(f"  row {one.row} ({one.number}): {one.reason}\n")
    if len(outcome.rejected) > _SHOWN:
        sys.stderr.write(f"  … and {len(outcome.rejected) - _SHOWN} more\n")
    try:
        importing.write_report(outcome.rejected, path)
        sys.stderr.write(f"  all of them: {path}\n")
    except OSError as trouble:
        sys.stderr.write(f"  the report could not be written: {trouble}\n")
