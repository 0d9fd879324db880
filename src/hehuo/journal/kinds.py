"""The catalogue of things that can happen: each room's ``events.py`` defines its kinds here.

A kind fixes the name, the payload's fields and the sentence that readers see. Sentences are rendered when read, in the
reader's language; fields typed by a :class:`Ref` hold an id that a resolver of the owning room turns into a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .models import Visibility


@dataclass(frozen=True, slots=True)
class Ref:
    """A payload field that holds an id (or a list of ids) of ``what`` ("person", "organisation", "place" …)."""

    what: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: ``fields`` maps a payload field to its type, a :class:`Ref`, or a lazy-label mapping."""

    name: str
    sentence: Any
    visibility: Visibility
    fields: Mapping[str, Any] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}
Resolver = Callable[[Iterable[Any]], Mapping[Any, str]]
RESOLVERS: dict[str, Resolver] = {}


def define(name: str, sentence: Any, *, visibility: Visibility = Visibility.INTERNAL, **fields: Any) -> Kind:
    """Add a kind to the catalogue. Raises ValueError when the name is taken."""
    if name in KINDS:
        raise ValueError(f"event kind {name} is defined twice")
    kind = KINDS[name] = Kind(name, sentence, visibility, fields)
    return kind


def resolver(what: str) -> Callable[[Resolver], Resolver]:
    """Register the function that names things of kind ``what``: ids in, a mapping id → name out."""

    def register(function: Resolver) -> Resolver:
        RESOLVERS[what] = function
        return function

    return register
