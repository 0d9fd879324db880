"""Everything that can be done with a watch: one function per thing a person may do."""

from .entering import Seen, enter_round
from .findings import (
    confirm_cleared,
    dismiss_finding,
    find,
    move_tonight,
    number_finding,
    report_finding,
    tell_owner,
)
from .neighbours import report_sighting, witness_round
from .planning import miss_rounds, plan_rounds
from .rounds import begin_round, finish_round, look
from .setting_up import Joined, add_watcher, remove_watcher, reveal_neighbour, set_up_watch
from .settling import end_watch, propose_settlement, relapse, settle

__all__ = [
    "Joined",
    "Seen",
    "add_watcher",
    "begin_round",
    "confirm_cleared",
    "dismiss_finding",
    "end_watch",
    "enter_round",
    "find",
    "finish_round",
    "look",
    "miss_rounds",
    "move_tonight",
    "number_finding",
    "plan_rounds",
    "propose_settlement",
    "relapse",
    "remove_watcher",
    "report_finding",
    "report_sighting",
    "reveal_neighbour",
    "set_up_watch",
    "settle",
    "tell_owner",
    "witness_round",
]
