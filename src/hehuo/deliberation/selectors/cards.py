"""What one meeting's page shows: the roll, the decisions with their voices, what may be done now. No query of its own
beyond what :func:`meeting_for` fetched."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.deliberation import policy, rules
from hehuo.deliberation.models import Answer, Decision, Draft, Invitation, Meeting, Voice
from hehuo.deliberation.rules import Outcome, Result, Rule, Stance, State, Tally
from hehuo.ground.access import Viewer

from .meetings import present
from .people import invitee_name

#: The colour class of each part of the bar; silence has none.
_TONES = {Stance.FOR: "ok", Stance.AGAINST: "bad", Stance.ABSTAIN: "plain", Stance.ASIDE: "warn"}
SILENT = pgettext_lazy("stance", "Silent so far")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar of voices."""

    label: Promise
    tone: str
    count: int
    #: Where it begins and how wide it is, of 100.
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Guest:
    """One invitation as the page shows it to one viewer."""

    invitation: Invitation
    name: str
    mine: bool
    speaks: bool
    #: Answer, or once the roll was called, whether she is there: (tone, words).
    state: tuple[str, Promise]

    @property
    def there(self) -> bool:
        """Whether she is present with a voice."""
        return bool(self.invitation.attended and self.invitation.voice)


@dataclass(frozen=True, slots=True)
class Card:
    """One decision: a conversation with an outcome."""

    decision: Decision
    rule: Rule
    tally: Tally
    #: What it would be if it were settled now, or what it was.
    outcome: Outcome
    parts: list[Part]
    voices: list[tuple[Voice, str, str]]
    #: My voices that may speak now, each with what it said.
    asked: list[tuple[Guest, Voice | None]]

    @property
    def open(self) -> bool:
        """Whether voices may still change."""
        return self.decision.state == Result.OPEN

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {Result.ADOPTED: "ok", Result.REJECTED: "bad"}.get(Result(self.decision.state), "hot")


def guests(viewer: Viewer, meeting: Meeting) -> list[Guest]:
    """Everybody invited, in the order of the invitations."""
    return [
        Guest(
            invitation,
            invitee_name(invitation),
            policy.belongs(viewer, invitation),
            policy.speaks(viewer, invitation),
            _state(invitation),
        )
        for invitation in meeting.invitations.all()
    ]


def _state(invitation: Invitation) -> tuple[str, Promise]:
    if invitation.attended is not None:
        if invitation.attended:
            return "ok", pgettext_lazy("roll", "Present")
        return ("plain", _("Excused")) if invitation.answer == Answer.DECLINED else ("warn", _("Not there"))
    tones = {Answer.ACCEPTED.value: "ok", Answer.DECLINED.value: "plain", Answer.PENDING.value: "warn"}
    return tones[invitation.answer], Answer(invitation.answer).label


def cards(meeting: Meeting, everybody: list[Guest]) -> list[Card]:
    """The decisions of the meeting in order."""
    there = present(meeting)
    return [_card(decision, meeting, there, everybody) for decision in meeting.decisions.all()]


def _card(decision: Decision, meeting: Meeting, there: set[str], everybody: list[Guest]) -> Card:
    voices = list(decision.voices.all())
    settled = decision.present is not None
    counted = [voice.stance for voice in voices if settled or voice.unit in there]
    tally = Tally.of(counted, len(there) if decision.present is None else decision.present)
    said = {voice.unit: voice for voice in voices}
    speaking = decision.state == Result.OPEN and meeting.state in (State.OPEN, State.HELD)
    return Card(
        decision,
        Rule(decision.rule),
        tally,
        rules.decide(decision.rule, tally),
        _parts(tally),
        [(voice, invitee_name(voice.invitation), _TONES[Stance(voice.stance)]) for voice in voices],
        [
            (guest, said.get(guest.invitation.unit))
            for guest in everybody
            if speaking and guest.speaks and guest.there and _free(guest.invitation, said)
        ],
    )


def _free(invitation: Invitation, said: dict[str, Voice]) -> bool:
    """Whether the seat has not spoken through another of its parties."""
    return invitation.unit not in said or said[invitation.unit].invitation_id == invitation.pk


def _parts(tally: Tally) -> list[Part]:
    counts = [
        (Stance.FOR.label, "ok", tally.favour),
        (Stance.ASIDE.label, "warn", tally.aside),
        (Stance.ABSTAIN.label, "plain", tally.abstain),
        (Stance.AGAINST.label, "bad", tally.against),
        (SILENT, "silent", tally.silent),
    ]
    whole = sum(count for _label, _tone, count in counts) or 1
    parts, x = [], 0.0
    for label, tone, count in counts:
        if count:
            parts.append(Part(label, tone, count, round(x, 2), round(100 * count / whole, 2)))
            x += 100 * count / whole
    return parts


def version_of(meeting: Meeting, text: str, otherwise: int) -> int:
    """The newest version of the minutes that reads ``text``, so that a writer goes on from what she sent."""
    found = Draft.objects.filter(meeting=meeting, text=text).order_by("-version").values_list("version", flat=True)
    return found.first() or otherwise


def may_do(viewer: Viewer, meeting: Meeting) -> set[str]:
    """The moves that she may make now, by name."""
    standings = policy.standings(viewer, meeting)
    return {move for move in rules.EDGES if rules.refusal(move, meeting.stage, standings) is None}
