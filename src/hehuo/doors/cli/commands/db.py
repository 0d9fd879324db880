"""Start, stop or name the embedded database.

``up`` and ``url`` print the address as DATABASE_URL spells it. Where DATABASE_URL is set there is nothing to start.
"""

from __future__ import annotations

import argparse
import os
import sys

from hehuo.doors.cli.embedded import Cluster
from hehuo.doors.cli.house import var


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo db up|down|url``."""
    parser.add_argument("action", choices=["up", "down", "url"])
    parser.add_argument("--careless", action="store_true", help="do not wait for the disk; for tests only")


def handle(options: argparse.Namespace) -> int:
    """Do it; the address goes to standard output, everything else to standard error."""
    if given := os.environ.get("DATABASE_URL"):
        if options.action == "url":
            sys.stdout.write(f"{given}\n")
        else:
            sys.stderr.write("DATABASE_URL is set: that server is yours to start and stop.\n")
        return 0
    cluster = Cluster(var())
    if options.action == "down":
        sys.stderr.write("Database stopped.\n" if cluster.down() else "The database was not running.\n")
        return 0
    if options.action == "up":
        sys.stderr.write(
            "Database started.\n" if cluster.up(careless=options.careless) else "The database is running.\n"
        )
    sys.stdout.write(f"{cluster.url()}\n")
    return 0
