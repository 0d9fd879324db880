"""What people fill in at a table. Choices that depend on the table are offered by the views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.forms import PhotosField
from hehuo.ground.seats import Seat
from hehuo.parties.events import REASONS

from .rules import CHECKS, TAKEN_UP_AT, WALK, Level, RiskKind, Standing


def words(
    label: Any, *, help_text: Any = "", required: bool = True, rows: int = 4, most: int = 5000
) -> forms.CharField:
    """A field for sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def moment(label: Any, *, help_text: Any = "", required: bool = False) -> forms.DateTimeField:
    """A field for a moment in Beijing time."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def day(label: Any, *, help_text: Any = "") -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def when() -> forms.DateTimeField:
    """When it happened."""
    return moment(_("When it happened"), help_text=_("Leave empty if it was just now. Beijing time."))


class ListFilter(forms.Form):
    """What the list of tables is narrowed to."""

    q = forms.CharField(label=_("Number or title"), required=False, max_length=60)
    stage = forms.ChoiceField(
        label=pgettext_lazy("of a partnership", "Stage"),
        required=False,
        choices=[("", _("every stage")), *((stage.value, stage.label) for stage in WALK)],
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("of a partnership", "Level"),
        required=False,
        choices=[("", _("both levels")), *((level.value, level.label) for level in Level)],
    )


class OpenForm(forms.Form):
    """Confirm a table whose seats are already filled."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("What is to be solved, without anybody's name.")
    )
    level = forms.ChoiceField(label=_("Who calls it together"), widget=forms.RadioSelect)
    text = words(_("What everybody at the table should know"), required=False, rows=3)
    promised_on = day(_("Promised by"), help_text=_("Shown to everybody. Leave empty if you cannot promise a day yet."))
    urgent = forms.BooleanField(label=_("It is urgent and cannot wait for the ordinary way"), required=False)
    reason = words(_("Why it is urgent"), required=False, rows=2, most=1000)


class ThemeForm(OpenForm):
    """The same without a request: on a place or a theme."""

    theme = forms.CharField(label=_("Theme"), required=False, max_length=120, help_text=_("Leave empty for one place."))


class InviteForm(forms.Form):
    """Ask somebody to the table."""

    standing = forms.ChoiceField(
        label=_("As what"), choices=[(one.value, one.label) for one in Standing], widget=forms.RadioSelect
    )
    organisation = forms.TypedChoiceField(label=_("Organisation"), required=False, coerce=int, empty_value=None)
    seat = forms.ChoiceField(
        label=pgettext_lazy("of six", "Seat"),
        required=False,
        choices=[("", "—"), *((seat.value, seat.label) for seat in Seat)],
        help_text=_("Only for one of the six seats."),
    )
    name = forms.CharField(
        label=_("Name of a resident"),
        required=False,
        max_length=60,
        help_text=_("For the person concerned, family, a witness or a neighbour. It is kept sealed and shown masked."),
    )
    reason = words(_("Why they are asked"), required=False, rows=2, most=500)


class AnswerForm(forms.Form):
    """Accept or decline."""

    accept = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We take our place")), ("no", _("We decline"))],
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), required=False, rows=2, most=500, help_text=_("Needed when you decline."))


class HearForm(forms.Form):
    """What somebody said."""

    text = words(_("What they said"), help_text=_("In their own words, as far as you can."))
    happened_at = when()


class NobodyForm(forms.Form):
    """Nobody in particular is concerned."""

    reason = words(_("Why nobody in particular is concerned"), rows=2, most=500)


class SpeakerForm(forms.Form):
    """Who speaks for an organisation."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)


class ReasonForm(forms.Form):
    """One reason in words."""

    reason = words(_("Reason"), rows=3, most=1000)


class RevealForm(forms.Form):
    """Why a sealed name is looked at."""

    reason = forms.ChoiceField(label=_("Why do you need it?"), choices=list(REASONS.items()))


class SurveyForm(forms.Form):
    """A look at the place together."""

    findings = words(_("What you found"), rows=6)
    photos = PhotosField(label=_("Photos"), required=False)
    led_by = forms.TypedMultipleChoiceField(
        label=_("Who led it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    present = forms.TypedMultipleChoiceField(
        label=_("Who was there"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    happened_at = when()


class PlanForm(forms.Form):
    """What the plan is about."""

    summary = words(_("How you want to go about it"), required=False, rows=4)
    joint_action = forms.BooleanField(label=_("There is a day of joint action"), required=False)
    admonition = forms.BooleanField(
        label=_("Police or enforcement speak first, before anything is moved"), required=False
    )


class QuickTaskForm(forms.Form):
    """A task in one line."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    member = forms.TypedChoiceField(label=pgettext_lazy("task", "Who"), required=False, coerce=int, empty_value=None)
    due_at = moment(_("By when"))


