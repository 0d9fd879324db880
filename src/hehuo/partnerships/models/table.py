"""A table of partners: the partnership, its cases, who sits there and what each owes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.seats import Seat
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name
from hehuo.partnerships.rules import Force, Level, Origin, Stage, Standing

SEATS = [(seat.value, seat.label) for seat in Seat]
STAGES = [(stage.value, stage.label) for stage in Stage]


class PublicState(models.TextChoices):
    """How far the public wording is: one writes, another reviews."""

    UNWRITTEN = "unwritten", _("Nothing written for the public yet")
    WRITTEN = "written", _("Waits for review by a second person")
    PUBLISHED = "published", _("On the public page")
    WITHHELD = "withheld", _("Kept off the public page")


class Partnership(models.Model):
    """One table of partners (合伙) on hard cases, a place or a theme.

    ``round`` counts how often the problem was taken up; ``round_at`` is when that was. ``stage`` is a projection of
    the passages. ``settled_at`` ends it, and frees its cases.
    """

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C")
    level = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Level])
    origin = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Origin])
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    theme = models.CharField(max_length=120, blank=True)
    category = models.ForeignKey("matters.Category", null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=STAGES, default=Stage.OPENING)
    round = models.PositiveSmallIntegerField(default=1)
    round_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()
    promised_on = models.DateField(null=True)
    charter_day = models.DateField()
    lead = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: The seats that the charter names lead or carry out, and backbone and organiser: who must sit down.
    demanded = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    #: Nobody in particular is concerned (a broken lamp): recorded with a reason, so that nobody is forgotten.
    nobody_concerned = models.CharField(max_length=500, blank=True)
    lessons = models.TextField(blank=True)
    thanks = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    dissolved_reason = models.CharField(max_length=1000, blank=True)
    public_state = models.CharField(max_length=10, choices=PublicState, default=PublicState.UNWRITTEN)
    public_title = models.CharField(max_length=120, blank=True)
    public_text = models.TextField(blank=True)
    public_result = models.TextField(blank=True)
    public_thanks = models.TextField(blank=True)
    public_checks = models.JSONField(default=list, blank=True)
    written_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="partnerships_stage"),
            models.CheckConstraint(condition=Q(level__in=[one.value for one in Level]), name="partnerships_level"),
            models.CheckConstraint(condition=Q(origin__in=[one.value for one in Origin]), name="partnerships_origin"),
            models.CheckConstraint(
                condition=Q(stage__in=["settled", "reviewed", "dissolved"], settled_at__isnull=False)
                | (~Q(stage__in=["settled", "reviewed", "dissolved"]) & Q(settled_at__isnull=True)),
                name="partnerships_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(stage="dissolved") | ~Q(dissolved_reason=""), name="partnerships_dissolved_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(stage="reviewed") | (~Q(lessons="") & ~Q(thanks="")), name="partnerships_reviewed_in_words"
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | ~Q(urgent_reason=""), name="partnerships_urgent_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(public_state="published")
                | (~Q(public_title="") & ~Q(public_text="") & Q(published_at__isnull=False)),
                name="partnerships_published_was_written",
            ),
            models.CheckConstraint(
                condition=~Q(public_state="published")
                | Q(written_by__isnull=True)
                | Q(reviewed_by__isnull=False) & ~Q(reviewed_by=models.F("written_by")),
                name="partnerships_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-opened_at"], name="partnerships_by_place"),
            models.Index(
                fields=["place", "-published_at"],
                condition=Q(public_state="published"),
                name="partnerships_public_by_place",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal, in files, in meetings and in holds."""
        return f"partnership:{self.pk}"

    @property
    def stage_is(self) -> Stage:
        """The stage as the rules know it."""
        return Stage(self.stage)


