"""Bring a backup back into an empty database and prove that nothing changed on the way."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hehuo.doors.cli import archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo restore FILE [--force]``."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--force", action="store_true", help="throw away what the database holds now")


def handle(options: argparse.Namespace) -> int:
    """Restore, compare, and say so."""
    done = archive.restore(options.file.absolute(), force=options.force)
    sys.stderr.write(
        f"Restored {done.rows:,} rows of {done.tables} tables, {done.chains:,} chains of the journal "
        f"and {done.files:,} files; hashes and counts are those of the backup.\n"
        "Now run `hehuo setup`, then `hehuo verify`.\n"
    )
    return 0
