"""Reading whistles: every list takes the viewer and costs a bounded number of queries."""

from hehuo.whistles.models import Assessment, Call, CheckIn, Rating, Report, Whistle
from hehuo.whistles.rules import CallState, Clock, Grade, How, Kind, State

from .boards import Board, Calling, CallRow, Row, answers_owed, board, my_calls, told
from .clocks import clocks, clocks_of_call, running_clock
from .links import rating_token, whistle_by_token
from .one import call_for, calls_of, check_in_for, names_of_whistles, of_case, of_partnership, whistle_for
from .possible import Move, Next, call_moves, moves, next_of
from .proposing import Proposal, Suggested, callable_units, proposed

__all__ = [
    "Assessment",
    "Board",
    "Call",
    "CallRow",
    "CallState",
    "Calling",
    "CheckIn",
    "Clock",
    "Grade",
    "How",
    "Kind",
    "Move",
    "Next",
    "Proposal",
    "Rating",
    "Report",
    "Row",
    "State",
    "Suggested",
    "Whistle",
    "answers_owed",
    "board",
    "call_for",
    "call_moves",
    "callable_units",
    "calls_of",
    "check_in_for",
    "clocks",
    "clocks_of_call",
    "moves",
    "my_calls",
    "names_of_whistles",
    "next_of",
    "of_case",
    "of_partnership",
    "proposed",
    "rating_token",
    "running_clock",
    "told",
    "whistle_by_token",
    "whistle_for",
]
