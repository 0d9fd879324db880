"""One form per move on a case; each knows the service it calls, so that the page only shows and sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases import services
from hehuo.cases.selectors import Case, Kind, Outcome, Satisfied, Solved
from hehuo.charter import selectors as charter
from hehuo.files import services as files
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError
from hehuo.ground.forms import PhotosField, offer
from hehuo.matters.forms import CategoryField
from hehuo.parties import selectors as parties

_GRADES = (
    (1, _("Grade 1: emergency, 2 hours")),
    (2, _("Grade 2: water, power, gas, heat, 24 hours")),
    (3, _("Grade 3: ordinary, 7 days")),
    (4, _("Grade 4: hard, 15 days")),
)
#: Who leads is asked first.
_WEIGHT = ("lead", "carry_out", "assist", "supervise", "be_heard", "be_told")
_YES_NO = (("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No")))


def _words(label: Any, *, help_text: Any = "", required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _when(label: Any = None) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label or _("When"), required=False,
        help_text=_("Leave empty if it was just now. Beijing time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


def _one(label: Any, choices: Any, *, help_text: Any = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=forms.RadioSelect
    )


class MoveForm(forms.Form):
    """A move on ``case`` by ``viewer``. ``perform`` makes it and raises only errors that a person may read."""

    #: What the button says where it differs from the move's label.
    button: ClassVar[Any] = ""
    service: ClassVar[Callable[..., Any]]

    def __init__(self, *args: Any, viewer: Viewer, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.case = viewer, case
        self.prepare()
        if self.fields and not self.is_bound:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def prepare(self) -> None:
        """Fill choices that depend on the case."""

    def arguments(self) -> dict[str, Any]:
        """What the service is given besides ``by`` and ``case``."""
        return dict(self.cleaned_data)

    def perform(self) -> Any:
        """Make the move through its service."""
        return type(self).service(by=self.viewer, case=self.case, **self.arguments())


class UnitForm(MoveForm):
    """Choosing a unit: those that the charter names first, with the clause."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    note = _words(_("What they should know"), required=False, rows=3)

    def prepare(self) -> None:
        offer(self, "unit", unit_choices(self.case))


class AssignForm(UnitForm):
    service = services.assign_case


class HandDownForm(UnitForm):
    service = services.hand_down


class AssistForm(UnitForm):
    service = services.add_assistant


class AcceptForm(MoveForm):
    service = services.accept_case


class ClassifyForm(MoveForm):
    service = services.classify_case
    title = forms.CharField(label=_("Title"), max_length=120)
    category = CategoryField(label=_("Category"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a case", "Kind"), choices=Kind.choices)
    grade = forms.TypedChoiceField(
        label=_("Grade"),
        choices=_GRADES,
        coerce=int,
        help_text=_("A new grade means a new limit, counted from the opening."),
    )
    urgent = forms.BooleanField(label=_("Urgent: handle before the paperwork"), required=False)

    def prepare(self) -> None:
        case = self.case
        self.initial = {
            "title": case.title,
            "category": case.category.code if case.category else "",
            "kind": case.kind,
            "grade": case.grade,
            "urgent": case.urgent,
        }


class PhotoMoveForm(MoveForm):
    """A step that may bring pictures: they are kept with the case."""

    photos = PhotosField(label=_("Photos"), required=False)

    def clean_photos(self) -> list[files.Prepared]:
        """Looked at before the step is recorded: a bad picture must not leave half a step behind."""
        try:
            return [files.prepare(one, place=self.case.place) for one in self.cleaned_data["photos"]]
        except HehuoError as error:
            raise forms.ValidationError(str(error)) from error

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "photos"}

    def perform(self) -> Any:
        with transaction.atomic():
            done = super().perform()
            for photo in self.cleaned_data["photos"]:
                files.attach(by=self.viewer, subject=self.case.subject, upload=photo, place=self.case.place)
        return done


class ContactForm(MoveForm):
    service = services.log_contact
    outcome = _one(
        _("Did you reach the person?"),
        ((Outcome.REACHED, Outcome.REACHED.label), (Outcome.NOT_REACHED, Outcome.NOT_REACHED.label)),
    )
    channel = forms.ChoiceField(label=_("How"), choices=list(services.CONTACT_CHANNELS.items()))
    text = _words(_("What you talked about"), required=False)
    happened_at = _when()


class VisitForm(PhotoMoveForm):
    service = services.record_visit
    outcome = _one(
        _("How it went"), ((Outcome.DONE, Outcome.DONE.label), (Outcome.NOT_REACHED, _("Nobody opened"))),
    )  # fmt: skip
    text = _words(_("What you saw"))
    happened_at = _when()


class TalkForm(PhotoMoveForm):
    outcome = _one(
        _("How it ended"),
        [(o, o.label) for o in (Outcome.AGREED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NOT_REACHED)],
    )
    text = _words(_("What you talked about"))
    happened_at = _when()


class MediateForm(TalkForm):
    service = services.record_mediation


class DissuadeForm(TalkForm):
    service = services.record_dissuasion


class NoteForm(PhotoMoveForm):
    service = services.add_note
    text = _words(_("Note"), help_text=_("For colleagues only; the complainant never sees it."))


class AnswerForm(MoveForm):
    service = services.answer_case
    text = _words(
        _("What you tell the complainant"), help_text=_("Plain words: what was done, what comes next."), rows=6
    )
    unreachable = _words(
        _("If nobody could be reached: why"), required=False, rows=2,
        help_text=_("Needed only where there was no contact at all."),
    )  # fmt: skip
    happened_at = _when()

    def prepare(self) -> None:
        if self.case.contacted_at is not None:
            del self.fields["unreachable"]


class CallBackForm(MoveForm):
    service = services.record_call_back
    reached = _one(_("Did you reach the person?"), _YES_NO)
    solved = _one(_("Is it solved?"), Solved.choices, required=False)
    satisfied = _one(_("Satisfied?"), Satisfied.choices, required=False)
    words_said = _words(_("In the person's own words"), required=False)
    happened_at = _when()

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "reached": self.cleaned_data["reached"] == "yes"}


