"""The words of whistles: kinds, how far a whistle and a call have come, how somebody checks in."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: 《北京市街道办事处条例》: who may whistle, how departments are assessed, where a refusal goes.
STATUTE = "《北京市街道办事处条例》"
#: 《北京市接诉即办工作条例》.
REGULATION = "《北京市接诉即办工作条例》"
#: "Until it is done, nobody leaves" is the practice of Whistle and Report (3-domain §3.2).
UNTIL_DONE = _("Whistle and report: until it is done, nobody leaves")


class Kind(StrEnum):
    """What is whistled for (3-domain §3.2); each kind has clocks of its own."""

    ROUTINE = "routine"
    HARD = "hard"
    EMERGENCY = "emergency"

    @property
    def label(self) -> Promise:
        """The kind's name on a page (日常哨 …)."""
        return _KINDS[self][0]

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _KINDS[self][1]


_KINDS: dict[Kind, tuple[Promise, str]] = {
    Kind.ROUTINE: (_("Routine whistle"), "plain"),
    Kind.HARD: (_("Hard-work whistle"), "warn"),
    Kind.EMERGENCY: (_("Emergency whistle"), "bad"),
}


class State(StrEnum):
    """How far a whistle has come."""

    PROPOSED = "proposed"
    BLOWN = "blown"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"

    @property
    def label(self) -> Promise:
        """The state's name on a page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _STATES[self][1]


_STATES: dict[State, tuple[Promise, str]] = {
    State.PROPOSED: (pgettext_lazy("whistle", "Proposed"), "info"),
    State.BLOWN: (pgettext_lazy("whistle", "Blown"), "hot"),
    State.CONCLUDED: (pgettext_lazy("whistle", "Concluded"), "ok"),
    State.WITHDRAWN: (pgettext_lazy("whistle", "Withdrawn"), "plain"),
    State.REJECTED: (pgettext_lazy("whistle", "Not approved"), "plain"),
}
#: Nothing is called any more.
ENDED = frozenset({State.CONCLUDED, State.WITHDRAWN, State.REJECTED})


class CallState(StrEnum):
    """How far one called unit has come."""

    CALLED = "called"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    EXCUSED = "excused"
    ON_SITE = "on_site"
    LEFT = "left"
    DONE = "done"
    ABSENT = "absent"
    RECALLED = "recalled"

    @property
    def label(self) -> Promise:
        """The state's name on a page."""
        return _CALLS[self][0]

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _CALLS[self][1]


_CALLS: dict[CallState, tuple[Promise, str]] = {
    CallState.CALLED: (pgettext_lazy("call", "Called"), "hot"),
    CallState.ACKNOWLEDGED: (pgettext_lazy("call", "Acknowledged, on the way"), "info"),
    CallState.REFUSED: (pgettext_lazy("call", "Refused, the district decides"), "warn"),
    CallState.EXCUSED: (pgettext_lazy("call", "Excused by the district"), "plain"),
    CallState.ON_SITE: (pgettext_lazy("call", "On site"), "ok"),
    CallState.LEFT: (pgettext_lazy("call", "Left before the end"), "warn"),
    CallState.DONE: (pgettext_lazy("call", "Did its part"), "ok"),
    CallState.ABSENT: (pgettext_lazy("call", "Did not come"), "bad"),
    CallState.RECALLED: (pgettext_lazy("call", "Called off"), "plain"),
}
#: Something is still owed by the unit.
OPEN_CALLS = frozenset({CallState.CALLED, CallState.ACKNOWLEDGED, CallState.ON_SITE})
#: The unit has not come yet and still ought to.
AWAITED = frozenset({CallState.CALLED, CallState.ACKNOWLEDGED})


class How(StrEnum):
    """How somebody shows that she is there."""

    POSITION = "position"
    PHOTO = "photo"
    LIST = "list"

    @property
    def label(self) -> Promise:
        """The way's name on a page."""
        return _HOWS[self]


_HOWS: dict[How, Promise] = {
    How.POSITION: _("By position"),
    How.PHOTO: _("By photo"),
    How.LIST: _("By list, on site"),
}


class Grade(StrEnum):
    """What the subdistrict says of a department's work."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    @property
    def label(self) -> Promise:
        """The grade's name on a page."""
        return _GRADES[self]


_GRADES: dict[Grade, Promise] = {
    Grade.GOOD: pgettext_lazy("grade", "Good"),
    Grade.FAIR: pgettext_lazy("grade", "Fair"),
    Grade.POOR: pgettext_lazy("grade", "Poor"),
}


def number_for(day: object, serial: int) -> str:
    """``W20261122-0007``: the day in Beijing and a serial that never repeats (gaps allowed)."""
    return f"W{day:%Y%m%d}-{serial:04d}"
