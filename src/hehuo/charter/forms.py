"""What people fill in about charters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.codes import Level
from hehuo.ground.forms import offer
from hehuo.ground.seats import Seat
from hehuo.matters import selectors as matters
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places
from hehuo.places.forms import PlaceField

from .models import Clause, Duty
from .rules import DutyKind, Nature, Standing
from .services import DutyText

_SEATS = [("", "—"), *((seat.value, seat.label) for seat in Seat)]
_DUTIES = [("", "—"), *((kind.value, kind.label) for kind in DutyKind)]


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def category_choices(tree: str = "default") -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree as groups: first-level name → the first level as a whole, then its parts. One query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in matters.every(tree):
        first = matters.chain(category)[0]
        name = str(_("%(matter)s (all of it)") % {"matter": first.name}) if category == first else category.name
        groups.setdefault(first.name, []).append((category.code, name))
    return list(groups.items())


class WhoForm(forms.Form):
    """Who is responsible for which matter where, and on which day."""

    category = forms.ChoiceField(label=_("What is it about?"))
    place = PlaceField(label=_("Where is it?"), max_level=Level.COMMUNITY)
    at = forms.DateField(
        label=_("On which day?"), required=False, widget=DayInput(), help_text=_("Today when left empty.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [("", _("Choose a matter")), *category_choices()])

    def clean_category(self) -> Any:
        """The category itself."""
        return matters.category(self.cleaned_data["category"])


class CharterForm(forms.Form):
    """A new charter."""

    place = forms.ChoiceField(label=_("For which place?"))
    nature = forms.ChoiceField(
        label=_("What is it in law?"),
        choices=[(nature.value, nature.label) for nature in Nature],
        help_text=_("Only a partnership charter gives duties to the six seats."),
    )
    title = forms.CharField(label=pgettext_lazy("charter", "Title"), max_length=120)
    preamble = forms.CharField(
        label=_("What it is for, in a few sentences"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, reach: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", place_choices(reach))


def place_choices(reach: tuple[str, ...]) -> list[tuple[str, str]]:
    """The places of ``reach`` and the subdistricts and communities within them."""
    found = list(reach)
    for code in reach:
        for level in (Level.SUBDISTRICT, Level.COMMUNITY):
            found += [place.code for place in places.below(code, level)]
    paths = places.paths(code for code in found if code)
    return [(code, paths[code]) for code in dict.fromkeys(found) if code in paths]


class ClauseForm(forms.Form):
    """One clause without its duties."""

    number = forms.IntegerField(label=pgettext_lazy("charter", "Number"), min_value=1)
    title = forms.CharField(label=pgettext_lazy("charter", "Heading"), max_length=80)
    text = forms.CharField(
        label=pgettext_lazy("charter", "Text"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Plain words that every resident understands."),
    )
    matters = forms.MultipleChoiceField(
        label=pgettext_lazy("charter", "Matters"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Choose none for all matters. A clause on a single matter goes before one on its whole group."),
    )
    source = forms.CharField(
        label=_("Laws it rests on"), required=False, max_length=300, help_text=_("For example 《消防法》第二十八条")
    )

    def __init__(self, *args: Any, tree: str = "default", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "matters", category_choices(tree))

    @staticmethod
    def given(clause: Clause) -> dict[str, Any]:
        """The clause as initial values."""
        return {
            "number": clause.number,
            "title": clause.title,
            "text": clause.text,
            "matters": clause.matters,
            "source": clause.source,
        }


class Unit(forms.Select):
    """How a time is counted."""

    def __init__(self) -> None:
        super().__init__(
            choices=[
                ("", "—"),
                ("minutes", pgettext_lazy("charter", "minutes")),
                ("hours", pgettext_lazy("charter", "hours")),
                ("days", pgettext_lazy("charter", "days")),
                ("working_days", pgettext_lazy("charter", "working days")),
            ]
        )


_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


class DutyForm(forms.Form):
    """One duty of a clause; empty rows are ignored, ticked ones are dropped."""

    seat = forms.ChoiceField(
        label=pgettext_lazy("charter", "Seat"),
        required=False,
        choices=_SEATS,
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("charter", "Duty"),
        required=False,
        choices=_DUTIES,
    )
    text = forms.CharField(label=_("What is to be done"), required=False, max_length=300)
    amount = forms.IntegerField(label=pgettext_lazy("charter", "Within"), required=False, min_value=1)
    unit = forms.CharField(label=pgettext_lazy("charter", "Counted in"), required=False, widget=Unit())
    condition = forms.CharField(label=pgettext_lazy("charter", "Only if"), required=False, max_length=200)
    kinds = forms.MultipleChoiceField(
        label=_("Only these on the seat"), required=False, widget=forms.SelectMultiple(attrs={"size": 3})
    )
    drop = forms.BooleanField(label=pgettext_lazy("charter", "Take out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kinds", list(parties.kinds().items()))

    @property
    def used(self) -> bool:
        """Whether the row says something."""
        data = self.cleaned_data
        return bool(not data.get("drop") and (data.get("seat") or data.get("text")))

    def duty(self) -> DutyText:
        """The row as the service takes it."""
        data = self.cleaned_data
        amount, unit = data.get("amount"), data.get("unit") or "hours"
        return DutyText(
            seat=data["seat"],
            kind=data["kind"],
            text=data["text"],
            kinds=tuple(data["kinds"]),
            condition=data["condition"],
            minutes=amount * _MINUTES[unit] if amount and unit in _MINUTES else None,
            working_days=amount if amount and unit == "working_days" else None,
        )

    @staticmethod
    def given(duty: Duty) -> dict[str, Any]:
        """The duty as initial values."""
        amount, unit = duty.within_minutes, "minutes" if duty.within_minutes else ""
        if amount and amount % 1440 == 0 and amount > 1440:
            amount, unit = amount // 1440, "days"
        elif amount and amount % 60 == 0:
            amount, unit = amount // 60, "hours"
        if duty.within_working_days:
            amount, unit = duty.within_working_days, "working_days"
        return {
            "seat": duty.seat,
            "kind": duty.kind,
            "text": duty.text,
            "amount": amount,
            "unit": unit,
            "condition": duty.condition,
            "kinds": duty.kinds,
        }


DutyFormSet = forms.formset_factory(DutyForm, extra=3)


class CommentForm(forms.Form):
    """Put a draft out for comment."""

    until = forms.DateField(label=_("People may comment until"), widget=DayInput())


class DecisionForm(forms.Form):
    """The decision that adopted a text."""

    body = forms.CharField(
        label=_("Who decided?"), max_length=120, help_text=_("For example the meeting of the six seats on this charter")
    )
    decided_on = forms.DateField(label=pgettext_lazy("charter", "When?"), widget=DayInput())
    reference = forms.CharField(
        label=_("Where can the decision be found?"), max_length=120, help_text=_("Number or minutes of the meeting")
    )
    votes = forms.CharField(label=_("How were the votes?"), required=False, max_length=200)


class PublishForm(forms.Form):
    """The day from which a version is in force."""

    starts = forms.DateField(label=_("In force from"), widget=DayInput())


class RepealForm(forms.Form):
    """The end of a version without successor."""

    ends = forms.DateField(label=_("Out of force from"), widget=DayInput())
    reference = forms.CharField(label=_("By which decision?"), max_length=120)


class TaskForm(forms.Form):
    """One line of the residents' committees' list of tasks."""

    matter = forms.ChoiceField(label=pgettext_lazy("charter", "Matter"))
    standing = forms.ChoiceField(
        label=pgettext_lazy("charter", "Standing"),
        choices=[(one.value, one.label) for one in (Standing.OWN, Standing.ASSIST, Standing.OUTSIDE)],
    )

    def __init__(self, *args: Any, tree: str = "default", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "matter", category_choices(tree))
