"""How every form of the house looks: label, hint, error; a summary of errors on top that links to the fields."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: our templates for forms and fields, Django's for plain widgets."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
