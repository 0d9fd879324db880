"""The only writers of places."""

from __future__ import annotations

from .divisions import load_divisions
from .tree import add_place, change_place, close_place, recode_place

__all__ = ["add_place", "change_place", "close_place", "load_divisions", "recode_place"]
