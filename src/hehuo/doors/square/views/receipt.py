"""What a resident takes home, and following a case by number and secret or by the link in the QR code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hehuo.cases import selectors as cases
from hehuo.cases import services
from hehuo.cases.selectors import Case
from hehuo.doors.square import paper, reading
from hehuo.doors.square.draft import Sent
from hehuo.doors.square.forms import Lookup, More, Rating
from hehuo.ground import limits
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.paper import qr
from hehuo.ground.web import Request
from hehuo.partnerships import selectors as partnerships
from hehuo.whistles import selectors as whistles


@never_cache
@require_GET
def receipt(request: Request) -> HttpResponse:
    """Number and secret, once more a QR code, and what happens next."""
    sent = Sent.of(request.session)
    if sent is None:
        return redirect("square-progress")
    progress = cases.progress(sent.number, sent.token)
    link = request.build_absolute_uri(reverse("square-follow", args=[sent.token]))
    context = {"sent": sent, "case": progress.case, "link": link, "qr": qr(link)}
    return render(request, "square/receipt.html", context)


@never_cache
@require_GET
def slip(request: Request, token: str) -> HttpResponse:
    """The receipt as a printable A4 page (PDF). The secret is on it only for who has just sent the report."""
    number = token.partition(":")[0]
    case = cases.progress(number, token).case
    sent = Sent.of(request.session)
    secret = sent.secret if sent and sent.number == number else ""
    link = request.build_absolute_uri(reverse("square-follow", args=[token]))
    response = HttpResponse(paper.slip(reading.slip_of(case, secret, link)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """The way to one's case by number and secret."""
    form = Lookup(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not limits.may_look_up(request):
            form.add_error(None, _("Too many tries. Wait a minute and try again, or call 12345 with your number."))
            status = 429
        else:
            try:
                found = cases.progress(form.cleaned_data["number"], form.cleaned_data["secret"])
                return redirect("square-follow", cases.link_token(found.case))
            except NotFound as error:
                form.add_error(None, str(error.message))
                status = 404
    elif form.errors:
        status = 422
    sent = Sent.of(request.session)
    return render(request, "square/find.html", {"form": form, "sent": sent}, status=status)


@never_cache
@require_GET
def follow(request: Request, token: str) -> HttpResponse:
    """One's own case: where it stands, what was promised, who has it, what one can do."""
    return _follow(request, token)


def _follow(
    request: Request, token: str, *, more: More | None = None, rating: Rating | None = None, status: int = 200
) -> HttpResponse:
    if not limits.may_look_up(request):
        return render(request, "429.html", status=429)
    progress = cases.progress(token.partition(":")[0], token)
    context = {
        "token": token,
        "progress": progress,
        "case": progress.case,
        "told": reading.told(progress),
        "more": more or More(),
        "rating": rating or _rating(),
        "came": _came(progress.case),
    }
    response = render(request, "square/follow.html", context, status=status)
    # The address is the key: no search engine may keep it.
    response["X-Robots-Tag"] = "noindex"
    return response


def _came(case: Case) -> list[tuple[str, str]]:
    """Where she says how the units were that came for her: their names and the page for it, once they are done."""
    table = partnerships.of_case(case)
    blown = [*whistles.of_case(case), *(whistles.of_partnership(table) if table is not None else [])]
    return [
        ("、".join(str(call.organisation) for call in one.calls.all()), reverse("whistles-rate", args=[token]))
        for one in {row.pk: row for row in blown if row.state == "concluded"}.values()
        for token in [whistles.rating_token(one)]
    ]


def _rating(data: object = None) -> Rating:
    return Rating(data, solved=reading.solved_choices(), satisfied=reading.satisfied_choices())


@require_POST
def add(request: Request, token: str) -> HttpResponse:
    """She adds what she forgot."""
    form = More(request.POST)
    if not form.is_valid():
        return _follow(request, token, more=form, status=422)
    try:
        services.add_supplement(
            by=request.viewer, number=token.partition(":")[0], secret=token, text=form.cleaned_data["text"]
        )
    except NotFound:
        raise
    except HehuoError as error:
        messages.error(request, str(error.message))
        return _follow(request, token, more=form, status=error.status)
    messages.success(request, _("Added. Those who handle it see it now."))
    return redirect("square-follow", token)


@require_POST
def rate(request: Request, token: str) -> HttpResponse:
    """She answers the call-back herself."""
    form = _rating(request.POST)
    if not form.is_valid():
        return _follow(request, token, rating=form, status=422)
    said = form.cleaned_data
    try:
        services.rate_case(
            by=request.viewer,
            number=token.partition(":")[0],
            secret=token,
            solved=said["solved"],
            satisfied=said["satisfied"],
            words_said=said["words_said"],
        )
    except NotFound:
        raise
    except HehuoError as error:
        messages.error(request, str(error.message))
        return _follow(request, token, rating=form, status=error.status)
    messages.success(request, _("Thank you. Your answer counts."))
    return redirect("square-follow", token)


@require_POST
def withdraw(request: Request, token: str) -> HttpResponse:
    """She says that it is no longer needed."""
    try:
        services.withdraw_own_case(by=request.viewer, number=token.partition(":")[0], secret=token)
        messages.success(request, _("Withdrawn. Thank you for telling us."))
    except NotFound:
        raise
    except HehuoError as error:
        messages.error(request, str(error.message))
    return redirect("square-follow", token)