class TaskForm(QuickTaskForm):
    """A task with all its sides."""

    after = forms.TypedMultipleChoiceField(
        label=_("Only after"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.CharField(
        label=_("What has to be shown when it is done"), required=False, max_length=200, help_text=_("Say, a photo.")
    )
    aftercare = forms.BooleanField(label=_("Aftercare: goes on after the case is settled"), required=False)


class FinishForm(forms.Form):
    """A task is done."""

    evidence = words(_("What was done"), required=False, rows=3)
    photos = PhotosField(label=_("Photos"), required=False)
    happened_at = when()


class RiskForm(forms.Form):
    """What may go wrong on the day."""

    kind = forms.ChoiceField(label=_("What may happen"), choices=[(kind.value, kind.label) for kind in RiskKind])
    level = forms.TypedChoiceField(
        label=_("How grave"),
        coerce=int,
        choices=[(1, _("1 – slight")), (2, _("2 – noticeable")), (3, _("3 – grave")), (4, _("4 – life is at risk"))],
        widget=forms.RadioSelect,
    )
    countermeasure = words(_("What is done then"), required=False, rows=3)
    stand_by = forms.CharField(
        label=_("Who or what stands ready"),
        required=False,
        max_length=200,
        help_text=_("Say, an ambulance, a psychologist."),
    )
    stand_by_from = forms.TypedChoiceField(label=_("Provided by"), required=False, coerce=int, empty_value=None)


class ReportForm(forms.Form):
    """How it stands."""

    text = words(_("How it stands"), rows=5)


class OverrideForm(forms.Form):
    """Let the table pass without something."""

    code = forms.ChoiceField(label=_("What is missing"), widget=forms.RadioSelect)
    reason = words(
        _("Your reason"), rows=3, most=1000, help_text=_("It stands on the public page, beside your office.")
    )


class RelapseForm(ReasonForm):
    """The problem came back."""

    to = forms.ChoiceField(
        label=_("Where the work is taken up again"),
        choices=[(stage.value, stage.label) for stage in TAKEN_UP_AT],
        widget=forms.RadioSelect,
        initial=TAKEN_UP_AT[0].value,
    )


class ReviewForm(forms.Form):
    """Looking back together."""

    lessons = words(_("What the next table can learn from it"), rows=5)
    thanks = words(_("Who is thanked, and for what"), rows=3)


class PublicForm(forms.Form):
    """What the public will read."""

    public_title = forms.CharField(label=_("Title"), max_length=120)
    public_text = words(_("What it was about and what was done"), rows=6)
    public_result = words(_("What came of it"), required=False, rows=4)
    public_thanks = words(_("Thanks"), required=False, rows=3, most=2000)


class ChecksForm(forms.Form):
    """What the reviewer has looked for."""

    checks = forms.MultipleChoiceField(
        label=_("I have looked for this, line by line"),
        required=False,
        choices=list(CHECKS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class CallForm(forms.Form):
    """Ask everybody for help."""

    title = forms.CharField(
        label=_("What you need"), max_length=120, help_text=_("Say, two people with a handcart on Friday.")
    )
    text = words(_("In more words"), rows=3, most=2000)
    until = day(_("Until"), help_text=_("Leave empty until you close it yourself."))


class OfferAnswerForm(forms.Form):
    """Thank for an offer."""

    text = words(_("What you answer"), required=False, rows=2, most=1000)


def choices(rows: Iterable[tuple[Any, Any]], empty: Any = None) -> list[tuple[Any, Any]]:
    """Choices for a select; ``empty`` names the empty one."""
    return ([("", empty)] if empty is not None else []) + list(rows)
