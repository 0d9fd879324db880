"""The stages of a case (3-domain §3.1)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Stage(StrEnum):
    """Where a case stands. The first seven are the ordinary walk, the rest lead aside."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    CLOSED = "closed"
    RETURNED = "returned"
    SHELVED = "shelved"
    WITHDRAWN = "withdrawn"
    DIVERTED = "diverted"

    @property
    def label(self) -> Promise:
        """The stage's name on a page."""
        return _LABELS[self]


_LABELS: dict[Stage, Promise] = {
    Stage.RECEIVED: pgettext_lazy("stage", "Received"),
    Stage.ASSIGNED: pgettext_lazy("stage", "Assigned"),
    Stage.ACCEPTED: pgettext_lazy("stage", "Accepted"),
    Stage.HANDLING: pgettext_lazy("stage", "Being handled"),
    Stage.ANSWERED: pgettext_lazy("stage", "Answered"),
    Stage.CALLED_BACK: pgettext_lazy("stage", "Called back"),
    Stage.CLOSED: pgettext_lazy("stage", "Closed"),
    Stage.RETURNED: pgettext_lazy("stage", "Returned, being examined"),
    Stage.SHELVED: pgettext_lazy("stage", "Shelved"),
    Stage.WITHDRAWN: pgettext_lazy("stage", "Withdrawn"),
    Stage.DIVERTED: pgettext_lazy("stage", "Sent elsewhere"),
}

#: The ordinary walk, in order: what a progress bar shows.
WALK = (
    Stage.RECEIVED,
    Stage.ASSIGNED,
    Stage.ACCEPTED,
    Stage.HANDLING,
    Stage.ANSWERED,
    Stage.CALLED_BACK,
    Stage.CLOSED,
)
#: Nothing more is owed unless somebody reopens it.
ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.DIVERTED})
#: A unit has it and owes work.
WITH_UNIT = frozenset({Stage.ASSIGNED, Stage.ACCEPTED, Stage.HANDLING})
#: The limit printed on the order still runs (an answer stops it; a shelved case has a review date instead).
RUNNING = WITH_UNIT | {Stage.RECEIVED, Stage.RETURNED}
OPEN = frozenset(Stage) - ENDED
