"""How every form of the house looks: label, hint, error; a summary of errors on top that links to the fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: our templates for forms and fields, Django's for plain widgets."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once; a telephone offers its camera."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/*,.heic,.heif", "multiple": True})


class PhotosField(forms.FileField):
    """Several uploads; cleans to a list, empty when none was chosen."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the choice field ``name`` of ``form`` offer ``choices``, which depend on who asks."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
