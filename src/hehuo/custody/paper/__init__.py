"""The room's documents as PDF. Each takes plain facts, so that it can be printed, tested and looked at alone."""

from .forms import agreement, consent
from .inventory import InventoryPaper, Row, inventory
from .labels import PER_SHEET, Label, labels
from .sheet import Signature
from .short import dissuasion, notice, receipt

__all__ = [
    "PER_SHEET",
    "InventoryPaper",
    "Label",
    "Row",
    "Signature",
    "agreement",
    "consent",
    "dissuasion",
    "inventory",
    "labels",
    "notice",
    "receipt",
]
