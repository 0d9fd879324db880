"""A person's own keys for programs."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request, fault, sent, staff

from . import selectors, services
from .models import Scope


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(label=_("What is it for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.IntegerField(label=_("Days it lives"), min_value=1, max_value=services.LONGEST_DAYS, initial=90)


@staff()
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    """Her keys, and making one; the secret is shown once, on the answer to the POST."""
    form = KeyForm(*sent(request))
    shown: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            _token, shown["secret"] = services.issue_token(by=request.viewer, **form.cleaned_data)
            form = KeyForm()
        except HehuoError as error:
            fault(form, error)
    shown |= {"form": form, "keys": selectors.tokens_of(request.viewer)}
    response = render(request, "api/keys.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@staff()
@require_POST
def revoke(request: Request, pk: int) -> HttpResponseBase:
    """End one key."""
    services.revoke_token(by=request.viewer, token=pk)
    return redirect("api-keys")
