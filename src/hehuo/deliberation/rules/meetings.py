"""How far a meeting is and what may be done with it then: edges as data, the reason beside each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(StrEnum):
    """A meeting's way."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    MINUTED = "minuted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Promise:
        """The state's name."""
        return _STATES[self]

    @property
    def step(self) -> Promise:
        """The state as a stop on the meeting's way."""
        return _STEPS.get(self, _STATES[self])


_STATES = {
    State.PLANNED: pgettext_lazy("meeting", "Planned"),
    State.OPEN: pgettext_lazy("meeting", "Under way"),
    State.HELD: pgettext_lazy("meeting", "Held, minutes open"),
    State.MINUTED: pgettext_lazy("meeting", "Minutes agreed"),
    State.PUBLISHED: pgettext_lazy("meeting", "Minutes published"),
    State.CANCELLED: pgettext_lazy("meeting", "Cancelled"),
}


_STEPS = {
    State.HELD: pgettext_lazy("step", "Held"),
    State.MINUTED: pgettext_lazy("step", "Minutes agreed"),
    State.PUBLISHED: pgettext_lazy("step", "Minutes published"),
}


class Standing(StrEnum):
    """In which standing somebody acts on a meeting."""

    #: The convener, and whoever might convene on the same subject.
    KEEPER = "keeper"
    #: Who speaks for an invitation.
    INVITED = "invited"


@dataclass(frozen=True, slots=True)
class Edge:
    """One move: from which states, who makes it, where it leads, and what to say to whoever comes at another time."""

    move: str
    sources: frozenset[State]
    who: frozenset[Standing]
    otherwise: Promise
    to: State | None = None


def _edge(
    move: str, sources: Collection[State], who: Collection[Standing], words: Promise, to: State | None = None
) -> Edge:
    return Edge(move, frozenset(sources), frozenset(who), words, to)


_KEEPER, _ANYBODY = {Standing.KEEPER}, {Standing.KEEPER, Standing.INVITED}
_TALKING = {State.OPEN, State.HELD}
_NOT_YET = _("The meeting has not begun yet, or its minutes are agreed already.")

EDGES: dict[str, Edge] = {
    edge.move: edge
    for edge in (
        _edge(
            "change",
            {State.PLANNED},
            _KEEPER,
            _("Only a planned meeting can be moved or changed. Call another one instead."),
        ),
        _edge("invite", {State.PLANNED, State.OPEN}, _KEEPER, _("The meeting is over. Invite them to the next one.")),
        _edge(
            "cancel",
            {State.PLANNED, State.OPEN},
            _KEEPER,
            _("What has been held cannot be cancelled."),
            State.CANCELLED,
        ),
        _edge(
            "answer",
            {State.PLANNED, State.OPEN},
            _ANYBODY,
            _("The meeting is over; there is nothing to answer any more."),
        ),
        _edge("open", {State.PLANNED}, _KEEPER, _("Only a planned meeting can be opened."), State.OPEN),
        _edge("attend", _TALKING, _KEEPER, _("The roll is kept from the opening until the minutes are agreed.")),
        _edge("write", _TALKING, _ANYBODY, _("Minutes are written from the opening until they are agreed.")),
        _edge("close", {State.OPEN}, _KEEPER, _("Only a meeting that is under way can be closed."), State.HELD),
        _edge(
            "propose",
            {State.PLANNED, State.OPEN, State.HELD},
            _ANYBODY,
            _("Nothing more can be proposed here. Put it to the next meeting."),
        ),
        _edge("voice", _TALKING, _ANYBODY, _NOT_YET),
        _edge("settle", _TALKING, _KEEPER, _NOT_YET),
        _edge("agree", {State.HELD}, _ANYBODY, _("Minutes are agreed after the meeting and before they are settled.")),
        _edge(
            "settle_minutes",
            {State.HELD},
            _KEEPER,
            _("Only the minutes of a meeting that was held can be settled."),
            State.MINUTED,
        ),
        _edge(
            "publish",
            {State.MINUTED, State.PUBLISHED},
            _KEEPER,
            _("Minutes can be published once they are agreed."),
            State.PUBLISHED,
        ),
        _edge("withdraw", {State.PUBLISHED}, _KEEPER, _("These minutes are not public."), State.MINUTED),
    )
}


def edge(move: str) -> Edge:
    """The edge of ``move``."""
    return EDGES[move]


def refusal(move: str, state: State | str, standings: Collection[Standing]) -> tuple[bool, Promise] | None:
    """Why ``move`` may not be made: (whether it is a matter of right, the words); None where it may."""
    found = EDGES[move]
    if not found.who & frozenset(standings):
        if found.who == {Standing.KEEPER}:
            return True, _("This is for whoever called the meeting. Please ask her.")
        return True, _("This is for those who are invited.")
    if State(state) not in found.sources:
        return False, found.otherwise
    return None


def quorum_of(voices: int, percent: int) -> int:
    """How many of ``voices`` must be present where more than ``percent`` of 100 are asked; at least one, never more
    than there are."""
    return max(1, min(voices, voices * percent // 100 + 1))


def quorate(present: int, quorum: int) -> bool:
    """Whether ``present`` voices may decide."""
    return present >= max(1, quorum)
