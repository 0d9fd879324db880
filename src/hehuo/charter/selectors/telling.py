"""An answer told to others: as plain data for programs, as lines for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.charter.rules import Clause, DutyKind, Trouble, Within

from .resolution import Duty, Resolution

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation


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


def _clause(clause: Clause) -> dict[str, Any]:
    charter = clause.charter
    return {
        "charter": charter.title,
        "version": charter.number,
        "place": charter.place,
        "number": clause.number,
        "title": clause.title,
        "source": clause.source,
    }


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {"id": organisation.pk, "name": organisation.name, "kind": organisation.kind}


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "code": trouble.problem.value,
        "message": trouble.message,
        "clauses": sorted({duty.clause.number for duty in trouble.duties}),
        "source": str(trouble.source),
    }


def as_text(answer: Resolution, title: str) -> str:
    """The answer for people, headed by ``title``."""
    lines = [title, answer.at.isoformat(), ""]
    for one in answer.seats:
        lines += [f"{one.seat.label}（{_names(one.organisations)}）", *map(_owed, one.duties), ""]
    lead = answer.lead
    if lead:
        lines.append(f"{lead.kind.label}：{lead.seat.label}（{_names(lead.organisations)}）")
    contradiction, missing = _("Contradiction"), _("Missing")
    lines += [f"{contradiction}：{conflict}" for conflict in answer.conflicts]
    lines += [f"{missing}：{gap}" for gap in answer.gaps]
    lines += ["", _("Why just these? Line by line")]
    for line in answer.explanation:
        duty = line.duty
        lines.append(f"  {duty.seat.label} {duty.kind.label} · {_cited(duty.clause)} · {line.because}")
    return "\n".join(lines) + "\n"


def _owed(duty: Duty) -> str:
    parts = [f"{duty.kind.label}：{duty.text}"]
    if duty.within:
        parts.append(_("within %(time)s") % {"time": duty.within.label})
    if duty.condition:
        parts.append(_("if %(condition)s") % {"condition": duty.condition})
    return f"  {' · '.join(parts)}  {_cited(duty.clause)}"


def _cited(clause: Clause) -> str:
    number = _("clause %(number)s") % {"number": clause.number}
    return f"《{clause.charter.title}》{number}"


def _names(organisations: Sequence[Organisation]) -> str:
    return "、".join(map(str, organisations)) or pgettext("seat", "nobody")


def duty_label(kind: str) -> Any:
    """What a kind of duty is called on a page (牵头, 执行 …): for rooms that keep a copy of a duty."""
    return DutyKind(kind).label


def within_label(minutes: int | None, working_days: int | None) -> Any:
    """A copied duty's time in words; empty where none is fixed."""
    return Within(minutes, working_days).label
