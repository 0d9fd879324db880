"""What is filled in for notices, an authority's own procedure, and dissuasion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.custody.models import Delivery, Fault
from hehuo.custody.rules import GRANTS, STEPS, Basis, Danger, Spot, Step
from hehuo.ground.forms import PhotosField, SignatureField, offer
from hehuo.places.forms import PlaceField

from .fields import CameraField, DayInput, KeyedForm, MomentField, WordsField, days_ahead


class NoticeForm(KeyedForm):
    """A notice that was posted; which things is chosen on the page itself."""

    where = forms.CharField(label=_("Where does it hang?"), max_length=200)
    signers = forms.MultipleChoiceField(
        label=_("Which two people sign that it looks abandoned?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "compact"}),
    )
    photos = CameraField(label=_("Photo of the posted notice"), required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "signers", people)

    def clean_signers(self) -> list[int]:
        """Two at least: nobody declares a thing abandoned alone."""
        chosen = [int(pk) for pk in self.cleaned_data["signers"]]
        if len(chosen) < 2:
            raise ValidationError(_("Two people sign; choose both."))
        return chosen


#: Fields that only some procedures know.
_ONLY = {
    "urgent_reason": {Basis.SEIZURE, Basis.EXECUTION, Basis.SUBSTITUTE},
    "hold_days": {Basis.SEIZURE},
    "grant": {Basis.EXECUTION},
    "danger": {Basis.SUBSTITUTE},
    "immediate": {Basis.SUBSTITUTE},
    "performer": {Basis.SUBSTITUTE},
    "disinterested": {Basis.SUBSTITUTE},
    "cuts_utilities": {Basis.EXECUTION},
}


class ProceedingForm(KeyedForm):
    """An authority opens a procedure of its own; which fields it has follows from the basis."""

    authority = forms.ChoiceField(label=_("Which authority?"))
    spot = forms.ChoiceField(
        label=_("What is blocked?"),
        choices=[(one.value, one.label) for one in Spot],
        widget=forms.RadioSelect,
        help_text=_("It decides which authority is competent (Beijing Property Management Regulation, art. 98)."),
    )
    law = forms.CharField(label=_("Article on which the measure rests"), max_length=200)
    reference = forms.CharField(label=_("Number of the decision or file"), max_length=80, required=False)
    grant = forms.ChoiceField(
        label=_("Statute that lets the authority execute by itself"),
        required=False,
        choices=[("", _("none: it asks the court (C4)")), *((code, law) for code, (law, _who) in GRANTS.items())],
    )
    danger = forms.ChoiceField(
        label=_("Which danger?"), choices=[("", "—"), *((one.value, one.label) for one in Danger)], required=False
    )
    immediate = forms.BooleanField(label=_("To be cleared at once (art. 52)"), required=False)
    performer = forms.ChoiceField(label=_("Who performs?"), required=False)
    disinterested = forms.BooleanField(label=_("Who performs has no interest of its own"), required=False)
    cuts_utilities = forms.BooleanField(
        label=_("It would cut water, power, heating or gas in a home"),
        required=False,
        help_text=_("The law forbids that way (Administrative Coercion Law, art. 43)."),
    )
    hold_days = forms.IntegerField(label=_("Seized for (days)"), min_value=1, max_value=30, initial=30)
    urgent_reason = forms.CharField(label=_("Urgent? Then why"), max_length=500, required=False)

    def __init__(
        self, *args: Any, basis: Basis, authorities: Iterable[tuple[Any, Any]], performers: Iterable[tuple[Any, Any]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities)
        offer(self, "performer", [("", "—"), *performers])
        for name, bases in _ONLY.items():
            if basis not in bases:
                del self.fields[name]


class StepForm(KeyedForm):
    """One step of a procedure, written down as it was done."""

    step = forms.ChoiceField(label=_("What was done?"))
    at = MomentField(label=pgettext_lazy("custody", "When?"))
    until = MomentField(
        label=_("Time given until"), required=False, help_text=_("For an order or a demand: until when it gave time.")
    )
    name = forms.CharField(label=_("Who (person concerned, witness)"), max_length=60, required=False)
    words = WordsField(label=_("What was said or written"), required=False)
    signature = SignatureField(label=pgettext_lazy("custody", "Signature"), required=False)
    refused_to_sign = forms.BooleanField(label=_("Signing was refused; that is noted"), required=False)
    photos = PhotosField(label=_("Papers (photos)"), required=False)

    def __init__(self, *args: Any, basis: Basis, done: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An extension has a page of its own: it moves the last day of what is held.
        known = {*done, Step.EXTENSION_APPROVED.value}
        offer(self, "step", [(step.value, step.label) for step in STEPS[basis] if step.value not in known])


class OfficerForm(KeyedForm):
    """An officer who carries it out."""

    person = forms.ChoiceField(label=_("Officer"))
    certificate = forms.CharField(label=_("Number of the certificate"), max_length=40)

    def __init__(self, *args: Any, people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


class ExtendForm(forms.Form):
    """More days for a seizure."""

    days = forms.IntegerField(label=_("How many days more?"), min_value=1, max_value=30, initial=30)
    at = MomentField(label=_("Approved when?"), required=False)


class DissuasionForm(KeyedForm):
    """劝阻提示单: time, place, kind, demand, deadline."""

    place = PlaceField(label=pgettext_lazy("custody", "Which building?"))
    point = forms.CharField(label=_("Where exactly?"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Fault.choices, widget=forms.RadioSelect, initial=Fault.PILING
    )
    demand = WordsField(label=_("What do you ask for?"), max_length=500)
    deadline = forms.DateField(label=_("By when?"), widget=DayInput())
    name = forms.CharField(label=_("To whom, if known"), max_length=60, required=False)
    delivery = forms.ChoiceField(
        label=_("How did it reach her?"), choices=Delivery.choices, widget=forms.RadioSelect(attrs={"class": "compact"})
    )
    signature = SignatureField(label=_("Signed for by"), required=False)

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("deadline", days_ahead(3))
        self.initial.setdefault("delivery", Delivery.HANDED)
        if fixed:
            del self.fields["place"]
