"""What people fill in about an action: little on the phone, everything once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.files import services as files
from hehuo.ground.errors import HehuoError
from hehuo.ground.forms import PhotosField, SignatureField, offer

from .models import Action, Attendance, Step
from .rules import Danger, Heard, Moment, Notice, RollRole, Severity, Speaker, StepKind


def _choices(words: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in words]


class Words(forms.CharField):
    """Running text."""

    def __init__(self, label: Any, *, rows: int = 4, **more: Any) -> None:
        super().__init__(label=label, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class When(forms.DateTimeField):
    """A moment in Beijing time."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(label=label, widget=widget, **more)


class OneOf(forms.ChoiceField):
    """One of a few: big enough for a thumb."""

    def __init__(self, label: Any, words: Iterable[Any], **more: Any) -> None:
        super().__init__(
            label=label, choices=_choices(words), widget=forms.RadioSelect(attrs={"class": "compact"}), **more
        )


class OnceForm(forms.Form):
    """A form that is one request, however often it arrives: it carries its key."""

    key = forms.CharField(widget=forms.HiddenInput, initial=lambda: uuid4().hex, max_length=64, required=False)

    def arguments(self) -> dict[str, Any]:
        """What the service is given."""
        return dict(self.cleaned_data)


class DatedForm(OnceForm):
    """A form about something that may have happened a while ago."""

    happened_at = When(_("When"), required=False, help_text=_("Leave empty if it was just now. Beijing time."))
    field_order: list[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "happened_at"])


class _Uploads(DatedForm):
    """Pictures are looked at before anything is recorded: a bad one must not leave half a record behind."""

    uploads: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.uploads:
            given = cleaned.get(name)
            try:
                if isinstance(given, list):
                    cleaned[name] = [files.prepare(one) for one in given]
                elif given is not None:
                    cleaned[name] = files.prepare(given)
            except HehuoError as error:
                self.add_error(name, str(error))
        return cleaned


