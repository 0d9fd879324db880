"""Run the jobs: relay the journal, send notices, keep the daily seal."""

from __future__ import annotations

import argparse
import os
import threading

from django.core.management import call_command

from hehuo.journal.tasks import relay_forever

#: The relay finishes its batch within this time when the worker is told to stop.
RELAY_SECONDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo worker [--concurrency N]``; any number of workers on any number of hosts."""
    default = int(os.environ.get("HEHUO_WORKER_CONCURRENCY") or 4)
    parser.add_argument("--concurrency", type=int, default=default, help="jobs at a time")


def handle(options: argparse.Namespace) -> int:
    """Run until told to stop; a job that runs is finished first."""
    stop = threading.Event()
    relay = threading.Thread(target=relay_forever, args=(stop,), name="relay")
    relay.start()
    try:
        call_command("procrastinate", "worker", f"--concurrency={options.concurrency}", "--name=hehuo")
    finally:
        stop.set()
        relay.join(RELAY_SECONDS)
    return 0
