"""What people type to look into the journal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import selectors
from .events import ERASURE_REASONS


class CheckForm(forms.Form):
    """The number on a slip, or a subject."""

    q = forms.CharField(
        label=_("Number of a case"),
        help_text=_("As it stands on your receipt. No name is needed, and none is shown."),
        max_length=60,
    )


class FilterForm(forms.Form):
    """Which entries to show."""

    subject = forms.RegexField(
        r"^[\x21-\x7e]+:[\x21-\x7e]+$",
        label=_("Subject"),
        required=False,
        max_length=60,
        help_text=_("for instance case:12"),
        error_messages={"invalid": _("A subject is written like case:12.")},
    )
    name = forms.ChoiceField(label=_("What happened"), required=False)
    actor = forms.IntegerField(label=_("Person number"), required=False, min_value=1, max_value=2**62)
    place = forms.RegexField(
        r"^[0-9A-Za-z/_-]+$",
        label=_("Place code"),
        required=False,
        max_length=80,
        help_text=_("this place and everything in it"),
        error_messages={"invalid": _("A place code has digits, for instance 110108025.")},
    )
    since = forms.DateField(
        label=pgettext_lazy("day", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=pgettext_lazy("day", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("anything")), *selectors.kinds_for_choice()]


class EraseForm(forms.Form):
    """Why what an entry says is erased."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(ERASURE_REASONS.items()), widget=forms.RadioSelect)
