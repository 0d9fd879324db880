"""Fields that several forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def words_field(label: Any, *, help_text: Any = "", required: bool = True, rows: int = 4) -> forms.CharField:
    """A box for some sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WhenField(forms.DateTimeField):
    """A moment in Beijing time; empty means now."""

    def __init__(self) -> None:
        super().__init__(
            label=_("When"),
            required=False,
            help_text=_("Leave empty if it was just now. Beijing time."),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )
