"""What a case may do and when: pure data and arithmetic, no database, no clock."""

from .clocks import Limit, State, due_at, grade_limit, state_of
from .edges import EDGES, START, Edge, Who, allowed, edge_at, edge_for, next_stage
from .gates import Facts, Refusal, Standing, refusal
from .nexts import Next, next_of
from .numbers import number_for
from .rows import ImportRow
from .settings import SETTINGS
from .stages import ENDED, OPEN, RUNNING, WALK, WITH_UNIT, Stage

__all__ = [
    "EDGES",
    "ENDED",
    "OPEN",
    "RUNNING",
    "SETTINGS",
    "START",
    "WALK",
    "WITH_UNIT",
    "Edge",
    "Facts",
    "ImportRow",
    "Limit",
    "Next",
    "Refusal",
    "Stage",
    "Standing",
    "State",
    "Who",
    "allowed",
    "due_at",
    "edge_at",
    "edge_for",
    "grade_limit",
    "next_of",
    "next_stage",
    "number_for",
    "refusal",
    "state_of",
]