class DraftForm(OnceForm):
    """Time, place and leader of a new action; the steps come from the plan."""

    title = forms.CharField(label=pgettext_lazy("action", "Title"), max_length=120)
    starts_at = When(_("Begins at"), help_text=_("Beijing time."))
    ends_at = When(_("Ends at"), required=False)
    meeting_point = forms.CharField(label=_("Where people meet"), max_length=200)
    leader = forms.TypedChoiceField(label=_("Who leads on the day"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "leader", [("", _("Not decided yet")), *((one.pk, str(one)) for one in people)])


class StepForm(forms.Form):
    """One step: what, who, and after which others."""

    kind = forms.ChoiceField(
        label=_("What is done"), choices=_choices(kind for kind in StepKind if kind is not StepKind.ROLL_CALL)
    )
    title = forms.CharField(label=pgettext_lazy("step", "In words"), max_length=120)
    organisation = forms.TypedChoiceField(label=_("Who does it"), coerce=int, empty_value=None, required=False)
    after = forms.TypedMultipleChoiceField(
        label=_("Only after"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    required = forms.BooleanField(label=_("Cannot be left out"), required=False, initial=True)

    def __init__(self, *args: Any, action: Action, step: Step | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {line.organisation_id: line.organisation for line in action.roll.select_related("organisation")}
        offer(
            self,
            "organisation",
            [("", _("Everybody on the roll")), *((pk, str(one)) for pk, one in units.items() if one is not None)],
        )
        others = action.steps.exclude(pk=step.pk if step else 0).order_by("position")
        offer(self, "after", [(one.pk, f"{one.position}　{one.title}") for one in others])
        if step is not None:
            self.fields.pop("kind")
            if not step.kind_is.value or step.kind_is in (StepKind.ROLL_CALL, StepKind.ADMONISH):
                self.fields.pop("after")
                self.fields.pop("required")


class ExpectForm(OnceForm):
    """Somebody more on the roll."""

    role = OneOf(_("As what"), RollRole, initial=RollRole.PARTNER)
    organisation = forms.TypedChoiceField(
        label=_("From which organisation"), coerce=int, empty_value=None, required=False
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("Kept sealed; pages show the family name only.")
    )
    certificate = forms.CharField(
        label=_("Number of the enforcement certificate"), max_length=40, required=False,
        help_text=_("For officers who enforce; it can be written down at the roll-call too."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", _("None")), *((one.pk, str(one)) for one in organisations)])


class AnnounceForm(DatedForm):
    """How the notice was given."""

    how = OneOf(_("How did the person concerned learn of it?"), Notice, initial=Notice.IN_PERSON)


class AdmonishForm(DatedForm):
    """The admonition: who speaks, in which words, who heard it, what was answered."""

    officers = forms.TypedMultipleChoiceField(
        label=_("Officers who admonish"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    text = Words(_("In which words"), rows=6)
    heard = OneOf(_("Who heard it"), Heard)
    response = Words(_("What was answered"), required=False, rows=3)

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officers", officers)


class StatementForm(_Uploads):
    """What somebody said, signed here, on paper, or refused before a witness."""

    uploads = ("signature", "attachment")
    speaker = OneOf(_("Who speaks"), Speaker, initial=Speaker.PERSON_CONCERNED)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("Kept sealed; pages show the family name only.")
    )
    text = Words(pgettext_lazy("statement", "What was said"), rows=6, help_text=_("Read it aloud before it is signed."))
    signature = SignatureField(label=_("Signature"), required=False)
    attachment = forms.FileField(
        label=_("Or a photo of the signed paper"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    refused = forms.BooleanField(label=_("Refused to sign"), required=False)
    witness_name = forms.CharField(
        label=_("Witness, if the signature was refused"), max_length=60, required=False,
        help_text=_("Leave empty if the witness is on record already."),
    )  # fmt: skip


class WitnessForm(_Uploads):
    """Somebody who saw it."""

    uploads = ("signature",)
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Kept sealed; pages show the family name only."))
    role = forms.CharField(
        label=_("Who is it"), max_length=60, required=False, help_text=_("For example a neighbour from the same floor.")
    )
    signature = SignatureField(label=_("Signature"), required=False)


class IncidentForm(DatedForm):
    """What went otherwise: two touches, words if there is time."""

    kind = OneOf(_("What is happening"), Danger)
    severity = OneOf(_("How bad"), Severity, initial=Severity.HELP)
    text = Words(_("In a few words"), required=False, rows=3)


class DoneForm(_Uploads):
    """A step is done; note and pictures if there are any."""

    uploads = ("photos",)
    note = Words(pgettext_lazy("step", "Note"), required=False, rows=2)
    photos = PhotosField(label=pgettext_lazy("action", "Photos"), required=False)


class PhotosForm(_Uploads):
    """Pictures before, during, after."""

    uploads = ("photos",)
    when = OneOf(_("Taken"), Moment, initial=Moment.DURING)
    photos = PhotosField(label=pgettext_lazy("action", "Photos"))


class AbortForm(DatedForm):
    """Why it is broken off."""

    reason = Words(
        _("Why is it broken off?"),
        help_text=_("Open steps say so, the roll stays, what was moved stays where it is. This is final."),
    )


class CloseForm(_Uploads):
    """What was reached."""

    uploads = ("before", "after")
    summary = Words(
        _("What was done, and how is it now?"), rows=6, help_text=_("Without names: this stands in the closing report.")
    )
    before = PhotosField(label=_("Photos from before"), required=False)
    after = PhotosField(label=_("Photos from after"), required=False)


def officer_choices(lines: Iterable[Attendance], names: dict[int, str]) -> list[tuple[int, str]]:
    """Officers as choices: name, organisation, certificate, or what is missing."""
    return [
        (
            line.pk,
            " · ".join(
                part
                for part in (
                    names[line.pk],
                    line.certificate and str(_("certificate %(number)s") % {"number": line.certificate}),
                    "" if line.certificate else str(_("certificate number missing")),
                )
                if part
            ),
        )
        for line in lines
    ]
