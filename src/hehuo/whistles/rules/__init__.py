"""What a whistle may do and when: pure data and arithmetic, no database, no clock."""

from .clocks import Clock, Limits, clock_of, limits, second_clock
from .clocks import Standing as ClockStanding
from .edges import CALL_EDGES, EDGES, Edge, Who, called_off, closing, edge_at, edge_for
from .gates import (
    ARTICLE_17,
    RESIDENTS_COMMITTEE,
    Arrival,
    Called,
    Refusal,
    Standing,
    arrival_refusal,
    call_refusal,
    leave_refusal,
    refusal,
)
from .settings import SETTINGS, approval_of
from .words import AWAITED, ENDED, OPEN_CALLS, REGULATION, STATUTE, CallState, Grade, How, Kind, State, number_for

__all__ = [
    "ARTICLE_17",
    "AWAITED",
    "CALL_EDGES",
    "EDGES",
    "ENDED",
    "OPEN_CALLS",
    "REGULATION",
    "RESIDENTS_COMMITTEE",
    "SETTINGS",
    "STATUTE",
    "Arrival",
    "CallState",
    "Called",
    "Clock",
    "ClockStanding",
    "Edge",
    "Grade",
    "How",
    "Kind",
    "Limits",
    "Refusal",
    "Standing",
    "State",
    "Who",
    "approval_of",
    "arrival_refusal",
    "call_refusal",
    "called_off",
    "clock_of",
    "closing",
    "edge_at",
    "edge_for",
    "leave_refusal",
    "limits",
    "number_for",
    "refusal",
    "second_clock",
]
