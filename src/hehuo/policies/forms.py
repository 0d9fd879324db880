"""Deciding about a setting, and loading a year, on a page."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground import clock
from hehuo.ground.errors import Invalid

from .rules import Kind, NoticeDay, Setting, parse_decimal, read_notice

_UNITS = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
#: A page's decision starts a little later than now, so that every process of the house knows it in time.
HEAD_START = timedelta(minutes=1)


def next_start() -> datetime:
    """The earliest moment that a page offers: the full minute after the next."""
    return (clock.now() + 2 * HEAD_START).astimezone(clock.BEIJING).replace(second=0, microsecond=0)


class DecisionForm(forms.Form):
    """The new value of one setting, from when, and why. ``decision`` holds the typed value once it is valid."""

    in_force_from = forms.DateTimeField(
        label=pgettext_lazy("setting", "In force from"),
        help_text=_("Beijing time. Nothing that was is changed."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = forms.CharField(
        label=pgettext_lazy("setting", "Why"),
        help_text=_("Kept for good and shown to everybody on staff: a document, a meeting, an experience."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, setting: Setting, *args: Any, current: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.decision: Any = None
        first = value_fields(setting, current)
        self.fields["in_force_from"].initial = next_start()
        extra: dict[str, forms.Field] = {}
        if own:
            extra["back"] = forms.BooleanField(
                label=_("No value of our own any more: the wider place's value holds again"), required=False
            )
        if setting.room == "cases":
            extra["for_open_cases"] = forms.BooleanField(
                label=_("Holds for cases that are open already, too"), required=False
            )
        self.fields = {**first, **extra, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Read the typed value; the setting's own check gives the message."""
        data = super().clean() or {}
        if data.get("back") or self.errors:
            return data
        try:
            self.decision = read_value(self.setting, data)
            self.setting.write(self.decision)
        except Invalid as error:
            self.add_error("value", str(error))
        return data


def value_fields(setting: Setting, current: Any) -> dict[str, forms.Field]:
    """The fields in which a value of the setting is written."""
    label, kind = setting.label, setting.kind
    choices = [(key, text) for key, text in setting.choices.items()]
    match kind:
        case Kind.INT:
            return {"value": forms.IntegerField(label=label, help_text=setting.unit, initial=current)}
        case Kind.BOOL:
            return {"value": forms.BooleanField(label=label, required=False, initial=current)}
        case Kind.CHOICE:
            return {"value": forms.ChoiceField(label=label, choices=choices, initial=current, widget=forms.RadioSelect)}
        case Kind.DURATION:
            amount, unit = split_duration(current)
            return {
                "value": forms.IntegerField(label=label, initial=amount, min_value=0),
                "unit": forms.ChoiceField(
                    label=pgettext_lazy("duration", "Unit"), choices=list(_UNITS.items()), initial=unit
                ),
            }
        case Kind.HOURS:
            times = [time(int(hour) % 24, round(hour % 1 * 60)) for hour in current]
            widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            return {
                "value": forms.TimeField(label=pgettext_lazy("time of day", "From"), initial=times[0], widget=widget),
                "until": forms.TimeField(label=pgettext_lazy("time of day", "Until"), initial=times[1], widget=widget),
            }
        case Kind.LIST if choices:
            return {
                "value": forms.MultipleChoiceField(
                    label=label, choices=choices, initial=list(current), required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
            }  # fmt: skip
        case Kind.LIST:
            help_text = _("Separate with commas.")
            return {
                "value": forms.CharField(label=label, initial=", ".join(current), required=False, help_text=help_text)
            }
    return {"value": forms.CharField(label=label, help_text=setting.unit, initial=str(current), max_length=500)}


def read_value(setting: Setting, data: dict[str, Any]) -> Any:
    """The typed value out of the cleaned fields. Raises :class:`Invalid`."""
    value = data.get("value")
    match setting.kind:
        case Kind.DECIMAL:
            return parse_decimal(str(value))
        case Kind.DURATION:
            try:
                return timedelta(**{data["unit"]: int(value or 0)})
            except OverflowError:
                raise Invalid(_("This is longer than can be counted.")) from None
        case Kind.HOURS:
            return _hours(value), _hours(data.get("until")) or 24.0
        case Kind.LIST if not setting.choices:
            parts = str(value or "").replace("，", ",").split(",")
            return tuple(part.strip() for part in parts if part.strip())
        case Kind.LIST:
            return tuple(value or ())
    return value


def split_duration(span: timedelta) -> tuple[int, str]:
    """Amount and unit, in the largest unit that divides it."""
    seconds = int(span.total_seconds())
    for unit, size in (("days", 86_400), ("hours", 3600)):
        if seconds % size == 0:
            return seconds // size, unit
    return seconds // 60, "minutes"


def _hours(moment: time | None) -> float:
    return moment.hour + moment.minute / 60 if moment else 0.0


class YearForm(forms.Form):
    """A year's notice as a JSON file in the usual layout. ``notice`` holds year and days once it is valid."""

    file = forms.FileField(
        label=_("The notice as a file"),
        help_text=_("JSON with “year” and “days”, each day with “name”, “date” and “isOffDay”."),
    )
    source = forms.CharField(
        label=_("Where it stands"),
        help_text=_("Such as the number of the State Council's notice."),
        max_length=200,
    )
    notice: tuple[int, list[NoticeDay]]

    def clean_file(self) -> Any:
        """Read the file; what is wrong with it is said at the field."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise forms.ValidationError(_("A year's notice is a few kilobytes; this file is much larger."))
        try:
            self.notice = read_notice(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from None
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None
        return file
