"""Deliberation in pure Python: how far a meeting is, when it may decide, what voices decide, how texts are merged."""

from .decisions import Outcome, Result, Stance, Tally, decide
from .meetings import EDGES, Standing, State, edge, quorate, quorum_of, refusal
from .minutes import agreed, merge, missing_from_public
from .settings import MINUTES_DAYS, QUORUM_PERCENT, RULE, SETTINGS, Rule

__all__ = [
    "EDGES",
    "MINUTES_DAYS",
    "QUORUM_PERCENT",
    "RULE",
    "SETTINGS",
    "Outcome",
    "Result",
    "Rule",
    "Stance",
    "Standing",
    "State",
    "Tally",
    "agreed",
    "decide",
    "edge",
    "merge",
    "missing_from_public",
    "quorate",
    "quorum_of",
    "refusal",
]
