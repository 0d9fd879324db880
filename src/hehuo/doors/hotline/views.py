"""The desk's pages for importing work orders: upload, look at what would happen, take in, see how far it is."""

from __future__ import annotations

from io import StringIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places

from . import importing, maps, selectors, services
from .forms import UploadForm
from .models import ImportRun
from .policy import IMPORTERS

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*IMPORTERS)
def imports(request: Request) -> HttpResponseBase:
    """Upload a file; below it the latest ones."""
    sent = request.method == "POST"
    form = UploadForm(request.viewer, request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            run = services.upload_file(by=request.viewer, place=data["place"], map=data["map"], upload=data["file"])
        except HehuoError as error:
            form.add_error(None, str(error))
        else:
            return redirect("hotline-import", run.uuid)
    runs = selectors.runs(request.viewer)
    names = places.names({run.place for run in runs})
    context = {"form": form, "runs": [(run, names.get(run.place, run.place)) for run in runs]}
    return render(request, "hotline/imports.html", context, status=422 if form.errors else 200)


@require_safe
@staff(*IMPORTERS)
def import_page(request: Request, uuid: UUID) -> HttpResponseBase:
    """One file: what would happen, what happens, what happened. htmx asks for the middle part alone."""
    run = _run(request, uuid)
    shipped = maps.shipped()
    context = {
        "run": run,
        "reasons": run.reasons[:_SHOWN],
        "place": places.path_of(run.place),
        "map": shipped[run.map].shown if run.map in shipped else run.map,
        "done": run.created + run.updated + run.unchanged + run.rejected,
    }
    return render(request, "hotline/run.html" if request.htmx else "hotline/import.html", context)


@require_POST
@staff(*IMPORTERS)
def start(request: Request, uuid: UUID) -> HttpResponseBase:
    """Take it in."""
    run = _run(request, uuid)
    try:
        services.start_import(by=request.viewer, run=run.pk)
    except HehuoError as error:
        messages.error(request, str(error))
    return redirect("hotline-import", uuid)


@require_safe
@staff(*IMPORTERS)
def report(request: Request, uuid: UUID) -> HttpResponseBase:
    """The rows left out, for Excel."""
    run = _run(request, uuid)
    out = StringIO(newline="")
    importing.write_rows([importing.Rejected(**one) for one in run.reasons], out)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="left-out-{run.pk}.csv"'
    return response


def _run(request: Request, uuid: UUID) -> ImportRun:
    try:
        return selectors.run(uuid, request.viewer)
    except NotFound:
        raise Http404 from None
