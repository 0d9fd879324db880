"""The forms of the square, each one screen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.forms import PhotosField, offer
from hehuo.ground.text import clean


class What(forms.Form):
    """Screen 1: what happened, with photos. ``website`` is a trap for programs: people neither see nor fill it."""

    text = forms.CharField(
        label=_("What is the matter?"),
        help_text=_(
            "In your own words, as you would tell a neighbour. Please leave out names, flat and phone numbers."
        ),
        min_length=4,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Tell us in a few words what is the matter."),
            "min_length": _("A few more words, please, so that we understand it."),
        },
    )
    photos = PhotosField(
        label=pgettext_lazy("square", "Photos"),
        help_text=_("A photo often says it all. Hidden data in it is removed."),
        required=False,
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Without control characters and reversed text."""
        return clean(self.cleaned_data["text"])


class Where(forms.Form):
    """Screen 2: the place, by list, by words or by a point."""

    community = forms.ChoiceField(label=_("Which community?"), required=False)
    address = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("Estate, building, entrance or a landmark. No flat number is needed."),
        max_length=200,
        required=False,
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    system = forms.ChoiceField(
        required=False, choices=[("wgs84", "WGS-84"), ("gcj02", "GCJ-02")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, communities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "community", [("", _("Choose …")), *communities])
        # The list, the words or the point: one of them is needed, so "(optional)" would mislead.
        self.fields["community"].optional_note = False  # type: ignore[attr-defined]
        self.fields["address"].widget.attrs.update({"list": "buildings", "autocomplete": "off"})


class Kind(forms.Form):
    """Screen 3: what it is about and what she wants; both may stay open."""

    category = forms.CharField(required=False, max_length=20)
    kind = forms.ChoiceField(label=_("What would you like?"), widget=forms.RadioSelect(attrs={"class": "compact"}))

    def __init__(self, *args: Any, kinds: list[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds)


class Who(forms.Form):
    """Screen 4: how to reach her, if she wants to be reached."""

    name = forms.CharField(
        label=_("How may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=pgettext_lazy("square", "Telephone"),
        help_text=_(
            "For questions and for the call-back. Only those who handle this case see it, and each look is recorded."
        ),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    hidden = forms.BooleanField(label=_("Keep me secret: not even my masked name goes to other units"), required=False)


class Lookup(forms.Form):
    """Number and secret from the receipt."""

    number = forms.CharField(
        label=pgettext_lazy("square", "Number"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=pgettext_lazy("receipt", "Secret"),
        help_text=_("Ten letters and digits, on the receipt below the number."),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class Help(forms.Form):
    """An offer to help with an open call. ``website`` is a trap for programs."""

    name = forms.CharField(
        label=_("How may we call you?"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_("Telephone or e-mail. It is kept sealed."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    text = forms.CharField(
        label=_("How can you help, and when?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Without control characters and reversed text."""
        return clean(self.cleaned_data["text"])


class More(forms.Form):
    """Something she wants to add."""

    text = forms.CharField(
        label=_("What would you like to add?"), max_length=2000, min_length=2, widget=forms.Textarea(attrs={"rows": 3})
    )


class Rating(forms.Form):
    """Her own answer to the call-back."""

    solved = forms.ChoiceField(label=_("Is it solved?"), widget=forms.RadioSelect(attrs={"class": "compact"}))
    satisfied = forms.ChoiceField(
        label=_("Are you content with how it was done?"),
        widget=forms.RadioSelect(attrs={"class": "compact"}),
        required=False,
    )
    words_said = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, solved: list[tuple[str, object]], satisfied: list[tuple[str, object]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("solved", solved), ("satisfied", satisfied)):
            offer(self, name, choices)
