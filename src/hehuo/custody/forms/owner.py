"""What owners fill in or sign: consent, agreement, fetching, and their own page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.custody.rules import Disposal
from hehuo.ground.forms import SignatureField, offer
from hehuo.ground.text import clean
from hehuo.places.forms import PlaceField

from .fields import DayInput, KeyedForm, MomentField, WordsField, authority_field, days_ahead


class ConsentForm(KeyedForm):
    """The owner's consent to a list of things."""

    signer_name = forms.CharField(label=_("Name of who signs"), max_length=60)
    authority = authority_field()
    destination = forms.ChoiceField(label=_("Carried to"))
    storage_until = forms.DateField(label=_("Kept until"), widget=DayInput())
    authority_paper = forms.CharField(
        label=_("Family: where is the authority in writing?"),
        max_length=200,
        required=False,
        help_text=_("Its date and where it lies; not needed when the owner herself signs."),
    )
    signature = SignatureField(label=pgettext_lazy("custody", "Signature"))

    def __init__(self, *args: Any, storages: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "destination", [(place.pk, place.name) for place in storages])
        self.initial.setdefault("storage_until", days_ahead(30))
        self.initial.setdefault("authority", "owner")

    @property
    def before(self) -> list[forms.BoundField]:
        """The fields above the words that are read out."""
        return [field for field in self.visible_fields() if field.name != "signature"]


class AgreementForm(ConsentForm):
    """The watch agreement."""

    place = PlaceField(label=pgettext_lazy("custody", "Which building?"))
    point = forms.CharField(
        label=_("Which stretch is meant?"),
        max_length=400,
        help_text=_("The points of the round; several with 、 between them."),
    )
    owner_name = forms.CharField(label=pgettext_lazy("custody", "Owner"), max_length=60)
    from_ = forms.DateField(label=pgettext_lazy("custody", "From"), widget=DayInput())
    to = forms.DateField(label=pgettext_lazy("custody", "To"), widget=DayInput())
    storage_days = forms.IntegerField(label=_("Each thing is kept for (days)"), min_value=1, max_value=730, initial=30)
    field_order = (
        "place", "point", "owner_name", "from_", "to", "destination", "storage_days", "signer_name", "authority",
        "authority_paper", "signature",
    )  # fmt: skip

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["storage_until"]
        self.fields["destination"].label = pgettext_lazy("custody", "Storage place")
        self.initial.setdefault("from_", days_ahead(0))
        self.initial.setdefault("to", days_ahead(30))
        if fixed:
            del self.fields["place"]


class ClaimForm(KeyedForm):
    """Somebody fetches things and signs."""

    claimant_name = forms.CharField(label=_("Who fetches?"), max_length=60)
    note = WordsField(
        label=_("Remarks: anything damaged or missing, how she showed that they are hers"),
        required=False,
        rows=2,
        max_length=900,
        help_text=_("A key, a photo, a neighbour who knows. Copy no identity numbers."),
    )
    signature = SignatureField(label=_("Signature of who fetches"))


class ReleaseForm(KeyedForm):
    """A thing goes back, say because an objection was right."""

    to_name = forms.CharField(label=_("To whom?"), max_length=60)
    note = WordsField(label=pgettext_lazy("custody", "Why?"), required=False, max_length=900)


class DisposeForm(KeyedForm):
    """The end of a thing that nobody wants: only with the owner's word or a lawful procedure, and with two people."""

    how = forms.ChoiceField(
        label=_("What becomes of it?"), choices=[(one.value, one.label) for one in Disposal], widget=forms.RadioSelect
    )
    second = forms.ChoiceField(label=_("Second person who signs"))
    reason = WordsField(
        label=_("On what ground?"), max_length=900, help_text=_("The owner's word, or the decision with its number.")
    )
    owners_word = SignatureField(label=_("The owner's word, signed"), required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "second", people)


class LookUpForm(forms.Form):
    """Number and secret from the owner's paper."""

    number = forms.CharField(
        label=pgettext_lazy("custody", "Number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=pgettext_lazy("custody", "Secret"),
        max_length=40,
        help_text=_("Ten letters and digits, on your copy of the inventory or the agreement."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """As it is written on the paper, whatever was typed around it."""
        return clean(self.cleaned_data["number"])


class FetchForm(KeyedForm):
    """When she would like to come."""

    at = MomentField(label=pgettext_lazy("custody", "Day and time"))
    help_wanted = forms.BooleanField(label=_("I need a hand with carrying"), required=False)


class OwnObjectionForm(KeyedForm):
    """She does not want it."""

    text = WordsField(label=_("Would you like to say why? You need not."), required=False, rows=2)


class SignForm(forms.Form):
    """The signature under a paper that was waiting for it."""

    signature = SignatureField(label=pgettext_lazy("custody", "Signature"))
