"""Watches as they stand in the register: route, watchers, rounds, looks, findings, and how each watch went on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .rules.states import ACTIVE, State


class Watch(models.Model):
    """One place that is looked at every day until it stays clear (盯守). ``needs`` is how many clear days in a row the
    policy asked for when it was set up. Rounds are planned until it is settled or ended."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, db_collation="C")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in State], default=State.RUNNING)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    slots = ArrayField(models.CharField(max_length=5))
    starts_on = models.DateField()
    needs = models.PositiveSmallIntegerField()
    set_up_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="watches_state"),
            models.CheckConstraint(condition=Q(needs__range=(1, 60)), name="watches_needs"),
            models.CheckConstraint(condition=Q(slots__len__gt=0), name="watches_has_slots"),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False), name="watches_settled_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="watches_ended_is_dated",
            ),
            models.UniqueConstraint(
                fields=["partnership", "title"], condition=~Q(state="ended"), name="watches_one_of_a_title"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="watches_by_place"),
            models.Index(fields=["organisation", "state"], name="watches_by_organisation"),
            models.Index(
                fields=["starts_on"], condition=Q(state__in=sorted(s.value for s in ACTIVE)), name="watches_active"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The watch's name in the journal and in files."""
        return f"watch:{self.pk}"

    @property
    def state_is(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def active(self) -> bool:
        """Whether rounds are planned."""
        return self.state_is in ACTIVE


class Point(models.Model):
    """One stop of the route, in order (电梯口, 6 层东侧 …)."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="points")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "name"], name="watches_point_once"),
            models.UniqueConstraint(fields=["watch", "position"], name="watches_point_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Watcher(models.Model):
    """Somebody who looks along: a person or organisation of ours who makes rounds too, or a neighbour who supervises
    by a secret link, her name sealed. Only a fingerprint of the secret is kept."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("watcher", "Person")
        ORGANISATION = "organisation", pgettext_lazy("watcher", "Organisation")
        NEIGHBOUR = "neighbour", pgettext_lazy("watcher", "Neighbour")

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="watchers")
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(null=True)
    secret = models.BinaryField(max_length=32, null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, organisation__isnull=True, secret__isnull=True)
                | Q(kind="organisation", person__isnull=True, organisation__isnull=False, secret__isnull=True)
                | Q(kind="neighbour", person__isnull=True, organisation__isnull=True, secret__isnull=False),
                name="watches_watcher_is_one",
            ),
            models.UniqueConstraint(
                fields=["watch", "person"], condition=Q(removed_at__isnull=True), name="watches_person_once"
            ),
            models.UniqueConstraint(
                fields=["watch", "organisation"], condition=Q(removed_at__isnull=True), name="watches_organisation_once"
            ),
            models.UniqueConstraint(fields=["secret"], name="watches_secret_once"),
        ]


class RoundState(models.TextChoices):
    """What is on record of a round; whether a planned one is missed by now, the rules derive from its time."""

    PLANNED = "planned", pgettext_lazy("round", "To do")
    DONE = "done", pgettext_lazy("round", "Done")
    MISSED = "missed", pgettext_lazy("round", "Missed")


class Round(models.Model):
    """One walk along the route. ``slot`` is the schedule's time; empty for a round that nobody planned.

    ``done_at`` is when it was made, ``recorded_at`` when that was entered (later where offline or on paper).
    """

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="rounds")
    day = models.DateField()
    slot = models.CharField(max_length=5, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.PLANNED)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "day", "slot"], condition=~Q(slot=""), name="watches_round_once"),
            models.UniqueConstraint(
                fields=["watch"], condition=Q(slot="", state="planned"), name="watches_one_open_extra_round"
            ),
            models.CheckConstraint(condition=Q(state__in=["planned", "done", "missed"]), name="watches_round_state"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, recorded_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True, recorded_at__isnull=True)),
                name="watches_round_done_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="watches_rounds_to_do"),
            models.Index(fields=["watch", "day"], name="watches_rounds_of_day"),
        ]

    @property
    def subject(self) -> str:
        """The round's name in the journal and in files."""
        return f"round:{self.pk}"

    @property
    def planned(self) -> bool:
        """Whether the schedule asked for it."""
        return self.slot != ""


