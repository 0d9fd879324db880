"""One spelling per value, so that a digest means the same everywhere (RFC 8785)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import rfc8785


def plain(value: object) -> object:
    """``value`` as plain JSON: decimals as strings, moments as UTC with microseconds, sequences as lists.

    Raises TypeError for floats (a float has no single spelling that people agree on) and for unknown types.
    """
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            if value.tzinfo is None:
                raise TypeError(f"naive datetime {value!r} cannot be written canonically")
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Sequence() | set() | frozenset():
            return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written canonically")


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of ``value`` (see :func:`plain`)."""
    return rfc8785.dumps(plain(value))  # type: ignore[arg-type]
