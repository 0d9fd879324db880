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
from typing import Any

from django.utils.translation import gettext as _

from hehuo.charter.selectors import Duty, Resolution, resolve
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


def as_json(answer: Resolution) -> dict[str, Any]:
    """The answer as plain data."""
    return {
        "place": answer.place,
        "category": answer.category,
        "at": answer.at.isoformat(),
        "seats": {
            one.seat.value: {
                "name": str(one.seat.label),
                "organisations": [_organisation(each) for each in one.organisations],
                "duties": [_duty(duty) for duty in one.duties],
            }
            for one in answer.seats
        },
        "lead": _duty(answer.lead) if answer.lead else None,
        "gaps": [_trouble(gap) for gap in answer.gaps],
        "conflicts": [_trouble(conflict) for conflict in answer.conflicts],
        "explanation": [
            {
                "seat": line.duty.seat.value,
                "kind": line.duty.kind.value,
                "clause": _clause(line.duty.clause),
                "outcome": line.outcome.value,
                "because": line.because,
            }
            for line in answer.explanation
        ],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "seat": duty.seat.value,
        "kind": duty.kind.value,
        "text": duty.text,
        "within": str(duty.within.label),
        "within_minutes": duty.within.minutes,
        "within_working_days": duty.within.working_days,
        "condition": duty.condition,
        "kinds": list(duty.kinds),
        "organisations": [_organisation(each) for each in duty.organisations],
        "clause": _clause(duty.clause),
    }


def _clause(clause: Any) -> dict[str, Any]:
    charter = clause.charter
    return {
        "charter": charter.title,
        "version": charter.number,
        "place": charter.place,
        "number": clause.number,
        "title": clause.title,
        "source": clause.source,
    }


def _organisation(organisation: Any) -> dict[str, Any]:
    return {"id": organisation.pk, "name": organisation.name, "kind": organisation.kind}


def _trouble(trouble: Any) -> dict[str, Any]:
    return {
        "code": trouble.problem.value,
        "message": trouble.message,
        "clauses": sorted({duty.clause.number for duty in trouble.duties}),
        "source": str(trouble.source),
    }


def as_text(answer: Resolution, title: str) -> str:
    """The answer for people."""
    lines = [title, answer.at.isoformat(), ""]
    for one in answer.seats:
        names = "、".join(str(each) for each in one.organisations) or _("nobody")
        lines.append(f"{one.seat.label}（{names}）")
        for duty in one.duties:
            within = f" · {duty.within.label}" if duty.within else ""
            when = f" · {_('if')} {duty.condition}" if duty.condition else ""
            cited = f"《{duty.charter_title}》{_('clause %(number)s') % {'number': duty.clause.number}}"
            lines.append(f"  {duty.kind.label}：{duty.text}{within}{when}  {cited}")
        lines.append("")
    lead = answer.lead
    if lead:
        names = "、".join(str(each) for each in lead.organisations) or _("nobody")
        lines.append(f"{_('Lead')}：{lead.seat.label}（{names}）")
    lines += [f"{_('Conflict')}：{conflict}" for conflict in answer.conflicts]
    lines += [f"{_('Gap')}：{gap}" for gap in answer.gaps]
    lines += ["", _("Why")]
    for line in answer.explanation:
        clause = line.duty.clause
        cited = f"《{clause.charter.title}》{_('clause %(number)s') % {'number': clause.number}}"
        lines.append(f"  {line.duty.seat.label} {line.duty.kind.label} · {cited} · {line.because}")
    return "\n".join(lines) + "\n"