class Look(models.Model):
    """What was seen at one point on one round: clear or not."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="looks")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    clear = models.BooleanField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "point"], name="watches_look_once")]


class Told(models.TextChoices):
    """How the owner heard of it."""

    IN_PERSON = "in_person", pgettext_lazy("told", "In person")
    PHONE = "phone", pgettext_lazy("told", "By telephone")
    MESSAGE = "message", pgettext_lazy("told", "By message")
    NOTE = "note", pgettext_lazy("told", "Note at the door")


class FindingState(models.TextChoices):
    """What became of it."""

    OPEN = "open", pgettext_lazy("finding", "Owner not told yet")
    TOLD = "told", pgettext_lazy("finding", "Owner told")
    CLEARED = "cleared", pgettext_lazy("finding", "Cleared by the owner")
    MOVED = "moved", pgettext_lazy("finding", "Moved to storage")
    REPORTED = "reported", pgettext_lazy("finding", "Reported to the authority")
    DISMISSED = "dismissed", pgettext_lazy("finding", "Nothing was there")


#: Somebody still has to do something about these.
UNSETTLED = (FindingState.OPEN, FindingState.TOLD)


class Finding(models.Model):
    """Something stood at a point (发现). ``item`` is its number in custody; a neighbour's report gets one once staff
    have looked. ``deadline`` is the end of the owner's time (当日清理期限)."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="findings")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="findings")
    watcher = models.ForeignKey(Watcher, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("custody.Item", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    day = models.DateField()
    found_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=10, choices=Told, blank=True)
    deadline = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reported_to = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item"], name="watches_finding_of_item"),
            models.CheckConstraint(condition=Q(state__in=list(FindingState.values)), name="watches_finding_state"),
            models.CheckConstraint(condition=~Q(state="told") | Q(told_at__isnull=False), name="watches_told_is_dated"),
            models.CheckConstraint(
                condition=~Q(state="moved") | Q(told_at__isnull=False, item__isnull=False),
                name="watches_moved_was_told_and_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "told"], ended_at__isnull=True)
                | (~Q(state__in=["open", "told"]) & Q(ended_at__isnull=False)),
                name="watches_finding_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dismissed", "reported"]) | ~Q(note=""), name="watches_finding_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state__in=["open", "told"]), name="watches_to_be_cleared"),
            models.Index(fields=["watch", "day"], name="watches_findings_of_day"),
        ]

    @property
    def subject(self) -> str:
        """The finding's name in the journal and in files."""
        return f"finding:{self.pk}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in UNSETTLED


class Sighting(models.Model):
    """A neighbour saw a point by herself: clear, or ``finding`` says what stood there."""

    watcher = models.ForeignKey(Watcher, on_delete=models.PROTECT, related_name="sightings")
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    clear = models.BooleanField()
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(clear=True, finding__isnull=True) | Q(clear=False, finding__isnull=False),
                name="watches_sighting_names_finding",
            ),
        ]


class Witness(models.Model):
    """A neighbour confirms that a round was made as recorded, or says that it was not (见证)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="witnesses")
    watcher = models.ForeignKey(Watcher, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "watcher"], name="watches_witness_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(text=""), name="watches_doubt_says_why"),
        ]


class Turn(models.Model):
    """One turn in the course of a watch, kept for ever: settlement proposed, withdrawn, settled, relapsed, ended."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", _("Settlement was proposed")
        WITHDRAWN = "withdrawn", _("The proposal was withdrawn")
        SETTLED = "settled", _("Settled")
        RELAPSED = "relapsed", _("Relapsed")
        ENDED = "ended", pgettext_lazy("turn", "Ended")

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    streak = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]
