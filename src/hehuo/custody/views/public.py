"""我的物品去哪了: the owner's own page, by number and secret or by the code on her paper."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.custody import mine as own
from hehuo.custody import selectors, services
from hehuo.custody.forms import FetchForm, LookUpForm, OwnObjectionForm
from hehuo.custody.models import Picture
from hehuo.custody.rules import State
from hehuo.ground import limits
from hehuo.ground.access import SYSTEM
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """The way to one's things by number and secret."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not limits.may_look_up(request):
            form.add_error(None, _("Too many tries. Wait a minute and try again, or call 12345 with your number."))
            status = 429
        else:
            try:
                found = selectors.by_secret(form.cleaned_data["number"], form.cleaned_data["secret"])
                row = found.inventory or found.agreement
                if row is not None:
                    return redirect("custody-mine", selectors.link_token(row))
            except NotFound as error:
                form.add_error(None, str(error.message))
                status = 404
    elif form.errors:
        status = 422
    return render(request, "custody/things.html", {"form": form}, status=status)


@never_cache
@require_safe
def label(request: Request, number: str) -> HttpResponse:
    """The code on a label: those who work with the thing (or list) go there, everybody else is asked for the secret.

    Nobody learns here whether the number exists.
    """
    if request.viewer.is_staff:
        with suppress(NotFound):
            return redirect("custody-item", selectors.item_for(request.viewer, number).pk)
        with suppress(NotFound):
            return redirect("custody-inventory", selectors.inventory_for(request.viewer, number).number)
    return render(request, "custody/things.html", {"form": LookUpForm(), "label": number[:40]})


def _open(token: str) -> own.Mine:
    return own.mine(token.partition(":")[0], token)


@never_cache
@require_safe
def mine(request: Request, token: str) -> HttpResponse:
    """One's own things: where each is, how and until when to fetch it, what one may do."""
    return _page(request, token)


def _page(
    request: Request, token: str, *, fetch: FetchForm | None = None, no: OwnObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    if not limits.may_look_up(request):
        return render(request, "429.html", status=429)
    shown = _open(token)
    context = {
        "token": token,
        "mine": shown,
        "fetch": (fetch or FetchForm()) if shown.waiting else None,
        "object": (no or OwnObjectionForm()) if shown.standing else None,
    }
    response = render(request, "custody/mine.html", context, status=status)
    # The address is the key: no search engine may keep it.
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def photo(request: Request, token: str, uuid: UUID) -> HttpResponseBase:
    """A small picture of one of her own things."""
    if not limits.may_look_up(request):
        return render(request, "429.html", status=429)
    shown = _open(token)
    rows = Picture.objects.select_related("attachment")
    row = rows.filter(item__inventory__in=shown.lists, attachment__uuid=uuid).first()
    if row is None or not row.attachment.thumbnail:
        raise NotFound(_("There is no such file."))
    response = FileResponse(row.attachment.thumbnail.open("rb"), content_type=row.attachment.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _said(request: Request, token: str, words: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect("custody-mine", token)


def _each(token: str) -> list[tuple[Any, str]]:
    """Her lists, each with the key that opens it."""
    return [(row, selectors.link_token(row)) for row in _open(token).lists]


@require_POST
def fetch(request: Request, token: str) -> HttpResponse:
    """She says when she comes."""
    form = FetchForm(request.POST)
    if not form.is_valid():
        return _page(request, token, fetch=form, status=422)
    at = form.cleaned_data["at"].astimezone(BEIJING)
    words = _("Would like to come on %(at)s.") % {"at": f"{at:%Y-%m-%d %H:%M}"}
    if form.cleaned_data["help_wanted"]:
        words = f"{words} {_('Needs a hand with carrying.')}"
    asked = False
    for row, key in _each(token):
        try:
            services.ask_back(by=request.viewer, number=row.number, secret=key, text=words)
            asked = True
        except HehuoError:
            # A list of which nothing is kept any more; the others are asked for all the same.
            continue
    if not asked:
        messages.error(request, _("None of your things is kept here any more."))
        return redirect("custody-mine", token)
    return _said(request, token, _("They know now, and expect you."))


@require_POST
def objection(request: Request, token: str) -> HttpResponse:
    """She does not want anything moved."""
    form = OwnObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, token, no=form, status=422)
    for row, key in _each(token):
        services.object_by_secret(by=request.viewer, number=row.number, secret=key, text=form.cleaned_data["text"])
    return _said(request, token, _("Stopped. Nothing more is moved; somebody will talk with you."))


@require_POST
def agreed(request: Request, token: str) -> HttpResponse:
    """She takes back what she objected to here."""
    for row, key in _each(token):
        services.withdraw_own_objections(by=request.viewer, number=row.number, secret=key)
    return _said(request, token, _("Thank you. We go on as you agreed."))


@require_POST
def cleared(request: Request, token: str) -> HttpResponse:
    """She put away what stood there. Her own hand needs nobody's leave, so the house writes it down for her."""
    count = 0
    for row, _key in _each(token):
        for item in row.items.filter(state=State.NUMBERED.value):
            services.clear_item(by=SYSTEM, item=item)
            count += 1
    if not count:
        messages.info(request, _("There was nothing left standing."))
        return redirect("custody-mine", token)
    return _said(request, token, _("Thank you! That settles it."))


@require_POST
def end(request: Request, token: str) -> HttpResponse:
    """She ends the watch agreement; no reason is asked."""
    services.revoke_own_agreement(by=request.viewer, number=token.partition(":")[0], secret=token)
    return _said(request, token, _("Ended. From this moment nothing more is moved on its ground."))
