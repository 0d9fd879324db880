"""The number of an action."""

from __future__ import annotations

from datetime import date


def number_for(day: date, serial: int) -> str:
    """``A20261122-0012``: the day of its drafting in Beijing and a serial that never repeats (gaps allowed)."""
    return f"A{day:%Y%m%d}-{serial:04d}"
