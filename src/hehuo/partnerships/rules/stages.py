"""The stages of a partnership (3-domain §3.5) and the ways between them."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Stage(StrEnum):
    """Where a partnership stands. The first nine are the walk; a dissolved one ended before its goal."""

    OPENING = "opening"
    CONVENED = "convened"
    SURVEYED = "surveyed"
    CONSULTED = "consulted"
    PLANNED = "planned"
    ACTING = "acting"
    WATCHING = "watching"
    SETTLED = "settled"
    REVIEWED = "reviewed"
    DISSOLVED = "dissolved"

    @property
    def label(self) -> Promise:
        """The stage's name on a page (召集, 现场查看 …)."""
        return _LABELS[self]


_LABELS: dict[Stage, Promise] = {
    Stage.OPENING: pgettext_lazy("partnership", "Opened"),
    Stage.CONVENED: pgettext_lazy("partnership", "Convened"),
    Stage.SURVEYED: pgettext_lazy("partnership", "Site survey"),
    Stage.CONSULTED: pgettext_lazy("partnership", "Consultation"),
    Stage.PLANNED: pgettext_lazy("partnership", "Plan"),
    Stage.ACTING: pgettext_lazy("partnership", "Joint action"),
    Stage.WATCHING: pgettext_lazy("partnership", "Watch"),
    Stage.SETTLED: pgettext_lazy("partnership", "Settled"),
    Stage.REVIEWED: pgettext_lazy("partnership", "Reviewed"),
    Stage.DISSOLVED: pgettext_lazy("partnership", "Dissolved"),
}

#: The walk, in order: each stage but the first is reached through its gate.
WALK = (
    Stage.OPENING,
    Stage.CONVENED,
    Stage.SURVEYED,
    Stage.CONSULTED,
    Stage.PLANNED,
    Stage.ACTING,
    Stage.WATCHING,
    Stage.SETTLED,
    Stage.REVIEWED,
)
#: Nothing more is owed unless the problem comes back.
ENDED = frozenset({Stage.SETTLED, Stage.REVIEWED, Stage.DISSOLVED})
#: The partnership still works, so that its cases stay open.
RUNNING = frozenset(Stage) - ENDED
#: Where the old problem may come back from, and where the work is then taken up again.
RELAPSES = frozenset({Stage.WATCHING, Stage.SETTLED, Stage.REVIEWED})
TAKEN_UP_AT = (Stage.WATCHING, Stage.ACTING)


def next_stage(stage: Stage) -> Stage | None:
    """The stage after ``stage`` on the walk; None at its end and for a dissolved one."""
    if stage not in WALK or stage is WALK[-1]:
        return None
    return WALK[WALK.index(stage) + 1]
