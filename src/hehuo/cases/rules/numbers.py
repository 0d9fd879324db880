"""The number on the order."""

from __future__ import annotations

from datetime import date


def number_for(opened_on: date, serial: int) -> str:
    """``20261122-000123``: the day in Beijing and a serial that never repeats (gaps allowed)."""
    return f"{opened_on:%Y%m%d}-{serial:06d}"
