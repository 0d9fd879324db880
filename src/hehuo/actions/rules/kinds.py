"""The words of an action day: its states, its steps, who stands on the roll, what may go wrong."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class _Labelled(StrEnum):
    """A code with the words that people read."""

    @property
    def label(self) -> Promise:
        """The words on the page."""
        return LABELS[type(self)][self]


class State(_Labelled):
    """How far the action is; the last two are final."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    ABORTED = "aborted"


#: Nothing of such an action changes any more.
FINAL = frozenset({State.CLOSED, State.ABORTED})
#: It is still to come or going on.
OPEN = frozenset(State) - FINAL


class StepKind(_Labelled):
    """What is done in a step; the order is the fixed spine of every action day."""

    ROLL_CALL = "roll_call"
    ADMONISH = "admonish"
    EXPLAIN = "explain"
    LISTEN = "listen"
    CONSENT = "consent"
    NUMBER = "number"
    MOVE = "move"
    CLEAN = "clean"
    CHECK = "check"
    OTHER = "other"


class StepState(_Labelled):
    """How a step ended; a step that an abort left open says so."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    ABORTED = "aborted"


#: What lets the steps after it begin.
SETTLED = frozenset({StepState.DONE, StepState.SKIPPED})


class RollRole(_Labelled):
    """In which standing somebody is expected on the day."""

    PARTNER = "partner"
    OFFICER = "officer"
    STAND_BY = "stand_by"
    EXPERT = "expert"
    PERSON_CONCERNED = "person_concerned"
    FAMILY = "family"
    WITNESS = "witness"


#: The action does not wait for these: they are invited and heard, their absence is written down.
INVITED = frozenset({RollRole.PERSON_CONCERNED, RollRole.FAMILY, RollRole.WITNESS})


class RollState(_Labelled):
    """What the roll-call found."""

    EXPECTED = "expected"
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class Heard(_Labelled):
    """Who heard the admonition."""

    PERSON_CONCERNED = "person_concerned"
    FAMILY = "family"
    BOTH = "both"
    AT_DOOR = "at_door"


class Speaker(_Labelled):
    """Whose statement it is."""

    PERSON_CONCERNED = "person_concerned"
    FAMILY = "family"
    WITNESS = "witness"
    NEIGHBOUR = "neighbour"


class Danger(_Labelled):
    """What happened unforeseen; the first ones are also the risks of a plan."""

    AGITATED = "agitated"
    HURT = "hurt"
    FIRE = "fire"
    HEIGHT = "height"
    CROWD = "crowd"
    WEATHER = "weather"
    OBSTRUCTION = "obstruction"
    DAMAGE = "damage"
    OTHER = "other"


#: Here a person needs help: the plan's stand-by is shown with its telephone numbers.
CALLS_STAND_BY = frozenset({Danger.AGITATED, Danger.HURT, Danger.FIRE, Danger.HEIGHT, Danger.CROWD})
#: Health and agitation are sensitive (PIPL art. 28): the words are for those who must know.
SENSITIVE = frozenset({Danger.AGITATED, Danger.HURT})


class Severity(_Labelled):
    """How bad it is."""

    NOTE = "note"
    HELP = "help"
    DANGER = "danger"


class Moment(_Labelled):
    """When a picture was taken."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Notice(_Labelled):
    """How the action was announced to the person concerned."""

    IN_PERSON = "in_person"
    POSTED = "posted"
    PHONE = "phone"
    MESSAGE = "message"


