"""The form by which a whistle is blown or proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.codes import Level
from hehuo.ground.forms import PositionField, offer
from hehuo.matters.forms import CategoryField
from hehuo.places import selectors as places
from hehuo.whistles import policy, selectors, services
from hehuo.whistles.models import Whistle
from hehuo.whistles.rules import Kind

from .common import words_field


class BlowForm(forms.Form):
    """Whom to call where and why; the units that the charter names are ticked beforehand."""

    kind = forms.ChoiceField(
        label=_("What kind of whistle?"),
        choices=[(kind.value, f"{kind.label}") for kind in Kind],
        widget=forms.RadioSelect,
        initial=Kind.ROUTINE,
    )
    place = forms.ChoiceField(label=_("Where?"))
    category = CategoryField(label=pgettext_lazy("whistle", "What is it about?"), required=False)
    title = forms.CharField(label=_("What is needed, in one line"), max_length=120)
    text = words_field(
        _("What happened, and what the units should do"),
        required=False,
        help_text=_("No name and no telephone number of whoever complained: the units read this."),
    )
    address = forms.CharField(
        label=_("Where exactly to come"), required=False, max_length=200, help_text=_("No dwelling number, please.")
    )
    position = PositionField(label=_("Am I there?"), required=False)
    called = forms.MultipleChoiceField(
        label=_("Who is called"), error_messages={"required": _("Choose at least one unit to call.")}
    )
    lead = forms.ChoiceField(label=_("Who leads"), error_messages={"required": _("Say which of them leads.")})

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        case: Any = None,
        partnership: Any = None,
        asked: Mapping[str, str],
        **more: Any,
    ) -> None:
        self.case, self.partnership, self.viewer = case, partnership, viewer
        self.origin = case or partnership
        super().__init__(*args, **more)
        self.initial = self._first(asked)
        offer(self, "kind", [(kind.value, kind.label) for kind in Kind])
        offer(self, "place", self._places())
        self.proposal = selectors.proposed(self._value("category"), self._value("place"))
        self._offer_units()

    def _first(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """What is known beforehand: from the case or partnership, then from the address of the page."""
        origin, first = self.origin, {"kind": Kind.ROUTINE.value}
        if origin is not None:
            first |= {
                "place": origin.place,
                "category": origin.category.code if origin.category else "",
                "title": origin.title,
                "address": getattr(origin, "address", ""),
                "kind": (Kind.EMERGENCY if origin.urgent else Kind.HARD).value,
            }
        return first | {name: value for name, value in asked.items() if name in self.base_fields and value}

    def _places(self) -> list[tuple[str, str]]:
        reach = self.viewer.reach(*HANDLERS)
        found = [place.code for code in reach for place in places.below(code, Level.COMMUNITY)]
        if self.origin is not None:
            found.insert(0, self.origin.place)
        found += [code for code in reach if len(code) <= 9]
        paths = places.paths(found, self.viewer)
        return [(code, paths[code]) for code in dict.fromkeys(found) if code in paths]

    def _value(self, name: str) -> str:
        """A field as it stands on the page now: sent, asked for, or first among the choices."""
        if self.is_bound:
            value = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
            return str(value or "")
        known = str(self.initial.get(name) or "")
        choices = self.fields[name].choices if name == "place" else []  # type: ignore[attr-defined]
        return known or (str(choices[0][0]) if choices else "")

    def _offer_units(self) -> None:
        suggested = [one.organisation for one in self.proposal.called]
        place = self._value("place")
        others = [unit for unit in selectors.callable_units(place) if unit not in suggested] if place else []
        units = [*suggested, *others]
        offer(self, "called", [(str(unit.pk), str(unit)) for unit in units])
        offer(self, "lead", [(str(unit.pk), str(unit)) for unit in units])
        if self.is_bound:
            data = self.data
            ticked = data.getlist("called") if hasattr(data, "getlist") else data.get("called", [])
            leading = str(data.get("lead") or "")
        else:
            ticked, leading = [str(unit.pk) for unit in suggested], str(suggested[0].pk) if suggested else ""
        why = self.proposal.why
        rows = [
            {
                "unit": unit,
                "cited": why.get(unit.pk),
                "ticked": str(unit.pk) in ticked,
                "leads": str(unit.pk) == leading,
            }
            for unit in units
        ]
        self.suggested_rows = [row for row in rows if row["cited"]]
        self.other_rows = [row for row in rows if not row["cited"]]

    @property
    def may_blow(self) -> bool:
        """Whether the button blows or proposes."""
        return policy.may_blow(self.viewer, self._value("place"))

    def perform(self) -> Whistle:
        """Blow, or propose where the subdistrict approves."""
        given = self.cleaned_data
        category = given["category"]
        words = {
            "by": self.viewer,
            "place": given["place"],
            "kind": given["kind"],
            "title": given["title"],
            "text": given["text"],
            "called": [int(pk) for pk in given["called"]],
            "lead": int(given["lead"]),
            "category": category,
            "address": given["address"],
            "position": given["position"],
            "case": self.case,
            "partnership": self.partnership,
        }
        blow = policy.may_blow(self.viewer, given["place"])
        return services.blow_whistle(**words) if blow else services.propose_whistle(**words)
