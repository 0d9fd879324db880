"""What people type about whistles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.codes import Level
from hehuo.ground.forms import PhotosField, PositionField, offer
from hehuo.matters.forms import CategoryField
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

from . import policy, selectors, services
from .models import Call, Rating, Whistle
from .rules import CallState, Grade, How, Kind, Who
from .selectors.clocks import awaited


def _words(label: Any, *, help_text: Any = "", required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WhenField(forms.DateTimeField):
    """A moment in Beijing time; empty means now."""

    def __init__(self) -> None:
        super().__init__(
            label=_("When"),
            required=False,
            help_text=_("Leave empty if it was just now. Beijing time."),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )


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
    text = _words(
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
        super().__init__(*args, initial=self._first(asked), **more)
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


class StepForm(forms.Form):
    """A step on ``whistle`` or one of its calls; ``perform`` makes it and raises only errors that a person may read."""

    button: ClassVar[Any] = ""
    note: ClassVar[Any] = ""

    def __init__(self, *args: Any, viewer: Viewer, whistle: Whistle, call: Call | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer, self.whistle, self.call = viewer, whistle, call
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the whistle."""

    def perform(self) -> Any:
        """Make the step through its service."""
        raise NotImplementedError


class ApproveForm(StepForm):
    def perform(self) -> Any:
        return services.approve_whistle(by=self.viewer, whistle=self.whistle)


class ReasonForm(StepForm):
    """A step that asks for nothing but the reason."""

    reason = _words(pgettext_lazy("whistle", "Why?"), rows=3)


class RejectForm(ReasonForm):
    note = _("Say what to do instead, so that the matter goes on.")

    def perform(self) -> Any:
        return services.reject_whistle(by=self.viewer, whistle=self.whistle, **self.cleaned_data)


class WithdrawForm(ReasonForm):
    def perform(self) -> Any:
        return services.withdraw_whistle(by=self.viewer, whistle=self.whistle, **self.cleaned_data)


class ConcludeForm(StepForm):
    """What came of it; and why whoever did not come did not."""

    result = _words(_("What came of it?"))
    happened_at = WhenField()

    def prepare(self) -> None:
        self.awaited = awaited(self.whistle, selectors.calls_of(self.whistle))
        for call in self.awaited:
            label = _("Why did %(unit)s not come?") % {"unit": call.organisation}
            self.fields[f"absent_{call.pk}"] = forms.CharField(label=label, max_length=1000)
        self.order_fields(["result", *(f"absent_{call.pk}" for call in self.awaited)])

    def perform(self) -> Any:
        given = self.cleaned_data
        absent = {call.pk: given[f"absent_{call.pk}"] for call in self.awaited}
        return services.conclude_whistle(
            by=self.viewer,
            whistle=self.whistle,
            result=given["result"],
            absent=absent,
            happened_at=given["happened_at"],
        )


class CallForm(StepForm):
    """A step on one call."""

    call: Call

    def prepare(self) -> None:
        """Nothing more to fill."""


class AcknowledgeForm(CallForm):
    def perform(self) -> Any:
        return services.acknowledge_call(by=self.viewer, call=self.call)


class RefuseForm(CallForm):
    note = _("The refusal goes up to the district, which decides. Until then the clock of the others runs on.")
    reason = _words(_("Why can your unit not come?"), rows=3)

    def perform(self) -> Any:
        return services.refuse_call(by=self.viewer, call=self.call, **self.cleaned_data)


class DecideForm(CallForm):
    """What the district decided about a refusal."""

    upheld = forms.ChoiceField(
        label=_("What did the district decide?"),
        choices=[
            ("yes", _("The reason is good: the unit need not come")),
            ("no", _("The reason is not good: the unit comes")),
        ],
        widget=forms.RadioSelect,
    )
    reason = _words(pgettext_lazy("whistle", "Why?"), rows=3)
    reference = forms.CharField(
        label=_("Who decided at the district, and under which number"), required=False, max_length=200
    )

    def perform(self) -> Any:
        given = self.cleaned_data
        return services.decide_refusal(
            by=self.viewer,
            call=self.call,
            upheld=given["upheld"] == "yes",
            reason=given["reason"],
            reference=given["reference"],
        )


