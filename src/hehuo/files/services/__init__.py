"""Keeping files: look at what was sent, make it safe, store it, tell the journal."""

from .attach import attach, show
from .prepare import Prepared, prepare

__all__ = ["Prepared", "attach", "prepare", "show"]
