"""What people fill in about watches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.clock import BEIJING
from hehuo.ground.forms import PhotosField, offer

from .models import Point, Told
from .services import Seen


class LinesField(forms.CharField):
    """Several short texts, one per line; cleans to a list."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class TimesField(forms.CharField):
    """Times of day, separated by blanks or commas; cleans to a list."""

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value) or "").replace(",", " ").replace("，", " ").replace("、", " ").split()


class MomentField(forms.DateTimeField):
    """A moment in Beijing time, with the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(BEIJING).replace(tzinfo=None) if hasattr(value, "astimezone") else value


class SetUpForm(forms.Form):
    """A new watch: what is looked at, when, by whom."""

    DAYS = 10

    title = forms.CharField(label=pgettext_lazy("watch", "What is watched?"), max_length=120)
    points = LinesField(
        label=_("The route, one point per line"),
        help_text=_("In the order in which one walks. On the telephone each point becomes one big button."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    slots = TimesField(
        label=_("Rounds a day at"), help_text=_("Times of day, such as 09:00 17:00."), initial="09:00 17:00"
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("watch", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days = forms.IntegerField(
        label=_("Plan how many days at first?"), min_value=1, max_value=60, initial=DAYS, required=False,
        help_text=_("Rounds go on until the watch is settled; more days are planned by themselves."),
    )  # fmt: skip
    organisation = forms.ChoiceField(label=_("Who makes the rounds?"))
    place = forms.ChoiceField(label=_("In which community?"))

    def __init__(
        self, *args: Any, organisations: list[tuple[int, str]], communities: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", _("Choose an organisation")), *organisations])
        if communities:
            offer(self, "place", [("", _("Choose a community")), *communities])
        else:
            del self.fields["place"]

    def clean_days(self) -> int:
        """As many as usual where nothing is said."""
        return self.cleaned_data["days"] or self.DAYS


class WatcherForm(forms.Form):
    """A neighbour who supervises by a link."""

    name = forms.CharField(
        label=_("What is the neighbour called?"),
        max_length=40,
        help_text=_("Kept sealed and shown masked. The link needs no account; who has it may look along."),
    )


class FoundForm(forms.Form):
    """Something stands there. A photo says enough; else words are needed."""

    photos = PhotosField(label=pgettext_lazy("watch", "Photo"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("watch", "What stands there?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "usual"}),
        help_text=_("May stay empty where the photo says it."),
    )
    quantity = forms.IntegerField(label=pgettext_lazy("watch", "How many?"), min_value=1, max_value=999, initial=1)

    def clean(self) -> dict[str, Any]:
        """With a photo and no words, the photo is named."""
        given = self.cleaned_data
        if not given.get("text"):
            if given.get("photos"):
                given["text"] = str(pgettext_lazy("watch", "Things as in the photo"))
            else:
                self.add_error("text", _("Take a photo, or say what stands there."))
        return given


class NeighbourFoundForm(forms.Form):
    """Something stands there, as a neighbour says it."""

    photos = PhotosField(
        label=pgettext_lazy("watch", "Photo"), required=False, help_text=_("Leave out people and door numbers, please.")
    )
    text = forms.CharField(label=pgettext_lazy("watch", "What stands there?"), max_length=60)


class TellForm(forms.Form):
    """How the owner heard of it."""

    how = forms.ChoiceField(label=_("How was the owner told?"), choices=Told.choices, widget=forms.RadioSelect)


class MoveForm(forms.Form):
    """Carried to storage in the evening."""

    witness = forms.CharField(label=_("Who was there as witness?"), max_length=60, required=False)
    photos = PhotosField(label=_("Photo after"), required=False)


class ReportForm(forms.Form):
    """Reported to the enforcing authority."""

    to = forms.ChoiceField(label=pgettext_lazy("finding", "To whom?"))
    text = forms.CharField(label=_("What was reported?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", organisations)


class ReasonForm(forms.Form):
    """Words that are needed."""

    text = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PaperForm(forms.Form):
    """A round that was ticked on paper: when, and per point clear or what stood there."""

    happened_at = MomentField(label=_("When was it made?"))

    def __init__(self, *args: Any, points: list[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[f"point-{point.pk}"] = forms.CharField(
                label=point.name, max_length=60, required=False, help_text=_("Empty: clear. Else: what stood there.")
            )

    def seen(self) -> list[Seen]:
        """What was ticked, point by point."""
        return [Seen(point, self.cleaned_data[f"point-{point.pk}"]) for point in self.points]
