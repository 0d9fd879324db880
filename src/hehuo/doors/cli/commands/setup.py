"""Bring the database and the pages' files up to date and load what ships with Hehuo; may be run again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from django.core.management import call_command

from hehuo.doors.cli.fixtures import STEPS


def handle(options: argparse.Namespace) -> int:
    """Tables, cache, static files, then every fixture in order."""
    del options
    _step("Tables", lambda: call_command("migrate", interactive=False, verbosity=0))
    _step("Cache", lambda: call_command("createcachetable", verbosity=0))
    _step("Pages' files", lambda: call_command("collectstatic", interactive=False, verbosity=0))
    for name, load in STEPS:
        _step(name, load)
    return 0


def _step(name: str, work: Callable[[], object]) -> None:
    sys.stderr.write(f"  {name} … ")
    sys.stderr.flush()
    said = work()
    sys.stderr.write(f"{said if isinstance(said, str) else 'done'}\n")
