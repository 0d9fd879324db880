"""The only writers of places."""

from __future__ import annotations

from .areas import change_area, close_area, form_area
from .demo import load_demo
from .divisions import load_divisions
from .tree import add_place, change_place, close_place, recode_place
from .uploads import apply_upload, stage_upload

__all__ = [
    "add_place",
    "apply_upload",
    "change_area",
    "change_place",
    "close_area",
    "close_place",
    "form_area",
    "load_demo",
    "load_divisions",
    "recode_place",
    "stage_upload",
]