class PartnershipCase(models.Model):
    """A case that this table works on; a case is on one open table at a time."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="case_links")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "case"], name="partnerships_case_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at__isnull=True), name="partnerships_one_table_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}:{self.case_id}"


class MemberState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("member", "Invited")
    ACCEPTED = "accepted", pgettext_lazy("member", "Accepted")
    DECLINED = "declined", pgettext_lazy("member", "Declined")
    LEFT = "left", pgettext_lazy("member", "Left")


class Member(models.Model):
    """Somebody at the table: an organisation on a seat or beside the seats, a person of the house, or a resident
    whose name is sealed and who acts through a link (``secret`` keeps its fingerprint only).

    ``delegate`` speaks for an organisation, ``substitute`` when the delegate cannot. A person concerned says with
    ``family_agreed`` whether the family may be told; ``heard`` is what they said.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="members")
    standing = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Standing])
    seat = models.CharField(max_length=20, choices=SEATS, blank=True)
    force = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Force])
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(null=True)
    name_digest = models.BinaryField(max_length=32, null=True)
    secret = models.BinaryField(max_length=32, null=True, unique=True)
    delegate = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=MemberState, default=MemberState.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.CharField(max_length=500, blank=True)
    family_agreed = models.BooleanField(null=True)
    heard_at = models.DateTimeField(null=True)
    heard = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True, name__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False, name__isnull=True)
                | Q(organisation__isnull=True, person__isnull=True, name__isnull=False, name_digest__isnull=False),
                name="partnerships_member_is_one",
            ),
            models.CheckConstraint(
                condition=Q(standing="seat") & ~Q(seat="") | ~Q(standing="seat") & Q(seat=""),
                name="partnerships_seat_by_standing",
            ),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at__isnull=True)
                | ~Q(state="invited") & Q(answered_at__isnull=False),
                name="partnerships_answer_is_dated",
            ),
            models.UniqueConstraint(fields=["partnership", "seat", "organisation"], name="partnerships_seated_once"),
            models.UniqueConstraint(fields=["partnership", "person"], name="partnerships_person_once"),
            models.UniqueConstraint(
                fields=["partnership", "standing", "name_digest"], name="partnerships_resident_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="partnerships_by_organisation"),
            models.Index(fields=["person"], name="partnerships_by_person"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def standing_is(self) -> Standing:
        """The standing as the rules know it."""
        return Standing(self.standing)

    @property
    def shown(self) -> str:
        """What pages call it: an organisation's or person's name; a resident's masked one (张**)."""
        if self.organisation is not None:
            return str(self.organisation)
        if self.person is not None:
            return str(self.person)
        try:
            return mask_name(open_sealed(bytes(self.name or b"")))
        except Unreadable:
            return "**"

    @property
    def sealed(self) -> bool:
        """Whether this is a resident without an account."""
        return self.name is not None


class MemberDuty(models.Model):
    """What a seat owes, copied from the charter on the day of opening, with the clause that says so: one row per
    member that holds it, one without a member where nobody does. ``position`` names the duty within the table."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="duties")
    seat = models.CharField(max_length=20, choices=SEATS)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="duties")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    condition = models.CharField(max_length=200, blank=True)
    clause_number = models.PositiveIntegerField()
    clause_title = models.CharField(max_length=80, blank=True)
    charter_title = models.CharField(max_length=120)
    charter_place = models.CharField(max_length=80, db_collation="C")
    url = models.CharField(max_length=200)
    within_minutes = models.PositiveIntegerField(null=True)
    within_working_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name_plural = "member duties"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "position", "member"], name="partnerships_duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.clause_number}"


class Gap(models.Model):
    """What the charter could not answer on the day of opening, in the words of the resolution (named, never hidden)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="gaps")
    seat = models.CharField(max_length=20, choices=SEATS, blank=True)
    text = models.CharField(max_length=500)
    conflict = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.text


class Passage(models.Model):
    """One step of the way: forward through a gate, back because the problem came back or an action was broken off, or
    out."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("passage", "Opened")
        ADVANCED = "advanced", pgettext_lazy("passage", "Advanced")
        RELAPSED = "relapsed", pgettext_lazy("passage", "Came back")
        SET_BACK = "set_back", pgettext_lazy("passage", "Set back")
        DISSOLVED = "dissolved", pgettext_lazy("passage", "Dissolved")

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="passages")
    kind = models.CharField(max_length=10, choices=Kind)
    stage_from = models.CharField(max_length=12, choices=STAGES, blank=True)
    stage_to = models.CharField(max_length=12, choices=STAGES)
    round = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["dissolved", "relapsed"]) | ~Q(reason=""), name="partnerships_back_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["partnership", "stage_to", "round"],
                condition=Q(kind="advanced"),
                name="partnerships_passed_once",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "happened_at"], name="partnerships_way")]

    def __str__(self) -> str:
        return f"{self.stage_from}→{self.stage_to}"
