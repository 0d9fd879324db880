"""The style page: every part of the design system at work, with the code that makes it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from hehuo.ground.clock import now
from hehuo.ground.seats import Seat
from hehuo.ground.web import Request

PARTS = (
    *("buttons", "tags", "seats", "round_table", "time", "kpi", "rows", "steps", "gate", "timeline", "table", "bars"),
    *("form", "refused", "notes", "empty", "confirm", "copy", "crumbs", "pages"),
)


class Sample(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label=pgettext_lazy("style", "What it is about"),
        help_text=pgettext_lazy("style", "A few words are enough."),
        max_length=60,
    )
    text = forms.CharField(
        label=pgettext_lazy("style", "What happened"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("style", "Kind"),
        choices=[("help", pgettext_lazy("style", "Help")), ("complain", pgettext_lazy("style", "Complaint"))],
    )
    seat = forms.ChoiceField(
        label=pgettext_lazy("style", "Who should lead?"),
        widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in Seat][:3],
    )
    tell = forms.MultipleChoiceField(
        label=pgettext_lazy("style", "Who is told?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(s.value, s.label) for s in Seat][3:],
        required=False,
    )
    on = forms.DateField(
        label=pgettext_lazy("style", "Until when"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    photos = forms.FileField(
        label=pgettext_lazy("style", "Photos"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        required=False,
    )
    hidden = forms.BooleanField(label=pgettext_lazy("style", "Keep my name hidden"), required=False)


@require_GET
def show(request: Request) -> HttpResponse:
    """All parts; the form is shown once untouched and once refused."""
    moment = now()
    paths = {name: f"square/style/{name}.html" for name in PARTS}
    messages.success(request, pgettext_lazy("style", "Saved. Everybody on the case can see it now."))
    messages.error(request, pgettext_lazy("style", "Not sent: the answer is still empty."))
    return render(
        request,
        "square/style.html",
        {
            "parts": [{"name": name, "path": path, "source": _source(path)} for name, path in paths.items()],
            "form": Sample(auto_id="a_%s"),
            "refused": Sample({"title": "", "kind": "help"}, auto_id="b_%s"),
            "seats": list(Seat),
            "page": Paginator(range(200), 20).get_page(request.GET.get("page")),
            "ago": moment - timedelta(hours=3),
            "soon": moment + timedelta(minutes=46),
            "late": moment - timedelta(hours=2),
            "later": moment + timedelta(days=4),
            "columns": [1, 1, 2, 1, 1, 6, 9],
            "table": [
                {"seat": seat, "done": done, "total": total, "note": note, "late": bool(note)}
                for seat, done, total, note in zip(
                    Seat,
                    (2, 3, 1, 1, 1, 1),
                    (2, 4, 2, 2, 2, 2),
                    ("", "", "", "", pgettext_lazy("style", "1/2 · waiting"), ""),
                    strict=True,
                )
            ],
            "colours": ["accent", "ok", "warn", "bad", "info", "ink", "muted", "line"],
        },
    )


def _source(path: str) -> str:
    return str(get_template(path).template.source).strip()  # type: ignore[attr-defined]  # Django's own engine has it
