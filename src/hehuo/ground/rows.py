"""Reading and writing one row by a statement that is composed once per table.

``get()``, ``save()`` and ``create()`` compose theirs anew each time, which takes several times as long. For what many
telephones send at once (``make bench ONLY=whistles,numbering``); everywhere else the ORM's own is as good.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


def fetch(model: type[M], where: str, *values: Any) -> M | None:
    """The first row for which ``where`` holds, a condition in SQL with a ``%s`` for each of ``values``."""
    statement, names = _selection(model)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {where}", values)
        row = cursor.fetchone()
    return None if row is None else model.from_db(connection.alias, names, row)


def insert(row: M) -> M:
    """Write ``row``, which is new; under the id that it has, else under the next one. Sends no signals."""
    statement, fields = _insertion(type(row), row.pk is not None)
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(row, fields))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def update(row: Model, **values: Any) -> None:
    """Set ``values`` on ``row`` and write only these columns. Sends no signals."""
    for name, value in values.items():
        setattr(row, name, value)
    statement, fields = _updating(type(row), tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_values(row, fields), row.pk])
        if cursor.rowcount != 1:
            raise ObjectDoesNotExist(f"{row!r} is gone")


def _values(row: Model, fields: list[Field[Any, Any]]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _selection(model: type[Model]) -> tuple[str, list[str]]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields: list[Any] = list(meta.concrete_fields)
    if strange := [field.name for field in fields if field.get_db_converters(connection)]:
        raise TypeError(f"{model.__name__} keeps {strange} in another form than it shows; ask its manager")
    columns = ", ".join(quoted(field.column) for field in fields)
    return f"SELECT {columns} FROM {quoted(meta.db_table)}", [field.attname for field in fields]  # noqa: S608 - as below


@cache
def _insertion(model: type[Model], with_id: bool) -> tuple[str, list[Field[Any, Any]]]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if with_id or not field.primary_key]
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    into = f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own models
    return f"{into} RETURNING {quoted(meta.pk.column)}", fields


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Field[Any, Any]]]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    told = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    row = f"UPDATE {quoted(meta.db_table)} SET {told} WHERE {quoted(meta.pk.column)} = %s"  # noqa: S608 - as above
    return row, fields
