"""One form per step on a whistle or on a call; each knows the service it calls."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.access import Viewer
from hehuo.ground.forms import PhotosField, PositionField, offer
from hehuo.parties import selectors as parties
from hehuo.whistles import policy, selectors, services
from hehuo.whistles.models import Call, Whistle
from hehuo.whistles.rules import Grade, How, Who
from hehuo.whistles.selectors.clocks import awaited

from .common import WhenField, words_field


class StepForm(forms.Form):
    """A step on ``whistle`` or one of its calls; ``perform`` makes it and raises only errors that a person may read."""

    button: ClassVar[Any] = ""
    note: ClassVar[Any] = ""

    def __init__(
        self, *args: Any, viewer: Viewer, whistle: Whistle | None = None, call: Call | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.viewer, self.call, self._whistle = viewer, call, whistle
        self.prepare()

    @property
    def whistle(self) -> Whistle:
        """The whistle that the step is on; of a call's only when it is asked for."""
        return self._whistle or cast("Call", self.call).whistle

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

    reason = words_field(pgettext_lazy("whistle", "Why?"), rows=3)


class RejectForm(ReasonForm):
    note = _("Say what to do instead, so that the matter goes on.")

    def perform(self) -> Any:
        return services.reject_whistle(by=self.viewer, whistle=self.whistle, **self.cleaned_data)


class WithdrawForm(ReasonForm):
    def perform(self) -> Any:
        return services.withdraw_whistle(by=self.viewer, whistle=self.whistle, **self.cleaned_data)


class ConcludeForm(StepForm):
    """What came of it; and why whoever did not come did not."""

    result = words_field(_("What came of it?"))
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
    reason = words_field(_("Why can your unit not come?"), rows=3)

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
    reason = words_field(pgettext_lazy("whistle", "Why?"), rows=3)
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
        for field in self.fields.values():
            field.optional_note = False  # type: ignore[attr-defined]

    @property
    def own(self) -> bool:
        """Whether it is her own unit that is called."""
        return Who.UNIT in policy.standing(self.viewer, self.whistle, self.call).who

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
    text = words_field(_("What did you find, and what has been done?"))
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
    text = words_field(_("In a few words"), rows=3)

    def perform(self) -> Any:
        return services.assess_call(by=self.viewer, call=self.call, **self.cleaned_data)


class ReplyForm(CallForm):
    text = words_field(_("Your unit's answer"), rows=3)

    def perform(self) -> Any:
        return services.reply_to_assessment(by=self.viewer, call=self.call, **self.cleaned_data)


class LeaveForm(forms.Form):
    """Why somebody goes before it is done."""

    reason = words_field(_("Why do you have to leave?"), rows=3)


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
