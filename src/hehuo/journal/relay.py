"""Reactions: one explicit map from an event's name to the handlers that doors registered for it.

A door says in its ``AppConfig.ready``::

    relay.on("case.answered")(tell_complainant)

Each handler runs in the worker as a job of its own, is retried when it raises, and may run more than once for the same
entry: it must be harmless the second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """An entry as handlers read it. ``payload`` is empty when it was erased in the meantime."""

    entry: int
    subject: str
    sequence: int
    name: str
    threads: tuple[str, ...]
    actor: int | None
    party: int | None
    place: str
    happened_at: datetime
    recorded_at: datetime
    payload: dict[str, Any]

    @property
    def subject_id(self) -> int:
        """The number in ``case:12``. Raises ValueError where the subject has none."""
        return int(self.subject.partition(":")[2])


Handler = Callable[[Event], object]
F = TypeVar("F", bound=Handler)

#: Event name → handler name → handler.
HANDLERS: dict[str, dict[str, Handler]] = {}


def on(*kinds: str) -> Callable[[F], F]:
    """Let a function handle events of ``kinds`` (names). Raises ValueError where two handlers share a name."""

    def register(handler: F) -> F:
        name = f"{handler.__module__}.{handler.__qualname__}"
        for kind in kinds:
            known = HANDLERS.setdefault(kind, {})
            if known.setdefault(name, handler) is not handler:
                raise ValueError(f"two handlers are called {name}")
        return handler

    return register
