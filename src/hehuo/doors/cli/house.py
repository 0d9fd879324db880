"""What every command needs to know of the house before Django is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from .embedded import Cluster


def var() -> Path:
    """Where everything that is not code is kept: ``HEHUO_VAR``, else ``var`` in the current directory."""
    return Path(os.environ.get("HEHUO_VAR") or "var").absolute()


def database_up() -> bool:
    """Start the embedded database unless ``DATABASE_URL`` names another; True when this call started it."""
    return False if os.environ.get("DATABASE_URL") else Cluster(var()).up()