class CloseForm(MoveForm):
    service = services.close_case
    reason = _words(_("Reason"), required=False, help_text=_("Needed only where the call-back says “not solved”."))


class ReasonForm(MoveForm):
    reason = _words(_("Reason"))


class RedoForm(ReasonForm):
    service = services.reopen_case


class ObjectForm(ReasonForm):
    service = services.object_to_assignment


class ReturnForm(ReasonForm):
    service = services.return_case


class WithdrawForm(ReasonForm):
    service = services.withdraw_case
    reason = _words(_("What the complainant said"))


class DecideObjectionForm(MoveForm):
    service = services.decide_objection
    result = _one(_("What the hotline agency decided"), (("upheld", _("Upheld")), ("rejected", _("Rejected"))))
    happened_at = _when()


class ExamineForm(MoveForm):
    service = services.examine_return
    granted: ClassVar[bool]
    decision = _words(_("Why"))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "granted": self.granted}


class GrantReturnForm(ExamineForm):
    granted = True


class RefuseReturnForm(ExamineForm):
    granted = False


class ExtendForm(MoveForm):
    service = services.extend_case
    due_at = forms.DateTimeField(
        label=_("New limit"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = _words(_("Reason"), help_text=_("The complainant reads it."))
    told_at = _when(_("When the complainant was told"))
    platform_notified_at = _when(_("When the platform was notified"))

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["told_at"] = given["told_at"] or clock.now()
        return given


class ShelveForm(ReasonForm):
    service = services.shelve_case
    review_on = forms.DateField(label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}))


class ResumeForm(MoveForm):
    service = services.resume_case


class DivertForm(MoveForm):
    service = services.divert_case
    to = _one(_("Where it belongs"), list(services.DIVERSIONS.items()))
    evidence = _words(_("Evidence"))


class MarkHardForm(MoveForm):
    service = services.mark_hard


class PublishForm(MoveForm):
    service = services.publish_case
    button = _("Show it to everybody")
    title = forms.CharField(label=_("Title"), max_length=120)
    text = _words(
        _("What it is about"), rows=6,
        help_text=_("No names, phones, flat numbers, plates or waybills; nobody may be recognised."),
    )  # fmt: skip
    answer = _words(_("What was done"), required=False, rows=5)

    def prepare(self) -> None:
        case = self.case
        self.initial = {
            "title": case.public_title or case.title,
            "text": case.public_text or case.text,
            "answer": case.public_answer or case.answer,
        }


class UnpublishForm(MoveForm):
    service = services.unpublish_case


MOVES: dict[str, type[MoveForm]] = {
    "classify": ClassifyForm, "assign": AssignForm, "hand_down": HandDownForm, "assist": AssistForm,
    "accept": AcceptForm, "contact": ContactForm, "visit": VisitForm, "mediate": MediateForm,
    "dissuade": DissuadeForm, "note": NoteForm, "answer": AnswerForm, "call_back": CallBackForm, "close": CloseForm,
    "redo": RedoForm, "object": ObjectForm, "decide_objection": DecideObjectionForm, "return": ReturnForm,
    "grant_return": GrantReturnForm, "refuse_return": RefuseReturnForm, "extend": ExtendForm, "shelve": ShelveForm,
    "resume": ResumeForm, "withdraw": WithdrawForm, "divert": DivertForm, "mark_hard": MarkHardForm,
    "publish": PublishForm, "unpublish": UnpublishForm,
}  # fmt: skip


def unit_choices(case: Case) -> list[tuple[Any, Any]]:
    """Units that serve the case's place; those whom the charter names come first, with the clause. Where it names
    nobody who leads or carries out, nobody is chosen beforehand.
    """
    named: dict[int, str] = {}
    leads = False
    try:
        answer = charter.resolve(case.place, case.category, case.opened_at) if case.category else None
    except HehuoError:
        answer = None
    for duty in sorted(answer.duties, key=lambda one: _WEIGHT.index(one.kind)) if answer else ():
        for unit in duty.organisations:
            leads = leads or duty.kind in ("lead", "carry_out")
            named.setdefault(unit.pk, f"{unit} · {duty.kind.label} · {_clause(duty)}")
    rest = [(unit.pk, str(unit)) for unit in parties.organisations_at(case.place) if unit.pk not in named]
    groups = [(_("Named by the charter"), list(named.items())), (_("Others that serve this place"), rest)]
    choices: list[tuple[Any, Any]] = [(str(label), units) for label, units in groups if units]
    return choices if leads else [("", _("Choose a unit")), *choices]


def _clause(duty: charter.Duty) -> str:
    return str(_("clause %(number)s") % {"number": duty.clause.number})
