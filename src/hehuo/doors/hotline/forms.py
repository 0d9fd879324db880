"""Uploading a file of work orders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.places import selectors as places

from . import maps
from .policy import IMPORTERS


class UploadForm(forms.Form):
    """File, column map, place."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(".xlsx, or CSV in UTF-8 or GB18030. It is looked through first; nothing is taken in yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    map = forms.ChoiceField(label=_("Where it comes from"))
    place = forms.ChoiceField(label=_("Which place it is about"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = viewer.reach(*IMPORTERS)
        names = places.paths(reach)
        shipped = maps.shipped()
        order = sorted(shipped, key=lambda name: (name != "beijing-12345", name))
        for name, choices in (
            ("map", [(key, shipped[key].shown) for key in order]),
            ("place", [(code, names.get(code) or code) for code in reach]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
