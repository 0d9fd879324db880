from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from hehuo.custody.rules import FINAL, PROCEDURES, Basis, Disposal, State

_C = sorted(one.value for one in PROCEDURES)
_FINAL = sorted(one.value for one in FINAL)
_NO_GROUND = {"consent__isnull": True, "agreement__isnull": True, "notice__isnull": True, "proceeding__isnull": True}


def _ground(**there: bool) -> Q:
    """Exactly these of the four grounds are there."""
    return Q(**{**_NO_GROUND, **there})


class Inventory(models.Model):
    """One list (物品清单): what stands at one point, found by one visit. The owner's name is sealed; ``owner_mark``
    tells whether two owners are the same and nothing else. ``secret`` (HMAC) opens the owner's page."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    place = models.CharField(max_length=80, db_collation="C")
    point = models.CharField(max_length=200)
    day = models.DateField()
    partnership = models.ForeignKey("partnerships.Partnership", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey("actions.Action", null=True, on_delete=models.PROTECT, related_name="+")
    watch = models.CharField(max_length=60, blank=True, db_collation="C")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    owner_name = models.BinaryField(null=True)
    owner_mark = models.BinaryField(max_length=32, default=b"")
    secret = models.BinaryField(max_length=32)
    opened_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_name__isnull=True, owner_mark=b"")
                | (Q(owner_name__isnull=False) & ~Q(owner_mark=b"")),
                name="custody_owner_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-happened_at"], name="custody_inventory_by_place"),
            models.Index(fields=["partnership"], name="custody_inventory_of_table"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal."""
        return f"inventory:{self.pk}"


class ItemCounter(models.Model):
    """The last serial given out per short and day; only ever counts up (a trigger holds it)."""

    short = models.CharField(max_length=12, db_collation="C")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["short", "day"], name="custody_one_counter_per_day")]

    def __str__(self) -> str:
        return f"{self.short} {self.day}: {self.last}"


class Item(models.Model):
    """One numbered thing: a row of the inventory (3-domain §3.4). The database itself holds that what has left its
    place has a basis, that basis' own paper, and a moment; that numbers are unique, and that rows are never deleted."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="items")
    number = models.CharField(max_length=32, unique=True, db_collation="C")
    short = models.CharField(max_length=12, db_collation="C")
    day = models.DateField()
    serial = models.PositiveIntegerField()
    place = models.CharField(max_length=80, db_collation="C")
    point = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=1)
    condition = models.CharField(max_length=500, blank=True)
    perishable = models.BooleanField(default=False)
    parcel = models.BooleanField(default=False)
    opened = models.BooleanField(default=False)
    waybill_named = models.BooleanField(default=False)
    waybill_redacted = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.label) for one in State], default=State.NUMBERED.value
    )
    numbered_at = models.DateTimeField()
    numbered_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    basis = models.CharField(max_length=2, blank=True, choices=[(one.value, one.label) for one in Basis])
    consent = models.ForeignKey("custody.Consent", null=True, on_delete=models.PROTECT, related_name="moved_items")
    agreement = models.ForeignKey(
        "custody.WatchAgreement", null=True, on_delete=models.PROTECT, related_name="moved_items"
    )
    notice = models.ForeignKey("custody.Notice", null=True, on_delete=models.PROTECT, related_name="moved_items")
    proceeding = models.ForeignKey(
        "custody.Proceeding", null=True, on_delete=models.PROTECT, related_name="moved_items"
    )
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    handlers = models.ManyToManyField("parties.Person", related_name="+", blank=True)
    witness = models.BinaryField(null=True)
    storage = models.ForeignKey("custody.StoragePlace", null=True, on_delete=models.PROTECT, related_name="items")
    stored_at = models.DateTimeField(null=True)
    return_by = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.BinaryField(null=True)
    disposal = models.CharField(max_length=12, blank=True, choices=[(one.value, one.label) for one in Disposal])
    second = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["short", "day", "serial"], name="custody_number_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(serial__gt=0), name="custody_counted"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="custody_state"),
            models.CheckConstraint(condition=Q(basis__in=["", *(one.value for one in Basis)]), name="custody_basis"),
            models.CheckConstraint(
                condition=Q(state="numbered", basis="", moved_at__isnull=True)
                | (~Q(state="numbered") & ~Q(basis="") & Q(moved_at__isnull=False)),
                name="custody_moved_has_basis",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["cleared", "numbered"]) & _ground())
                | (
                    ~Q(state__in=["cleared", "numbered"])
                    & (
                        (Q(basis="A") & (_ground(consent__isnull=False) | _ground(agreement__isnull=False)))
                        | (Q(basis="B") & _ground(notice__isnull=False))
                        | (Q(basis__in=_C) & _ground(proceeding__isnull=False))
                    )
                ),
                name="custody_basis_has_ground",
            ),
            models.CheckConstraint(condition=~Q(state="cleared") | Q(basis="A"), name="custody_cleared_by_owner"),
            models.CheckConstraint(
                condition=Q(moved_at__isnull=True) | Q(moved_at__gte=F("numbered_at")), name="custody_numbered_first"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["cleared", "numbered"]) | Q(storage__isnull=False), name="custody_moved_to"
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(stored_at__isnull=False, return_by__isnull=False),
                name="custody_stored_with_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_FINAL, ended_at__isnull=False)
                | (~Q(state__in=_FINAL) & Q(ended_at__isnull=True)),
                name="custody_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="disposed", second__isnull=False) & ~Q(disposal="")
                | (~Q(state="disposed") & Q(disposal="")),
                name="custody_disposed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("ended_by")), name="custody_second_is_another"
            ),
        ]
        indexes = [
            models.Index(fields=["inventory", "serial"], name="custody_items_in_order"),
            models.Index(fields=["storage"], condition=Q(state="stored"), name="custody_items_in_storage"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Its name in the journal and for its pictures."""
        return f"item:{self.pk}"

    @property
    def state_is(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def basis_is(self) -> Basis | None:
        """The basis as the rules know it; None while it stands where it was."""
        return Basis(self.basis) if self.basis else None


class Moment(models.TextChoices):
    """When a picture was taken."""

    BEFORE = "before", pgettext_lazy("picture of a thing", "Before")
    AFTER = "after", pgettext_lazy("picture of a thing", "After")


class Picture(models.Model):
    """A photo of a thing, before or after it was moved."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="pictures")
    attachment = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "attachment", "moment"], name="custody_picture_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.moment}"


class HandOver(models.Model):
    """One link of the chain: from whose hands into whose. ``position`` 1 is the removal itself."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="hand_overs")
    position = models.PositiveSmallIntegerField()
    given_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    taken_name = models.BinaryField(null=True)
    storage = models.ForeignKey("custody.StoragePlace", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="custody_chain_unbroken")]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.position}"
