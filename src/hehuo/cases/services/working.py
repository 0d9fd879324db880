"""What is done about it: contact, visit, mediation, dissuasion, notes, classification, the mark "hard"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases import events
from hehuo.cases.models import Case, Kind, Outcome, Record, RecordKind
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid
from hehuo.ground.service import service
from hehuo.journal.kinds import Kind as EventKind

from .opening import category_id
from .steps import DOUBLE_CLICK, change, choice, limit_for, locked, moment, permit, report, words

CONTACT_CHANNELS = {
    "phone": pgettext_lazy("channel", "Telephone"),
    "visit": pgettext_lazy("channel", "In person"),
    "message": pgettext_lazy("channel", "Message"),
}
_MOVES: dict[str, tuple[str, EventKind, frozenset[str]]] = {
    RecordKind.VISIT: ("visit", events.VISITED, frozenset({"", Outcome.DONE, Outcome.NOT_REACHED})),
    RecordKind.MEDIATION: (
        "mediate", events.MEDIATED, frozenset({Outcome.AGREED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NOT_REACHED})
    ),
    RecordKind.DISSUASION: (
        "dissuade", events.DISSUADED, frozenset({Outcome.AGREED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NOT_REACHED})
    ),
    RecordKind.NOTE: ("note", events.NOTED, frozenset({""})),
}  # fmt: skip


@service
def log_contact(
    *,
    by: Viewer,
    case: Case,
    outcome: str,
    text: str = "",
    channel: str = "phone",
    happened_at: datetime | None = None,
) -> Record:
    """A call, message or talk with the complainant; ``outcome`` ``reached`` or ``not_reached``.

    The first one that reached her is the first contact: the response rate and the contact clock read it. The same
    words again within a minute are one double click. Raises Refused before acceptance unless the case is urgent.
    """
    case = locked(by, case)
    if (again := _again(by, case, RecordKind.CONTACT, outcome, text)) is not None:
        return again
    edge = permit("contact", case, by)
    choice(outcome, (Outcome.REACHED, Outcome.NOT_REACHED), "outcome")
    choice(channel, CONTACT_CHANNELS, "channel")
    at = moment(happened_at, after=case.opened_at)
    first = outcome == Outcome.REACHED and case.contacted_at is None
    record = _record(by, case, RecordKind.CONTACT, outcome, text=text, at=at, channel=channel, first=first)
    change(case, edge, **({"contacted_at": at} if first else {}))
    if outcome == Outcome.REACHED:
        report(case, events.CONTACTED, by, at, record=record.pk, first=first)
    else:
        report(case, events.CONTACT_TRIED, by, at, record=record.pk)
    return record


@service
def record_visit(
    *, by: Viewer, case: Case, text: str, outcome: str = "", happened_at: datetime | None = None
) -> Record:
    """Somebody went to see (现场查看). ``outcome``: empty, ``done``, or ``not_reached`` (nobody opened)."""
    return _act(by, case, RecordKind.VISIT, outcome, text=text, happened_at=happened_at)


@service
def record_mediation(*, by: Viewer, case: Case, text: str, outcome: str, happened_at: datetime | None = None) -> Record:
    """A mediation (调解) and how it ended: ``agreed``, ``partly``, ``refused``, ``not_reached``."""
    return _act(by, case, RecordKind.MEDIATION, outcome, text=text, happened_at=happened_at)


@service
def record_dissuasion(
    *, by: Viewer, case: Case, text: str, outcome: str, happened_at: datetime | None = None
) -> Record:
    """Somebody was asked to stop (劝阻) and how it ended, as :func:`record_mediation`; never compulsion."""
    return _act(by, case, RecordKind.DISSUASION, outcome, text=text, happened_at=happened_at)


@service
def add_note(*, by: Viewer, case: Case, text: str) -> Record:
    """An internal note for colleagues; the public and the complainant never see it."""
    return _act(by, case, RecordKind.NOTE, "", text=text, happened_at=None)


@service
def classify_case(
    *,
    by: Viewer,
    case: Case,
    category: str | None = None,
    kind: str | None = None,
    grade: int | None = None,
    urgent: bool | None = None,
    title: str | None = None,
) -> Case:
    """Set what is given of category (code), kind, grade, urgency, title. A new grade means a new limit, counted from
    the opening; an extension that was granted is kept where it is later. Nothing new writes nothing.
    """
    case = locked(by, case)
    edge = permit("classify", case, by)
    values: dict[str, object] = {}
    if category is not None:
        values["category_id"] = category_id(category, case.place)
    if kind is not None:
        values["kind"] = choice(kind, Kind.values, "kind")
    if grade is not None:
        if grade not in range(1, 5):
            raise Invalid(_("Grades go from 1 to 4."), fields={"grade": _("Grades go from 1 to 4.")})
        values["grade"] = grade
    if urgent is not None:
        values["urgent"] = urgent
    if title is not None:
        values["title"] = words(title, "title", most=120)
    values = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not values:
        return case
    if "grade" in values:
        case.grade = int(str(values["grade"]))
        extended = case.extensions.order_by("-due_at").values_list("due_at", flat=True).first()
        values["due_at"] = max(filter(None, (limit_for(case), extended)))
    change(case, edge, **values)
    report(case, events.CLASSIFIED, by, category=category or None, grade=case.grade, urgent=case.urgent)
    return case


@service
def mark_hard(*, by: Viewer, case: Case) -> Case:
    """One unit alone cannot solve it: leads to convening a partnership. Twice is once. The clock runs on."""
    case = locked(by, case)
    if case.hard:
        return case
    change(case, permit("mark_hard", case, by), hard=True)
    report(case, events.MARKED_HARD, by)
    return case


def _act(by: Viewer, case: Case, kind: RecordKind, outcome: str, *, text: str, happened_at: datetime | None) -> Record:
    case = locked(by, case)
    if (again := _again(by, case, kind, outcome, text)) is not None:
        return again
    move, event, outcomes = _MOVES[kind]
    edge = permit(move, case, by)
    choice(outcome, tuple(outcomes), "outcome")
    at = moment(happened_at, after=case.opened_at)
    record = _record(by, case, kind, outcome, text=words(text, "text"), at=at)
    change(case, edge)
    told: dict[str, Any] = {"record": record.pk} | ({"outcome": outcome} if "outcome" in event.fields else {})
    report(case, event, by, at, **told)
    return record


def _again(by: Viewer, case: Case, kind: str, outcome: str, text: str) -> Record | None:
    """The record that a double click made a moment ago."""
    return Record.objects.filter(
        case=case, kind=kind, outcome=outcome, text=words(text, "text", needed=False), by_id=by.person_id,
        recorded_at__gt=clock.now() - DOUBLE_CLICK,
    ).first()  # fmt: skip


def _record(
    by: Viewer, case: Case, kind: str, outcome: str, *, text: str, at: datetime, channel: str = "", first: bool = False
) -> Record:
    return Record.objects.create(
        case=case,
        kind=kind,
        outcome=outcome,
        channel=channel,
        text=words(text, "text", needed=False),
        first=first,
        by_id=by.person_id,
        unit_id=case.unit_id if case.unit_id in by.organisations else None,
        happened_at=at,
        recorded_at=clock.now(),
    )
