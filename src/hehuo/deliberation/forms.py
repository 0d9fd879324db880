"""What people type about meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.codes import Level
from hehuo.ground.forms import offer
from hehuo.ground.seats import Seat
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

from .models import Meeting
from .policy import About, Invitee
from .rules import Rule, Stance


def _long(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _when(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class TimeAndPlaceForm(forms.Form):
    """What a meeting is about, when and where."""

    title = forms.CharField(label=pgettext_lazy("meeting", "Title"), max_length=120)
    starts_at = _when(_("Begins (Beijing time)"))
    ends_at = _when(_("Ends"), required=False)
    where = forms.CharField(label=pgettext_lazy("meeting", "Where"), max_length=200, required=False)
    link = forms.CharField(
        label=_("Link for those who join from afar"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    agenda = _long(_("Agenda, one point per line"), rows=5, required=False)
    purpose = _long(_("What shall have come about at the end?"), rows=2, required=False)

    def clean_agenda(self) -> list[str]:
        """The points, one per line."""
        return [line for line in self.cleaned_data["agenda"].splitlines() if line.strip()]

    @staticmethod
    def given(meeting: Meeting) -> dict[str, Any]:
        """The meeting as initial values."""
        names = ("title", "starts_at", "ends_at", "where", "link", "purpose")
        agenda = "\n".join(item.title for item in meeting.agenda.all())
        return {name: getattr(meeting, name) for name in names} | {"agenda": agenda}


class InviteForm(forms.Form):
    """Who is invited: those who are proposed, and guests by name."""

    invited = forms.MultipleChoiceField(label=_("Who is invited"), widget=forms.CheckboxSelectMultiple, required=False)
    guests = _long(
        _("Others, one name per line"),
        rows=2,
        required=False,
        help_text=_("Heard without a voice in decisions. Their names are kept sealed and shown masked."),
    )

    def __init__(self, *args: Any, invitees: Mapping[str, tuple[Invitee, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = invitees
        offer(self, "invited", [(key, label) for key, (_one, label) in invitees.items()])

    def everybody(self) -> list[Invitee]:
        """Who is invited: those ticked, and the guests without a voice."""
        ticked = [self.invitees[key][0] for key in self.cleaned_data["invited"]]
        names = [name.strip() for name in self.cleaned_data["guests"].splitlines()]
        return [*ticked, *(Invitee(name=name, voice=False) for name in names if name)]


class MeetingForm(InviteForm, TimeAndPlaceForm):
    """Call a meeting: who is invited is proposed from the subject and from the seats at the place."""

    quorum = forms.IntegerField(
        label=_("Voices that must be present to decide"),
        required=False,
        min_value=1,
        help_text=_("Left empty, the place's policy counts."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def invitees_for(place: str, about: About | None) -> tuple[dict[str, tuple[Invitee, str]], list[str]]:
    """Who may be invited at ``place`` by choice key, with a label; and the keys that are proposed: whom the
    subject names, else who is at home at the place."""
    found: dict[str, tuple[Invitee, str]] = {}
    for n, one in enumerate(about.invitees if about else ()):
        found[f"i{n}"] = (one, _label(one))
    proposed = list(found)
    near: list[str] = []
    there = {(one.organisation_id, one.seat) for one, _name in found.values()}
    for seat, holders in parties.seat_holders(place).items():
        for holder in holders:
            if (holder.pk, seat.value) not in there:
                key = f"o{holder.pk}-{seat.value}"
                found[key] = (Invitee(organisation=holder.pk, seat=seat.value), f"{seat.label} · {holder}")
                near += [key] if holder.place == place else []
    return found, proposed or near


def _label(one: Invitee) -> str:
    """What an invitee of a higher room is called on the form."""
    organisation, person = one.organisation_id, one.person_id
    if organisation is not None:
        name = parties.names_of_organisations([organisation]).get(organisation, "")
    elif person is not None:
        name = parties.names_of_people([person]).get(person, "")
    else:
        name = one.name[:1] + "**"
    return f"{Seat(one.seat).label} · {name}" if one.seat else name


def place_choices(reach: Iterable[str]) -> list[tuple[str, str]]:
    """The places of ``reach`` and the subdistricts and communities within them."""
    found = [code for code in reach if code]
    for code in list(found):
        for level in (Level.SUBDISTRICT, Level.COMMUNITY):
            found += [place.code for place in places.below(code, level)]
    paths = places.paths(found)
    return [(code, paths[code]) for code in dict.fromkeys(found) if code in paths]


class ReasonForm(forms.Form):
    """Why."""

    reason = _long(_("Why?"), rows=3, help_text=_("Everybody who is invited reads it."))


class AnswerForm(forms.Form):
    """Whether she comes, and why not."""

    accept = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    reason = forms.CharField(required=False, max_length=500)


class ProposeForm(forms.Form):
    """Put a proposal to the meeting."""

    text = _long(_("What is proposed?"), rows=4, help_text=_("One sentence that one can be for or against."))
    item = forms.TypedChoiceField(
        label=_("To which point of the agenda?"), required=False, coerce=int, empty_value=None
    )
    rule = forms.ChoiceField(
        label=_("How is it decided?"), widget=forms.RadioSelect, choices=[(rule.value, rule.label) for rule in Rule]
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(item.pk, str(item)) for item in meeting.agenda.all()]
        offer(self, "item", [("", "—"), *items])
        offer(self, "rule", [(rule.value, f"{rule.label}（{rule.words}）") for rule in Rule])


class VoiceForm(forms.Form):
    """What one voice says."""

    invitation = forms.IntegerField()
    stance = forms.ChoiceField(choices=[(stance.value, stance.label) for stance in Stance])
    reason = forms.CharField(required=False, max_length=2000)


class HandForm(forms.Form):
    """A hand raised in the room: one row per voice."""

    stance = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[(stance.value, stance.label) for stance in Stance],
    )
    reason = forms.CharField(required=False, max_length=2000)


class PublishForm(forms.Form):
    """What everybody may read of the minutes."""

    public_text = _long(_("The text for everybody"), rows=16)