#: By class: members of different classes are equal where their codes are.
LABELS: dict[type[_Labelled], dict[_Labelled, Promise]] = {
    State: {
        State.DRAFT: pgettext_lazy("action", "Being prepared"),
        State.ANNOUNCED: pgettext_lazy("action", "Announced"),
        State.UNDER_WAY: pgettext_lazy("action", "Under way"),
        State.CLOSED: pgettext_lazy("action", "Finished"),
        State.ABORTED: pgettext_lazy("action", "Broken off"),
    },
    StepKind: {
        StepKind.ROLL_CALL: pgettext_lazy("step", "Roll-call"),
        StepKind.ADMONISH: pgettext_lazy("step", "Admonition"),
        StepKind.EXPLAIN: pgettext_lazy("step", "Explain the harm"),
        StepKind.LISTEN: pgettext_lazy("step", "Hear the person concerned"),
        StepKind.CONSENT: pgettext_lazy("step", "Ask for written consent"),
        StepKind.NUMBER: pgettext_lazy("step", "Number the items"),
        StepKind.MOVE: pgettext_lazy("step", "Carry the items to storage"),
        StepKind.CLEAN: pgettext_lazy("step", "Clean the place"),
        StepKind.CHECK: pgettext_lazy("step", "Check the result"),
        StepKind.OTHER: pgettext_lazy("step", "Something else"),
    },
    StepState: {
        StepState.OPEN: pgettext_lazy("step", "Open"),
        StepState.DONE: pgettext_lazy("step", "Done"),
        StepState.SKIPPED: pgettext_lazy("step", "Left out"),
        StepState.ABORTED: pgettext_lazy("step", "Broken off"),
    },
    RollRole: {
        RollRole.PARTNER: pgettext_lazy("roll", "Partner"),
        RollRole.OFFICER: pgettext_lazy("roll", "Enforcement officer"),
        RollRole.STAND_BY: pgettext_lazy("roll", "On stand-by"),
        RollRole.EXPERT: pgettext_lazy("roll", "Expert"),
        RollRole.PERSON_CONCERNED: pgettext_lazy("roll", "The person concerned"),
        RollRole.FAMILY: pgettext_lazy("roll", "Family"),
        RollRole.WITNESS: pgettext_lazy("roll", "Witness"),
    },
    RollState: {
        RollState.EXPECTED: pgettext_lazy("roll", "Not called yet"),
        RollState.PRESENT: pgettext_lazy("roll", "Present"),
        RollState.EXCUSED: pgettext_lazy("roll", "Excused"),
        RollState.ABSENT: pgettext_lazy("roll", "Absent"),
    },
    Heard: {
        Heard.PERSON_CONCERNED: pgettext_lazy("heard", "The person concerned"),
        Heard.FAMILY: pgettext_lazy("heard", "The family"),
        Heard.BOTH: pgettext_lazy("heard", "The person concerned and the family"),
        Heard.AT_DOOR: pgettext_lazy("heard", "Nobody opened; said at the door"),
    },
    Speaker: {
        Speaker.PERSON_CONCERNED: pgettext_lazy("speaker", "The person concerned"),
        Speaker.FAMILY: pgettext_lazy("speaker", "Family"),
        Speaker.WITNESS: pgettext_lazy("speaker", "Witness"),
        Speaker.NEIGHBOUR: pgettext_lazy("speaker", "Neighbour"),
    },
    Danger: {
        Danger.AGITATED: pgettext_lazy("incident", "Somebody is agitated"),
        Danger.HURT: pgettext_lazy("incident", "Somebody is hurt or unwell"),
        Danger.FIRE: pgettext_lazy("incident", "Fire"),
        Danger.HEIGHT: pgettext_lazy("incident", "Danger of falling"),
        Danger.CROWD: pgettext_lazy("incident", "A crowd gathers"),
        Danger.WEATHER: pgettext_lazy("incident", "Weather"),
        Danger.OBSTRUCTION: pgettext_lazy("incident", "The work is obstructed"),
        Danger.DAMAGE: pgettext_lazy("incident", "Something was damaged"),
        Danger.OTHER: pgettext_lazy("incident", "Something else"),
    },
    Severity: {
        Severity.NOTE: pgettext_lazy("severity", "For the record"),
        Severity.HELP: pgettext_lazy("severity", "Help is needed"),
        Severity.DANGER: pgettext_lazy("severity", "People are in danger"),
    },
    Moment: {
        Moment.BEFORE: pgettext_lazy("picture", "Before"),
        Moment.DURING: pgettext_lazy("picture", "During"),
        Moment.AFTER: pgettext_lazy("picture", "After"),
    },
    Notice: {
        Notice.IN_PERSON: _("Said in person"),
        Notice.POSTED: _("Posted on the door"),
        Notice.PHONE: _("By telephone"),
        Notice.MESSAGE: _("By message"),
    },
}
