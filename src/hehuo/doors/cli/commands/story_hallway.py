"""Play the hallway case from the hotline's order to the public page: hehuo story hallway [--json] tells how it ended.

The services do it all, as the invented people of the demo would, with the clock of April 2021; playing it again only
reads it back. Without --json the way is told in words. Whoever plays has no account, so nobody can sign in as them;
a house that serves others takes the story in only with --anyway.
"""

from __future__ import annotations

import argparse
import json
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from hehuo.cases import selectors as cases
from hehuo.doors.cli.story import complaint, hallway, state
from hehuo.ground.access import SYSTEM
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Refused
from hehuo.partnerships import selectors as tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo story hallway [--json] [--anyway]``."""
    parser.add_argument("--json", action="store_true", help="the final state, read back, as one JSON object")
    parser.add_argument("--anyway", action="store_true", help="also in a house that serves others")


def handle(options: argparse.Namespace) -> int:
    """Play, then read back."""
    if settings.PRODUCTION and not settings.DEMO and not options.anyway:
        raise Refused(
            _("This house serves others, and the story is invented. Add --anyway to take it in all the same.")
        )
    hallway.play()
    found = state.state_of(hallway.WORDS)
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return 0
    table = tables.of_case(cases.case_by_ref(SYSTEM, complaint.SOURCE, hallway.WORDS.ref))
    for line in state.told(table) if table else []:
        sys.stdout.write(f"{line.at.astimezone(BEIJING):%m-%d %H:%M}  {line.sentence}\n")
    sys.stdout.write(json.dumps({key: found[key] for key in ("items", "watch", "journal")}, ensure_ascii=False) + "\n")
    return 0
