"""What people type on this room's pages. Rules are the services'; forms only read and offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.ground.access import Viewer
from hehuo.ground.errors import HehuoError
from hehuo.ground.seats import Seat

from . import events, selectors
from .models import Organisation
from .rules import ROLE_LABELS, ContactKind, OrganisationKind

ANY = ("", _("All"))


def tell(form: forms.Form, error: HehuoError) -> None:
    """Show what a service refused at the fields that it named, else above the form, with the rule's source."""
    known = {name: words for name, words in error.fields.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, str(words))
    if not known:
        form.add_error(None, f"{error} ({error.source})" if error.source else str(error))


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class OrganisationFilter(forms.Form):
    """What to look for among organisations."""

    q = forms.CharField(
        label=_("Name or credit code"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    seat = forms.ChoiceField(label=_("Seat"), required=False)
    ended = forms.BooleanField(label=_("Also those that ended"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [ANY, *((kind.value, kind.label) for kind in OrganisationKind)])
        _choose(self, "seat", [ANY, *((seat.value, seat.label) for seat in Seat)])


class PeopleFilter(forms.Form):
    """Whom to look for."""

    q = forms.CharField(
        label=_("Name, title or organisation"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", [ANY, *((role.value, label) for role, label in ROLE_LABELS.items())])


class ChangeOrganisationForm(forms.Form):
    """What an organisation is called, belongs to and serves."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=_("As people say it; used in lists and sentences."),
    )
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Organisation.objects.none(), required=False, empty_label=_("nothing above it")
    )
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=24, required=False)
    enforces = forms.BooleanField(
        label=_("Has enforcement power of its own"),
        required=False,
        help_text=_("Only what a law or regulation gives; no charter and no agreement can."),
    )
    serves = forms.MultipleChoiceField(
        label=_("Where it serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With everything below. Nothing ticked means: where it is at home."),
    )

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = list(organisation.serves.values_list("place", flat=True))
        offered = dict(selectors.places_kept(viewer, [organisation.place]))
        _choose(self, "serves", [*offered.items(), *((code, code) for code in served if code not in offered)])
        _offer_parents(self, viewer, organisation)


class AddOrganisationForm(forms.Form):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=_("As people say it; used in lists and sentences."),
    )
    place = forms.ChoiceField(label=_("Where it is at home"), help_text=_("Its administrator keeps its entry."))
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Organisation.objects.none(), required=False, empty_label=_("nothing above it")
    )
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=24, required=False)
    valid_from = _day(_("Takes part since"), _("Empty means: from today on."))
    take_seat = forms.BooleanField(label=_("Takes the usual seat of its kind there"), required=False, initial=True)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [(kind.value, kind.label) for kind in OrganisationKind])
        _choose(self, "place", selectors.places_kept(viewer))
        _offer_parents(self, viewer)


class SeatForm(forms.Form):
    """Which seat, where, since when."""

    seat = forms.ChoiceField(label=_("Seat"))
    place = forms.ChoiceField(label=_("At which place"))
    valid_from = _day(_("Since"), _("Empty means: from today on."))

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation, **kwargs: Any) -> None:
        usual = OrganisationKind(organisation.kind).facts.seat
        kwargs.setdefault("initial", {"seat": usual.value, "place": organisation.place})
        super().__init__(*args, **kwargs)
        _choose(self, "seat", [(seat.value, seat.label) for seat in Seat])
        _choose(self, "place", selectors.places_kept(viewer))


class EndForm(forms.Form):
    """From which day on something is over."""

    on = _day(_("From which day"), _("Empty means: from today on."))


class MembershipForm(forms.Form):
    """What a person is and may do in an organisation."""

    title = forms.CharField(
        label=pgettext_lazy("post", "Title"), max_length=60, required=False, help_text=_("For instance: director.")
    )
    role = forms.ChoiceField(
        label=_("Access"),
        required=False,
        help_text=_("What she may see and do here; nothing for members without access."),
    )
    place = forms.ChoiceField(label=_("Over which place"), required=False)
    valid_from = _day(_("Since"), _("Empty means: from today on."))

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(
            self,
            "role",
            [
                ("", _("member without access")),
                *((role.value, label) for role, label in ROLE_LABELS.items()),
            ],
        )
        _choose(self, "place", [("", _("where the organisation is at home")), *selectors.places_kept(viewer)])
        if organisation is not None:
            self.fields["place"].initial = organisation.place


class AddPersonForm(MembershipForm):
    """A new person, as a member of an organisation."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    name = forms.CharField(label=_("Name"), max_length=60)
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ("name", "title", "role", "place", "valid_from", "mobile", "email")


class GrantForm(MembershipForm):
    """A further membership of somebody who is known."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    field_order = ("organisation", "title", "role", "place", "valid_from")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        _organisations(self, "organisation").queryset = selectors.organisations_kept(viewer)


class NameForm(forms.Form):
    """A person's name."""

    name = forms.CharField(label=_("Name"), max_length=60)


class ContactForm(forms.Form):
    """A way to reach somebody."""

    kind = forms.ChoiceField(label=_("Kind"))
    value = forms.CharField(label=_("Number or address"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [(kind.value, kind.label) for kind in ContactKind])


class RevealForm(forms.Form):
    """Why somebody needs to see a contact."""

    reason = forms.ChoiceField(label=_("What do you need it for?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "reason", list(events.REASONS.items()))


class InviteForm(forms.Form):
    """Where the invitation goes."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Empty: you hand over the link yourself, as a QR code."),
    )


class AcceptForm(forms.Form):
    """How she wants to sign in."""

    username = forms.CharField(
        label=_("Name to sign in with"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For a new password or a one-time code when you need one.")
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
    )


class SheetForm(forms.Form):
    """A spreadsheet of people."""

    sheet = forms.FileField(
        label=_("Excel file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("At most 5,000 rows, 5 MB."),
    )
    really = forms.BooleanField(
        label=_("Enter them now"), required=False, help_text=_("Without this tick you only see what would happen.")
    )


def _offer_parents(form: forms.Form, viewer: Viewer, own: Organisation | None = None) -> None:
    rows = selectors.organisations_for(viewer)
    _organisations(form, "parent").queryset = rows.exclude(pk=own.pk) if own else rows


def _organisations(form: forms.Form, name: str) -> forms.ModelChoiceField[Organisation]:
    return cast("forms.ModelChoiceField[Organisation]", form.fields[name])


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
