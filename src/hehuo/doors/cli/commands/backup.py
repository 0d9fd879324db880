"""Save the database and the media into one file, while work goes on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hehuo.doors.cli import archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo backup FILE``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="for instance hehuo-2026-11-22.tar")


def handle(options: argparse.Namespace) -> int:
    """Write the archive and say what is in it."""
    done = archive.backup(options.file.absolute())
    sys.stderr.write(
        f"Saved {done.rows:,} rows of {done.tables} tables, {done.chains:,} chains of the journal and {done.files:,} "
        f"files in {options.file}.\nHEHUO_DATA_KEY is not in it: keep the key somewhere else, you need both.\n"
    )
    return 0
