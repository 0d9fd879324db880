"""Ask the charters: hehuo charter resolve --place CODE --category CODE says who is responsible, and why.

Exit codes: 0 somebody leads and every seat that owes something is held, 3 the answer names a gap or a conflict,
1 the place or the category is unknown, 2 the command line cannot be read.

With --json the answer has the keys place, category, at, seats, lead, gaps, conflicts and explanation; ``seats`` maps
each of the six seats to its organisations and to its duties, each with the clause that it rests on.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date

from hehuo.charter.selectors import as_json, as_text, resolve
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

UNCLEAR = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The questions that can be asked."""
    questions = parser.add_subparsers(dest="question", required=True)
    ask = questions.add_parser("resolve", help="who is responsible for a matter at a place")
    ask.add_argument("--place", required=True, metavar="CODE", help="division code, for example 110108025014")
    ask.add_argument("--category", required=True, metavar="CODE", help="category code, for example 0107")
    ask.add_argument(
        "--at", type=date.fromisoformat, metavar="DATE", help="on this day (YYYY-MM-DD), today if not given"
    )
    ask.add_argument("--json", action="store_true", help="answer as one JSON object")


def handle(arguments: argparse.Namespace) -> int:
    """Print the answer; raises NotFound for an unknown place or category."""
    place = places.get(arguments.place)
    category = matters.category(arguments.category, matters.tree_for(place.code))
    answer = resolve(place.code, category, arguments.at)
    if arguments.json:
        sys.stdout.write(json.dumps(as_json(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        title = f"{places.path_of(place.code) or place.name} · {category.code} {matters.path_of(category)}"
        sys.stdout.write(as_text(answer, title))
    return 0 if answer.clear else UNCLEAR
