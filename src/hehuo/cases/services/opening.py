"""The hot path: case, number and first journal entry in one statement (5-quality, "receive a case").

Django would need six round trips for the same rows; a test compares the two row by row.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg
from django.db import connection
from django.utils.translation import gettext_lazy as _

from hehuo.cases import events
from hehuo.cases.models import Case
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid
from hehuo.journal import services as journal
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

#: What the database gives itself.
_GIVEN = {"id": "fresh.id", "number": "%(day)s || lpad(fresh.id::text, greatest(6, length(fresh.id::text)), '0')"}


def insert(by: Viewer, case: Case, category: str | None) -> None:
    """Store a new case with its number, look its place and category (code) up, open its chain: one round trip.

    Raises Invalid where place or category are not there.
    """
    now = clock.now()
    today = now.astimezone(clock.BEIJING).date()
    prepared = journal.prepare(
        journal.Draft(
            subject="case:{new}",
            kind=events.RECEIVED,
            payload={"source": case.source, "grade": case.grade},
            by=by,
            place=codes.truncate(case.place, Level.BUILDING),
            happened_at=case.opened_at,
        ),
        recorded_at=now,
    )
    values = {
        f"c_{column}": field.get_db_prep_save(value, connection)
        for column, name, field in _fields()
        if (value := getattr(case, name)) is not None and value != ""
    }
    params: dict[str, Any] = {"place": case.place, "today": today, "day": f"{today:%Y%m%d}-"}
    if category:
        params |= {"category": category, "ancestors": codes.ancestors(case.place)}
    row = _run(_statement(tuple(values), bool(category)), values | params | prepared.params())
    if row is None:
        raise _missing(case.place, category)
    case.pk, case.number, case.category_id = row
    case._state.adding, case._state.db = False, connection.alias


def _run(statement: str, params: dict[str, Any]) -> tuple[int, str, int | None] | None:
    """Run ``statement`` prepared (planning it costs the server more than running it), together with its BEGIN.

    Django's cursors bind on the client and never prepare; this one stands in the same transaction.
    """
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = raw.prepare_threshold or 5
    with connection.wrap_database_errors, raw.pipeline(), psycopg.Cursor(raw) as cursor:
        return cursor.execute(statement, params).fetchone()


@cache
def _fields() -> list[tuple[str, str, Any]]:
    """Column, attribute and field of what we fill in."""
    left = {*_GIVEN, "category_id"}
    return [(field.column, field.attname, field) for field in Case._meta.concrete_fields if field.column not in left]


@cache
def _statement(filled: tuple[str, ...], classified: bool) -> str:
    """The statement for these filled columns; all others are empty.

    Emptiness stands in the text, not in a parameter: psycopg parses a statement anew each time once it has more than
    fifty parameters or 4,096 characters.
    """
    given = _GIVEN | {"category_id": "category.id" if classified else "NULL"}
    given |= {name.removeprefix("c_"): f"%({name})s" for name in filled}
    columns = [field.column for field in Case._meta.concrete_fields if not field.null or field.column in given]
    values = ", ".join(given.get(column, "''") for column in columns)
    fresh = "(SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) AS id) fresh"
    matter = f" CROSS JOIN ({matters.CATEGORY_SQL}) category" if classified else ""
    return (
        f"WITH made AS (INSERT INTO cases_case ({', '.join(columns)}) SELECT {values} FROM {fresh}{matter}"  # noqa: S608 - our own column names
        f" WHERE EXISTS ({places.EXISTS_SQL}) RETURNING id, number, category_id), {journal.OPENING}"
        " SELECT id, number, category_id FROM made"
    )


def category_id(code: str | None, place: str) -> int | None:
    """The row id behind a category code in the tree of ``place``; None for none. Raises Invalid for an unknown code."""
    if not code:
        return None
    with connection.cursor() as cursor:
        cursor.execute(matters.CATEGORY_SQL, {"category": code, "ancestors": codes.ancestors(place)})
        row = cursor.fetchone()
    if row is None:
        raise _unknown(code)
    return int(row[0])


def unserved(place: str) -> Invalid:
    """The place is not among those in force."""
    message = _("We do not serve this place yet: %(code)s") % {"code": place}
    return Invalid(message, fields={"place": message})


def _unknown(category: str) -> Invalid:
    message = _("We do not know the category “%(code)s”.") % {"code": category}
    return Invalid(message, fields={"category": message})


def _missing(place: str, category: str | None) -> Invalid:
    return _unknown(category or "") if places.exists(place) else unserved(place)
