"""Forms of the places room, and the place picker that every room's forms use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.ground.tables import MAX_BYTES

from . import selectors
from .models import LEVELS, Place

__all__ = ["BAD_ROWS", "COUNTED", "LEVELS", "MAX_BYTES", "PlaceField", "PlacePicker"]

#: Why a row of an uploaded list cannot be taken.
BAD_ROWS = {
    "empty": gettext_lazy("the row names no place"),
    "estate": gettext_lazy("the estate (小区) is missing"),
    "building": gettext_lazy("the building (楼栋) is missing"),
    "unit": gettext_lazy("the unit (单元) is missing; where a building has only one, write 1"),
    "formula": gettext_lazy("a name begins with =, + or @; write the value, not a formula"),
    "long": gettext_lazy("a name has more than 100 characters"),
    "area": gettext_lazy("the floor area is not a number above 0"),
    "decimals": gettext_lazy("the floor area has more than two decimals"),
    "area_of_what": gettext_lazy("a floor area without a dwelling number (户号)"),
    "usage": gettext_lazy("the usage must be 住宅, 商业, 办公, 车位 or 其他"),
    "unsold": gettext_lazy("unsold (未售) must be 是 or 否"),
    "twice": gettext_lazy("an earlier row says something else of the same place"),
}
#: What an uploaded list may add, as its report counts it.
COUNTED = {
    "estates": gettext_lazy("Estates"),
    "buildings": gettext_lazy("Buildings"),
    "units": gettext_lazy("Stairway units"),
    "dwellings": gettext_lazy("Dwellings"),
}
#: Marks a value that is still the text somebody typed, not yet a code.
TYPED = "?"
#: A best match is taken without asking when it is this good and this far ahead of the next.
SURE, AHEAD = 0.75, 0.1


class PlacePicker(forms.Widget):
    """Search box, results as radio buttons, and a list of communities.

    With JavaScript results and buildings appear while typing or choosing; without, the typed text is looked up when
    the form is sent and doubtful results come back as radio buttons.
    """

    template_name = "places/widgets/place.html"
    use_fieldset = True

    def __init__(self, within: str = "", max_level: Level = Level.BUILDING) -> None:
        super().__init__()
        self.within, self.max_level = within, max_level

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # noqa: ARG002 - Django's
        """The picked radio, else the chosen community, else what was typed, marked."""
        typed = str(data.get(f"{name}_q", "")).strip()
        return str(data.get(f"{name}_pick") or data.get(name) or (TYPED + typed if typed else ""))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 - Django's
        """Whether no part of the picker was sent."""
        return not {name, f"{name}_q", f"{name}_pick"} & set(data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: the text typed, the options found, the communities grouped."""
        context = super().get_context(name, value, attrs)
        text = str(value or "")
        typed = text[1:] if text.startswith(TYPED) else ""
        chosen = "" if typed else text
        community = codes.truncate(chosen, Level.COMMUNITY) if codes.is_code(chosen) else ""
        if typed:
            options = options_for(typed, self.within, self.max_level)
        else:
            options = options_below(community, self.max_level) if community else []
        context["widget"] |= {
            "typed": typed,
            "chosen": chosen,
            "community": community,
            "options": options,
            "groups": community_groups(self.within),
            "url": reverse("places-pick"),
            "vals": json.dumps({"field": name, "within": self.within, "level": int(self.max_level)}),
        }
        return context


def options_for(text: str, within: str, max_level: Level) -> list[tuple[str, str, str]]:
    """Radio options (code, name, hint) for a typed text, best first: communities and what lies below them."""
    return _options([match.place for match in _matches(text, within, max_level)])


def _matches(text: str, within: str, max_level: Level) -> list[selectors.Match]:
    """What a typed text may mean, deeper places taken for their ancestor at ``max_level``, each place once."""
    found = [match for match in selectors.find(text, within) if match.place.level >= Level.COMMUNITY]
    above = {match.place.code: codes.truncate(match.place.code, max_level) for match in found}
    deep = {code for old, code in above.items() if old != code}
    places = {place.code: place for place in Place.objects.filter(code__in=deep)} if deep else {}
    fitting: dict[str, selectors.Match] = {}
    for match in found:
        code = above[match.place.code]
        place = places.get(code, match.place)
        fitting.setdefault(code, selectors.Match(place, match.score, match.why))
    return list(fitting.values())


def options_below(community: str, max_level: Level) -> list[tuple[str, str, str]]:
    """Radio options for a chosen community: itself, its estates and buildings."""
    places = [place for level in (Level.COMMUNITY, Level.ESTATE, Level.BUILDING) if level <= max_level
              for place in selectors.below(community, level)]  # fmt: skip
    places = sorted(places, key=lambda place: selectors.natural_key(place.code))
    return _options(places)


def _options(places: list[Place]) -> list[tuple[str, str, str]]:
    paths = selectors.paths([place.code for place in places])
    options = []
    for place in places:
        above = paths.get(place.code, "").rpartition(" · ")[0]
        options.append((place.code, place.name, above if place.official else f"{above} · {_('unofficial')}"))
    return options