class CheckInForm(CallForm):
    """By position, by photo, or for a colleague by list."""

    how = forms.ChoiceField(choices=[(how.value, how.label) for how in How], widget=forms.HiddenInput, required=False)
    position = PositionField(label=_("Where I am"), required=False)
    photo = PhotosField(label=_("A photo of the place"), required=False)
    person = forms.TypedChoiceField(label=_("Who is here?"), coerce=int, required=False, empty_value=None)

    def prepare(self) -> None:
        self.has_people = False
        if not self.is_bound or self.data.get("person"):
            there = {row.person_id for row in self.call.check_ins.all() if row.left_at is None}
            people = [one for one in parties.people_of(self.call.organisation) if one.pk not in there]
            offer(self, "person", [("", _("Choose somebody")), *((one.pk, one.name) for one in people)])
            self.has_people = bool(people)
        self.own = Who.UNIT in policy.standing(self.viewer, self.whistle, self.call).who
        for field in self.fields.values():
            field.optional_note = False  # type: ignore[attr-defined]

    def perform(self) -> Any:
        given = self.cleaned_data
        photos = given["photo"]
        how = How.LIST if given["person"] else How.PHOTO if photos else given["how"] or How.POSITION
        return services.check_in(
            by=self.viewer,
            call=self.call,
            how=str(how),
            position=given["position"],
            photo=photos[0] if photos else None,
            person=given["person"],
        )


class ReportForm(CallForm):
    text = _words(_("What did you find, and what has been done?"))
    photos = PhotosField(label=_("Photos"), required=False)

    def perform(self) -> Any:
        return services.report_whistle(by=self.viewer, call=self.call, **self.cleaned_data)


class AssessForm(CallForm):
    """What the subdistrict says of the unit's work."""

    note = _("The district assesses both sides with this; the unit may answer.")
    grade = forms.ChoiceField(
        label=_("How did the unit work?"),
        choices=[(grade.value, grade.label) for grade in Grade],
        widget=forms.RadioSelect,
    )
    text = _words(_("In a few words"), rows=3)

    def perform(self) -> Any:
        return services.assess_call(by=self.viewer, call=self.call, **self.cleaned_data)


class ReplyForm(CallForm):
    text = _words(_("Your unit's answer"), rows=3)

    def perform(self) -> Any:
        return services.reply_to_assessment(by=self.viewer, call=self.call, **self.cleaned_data)


class LeaveForm(forms.Form):
    """Why somebody goes before it is done."""

    reason = _words(_("Why do you have to leave?"), rows=3)


class RateForm(forms.Form):
    """How residents saw the units that were called."""

    def __init__(self, *args: Any, calls: Iterable[Call], **more: Any) -> None:
        super().__init__(*args, **more)
        self.calls = [call for call in calls if call.state in {CallState.DONE, CallState.LEFT, CallState.ABSENT}]
        for call in self.calls:
            self.fields[f"stars_{call.pk}"] = forms.TypedChoiceField(
                label=str(call.organisation),
                choices=list(reversed(Rating._meta.get_field("stars").choices or [])),
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )
            self.fields[f"stars_{call.pk}"].optional_note = False  # type: ignore[attr-defined]
        self.fields["words"] = forms.CharField(
            label=_("Anything you want to add"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Please no names and no telephone numbers."),
        )

    def stars(self) -> dict[int, int]:
        """Call id → stars, for the units that she rated."""
        given = {call.pk: self.cleaned_data[f"stars_{call.pk}"] for call in self.calls}
        return {pk: stars for pk, stars in given.items() if stars}


MOVES: dict[str, type[StepForm]] = {
    "approve": ApproveForm,
    "reject": RejectForm,
    "take_back": WithdrawForm,
    "withdraw": WithdrawForm,
    "conclude": ConcludeForm,
}
CALL_MOVES: dict[str, type[CallForm]] = {
    "acknowledge": AcknowledgeForm,
    "refuse": RefuseForm,
    "decide": DecideForm,
    "check_in": CheckInForm,
    "report": ReportForm,
    "assess": AssessForm,
    "reply": ReplyForm,
}
#: Steps that one tap makes.
AT_ONCE = frozenset({"approve", "acknowledge"})
