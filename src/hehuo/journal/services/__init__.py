"""Writing the journal. ``append`` and ``append_many`` belong into the transaction of the change that they report."""

from __future__ import annotations

from .erasing import erase_payload
from .keys import forget_old_keys, remember, replay
from .relaying import relay_batch, retry_failed
from .sealing import seal_day
from .writing import OPENING, Draft, Prepared, append, append_many, prepare

__all__ = [
    "OPENING",
    "Draft",
    "Prepared",
    "append",
    "append_many",
    "erase_payload",
    "forget_old_keys",
    "prepare",
    "relay_batch",
    "remember",
    "replay",
    "retry_failed",
    "seal_day",
]
