"""Pages of the division tree."""

from __future__ import annotations

import re
from io import BytesIO
from math import cos, radians

import xlsxwriter
from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground import codes
from hehuo.ground.access import STAFF
from hehuo.ground.codes import Level
from hehuo.ground.coordinates import gcj02_from_wgs84, wgs84_from_gcj02
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, staff
from hehuo.journal.selectors import timeline

from . import forms, policy, selectors, services
from .models import Place, Upload
from .rules import listing

#: How many children a page lists before it asks to search.
MANY = 400


def _outlines(places: list[Place]) -> dict[str, object] | None:
    """Outlines as SVG paths in a frame of 600 units' width, north up, for a map without tiles; None without any."""
    drawn = {place.code: place for place in places}
    shapes = selectors.outlines(drawn)
    points = [point for polygons in shapes.values() for rings in polygons for ring in rings for point in ring]
    if not points:
        return None
    west, north = min(lon for lon, _lat in points), max(lat for _lon, lat in points)
    across = 600 / max(max(lon for lon, _lat in points) - west, 1e-6)
    down = across / cos(radians(north))

    def path(polygons: list[list[list[list[float]]]]) -> str:
        rings = [[(across * (lon - west), down * (north - lat)) for lon, lat in ring] for p in polygons for ring in p]
        return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "Z" for ring in rings)

    height = down * (north - min(lat for _lon, lat in points))
    return {
        "shapes": [(drawn[code], path(polygons)) for code, polygons in shapes.items()],
        "height": round(height) + 16,
    }


def _counted(places: list[Place]) -> list[tuple[Place, int]]:
    """Each place with how many lie one level below it."""
    counts = selectors.child_counts([place.code for place in places])
    return [(place, counts.get(place.code, 0)) for place in places]


@staff()
@require_safe
def tree(request: Request) -> HttpResponse:
    """Where to begin: my places, a search, the provinces."""
    query = request.GET.get("q", "").strip()[:200]
    reach = [code for code in request.viewer.reach() if code]
    mine = list(Place.objects.filter(selectors.in_force(), code__in=reach))
    matches = []
    if query:
        by_code = Place.objects.filter(code=query).first() if codes.is_code(query) else None
        if by_code and policy.may_see(request.viewer, by_code.code):
            return redirect("places-place", by_code.code)
        matches = [
            match for match in selectors.find(query, limit=20) if policy.may_see(request.viewer, match.place.code)
        ]
    districts = selectors.natural(selectors.below("", Level.DISTRICT))
    paths = selectors.paths([match.place.code for match in matches])
    context = {
        "query": query,
        "matches": [(match, paths[match.place.code]) for match in matches],
        "mine": _counted(selectors.natural(mine)),
        "districts": _counted(districts),
        "map": _outlines(districts),
    }
    return render(request, "places/tree.html", context)


