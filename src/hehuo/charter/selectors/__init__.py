"""Reading charters: who answers for what (``resolution``), and the texts themselves (``reading``)."""

from .reading import charters_at, charters_within
from .resolution import (
    Duty,
    Resolution,
    SeatAnswer,
    day_of,
    resolve,
    resolve_many,
    url_of,
)

__all__ = [
    "Duty",
    "Resolution",
    "SeatAnswer",
    "charters_at",
    "charters_within",
    "day_of",
    "resolve",
    "resolve_many",
    "url_of",
]
