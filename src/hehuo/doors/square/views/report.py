"""Reporting without an account: four screens, one thing each; what was typed stays on the server in between."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hehuo.cases import services as cases
from hehuo.doors.square import words
from hehuo.doors.square.draft import Draft, Sent
from hehuo.doors.square.forms import Kind, What, Where, Who
from hehuo.doors.square.places import here, served
from hehuo.doors.square.where import Answer, settle
from hehuo.files import services as files
from hehuo.ground import codes, limits
from hehuo.ground.codes import Level
from hehuo.ground.errors import HehuoError
from hehuo.ground.web import Request
from hehuo.journal.kinds import Visibility
from hehuo.matters import selectors as matters
from hehuo.places import selectors as places

Screen = Callable[[Request, Draft], HttpResponse]


def _screen(view: Screen) -> Callable[[Request], HttpResponse]:
    """A screen after the first: without a text it leads back to the first; pages are never cached."""

    @never_cache
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def inner(request: Request) -> HttpResponse:
        draft = Draft.of(request.session)
        return view(request, draft) if draft.text else redirect("square-report")

    return inner


@never_cache
@require_http_methods(["GET", "POST"])
def what(request: Request) -> HttpResponse:
    """Screen 1: emergency numbers, what is the matter, photos."""
    draft = Draft.of(request.session)
    if request.method != "POST":
        return _what(request, draft, What(initial={"text": draft.text}))
    if request.POST.get("drop", "").isdigit():
        draft.text = request.POST.get("text", draft.text)[:4000]
        draft.drop_photo(int(request.POST["drop"]))
        draft.keep(request.session)
        return redirect("square-report")
    form = What(request.POST, request.FILES)
    if request.FILES and not limits.may_look_up(request):
        form.add_error("photos", _("That was a lot in a short time. Wait a minute, then add the photo again."))
        return _what(request, draft, form, status=429)
    if form.is_valid() and form.cleaned_data["website"]:
        form.add_error(None, _("A hidden field was filled, as programs do. Please send it again without autofill."))
    for upload in form.cleaned_data.get("photos", ()):
        try:
            draft.add_photo(upload)
        except HehuoError as error:
            form.add_error("photos", str(error.message))
    draft.text = form.cleaned_data.get("text", draft.text)
    draft.keep(request.session)
    if not form.is_valid():
        return _what(request, draft, form, status=422)
    return redirect("square-report" if "add" in request.POST else "square-report-where")


def _what(request: Request, draft: Draft, form: What, status: int = 200) -> HttpResponse:
    return render(request, "square/report/what.html", {"form": form, "draft": draft, "step": 1}, status=status)


@never_cache
@require_GET
def photo(request: Request, number: int) -> FileResponse:
    """A photo of one's own draft."""
    photos = Draft.of(request.session).photos
    if number >= len(photos):
        raise Http404
    return FileResponse(default_storage.open(photos[number].name), content_type="image/jpeg")


@_screen
def where(request: Request, draft: Draft) -> HttpResponse:
    """Screen 2: the place."""
    asked = request.GET.get("in", "")
    if codes.is_code(asked) and codes.level(asked) == Level.SUBDISTRICT:
        subdistrict = asked
    else:
        subdistrict = codes.truncate(draft.community, Level.SUBDISTRICT) if draft.community else ""
    subdistrict = subdistrict or here(request).subdistrict
    communities = [(place.code, place.name) for place in places.communities(subdistrict)] if subdistrict else []
    if request.method != "POST":
        return _where(request, draft, Where(initial=_known_place(request, draft), communities=communities), subdistrict)
    # A choice from the suggestions may lie outside the list of this subdistrict.
    typed = request.POST.copy()
    if chosen := typed.get("pick", ""):
        typed["community"] = chosen
        if chosen not in dict(communities) and codes.is_code(chosen) and places.exists(chosen):
            communities.append((chosen, places.name_of(chosen)))
    form = Where(typed, communities=communities)
    if not form.is_valid():
        return _where(request, draft, form, subdistrict, status=422)
    said = form.cleaned_data
    draft.address = said["address"]
    draft.lon, draft.lat = said["lon"], said["lat"]
    answer = settle(
        said["community"], said["address"], draft.position, gcj02=said["system"] == "gcj02", within=subdistrict
    )
    if answer.position and draft.lon is not None:
        draft.lon, draft.lat = answer.position
    draft.community = answer.community
    draft.keep(request.session)
    if not answer.community:
        form.add_error("community", answer.trouble)
        return _where(request, draft, form, subdistrict, answer=answer, status=422)
    return redirect("square-report-kind")