@staff()
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """One place: what is known of it and what lies below it."""
    place = selectors.visible(request.viewer, code)
    viewer = request.viewer
    numbers = place.level != Level.UNIT or policy.may_see_dwellings(viewer, code)
    if place.level == Level.DWELLING and not policy.may_see_dwellings(viewer, code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    open_below = place.level < Level.COMMUNITY or viewer.has(*STAFF, place=code)
    children = selectors.children(code, closed="closed" in request.GET) if open_below else []
    query = request.GET.get("q", "").strip()[:100]
    if query:
        children = [child for child in children if query in child.name or query in child.code]
    context = {
        "place": place,
        "trail": selectors.trail(code)[:-1],
        "gcj02": gcj02_from_wgs84(place.lon, place.lat) if place.lon is not None and place.lat is not None else None,
        "former": selectors.former_codes(code),
        "children": _counted(children[:MANY]),
        "more": len(children) > MANY,
        "total": len(children),
        "query": query,
        "numbers": numbers,
        "open_below": open_below,
        "below_name": dict(forms.LEVELS).get(Level(place.level + 1)) if place.level < Level.DWELLING else "",
        "may_edit": policy.may_edit(viewer, code),
        "may_fill": policy.may_fill(viewer, code) and place.level < Level.DWELLING and place.valid_to is None,
        "may_recode": place.level <= Level.COMMUNITY and policy.may_edit(viewer, code),
        "areas": selectors.areas(code) if place.level == Level.COMMUNITY and open_below else [],
        "area": selectors.area_of(code) if place.level > Level.COMMUNITY else None,
        "map": _outlines(children[:MANY]) or _outlines([place]),
        "lines": timeline(thread=f"place:{place.pk}", viewer=viewer, limit=8),
    }
    return render(request, "places/place.html", context)


@staff()
def add(request: Request, parent: str) -> HttpResponse:
    """Add a place below ``parent``."""
    above = selectors.visible(request.viewer, parent)
    if not policy.may_fill(request.viewer, parent) or above.level == Level.DWELLING:
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": parent})
    level = Level(above.level + 1)
    form = forms.AddPlaceForm(request.POST or None, level=level)
    if request.method == "POST" and form.is_valid():
        try:
            place = services.add_place(by=request.viewer, parent=parent, **form.cleaned_data)
        except HehuoError as error:
            _show(form, error)
        else:
            messages.success(request, _("%(place)s was added.") % {"place": place.name})
            again = "again" in request.POST
            return redirect("places-add", parent) if again else redirect("places-place", parent)
    return _form(request, form, above, _("Add: %(level)s") % {"level": dict(forms.LEVELS)[level]}, again=True)


@staff()
def change(request: Request, code: str) -> HttpResponse:
    """Rename or correct a place."""
    place = selectors.visible(request.viewer, code)
    if not policy.may_edit(request.viewer, code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    level = Level(place.level)
    fields = ("name", "lon", "lat", "floor_area", "usage", "unsold")
    initial = {name: getattr(place, name) for name in fields} | {"aliases": "，".join(place.aliases)}
    form = forms.ChangePlaceForm(request.POST or None, level=level, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["aliases"] = re.split(r"[,，、;；\n]", data["aliases"])
        if data.pop("system") == "gcj02" and data["lon"] is not None:
            data["lon"], data["lat"] = (round(value, 7) for value in wgs84_from_gcj02(data["lon"], data["lat"]))
        try:
            services.change_place(by=request.viewer, code=code, **data)
        except HehuoError as error:
            _show(form, error)
        else:
            messages.success(request, _("The changes were kept."))
            return redirect("places-place", code)
    return _form(request, form, place, _("Change %(place)s") % {"place": place.name})


@staff()
@require_POST
def close(request: Request, code: str) -> HttpResponse:
    """Close a place."""
    place = selectors.visible(request.viewer, code)
    try:
        services.close_place(by=request.viewer, code=code)
    except NotFound:
        raise
    except HehuoError as error:
        messages.error(request, str(error))
        return redirect("places-place", code)
    messages.success(request, _("%(place)s was closed.") % {"place": place.name})
    return redirect("places-place", codes.parent(code))


@staff()
def recode(request: Request, code: str) -> HttpResponse:
    """Give a division another code."""
    place = selectors.visible(request.viewer, code)
    if not policy.may_edit(request.viewer, code) or place.level > Level.COMMUNITY:
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    form = forms.RecodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.recode_place(by=request.viewer, code=code, new=form.cleaned_data["new"])
        except HehuoError as error:
            _show(form, error)
        else:
            messages.success(request, _("%(place)s now has the code %(code)s.") % {"place": moved, "code": moved.code})
            return redirect("places-place", moved.code)
    note = _(
        "Everything below and every record of the place moves to the new code. The old codes stay known and lead here; "
        "the journal keeps them as they were."
    )
    return _form(request, form, place, _("Another code for %(place)s") % {"place": place.name}, note=note)


def _form(
    request: Request, form: Form, place: Place, heading: str, *, note: str = "", again: bool = False
) -> HttpResponse:
    context = {"form": form, "place": place, "heading": heading, "note": note, "again": again}
    context["trail"] = selectors.trail(place.code)
    return render(request, "places/form.html", context)


def _show(form: Form, error: HehuoError) -> None:
    """Put a refusal where it belongs in the form."""
    fields = {name: message for name, message in error.fields.items() if name in form.fields}
    for name, message in fields.items():
        form.add_error(name, str(message))
    if not fields or str(error) not in [str(message) for message in fields.values()]:
        form.add_error(None, str(error))


# ── property management areas ─────────────────────────────────────────────────────────────────────────────────────────


@staff()
def form_area(request: Request, code: str) -> HttpResponse:
    """Form a property management area in a community."""
    place = selectors.visible(request.viewer, code)
    if place.level != Level.COMMUNITY or not policy.may_fill(request.viewer, code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    form = forms.AreaForm(request.POST or None, place=code)
    if request.method == "POST" and form.is_valid():
        try:
            area = services.form_area(by=request.viewer, place=code, **form.cleaned_data)
        except HehuoError as error:
            _show(form, error)
        else:
            messages.success(request, _("%(area)s was formed.") % {"area": area.name})
            return redirect("places-place", code)
    return _form(request, form, place, _("Form a property management area"), note=_area_note())


@staff()
def change_area(request: Request, area: int) -> HttpResponse:
    """Rename a management area, change what belongs to it, or dissolve it."""
    row = selectors.area(area)
    if not policy.may_see_areas(request.viewer, row.place):
        raise NotFound(_("There is no such management area."))
    members = [member.member for member in row.members.filter(left_on=None).select_related("member")]
    dwellings = selectors.dwellings_of(row)
    context = {
        "area": row,
        "place": selectors.get(row.place),
        "trail": selectors.trail(row.place),
        "members": selectors.natural(members),
        "dwellings": dwellings.count(),
        "floor_area": sum((dwelling.floor_area or 0 for dwelling in dwellings.only("floor_area")), 0),
        "without": dwellings.filter(Q(floor_area__isnull=True)).count(),
    }
    if row.valid_to is None and policy.may_fill(request.viewer, row.place):
        initial = {"name": row.name, "members": [member.code for member in members]}
        form = forms.AreaForm(request.POST or None, place=row.place, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                services.change_area(by=request.viewer, area=area, **form.cleaned_data)
            except HehuoError as error:
                _show(form, error)
            else:
                messages.success(request, _("The changes were kept."))
                return redirect("places-area", area)
        context |= {"form": form, "note": _area_note()}
    elif request.method == "POST":
        raise NotFound(_("There is no such management area."))
    return render(request, "places/area.html", context)


def _area_note() -> str:
    return _("The owners of a management area vote together, by head and by floor area (Civil Code, article 278).")


@staff()
@require_POST
def close_area(request: Request, area: int) -> HttpResponse:
    """Dissolve a management area."""
    row = services.close_area(by=request.viewer, area=area)
    messages.success(request, _("%(area)s was dissolved.") % {"area": row.name})
    return redirect("places-place", row.place)


# ── lists from Excel and CSV ──────────────────────────────────────────────────────────────────────────────────────────


@staff()
def upload(request: Request, code: str) -> HttpResponse:
    """Take a list of buildings and dwellings; the check comes next."""
    place = selectors.visible(request.viewer, code)
    if place.level != Level.COMMUNITY or not policy.may_fill(request.viewer, code):
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(forms.MAX_BYTES + 1)
            staged = services.stage_upload(by=request.viewer, place=code, filename=file.name, content=content)
        except HehuoError as error:
            form.add_error("file", str(error))
        else:
            return redirect("places-upload-check", staged.pk)
    context = {"form": form, "place": place, "trail": selectors.trail(code), "columns": listing.TEMPLATE}
    return render(request, "places/upload.html", context)


@staff()
def check_upload(request: Request, upload: int) -> HttpResponse:
    """What a list would do; applying it."""
    row = Upload.objects.filter(pk=upload).first()
    if row is None or not policy.may_fill(request.viewer, row.place):
        raise NotFound(_("There is no such list. Lists that nobody applies are dropped after seven days."))
    if request.method == "POST":
        services.apply_upload(by=request.viewer, upload=upload)
        messages.success(request, _("The list was applied."))
        return redirect("places-upload-check", upload)
    rejected = [(number, forms.BAD_ROWS.get(reason, reason)) for number, reason in row.report["rejected"]]
    context = {
        "upload": row,
        "report": row.report,
        "new": [(label, row.report["new"][key]) for key, label in forms.COUNTED.items()],
        "rejected": rejected[:MANY],
        "place": selectors.get(row.place),
        "trail": selectors.trail(row.place),
    }
    return render(request, "places/upload_check.html", context)


@staff()
@require_safe
def upload_template(request: Request) -> HttpResponse:  # noqa: ARG001 - a view takes the request
    """The empty list as Excel, with two example rows."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Dwellings"))
        sheet.write_row(0, 0, listing.TEMPLATE, book.add_format({"bold": True}))
        sheet.write_row(1, 0, ("示例小区", "4号楼", "2单元", "601", 89.5, "住宅", "否"))
        sheet.write_row(2, 0, ("示例小区", "4号楼", "2单元", "602", 92.15, "住宅", "是"))
        sheet.set_column(0, 6, 14)
        sheet.data_validation(1, 5, 20000, 5, {"validate": "list", "source": ["住宅", "商业", "办公", "车位", "其他"]})
        sheet.data_validation(1, 6, 20000, 6, {"validate": "list", "source": ["是", "否"]})
        sheet.freeze_panes(1, 0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(buffer.getvalue(), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="dwellings.xlsx"'
    return response


# ── the picker of every form ──────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def pick(request: Request) -> HttpResponse:
    """Radio options for a place picker: by typed text, or what lies below a chosen community. Public names only."""
    field = request.GET.get("field", "")
    within = request.GET.get("within", "")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,60}", field) or (within and not codes.is_code(within)):
        raise NotFound(_("There is no such place picker."))
    level = request.GET.get("level", "")
    max_level = Level(int(level)) if level in ("5", "6", "7") else Level.BUILDING
    typed = request.GET.get(f"{field}_q", "").strip()[:200]
    chosen = request.GET.get(field, "")
    if typed:
        options = forms.options_for(typed, within, max_level)
    elif codes.is_code(chosen) and codes.level(chosen) == Level.COMMUNITY and codes.is_within(chosen, within):
        options = forms.options_below(chosen, max_level)
    else:
        options = []
    context = {"name": field, "options": options, "chosen": chosen, "typed": typed}
    return render(request, "places/parts/options.html", context)
