"""What is filled in where things stand: opening, numbering, carrying, handing over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.forms import PhotosField, SignatureField, offer
from hehuo.ground.text import clean
from hehuo.places.forms import PlaceField

from .fields import CameraField, KeyedForm, WordsField

_PARCEL = pgettext_lazy("thing", "parcel")
#: What stands in hallways most often; one touch instead of typing.
QUICK_NAMES = [
    pgettext_lazy("thing", "cardboard box"),
    pgettext_lazy("thing", "flowerpot"),
    pgettext_lazy("thing", "shoe rack"),
    pgettext_lazy("thing", "bicycle"),
    _PARCEL,
    pgettext_lazy("thing", "cabinet"),
    pgettext_lazy("thing", "chair"),
    pgettext_lazy("thing", "bag of odds and ends"),
]


class OpenForm(KeyedForm):
    """Begin an inventory."""

    place = PlaceField(label=pgettext_lazy("custody", "Which building?"))
    point = forms.CharField(
        label=_("Where exactly do the things stand?"),
        max_length=120,
        help_text=_("For example: stairs and lift hall, 6th floor. No flat number is needed."),
    )
    owner_name = forms.CharField(
        label=_("Owner, if known"),
        max_length=60,
        required=False,
        help_text=_("Kept sealed; shown only to those who handle it."),
    )

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["place"]


class OwnerForm(forms.Form):
    """Who owns the things of a list, once it is known."""

    owner_name = forms.CharField(
        label=pgettext_lazy("custody", "Owner"),
        max_length=60,
        help_text=_("Kept sealed; shown only to those who handle it."),
    )


class NumberForm(KeyedForm):
    """One thing: photo, name, done."""

    photos = CameraField(label=pgettext_lazy("custody", "1. Photo"), required=False)
    quick = forms.ChoiceField(
        label=pgettext_lazy("custody", "2. What is it?"),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "compact"}),
    )
    name = forms.CharField(label=_("or in your own words"), max_length=60, required=False)
    quantity = forms.IntegerField(label=pgettext_lazy("custody", "Quantity"), min_value=1, max_value=999, initial=1)
    condition = forms.CharField(label=pgettext_lazy("custody", "Condition"), max_length=120, required=False)
    perishable = forms.BooleanField(label=_("It perishes (food, plants)"), required=False)
    point = forms.CharField(label=_("Floor or point, where it differs"), max_length=200, required=False)
    waybill_named = forms.BooleanField(label=_("A waybill on it names somebody"), required=False)
    waybill_redacted = forms.BooleanField(label=_("The waybill is covered now"), required=False)
    #: What the service is told.
    TOLD = (
        "name", "quantity", "condition", "perishable", "point", "photos", "parcel", "waybill_named",
        "waybill_redacted",
    )  # fmt: skip
    #: What hides behind "more".
    MORE = ("quantity", "condition", "perishable", "point", "waybill_named", "waybill_redacted")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "quick", [(str(name), name) for name in QUICK_NAMES])
        for name in ("quick", "name", "photos"):
            self.fields[name].optional_note = False  # type: ignore[attr-defined]

    @property
    def more_open(self) -> bool:
        """Whether one of the rarely needed fields has a fault to show."""
        return any(name in self.errors for name in self.MORE)

    @property
    def more(self) -> list[forms.BoundField]:
        """The rarely needed fields."""
        return [self[name] for name in self.MORE]

    def clean(self) -> dict[str, Any]:
        """One name, from the touch or from the words."""
        data = super().clean() or {}
        data["parcel"] = str(_PARCEL) in (data.get("quick"), data.get("name"))
        data["name"] = clean(data.get("name") or data.get("quick") or "")
        if not data["name"] and not self.errors:
            raise ValidationError({"quick": _("Touch what it is, or write it.")})
        return data


class DescribeForm(forms.Form):
    """What is corrected about a thing; once it has moved only its waybill and more photos."""

    name = forms.CharField(label=pgettext_lazy("custody", "What is it?"), max_length=120)
    quantity = forms.IntegerField(label=pgettext_lazy("custody", "Quantity"), min_value=1, max_value=999)
    condition = forms.CharField(label=pgettext_lazy("custody", "Condition"), max_length=500, required=False)
    waybill_named = forms.BooleanField(label=_("A waybill on it names somebody"), required=False)
    waybill_redacted = forms.BooleanField(label=_("The waybill is covered now"), required=False)
    photos = CameraField(label=_("More photos"), required=False)

    def __init__(self, *args: Any, moved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if moved:
            for name in ("name", "quantity", "condition", "waybill_named"):
                del self.fields[name]


class RemindForm(forms.Form):
    """The owner was reminded in writing."""

    how = forms.CharField(label=_("By what? (letter, message, note at the door)"), max_length=200)


class MoveForm(KeyedForm):
    """Where things are carried and who was there. Items and ground are chosen on the page itself."""

    to = forms.ChoiceField(label=_("Storage place"))
    handlers = forms.MultipleChoiceField(
        label=_("Who carries and signs?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "compact"}),
        help_text=_("An apparently abandoned thing needs two."),
    )
    witness = forms.CharField(label=pgettext_lazy("custody", "Witness"), max_length=60, required=False)
    photos = CameraField(label=_("Photo of the place after it is clear"), required=False)

    def __init__(self, *args: Any, storages: Iterable[Any], people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [(place.pk, place.name) for place in storages])
        offer(self, "handlers", people)


class ObjectionForm(KeyedForm):
    """Somebody at the door says no."""

    person_name = forms.CharField(
        label=_("Who says so? (name or “the owner”, “a family member”)"), max_length=60, required=False
    )
    text = WordsField(label=_("In her own words"), required=False, rows=2)


class SettleObjectionForm(KeyedForm):
    """Who objected takes it back: her words, her signature."""

    words_of = WordsField(label=_("In her own words"), max_length=500, rows=2)
    signature = SignatureField(label=_("Signature of who objected"))


class HandOverForm(KeyedForm):
    """A thing goes from one hand into another: to somebody with an account, or to a storage place."""

    taken_by = forms.ChoiceField(label=_("To whom"), required=False)
    taken_name = forms.CharField(label=_("or somebody without an account"), max_length=60, required=False)
    to = forms.ChoiceField(label=_("Storage place"), required=False)
    note = WordsField(label=pgettext_lazy("custody", "Remarks"), required=False, rows=2)

    def __init__(self, *args: Any, storages: Iterable[Any], people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "taken_by", [("", "—"), *people])
        offer(self, "to", [("", "—"), *((place.pk, place.name) for place in storages)])


class StoreForm(KeyedForm):
    """Things have arrived at the storage place."""

    to = forms.ChoiceField(label=_("Storage place"))
    taken_name = forms.CharField(label=_("Who takes them there?"), max_length=60, required=False)
    note = WordsField(label=pgettext_lazy("custody", "Remarks"), required=False, rows=2, max_length=500)
    photos = CameraField(label=_("Photo at the storage place"), required=False)

    def __init__(self, *args: Any, storages: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", [(place.pk, place.name) for place in storages])


class StorageForm(forms.Form):
    """A place where things are kept."""

    place = PlaceField(label=pgettext_lazy("custody", "Which building?"))
    name = forms.CharField(label=pgettext_lazy("storage", "Name"), max_length=80)
    address = forms.CharField(label=_("How to find it"), max_length=160)
    keeper = forms.ChoiceField(label=_("Who keeps the key?"))
    hours = forms.CharField(label=_("Open when?"), max_length=200)
    phone = forms.CharField(
        label=pgettext_lazy("storage", "Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    photos = PhotosField(label=pgettext_lazy("custody", "Photos"), required=False)

    def __init__(self, *args: Any, keepers: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "keeper", keepers)
