"""Prove that the journal is whole: walk every chain and every seal, and name the first break."""

from __future__ import annotations

import argparse
import json
import sys

from hehuo.journal import selectors as journal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo verify [--json] [--against HASH]``; exit code 0 when whole, 1 when broken."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--against", default="", metavar="HASH", help="the hash of a seal that you kept, for instance on paper"
    )


def handle(options: argparse.Namespace) -> int:
    """Verify in one snapshot, while others go on writing."""
    report = journal.verify(against=options.against)
    if options.json:
        sys.stdout.write(json.dumps(report.public()) + "\n")
    else:
        counts = f"{report.entries:,} entries, {report.subjects:,} chains, {report.seals:,} seals"
        sys.stdout.write(f"{counts} in {report.seconds:.1f} s\n")
        sys.stdout.write(f"BROKEN ({report.broken.what}): {report.broken.detail}\n" if report.broken else "whole\n")
    return 0 if report.ok else 1
