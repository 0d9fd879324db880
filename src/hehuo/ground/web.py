"""What every view of the house shares: the typed request and the guard at the desk's door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict
from django_htmx.middleware import HtmxDetails

from hehuo.ground.access import Role, Viewer
from hehuo.ground.errors import HehuoError

P = ParamSpec("P")


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    viewer: Viewer
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponseBase]


def staff(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a view to people who hold one of ``roles`` somewhere (any role when none is named).

    Strangers are sent to sign in; signed-in people without the role get 404, as if the page did not exist.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            viewer = request.viewer
            if not (viewer.holds(*roles) if roles else viewer.is_staff):
                raise Http404
            return view(request, *args, **kwargs)

        inner.roles = roles  # type: ignore[attr-defined]
        return inner

    return guard


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile] | None]:
    """What a form is given: everything that was sent, even when that is nothing; None where nobody sent it."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def fault(form: BaseForm, error: HehuoError) -> None:
    """Put ``error`` where it belongs on ``form``: at its fields, else on top, with the rule's source beside it."""
    named = {name: message for name, message in error.fields.items() if name in form.fields}
    for name, message in named.items():
        form.add_error(name, str(message))
    if not named:
        form.add_error(None, f"{error}（{error.source}）" if error.source else str(error))
