"""Meetings as they are kept: who was called, who came, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.seats import Seat

from .rules import Result, Rule, Stance, State

_SEATS = [(seat.value, seat.label) for seat in Seat]
STATES = [(state.value, state.label) for state in State]
RULES = [(rule.value, rule.label) for rule in Rule]
STANCES = [(stance.value, stance.label) for stance in Stance]
RESULTS = [(result.value, result.label) for result in Result]


def _known(column: str, choices: Sequence[tuple[str, object]], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{column}__in": [value for value, _label in choices]}), name=name)


class Meeting(models.Model):
    """People called together about one ``subject`` (``"partnership:12"``; empty: the affairs of the place)."""

    subject = models.CharField(max_length=60, blank=True, db_index=True)
    place = models.CharField(max_length=80, db_collation="C", db_index=True)
    title = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    where = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.PLANNED.value)
    convener = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: How many voices must be present to decide.
    quorum = models.PositiveSmallIntegerField()
    #: Counts every change of time and place; calendars ask for it (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    called_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    #: The minutes and how often they were saved; ``version`` is what a writer read before writing.
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    minutes_due_at = models.DateTimeField(null=True)
    minutes_agreed_at = models.DateTimeField(null=True)
    public_text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    invitations: models.Manager[Invitation]
    agenda: models.Manager[AgendaItem]
    decisions: models.Manager[Decision]
    drafts: models.Manager[Draft]

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            _known("state", STATES, "meeting_known_state"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="meeting_some_quorum"),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED.value) | ~Q(reason=""), name="meeting_cancelled_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.MINUTED.value, State.PUBLISHED.value])
                | (Q(minutes_agreed_at__isnull=False, held_at__isnull=False) & ~Q(text="")),
                name="meeting_minutes_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published_at__isnull=False)
                | (~Q(state=State.PUBLISHED.value) & Q(published_at__isnull=True)),
                name="meeting_published_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """Its subject for journal and files."""
        return f"meeting:{self.pk}"

    @property
    def stage(self) -> State:
        """The state as the rules know it."""
        return State(self.state)


class AgendaItem(models.Model):
    """One thing to talk about, in its order."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="meeting_one_item_per_position")]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class Answer(models.TextChoices):
    """What somebody answered to an invitation."""

    PENDING = "pending", pgettext_lazy("invitation", "No answer yet")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Comes")
    DECLINED = "declined", pgettext_lazy("invitation", "Cannot come")


class Invitation(models.Model):
    """Somebody called to a meeting: an organisation (through its delegate), a person, or a name that lies sealed.

    ``voice``: whether she has a say. Invitations on one seat share that seat's one voice (3-domain §3.3).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    seat = models.CharField(max_length=20, choices=_SEATS, blank=True)
    voice = models.BooleanField(default=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.PENDING)
    reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    delegate = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField(null=True)
    #: The version of the minutes to which she agreed or objected, and the objection.
    minutes_version = models.PositiveIntegerField(null=True)
    objection = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            _known("seat", [("", ""), *_SEATS], "meeting_invitation_known_seat"),
            _known("answer", list(Answer.choices), "meeting_invitation_known_answer"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True, sealed__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False, sealed__isnull=True)
                | Q(organisation__isnull=True, person__isnull=True, sealed__isnull=False),
                name="meeting_invitation_of_one",
            ),
            models.CheckConstraint(
                condition=Q(delegate__isnull=True) | Q(organisation__isnull=False), name="meeting_delegate_of_some"
            ),
            models.UniqueConstraint(fields=["meeting", "organisation", "seat"], name="meeting_organisation_once"),
            models.UniqueConstraint(fields=["meeting", "person"], name="meeting_person_once"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def unit(self) -> str:
        """The voice it belongs to: its seat's, or its own."""
        return self.seat or f"i{self.pk}"


class Decision(models.Model):
    """A proposal put to a meeting and what became of it. It binds the parties present and nobody else's rights."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    rule = models.CharField(max_length=10, choices=RULES)
    state = models.CharField(max_length=10, choices=RESULTS, default=Result.OPEN.value)
    proposed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    #: How many voices were there when it was settled.
    present = models.PositiveSmallIntegerField(null=True)

    voices: models.Manager[Voice]

    class Meta:
        ordering = ["pk"]
        constraints = [
            _known("rule", RULES, "meeting_decision_known_rule"),
            _known("state", RESULTS, "meeting_decision_known_state"),
            models.CheckConstraint(
                condition=Q(state=Result.OPEN.value, settled_at__isnull=True, present__isnull=True)
                | (~Q(state=Result.OPEN.value) & Q(settled_at__isnull=False, present__isnull=False)),
                name="meeting_decision_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Voice(models.Model):
    """What one voice said to a proposal, through whom; ``raised``: a hand in the room that the keeper wrote down."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="voices")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="+")
    #: :attr:`Invitation.unit`, so that a seat speaks once.
    unit = models.CharField(max_length=24)
    stance = models.CharField(max_length=10, choices=STANCES)
    reason = models.TextField(blank=True)
    raised = models.BooleanField(default=False)
    given_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            _known("stance", STANCES, "meeting_voice_known_stance"),
            models.UniqueConstraint(
                fields=["decision", "unit"],
                name="meeting_one_voice_per_seat",
                violation_error_message=_("This seat has spoken already."),
            ),
            models.CheckConstraint(
                condition=~Q(stance=Stance.AGAINST.value) | ~Q(reason=""), name="meeting_objection_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}:{self.stance}"


class Draft(models.Model):
    """The minutes as somebody once saved them: what the next writer's text is compared with."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="meeting_one_draft_per_version")]

    def __str__(self) -> str:
        return f"{self.meeting_id}v{self.version}"


class Feed(models.Model):
    """The calendar address of one person; raising ``number`` makes the old address worthless."""

    person = models.OneToOneField("parties.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.person_id}.{self.number}"
