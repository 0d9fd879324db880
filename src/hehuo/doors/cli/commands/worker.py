"""Run the jobs: relay the journal, send notices, keep the daily seal."""

from __future__ import annotations

import argparse
import os

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo worker [--concurrency N]``; any number of workers on any number of hosts."""
    default = int(os.environ.get("HEHUO_WORKER_CONCURRENCY") or 4)
    parser.add_argument("--concurrency", type=int, default=default, help="jobs at a time")


def handle(options: argparse.Namespace) -> int:
    """Run until told to stop; a job that runs is finished first."""
    call_command("procrastinate", "worker", concurrency=options.concurrency, delete_jobs="successful", name="hehuo")
    return 0
