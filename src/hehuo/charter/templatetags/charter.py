"""How charters are shown: the round table of one answer, duties by seat, matters by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.charter.models import Clause, Duty
from hehuo.charter.rules import DutyKind, Nature
from hehuo.charter.selectors import Resolution
from hehuo.ground.seats import Seat
from hehuo.parties import selectors as parties

register = template.Library()


@register.inclusion_tag("charter/_table.html")
def charter_table(answer: Resolution) -> dict[str, Any]:
    """The six seats of one answer round the table: who owes most there, and where nobody sits."""
    rows = []
    for one in answer.seats:
        first = one.duties[0] if one.duties else None
        empty = not one.organisations
        note = _("empty seat") if empty else str(first.kind.label) if first else ""
        rows.append({"seat": one.seat, "filled": not empty, "note": note, "late": empty and bool(one.duties)})
    lead = answer.lead
    return {
        "rows": rows,
        "middle": str(lead.seat.label) if lead else "？",
        "below": pgettext("charter", "leads") if lead else _("nobody leads"),
    }


@register.filter
def by_seat(duties: Iterable[Duty]) -> list[tuple[Seat, list[Duty]]]:
    """The duties of a clause, seat by seat in the order round the table."""
    found: dict[Seat, list[Duty]] = {seat: [] for seat in Seat}
    for duty in duties:
        found[Seat(duty.seat)].append(duty)
    return [(seat, owed) for seat, owed in found.items() if owed]


@register.filter
def duty_label(kind: str) -> str:
    """牵头, 执行 …"""
    return str(DutyKind(kind).label)


@register.filter
def nature_label(nature: str) -> str:
    """What a charter is in law."""
    return str(Nature(nature).label)


@register.filter
def kind_names(kinds: Iterable[str]) -> str:
    """Kinds of organisations in words."""
    named = parties.kinds()
    return "、".join(str(named.get(kind, kind)) for kind in kinds)


@register.filter
def matter_names(clause: Clause, named: Mapping[str, str]) -> list[str]:
    """The names of the matters of a clause."""
    return [named.get(code, code) for code in clause.matters]
