"""The catalogue of things that can happen: each room's ``events.py`` defines its kinds here.

A kind fixes the name, the payload's fields and the sentence that readers see. Sentences are rendered when read, in the
reader's language; fields typed by a :class:`Ref` hold an id that a resolver of the owning room turns into a name.

A payload cannot hold free text: a field is an id (:class:`Ref`), a number, a yes/no, a day or moment, one of a set of
choices, or a :class:`Code`. That is how the journal stays free of personal data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models


class Visibility(models.IntegerChoices):
    """Who may read an entry's sentence."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2


#: A code: ASCII, no blanks, or empty; nothing that looks like a mobile or an identity number.
CODE = r"(?!1[3-9]\d{9}$)(?!\d{17}[\dXx]$)([A-Za-z0-9][A-Za-z0-9_./:+-]{0,79})?"


@dataclass(frozen=True, slots=True)
class Ref:
    """A payload field that holds an id (or a list of ids) of ``what`` ("person", "organisation", "place" …)."""

    what: str


@dataclass(frozen=True, slots=True)
class Code:
    """A payload field that holds a code (or a list of codes) spelt like ``pattern``. Plain ``str`` means ``Code()``."""

    pattern: str = CODE

    def fits(self, value: object) -> bool:
        """Whether ``value`` is spelt so."""
        return isinstance(value, str) and re.fullmatch(self.pattern, value, re.ASCII) is not None


_CODE = Code()
_PLAIN: tuple[type, ...] = (int, bool, Decimal, date, datetime)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: ``fields`` maps a payload field to its type.

    A type is a :class:`Ref`, a :class:`Code` (or ``str``), ``int``, ``bool``, ``Decimal``, ``date``, ``datetime``, an
    enumeration (labels are shown), or a mapping code → lazy label. None is always allowed.
    """

    name: str
    sentence: Any
    visibility: Visibility
    fields: Mapping[str, Any] = field(default_factory=dict)

    def check(self, payload: Mapping[str, object]) -> None:
        """Raise TypeError, naming the field, where ``payload`` is not what the kind declares."""
        if payload.keys() != self.fields.keys():
            missing, unknown = self.fields.keys() - payload.keys(), payload.keys() - self.fields.keys()
            raise TypeError(
                f"payload of {self.name}: missing {sorted(missing)}, unknown {sorted(unknown)}; "
                f"the kind declares {sorted(self.fields)} (None is allowed)"
            )
        for name, kind in self.fields.items():
            value = payload[name]
            items = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
            for item in items:
                if item is not None and not _fits(kind, item):
                    raise TypeError(f"payload of {self.name}: {name} cannot be {item!r}, it is declared as {kind!r}")


def _fits(kind: Any, value: object) -> bool:
    if isinstance(kind, Ref):
        return (isinstance(value, int) and not isinstance(value, bool)) or _CODE.fits(value)
    if isinstance(kind, Code):
        return kind.fits(value)
    if isinstance(kind, Mapping):
        return value in kind
    if kind is str:
        return _CODE.fits(value)
    if issubclass(kind, Enum):
        return value in [member.value for member in kind]
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is Decimal:
        return isinstance(value, Decimal | int) and not isinstance(value, bool)
    return isinstance(value, kind)


def _is_type(kind: Any) -> bool:
    if isinstance(kind, Ref | Code | Mapping):
        return True
    return isinstance(kind, type) and (kind is str or kind in _PLAIN or issubclass(kind, Enum))


KINDS: dict[str, Kind] = {}
Resolver = Callable[[Iterable[Any]], Mapping[Any, str]]
RESOLVERS: dict[str, Resolver] = {}


def define(name: str, sentence: Any, *, visibility: Visibility = Visibility.INTERNAL, **fields: Any) -> Kind:
    """Add a kind to the catalogue. ``sentence`` is a lazy %-format over ``fields``.

    Raises ValueError when the name is taken, TypeError for a field type that could hold free text.
    """
    if name in KINDS:
        raise ValueError(f"event kind {name} is defined twice")
    if not isinstance(visibility, Visibility):
        raise TypeError(f"event kind {name}: visibility says who may read it; a field needs another name")
    for key, kind in fields.items():
        if not _is_type(kind):
            raise TypeError(f"event kind {name}: {key} must be a Ref, Code, number, day, choice; not {kind!r}")
    made = KINDS[name] = Kind(name, sentence, visibility, fields)
    return made


def resolver(what: str) -> Callable[[Resolver], Resolver]:
    """Register the function that names things of kind ``what``: ids in, a mapping id → name out (one query)."""

    def register(function: Resolver) -> Resolver:
        RESOLVERS[what] = function
        return function

    return register


def names_of(wanted: Mapping[str, Iterable[Any]]) -> dict[str, Mapping[Any, str]]:
    """Names for the ids of each sort, one resolver call per sort; a sort nobody resolves is left out."""
    return {what: RESOLVERS[what](ids) for what, ids in wanted.items() if what in RESOLVERS and ids}
