"""Fill a demo: invented people, real messages when they are there, cases dated from now; may be run again."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.progress import track

from hehuo.doors.cli.demo import backlog, people, scenes, tables
from hehuo.doors.hotline import importing, maps
from hehuo.ground.access import SYSTEM
from hehuo.journal import services as journal
from hehuo.parties import services as parties
from hehuo.places import services as places

#: Real messages lie beside the project where they may be used, and are never copied into it.
MESSAGES = Path(os.environ.get("HEHUO_DEMO_MESSAGES", "../shared/data/messages.xlsx"))
_MAP = Path("maps/messages.toml")


def handle(options: argparse.Namespace) -> int:
    """Play everything once; what is there already stays as it is."""
    del options
    places.load_demo(by=SYSTEM)
    parties.load_demo_people(by=SYSTEM)
    cast = people.cast()
    backlog.write_ledger(cast)
    backlog.plan_week(cast)
    script = scenes.script()
    if scenes.played():
        _say("The demo's cases are there already; delete var/ for fresh ones.")
    else:
        for _case in track(scenes.play(cast, script), total=len(script), description="Cases of the last weeks"):
            pass
    tables.play()
    _say("Partnerships: the hallway of April 2021, one at its plan, one being watched.")
    if MESSAGES.is_file() and _MAP.is_file():
        done = importing.import_file(by=SYSTEM, path=MESSAGES, map=maps.load(_MAP), place=people.SHUGUANG)
        _say(f"Real messages: {done.counts()}")
    else:
        scenes.archive(cast, 400)
        _say("No real messages beside the project: an invented archive instead.")
    journal.seal_day(by=SYSTEM)
    _say("Done.")
    return 0


def _say(words: str) -> None:
    sys.stderr.write(f"  {words}\n")