def _known_place(request: Request, draft: Draft) -> dict[str, object]:
    community = draft.community
    if not community and draft.position:
        found = places.community_at(*draft.position)
        community = found.code if found else ""
    community = community or here(request).community
    return {"community": community, "address": draft.address, "lon": draft.lon, "lat": draft.lat, "system": "wgs84"}


def _where(
    request: Request, draft: Draft, form: Where, subdistrict: str, *, answer: Answer | None = None, status: int = 200
) -> HttpResponse:
    community = str(form["community"].value() or "")
    return render(
        request,
        "square/report/where.html",
        {
            "form": form,
            "draft": draft,
            "step": 2,
            "subdistrict": subdistrict,
            "subdistrict_name": places.name_of(subdistrict) if subdistrict else "",
            "served": places.names(served()).items(),
            "suggestions": answer.suggestions if answer else [],
            "from_photo": draft.lon is None and any(photo.taken for photo in draft.photos),
            "buildings": places.buildings_of(community) if community else [],
        },
        status=status,
    )


@_screen
def kind(request: Request, draft: Draft) -> HttpResponse:
    """Screen 3: what it is about, what she would like; "not sure" is a good answer."""
    if not draft.community:
        return redirect("square-report-where")
    form = Kind(
        request.POST if request.method == "POST" else None,
        initial={"category": draft.category, "kind": draft.kind or "help"},
        kinds=words.kinds(),
    )
    if request.method == "POST" and form.is_valid():
        draft.category, draft.kind = form.cleaned_data["category"], form.cleaned_data["kind"]
        draft.keep(request.session)
        return redirect("square-report-send")
    tree = matters.tree_for(draft.community)
    chosen = str(form["category"].value() or "")
    context = {"form": form, "draft": draft, "step": 3, "groups": words.category_groups(tree, chosen), "chosen": chosen}
    return render(request, "square/report/kind.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def send(request: Request) -> HttpResponse:
    """Screen 4: how to reach her, everything once more, send. Sending twice is sending once."""
    draft = Draft.of(request.session)
    sent = Sent.of(request.session)
    if sent and not draft.text:
        return redirect("square-receipt")
    if not draft.text or not draft.community:
        return redirect("square-report")
    form = Who(request.POST if request.method == "POST" else None, initial=draft.said_contact())
    status = 200
    if request.method == "POST" and form.is_valid():
        draft.say_contact(form.cleaned_data)
        draft.keep(request.session)
        back = {"what": "square-report", "where": "square-report-where", "kind": "square-report-kind"}
        if request.POST.get("back") in back:
            return redirect(back[request.POST["back"]])
        if not limits.may_report(request):
            form.add_error(
                None,
                _("Too many reports came from your network. What you typed is kept: wait a little, or call 12345."),
            )
            status = 429
        else:
            try:
                return _send(request, draft, form.cleaned_data)
            except HehuoError as error:
                _blame(form, error)
                status = error.status
    elif form.errors:
        status = 422
    context = {
        "form": form,
        "draft": draft,
        "step": 4,
        "place": places.path_of(draft.community),
        "category": words.category_path(draft.category, draft.community),
        "kind": dict(words.kinds()).get(draft.kind, ""),
    }
    return render(request, "square/report/send.html", context, status=status)


def _send(request: Request, draft: Draft, who: dict[str, object]) -> HttpResponse:
    lon, lat = draft.position or (None, None)
    receipt = cases.report_case(
        by=request.viewer,
        text=draft.text,
        place=draft.community,
        kind=draft.kind or "help",
        category=draft.category or None,
        address=draft.address,
        lon=lon,
        lat=lat,
        caller=cases.Caller(
            name=str(who["name"]),
            phone=str(who["phone"]),
            hidden=bool(who["hidden"]),
            language=translation.get_language() or "zh-hans",
        ),
        key=draft.key,
    )
    for kept in draft.photos:
        with default_storage.open(kept.name) as stored:
            files.attach(
                by=request.viewer,
                subject=receipt.case.subject,
                upload=stored,
                visibility=Visibility.INTERNAL,
                place=draft.community,
                captured=kept.taken,
            )
    Sent(draft.key, receipt.number, receipt.secret, receipt.token).keep(request.session)
    draft.forget(request.session)
    return redirect("square-receipt")


def _blame(form: Who, error: HehuoError) -> None:
    """Show the service's refusal at the field it names, on top when that field is on another screen."""
    named = {name: message for name, message in error.fields.items() if name in form.fields}
    for name, message in named.items():
        form.add_error(name, str(message))
    if not named:
        form.add_error(None, str(error.message))
