"""The stages of a watch, as data: which move leads from where to where, and what to say where it does not."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(StrEnum):
    """How far a watch has come. ``relapsed`` is running again after it was settled once."""

    RUNNING = "running"
    PROPOSED = "proposed"
    SETTLED = "settled"
    RELAPSED = "relapsed"
    ENDED = "ended"

    @property
    def label(self) -> Promise:
        """The word on the page."""
        return _LABELS[self]

    @property
    def tone(self) -> str:
        """The colour beside the word."""
        return _TONES[self]


_LABELS: dict[State, Promise] = {
    State.RUNNING: pgettext_lazy("watch", "Running"),
    State.PROPOSED: pgettext_lazy("watch", "Settlement proposed"),
    State.SETTLED: pgettext_lazy("watch", "Settled"),
    State.RELAPSED: pgettext_lazy("watch", "Relapsed, running again"),
    State.ENDED: pgettext_lazy("watch", "Ended"),
}
_TONES = {State.RUNNING: "info", State.PROPOSED: "hot", State.SETTLED: "ok", State.RELAPSED: "bad", State.ENDED: ""}

#: Rounds are planned in these.
ACTIVE = frozenset({State.RUNNING, State.PROPOSED, State.RELAPSED})

#: Move → the states from which it may be made, and the words where it may not.
MOVES: dict[str, tuple[frozenset[State], Promise]] = {
    "round": (ACTIVE | {State.SETTLED}, _("This watch has ended; no more rounds are made.")),
    "settle": (
        frozenset({State.PROPOSED}),
        _("Settlement is proposed once the place has stayed clear for the days needed. It has not been yet."),
    ),
    "relapse": (frozenset({State.SETTLED}), _("This watch is not settled, so nothing can relapse. Record a finding.")),
    "end": (ACTIVE | {State.SETTLED}, _("This watch has ended already.")),
}


def refusal(move: str, state: State) -> Promise | None:
    """Why ``move`` may not be made in ``state``; None where it may."""
    allowed, message = MOVES[move]
    return None if state in allowed else message
