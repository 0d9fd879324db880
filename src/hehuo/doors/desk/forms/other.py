"""Entering a case, filtering the inbox, the roster, the ledger."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases import services
from hehuo.cases.selectors import DutyKind, Kind, LedgerEntry, Stage
from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.forms import PhotosField, offer
from hehuo.matters.forms import CategoryField
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places
from hehuo.places.forms import PlaceField

#: How a caller reaches a desk; the rest of the channels belong to programs.
_TYPED = ("phone", "visit", "letter", "patrol", "12345")


class EntryForm(forms.Form):
    """A worker types for somebody who called, came or wrote."""

    source = forms.ChoiceField(label=_("How it reached us"))
    text = forms.CharField(label=_("What the person says"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Left empty, the first sentence.")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a case", "Kind"), choices=Kind.choices, initial=Kind.COMPLAIN)
    category = CategoryField(label=_("Category"), required=False)
    place = PlaceField(label=_("Where"))
    address = forms.CharField(label=_("Address in words"), max_length=200, required=False)
    urgent = forms.BooleanField(label=_("Urgent: handle before the paperwork"), required=False)
    happened_at = forms.DateTimeField(
        label=_("When it was said"), required=False, help_text=_("Leave empty if it was just now. Beijing time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the caller"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        help_text=_("Only those who handle the case may see it, and each look is recorded."),
    )
    hidden = forms.BooleanField(label=_("The caller wants to stay hidden"), required=False)
    photos = PhotosField(label=_("Photos"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["place"]).set_within(_widest(viewer))
        offer(self, "source", [(code, services.CHANNELS[code]) for code in _TYPED])

    def arguments(self) -> dict[str, Any]:
        """What ``enter_case`` is given besides ``by``."""
        given = {
            name: self.cleaned_data[name]
            for name in ("source", "text", "title", "kind", "address", "urgent", "happened_at", "key")
        }
        caller = services.Caller(
            name=self.cleaned_data["name"], phone=self.cleaned_data["phone"], hidden=self.cleaned_data["hidden"]
        )
        return {
            **given,
            "category": self.cleaned_data["category"] or None,
            "place": self.cleaned_data["place"],
            "caller": caller,
        }


class CaseFilter(forms.Form):
    """What the inbox shows; every field may stay empty, a wrong one is ignored."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stage", [("", _("Every stage")), *((s.value, s.label) for s in Stage)])
        offer(self, "place", [("", _("Every place")), *communities_of(viewer)])


class RevealForm(forms.Form):
    """Why somebody looks at who complained."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            ("call", _("To call or visit the person")),
            ("check", _("To check who it is")),
            ("request", _("At the person's own request")),
        ],
    )


class DutyForm(forms.Form):
    """One shift of the roster."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    kind = forms.ChoiceField(label=pgettext_lazy("of a shift", "Kind"), choices=DutyKind.choices)
    begins_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people_at(place))


class SubstituteForm(forms.Form):
    """Somebody else takes the shift."""

    substitute = forms.TypedChoiceField(label=_("Who takes over"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "substitute", people_at(place))


class HandOverForm(forms.Form):
    """What the next shift must know."""

    text = forms.CharField(
        label=_("Note for the next shift"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class LedgerForm(forms.Form):
    """One old problem."""

    place = forms.ChoiceField(label=_("Community"))
    title = forms.CharField(label=_("What is the problem"), max_length=200)
    text = forms.CharField(label=_("More about it"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.CharField(label=pgettext_lazy("of a problem", "Kind"), required=False, max_length=40)
    since = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.TypedChoiceField(label=_("Who owns it"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", communities_of(viewer))
        units = {unit.pk: str(unit) for reach in viewer.reach(*HANDLERS) for unit in parties.organisations_at(reach)}
        offer(self, "owner", [("", _("Nobody yet")), *units.items()])


class LedgerUpload(forms.Form):
    """A list of old problems as a table file."""

    place = forms.ChoiceField(label=_("Community"), help_text=_("For rows that name no community of their own."))
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or CSV with the columns 问题, 起始日期, and if you like 说明, 类型, 编号, 解决日期."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", communities_of(viewer))


def communities_of(viewer: Viewer) -> list[tuple[str, str]]:
    """The communities that she may choose from: those within her places."""
    return [(place.code, place.name) for reach in viewer.reach() for place in places.communities(reach)][:400]


def people_at(place: str) -> list[tuple[int, str]]:
    """Those who may stand in the roster of ``place``."""
    return [(person.pk, person.name) for person in parties.people_with(*HANDLERS, place=place)]


class LedgerStepForm(forms.Form):
    """What a step on an old problem needs: an owner to start, words to end."""

    owner = forms.TypedChoiceField(label=_("Who owns it"), coerce=int, required=False, empty_value=None)
    how = forms.CharField(label=_("How it was solved"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(
        label=_("Why it is no longer a problem"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )

    _NEEDS = {"start": ("owner",), "solve": ("how", "on"), "drop": ("why",)}
    _HEADINGS = {"start": _("Begin to work on it"), "solve": _("It is solved"), "drop": _("No longer a problem")}

    def __init__(self, *args: Any, step: str, entry: LedgerEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = self._HEADINGS[step]
        for name in set(self.fields) - set(self._NEEDS[step]):
            del self.fields[name]
        if "owner" in self.fields:
            units = [(unit.pk, str(unit)) for unit in parties.organisations_at(entry.place)]
            offer(self, "owner", [("", _("Nobody yet")), *units])

    def arguments(self) -> dict[str, Any]:
        """What the service is given."""
        return dict(self.cleaned_data)


def _widest(viewer: Viewer) -> str:
    """Her one place; everywhere (the service then refuses by name) where she works for several."""
    reach = viewer.reach(*HANDLERS)
    return reach[0] if len(reach) == 1 else ""