def community_groups(within: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Subdistrict name → (code, name) of its communities, for a grouped list. Two queries."""
    communities = selectors.communities(codes.truncate(within, Level.COMMUNITY) if within else "")
    above = selectors.names({codes.parent(place.code) for place in communities})
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in communities:
        name = place.name if place.official else _("%(name)s (unofficial)") % {"name": place.name}
        groups.setdefault(above.get(codes.parent(place.code), ""), []).append((place.code, name))
    return list(groups.items())


class PlaceField(forms.CharField):
    """A place, as its code: a community, estate or building within ``within`` (a code, or a function giving one)."""

    widget = PlacePicker

    def __init__(
        self, *, within: str | Callable[[], str] = "", max_level: Level = Level.BUILDING, **kwargs: Any
    ) -> None:
        self._within, self.max_level = within, max_level
        kwargs.setdefault("label", gettext_lazy("Place"))
        kwargs.setdefault("widget", PlacePicker(max_level=max_level))
        super().__init__(**kwargs)
        self.set_within("" if callable(within) else within)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The field on a form, its range worked out anew where a function gives it."""
        if callable(self._within):
            self.set_within(self._within())
        return super().get_bound_field(form, field_name)

    def set_within(self, within: str) -> None:
        """Offer only places within ``within`` from now on (a form's ``__init__`` may narrow it to the viewer)."""
        self.within = within
        self.widget.within = within

    def to_python(self, value: Any) -> str:
        """The code; a typed text is looked up. Raises ValidationError where it is unknown, outside or doubtful."""
        text = str(super().to_python(value) or "")
        if text.startswith(TYPED):
            return self._look_up(text[1:])
        if not text:
            return ""
        fits = (
            codes.is_code(text)
            and Level.COMMUNITY <= codes.level(text) <= self.max_level
            and codes.is_within(text, self.within)
        )
        if not fits or not selectors.exists(text):
            raise ValidationError(_("Choose a place from the list."), code="unknown")
        return text

    def _look_up(self, typed: str) -> str:
        matches = _matches(typed, self.within, self.max_level)
        if not matches:
            raise ValidationError(
                _("We know no place like that here. Write the estate and the building, or choose the community."),
                code="unknown",
            )
        if matches[0].score < SURE or (len(matches) > 1 and matches[0].score - matches[1].score < AHEAD):
            raise ValidationError(_("Which of these places do you mean?"), code="doubtful")
        return matches[0].place.code


class AddPlaceForm(forms.Form):
    """Adds a place below another; the code is asked for divisions only."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=100)
    code = forms.CharField(
        label=gettext_lazy("Official code"),
        max_length=12,
        help_text=gettext_lazy("As the statistical bureau publishes it; it begins with the code of the place above."),
    )
    floor_area = forms.DecimalField(
        label=gettext_lazy("Floor area (m²)"), max_digits=9, decimal_places=2, min_value=0, required=False
    )
    usage = forms.ChoiceField(label=gettext_lazy("Usage"), required=False)
    unsold = forms.BooleanField(label=gettext_lazy("Not yet sold (the developer votes)"), required=False)

    def __init__(self, *args: Any, level: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fit(self, level)
        if level > Level.COMMUNITY:
            del self.fields["code"]


class ChangePlaceForm(forms.Form):
    """Corrects what is said of a place. Coordinates may be typed as a Chinese map shows them."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=100)
    aliases = forms.CharField(
        label=gettext_lazy("Also called"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Other names that people use, separated by commas; addresses are found by them too."),
    )
    lon = forms.FloatField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90, required=False)
    system = forms.ChoiceField(
        label=gettext_lazy("Coordinates as shown by"),
        choices=[
            ("wgs84", gettext_lazy("GPS (WGS-84)")),
            ("gcj02", gettext_lazy("a Chinese map such as Amap or Tencent (GCJ-02)")),
        ],
    )
    floor_area = AddPlaceForm.base_fields["floor_area"]
    usage = AddPlaceForm.base_fields["usage"]
    unsold = AddPlaceForm.base_fields["unsold"]

    def __init__(self, *args: Any, level: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fit(self, level)

    def clean(self) -> dict[str, Any]:
        """Both coordinates or neither."""
        data = super().clean() or {}
        if (data.get("lon") is None) != (data.get("lat") is None):
            self.add_error("lat", _("Give both longitude and latitude, or neither."))
        return data


def _fit(form: forms.Form, level: Level) -> None:
    if level == Level.DWELLING:
        usages = [("", "—"), *Place._meta.get_field("usage").choices]  # type: ignore[misc]
        form.fields["usage"].choices = usages  # type: ignore[attr-defined]
        return
    for name in ("floor_area", "usage", "unsold"):
        del form.fields[name]


class RecodeForm(forms.Form):
    """Gives a division another code."""

    new = forms.CharField(label=gettext_lazy("New code"), max_length=12)


class AreaForm(forms.Form):
    """Names a property management area and says what belongs to it."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=100)
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Estates and buildings"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("An estate comes with all its buildings. Owners vote in one management area only."),
    )

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [*selectors.below(place, Level.ESTATE), *selectors.below(place, Level.BUILDING)]
        found.sort(key=lambda row: selectors.natural_key(row.code))
        names = {row.code: row.name for row in found}
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (row.code, row.name if row.level == Level.ESTATE else f"{names[codes.parent(row.code)]} · {row.name}")
            for row in found
        ]


class UploadForm(forms.Form):
    """Takes a list of buildings and dwellings."""

    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        help_text=gettext_lazy("Up to 5 MB and 20,000 rows. Nothing is changed before you have seen the check."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
