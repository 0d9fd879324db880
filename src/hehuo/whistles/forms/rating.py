"""What residents say of the units that came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hehuo.whistles.models import Call, Rating
from hehuo.whistles.rules import CallState


class RateForm(forms.Form):
    """How residents saw the units that were called."""

    def __init__(self, *args: Any, calls: Iterable[Call], **more: Any) -> None:
        super().__init__(*args, **more)
        self.calls = [call for call in calls if call.state in {CallState.DONE, CallState.LEFT, CallState.ABSENT}]
        for call in self.calls:
            self.fields[f"stars_{call.pk}"] = forms.TypedChoiceField(
                label=str(call.organisation),
                choices=list(reversed(Rating._meta.get_field("stars").choices or [])),
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )
            self.fields[f"stars_{call.pk}"].optional_note = False  # type: ignore[attr-defined]
        self.fields["words"] = forms.CharField(
            label=_("Anything you want to add"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Please no names and no telephone numbers."),
        )

    def stars(self) -> dict[int, int]:
        """Call id → stars, for the units that she rated."""
        given = {call.pk: self.cleaned_data[f"stars_{call.pk}"] for call in self.calls}
        return {pk: stars for pk, stars in given.items() if stars}
