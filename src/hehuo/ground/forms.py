"""How every form of the house looks: label, hint, error; a summary of errors on top that links to the fields."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


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


class SignatureInput(forms.Widget):
    """A box to sign in with finger or mouse; without script, a photo of the signature on paper."""

    template_name = "forms/signature.html"
    needs_multipart_form = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return files.get(f"{name}_photo") or data.get(name) or None


class SignatureField(forms.Field):
    """A signature, drawn or photographed; cleans to an upload for ``files.services`` or None."""

    widget = SignatureInput
    #: A drawn signature is a few thousand bytes; more than this was not drawn here.
    most = 400_000

    def to_python(self, value: Any) -> UploadedFile | None:
        if value is None or isinstance(value, UploadedFile):
            return value
        head, _comma, body = str(value).partition(",")
        try:
            drawn = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValidationError(_("The signature could not be read. Please sign again.")) from error
        if head != "data:image/png;base64" or not drawn or len(drawn) > self.most:
            raise ValidationError(_("The signature could not be read. Please sign again."))
        return SimpleUploadedFile("signature.png", drawn, "image/png")


class PositionInput(forms.Widget):
    """A button that asks the telephone where it is."""

    template_name = "forms/position.html"


class PositionField(forms.Field):
    """Where the telephone is, WGS-84; cleans to (lon, lat) or None. Nothing is asked without a touch."""

    widget = PositionInput

    def to_python(self, value: Any) -> tuple[float, float] | None:
        if value in self.empty_values:
            return None
        try:
            lon, lat = (float(part) for part in str(value).split(","))
        except ValueError as error:
            raise ValidationError(_("The position could not be read. Please leave it out or try again.")) from error
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValidationError(_("The position could not be read. Please leave it out or try again."))
        return lon, lat


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the choice field ``name`` of ``form`` offer ``choices``, which depend on who asks."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
