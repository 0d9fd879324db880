"""New cases of an import, by COPY."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model
from psycopg.types.json import Jsonb

from hehuo.cases import events
from hehuo.cases.models import CallBack, Case, Complainant, Kind
from hehuo.cases.rules import ImportRow, Stage, due_at, grade_limit, number_for
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid
from hehuo.ground.secrets import seal
from hehuo.journal import services as journal
from hehuo.parties import services as parties
from hehuo.policies import selectors as policies

from .intake import title_of

if TYPE_CHECKING:
    from hehuo.parties.models import Contact

#: A row, the id of its category, and its digest.
Fresh = tuple[ImportRow, int | None, bytes]
_NAME = 80


def create(by: Viewer, fresh: Sequence[Fresh], *, clocks: bool) -> None:
    """Write the cases, their complainants, official call-backs and journal entries."""
    if not fresh:
        return
    now = clock.now()
    ids = _ids("cases_case", len(fresh))
    called = [pk for pk, (row, _category, _told) in zip(ids, fresh, strict=True) if row.solved or row.satisfied]
    call_backs = dict(zip(called, _ids("cases_callback", len(called)), strict=True))
    callers = _callers(by, [row for row, _category, _told in fresh])
    pairs = list(zip(ids, fresh, strict=True))
    # A list and no generator: a policy that is read anew in the middle of a COPY would wait for it for ever.
    _copy(Case, [_case(by, pk, item, now, clocks=clocks) for pk, item in pairs])
    _copy(
        Complainant,
        (_complainant(pk, item[0], *told) for (pk, item), told in zip(pairs, callers, strict=True) if told is not None),
    )
    _copy(CallBack, (_call_back(call_backs[pk], pk, item[0], now) for pk, item in pairs if pk in call_backs))
    drafts = [draft for pk, item in pairs for draft in _drafts(by, pk, item[0], call_backs.get(pk), now)]
    journal.append_many(drafts, deliver=False)


def _drafts(by: Viewer, pk: int, row: ImportRow, call_back: int | None, now: datetime) -> list[journal.Draft]:
    payload = {"source": row.source}
    first = journal.Draft(f"case:{pk}", events.IMPORTED, payload, by, row.place, happened_at=row.opened_at)
    return [first, *progress(by, pk, row, call_back, now)]


def stage_of(row: ImportRow) -> Stage:
    """How far the platform says that the case is."""
    if row.closed_at:
        return Stage.CLOSED
    if row.solved or row.satisfied:
        return Stage.CALLED_BACK
    return Stage.ANSWERED if row.answered_at or row.answer else Stage.RECEIVED


def answered(row: ImportRow, now: datetime) -> datetime | None:
    """When it was answered; where the platform tells the answer without its time, the moment we learned of it."""
    if stage_of(row) == Stage.RECEIVED:
        return None
    return row.answered_at or row.closed_at or now


def progress(by: Viewer, pk: int, row: ImportRow, call_back: int | None, now: datetime) -> list[journal.Draft]:
    """What the journal hears of a row's answer, official call-back and closing."""
    stage, at = stage_of(row), answered(row, now)
    told: list[tuple[Any, dict[str, object], datetime | None]] = []
    if at is not None:
        told.append((events.ANSWERED, {"record": None, "unit": None}, at))
    if call_back is not None:
        payload = {"call_back": call_back, "official": True, "solved": row.solved, "satisfied": row.satisfied}
        told.append((events.CALLED_BACK, payload, row.closed_at or at))
    if stage == Stage.CLOSED:
        told.append((events.CLOSED, {"solved": row.solved}, row.closed_at))
    return [
        journal.Draft(f"case:{pk}", kind, payload, by, row.place, happened_at=moment) for kind, payload, moment in told
    ]


def _case(by: Viewer, pk: int, item: Fresh, now: datetime, *, clocks: bool) -> dict[str, Any]:
    row, category, told = item
    grade = row.grade or policies.value("cases.grade.urgent" if row.urgent else "cases.grade.default", row.place)

    def read(key: str) -> Any:
        return policies.value(key, row.place, row.opened_at)

    at = answered(row, now)
    due = due_at(row.opened_at, grade_limit(grade, read), policies.calendar()) if clocks else None
    return {
        "id": pk,
        "number": number_for(now.astimezone(clock.BEIJING).date(), pk),
        "place": row.place,
        "source": row.source,
        "source_ref": row.ref,
        "source_digest": told,
        "kind": row.kind or Kind.HELP.value,
        "category_id": category,
        "title": row.title or title_of(row.text),
        "text": row.text,
        "address": row.address,
        "stage": stage_of(row).value,
        "grade": grade,
        "urgent": row.urgent,
        "opened_at": row.opened_at,
        "due_at": due,
        "contact_by": min(due, row.opened_at + read("cases.contact.within")) if due else None,
        "answered_at": at,
        "called_back_at": (row.closed_at or at) if row.solved or row.satisfied else None,
        "closed_at": row.closed_at,
        "policy_version": policies.version(row.opened_at),
        "entered_by_id": by.person_id,
        "answer": row.answer,
        "solved": row.solved,
        # Nobody holds a receipt of an imported case; the column still keeps a secret that nobody knows.
        "secret": secrets.token_bytes(32),
        "tags": Jsonb(list(row.tags)),
    }


def caller_of(row: ImportRow) -> tuple[str, Contact | None] | None:
    """The name and the contact (not saved) that the platform tells; None where it names nobody.

    A telephone number that is none stays with the name, sealed like it, so that nothing is lost.
    """
    if not (row.contact_name or row.contact_phone or row.hidden):
        return None
    if not row.contact_phone:
        return row.contact_name[:_NAME], None
    sort = "mobile" if row.contact_phone.lstrip("+86- ").startswith("1") else "phone"
    try:
        return row.contact_name[:_NAME], parties.build_contact(kind=sort, value=row.contact_phone)
    except Invalid:
        return f"{row.contact_name} {row.contact_phone}".strip()[:_NAME], None


def _callers(by: Viewer, rows: Sequence[ImportRow]) -> list[tuple[str, int | None] | None]:
    """Per row the name and the id of the kept contact; None where the platform names nobody."""
    told = [caller_of(row) for row in rows]
    parties.keep_contacts(by=by, contacts=[one[1] for one in told if one is not None and one[1] is not None])
    return [one and (one[0], one[1].pk if one[1] else None) for one in told]


def _complainant(pk: int, row: ImportRow, name: str, contact: int | None) -> dict[str, Any]:
    return {"case_id": pk, "name": seal(name) if name else None, "contact_id": contact, "hidden": row.hidden}


def _call_back(pk: int, case: int, row: ImportRow, now: datetime) -> dict[str, Any]:
    return {
        "id": pk,
        "case_id": case,
        "official": True,
        "reached": True,
        "solved": row.solved,
        "satisfied": row.satisfied,
        "happened_at": row.closed_at or answered(row, now) or now,
        "recorded_at": now,
    }


def _ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s) ORDER BY 1", [table, count]
        )
        return [row[0] for row in cursor]


def _copy(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY ``rows``; columns that they leave out get the field's default, as a single ``save`` would give them."""
    blank = model()
    columns = {one.column: getattr(blank, one.attname) for one in model._meta.concrete_fields}
    fixed = {
        name: Jsonb(value) if isinstance(value, list) else getattr(value, "value", value)
        for name, value in columns.items()
    }
    with connection.cursor() as cursor:
        names = ", ".join(fixed)
        with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((fixed | row).values())
