"""Fields that several forms of the room share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground import clock
from hehuo.ground.forms import PhotosField
from hehuo.ground.text import clean


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentField(forms.DateTimeField):
    """A moment in Beijing time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class WordsField(forms.CharField):
    """Running text, cleaned."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Without control characters and reversed text."""
        return clean(super().to_python(value) or "")


class CameraField(PhotosField):
    """Pictures of things: the telephone opens its camera at the first touch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["capture"] = "environment"


class KeyedForm(forms.Form):
    """A form that a telephone may send twice: its ``key`` makes the second time an echo of the first."""

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", str(uuid4()))

    def only(self, *names: str) -> dict[str, Any]:
        """Some of the cleaned values."""
        return {name: self.cleaned_data[name] for name in names}


def days_ahead(days: int) -> str:
    """The day in ``days`` days, as a date field shows it."""
    return (clock.now().astimezone(clock.BEIJING) + timedelta(days=days)).date().isoformat()


AUTHORITIES = [
    ("owner", pgettext_lazy("custody", "the owner herself")),
    ("family_authorised", pgettext_lazy("custody", "family, with her authority")),
]


def authority_field() -> forms.ChoiceField:
    """Who signs: the owner, or family with her authority."""
    return forms.ChoiceField(
        label=_("Who signs?"), choices=AUTHORITIES, widget=forms.RadioSelect(attrs={"class": "compact"})
    )
