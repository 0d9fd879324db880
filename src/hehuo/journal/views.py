"""The journal's pages: seals and proofs for anybody, entries and handlers for those who look after it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, staff

from . import policy, selectors, services
from .forms import CheckForm, EraseForm, FilterForm


@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """The public page: the newest seals, what they mean, and the check of one number."""
    form = CheckForm(request.GET if "q" in request.GET else None)
    proof = None
    if form.is_valid():
        subject = selectors.find_subject(form.cleaned_data["q"])
        proof = selectors.proof_for(subject) if subject else None
        if proof is None:
            form.add_error("q", _("There is no such number in the journal. Please look at your receipt again."))
    context = {
        "form": form,
        "proof": proof,
        "recipe": selectors.recipe(proof) if proof else [],
        "seals": selectors.seals(limit=14),
    }
    return render(request, "journal/seals.html", context)


@require_GET
def seal(request: HttpRequest, number: int) -> HttpResponse:
    """One seal, fit to print and keep."""
    found = selectors.seal(number)
    if found is None:
        raise Http404
    context = {
        "seal": found,
        "command": selectors.seal_step(found).command,
        "older": selectors.seal(number - 1),
        "newer": selectors.seal(number + 1),
    }
    return render(request, "journal/seal.html", context)


@require_GET
def seal_file(_request: HttpRequest, number: int) -> HttpResponse:
    """One seal as JSON: the very text that is hashed, and its hash."""
    found = selectors.seal(number)
    if found is None:
        raise Http404
    response = JsonResponse({**found.header.public(), "hash": bytes(found.hash).hex()})
    response["Content-Disposition"] = f'attachment; filename="seal-{number}.json"'
    return response


@require_GET
def seal_leaves(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The leaf hashes of a seal, one a line, in order; they give nothing away (see ``rules.leaf_hash``)."""
    if selectors.seal(number) is None:
        raise Http404

    def written() -> Iterator[str]:
        for leaf in selectors.leaves_of(number):
            yield f"{leaf.hex()}\n"

    response = StreamingHttpResponse(written(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="seal-{number}-leaves.txt"'
    return response


@require_GET
def proof_file(request: HttpRequest) -> HttpResponse:
    """The proof for one number as JSON."""
    subject = selectors.find_subject(request.GET.get("q", ""))
    proof = selectors.proof_for(subject) if subject else None
    if proof is None:
        raise Http404
    text = json.dumps(proof.public(), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="proof.json"'
    return response


@staff(Role.AUDITOR, Role.ADMIN)
@require_GET
def entries(request: Request) -> HttpResponse:
    """Entries, filtered, newest first, as far as the viewer may read them."""
    form = FilterForm(request.GET)
    page, wanted = None, request.GET.copy()
    if form.is_valid():
        page = selectors.entries(viewer=request.viewer, **{k: v for k, v in form.cleaned_data.items() if v})
        if page.older is not None:
            wanted["before"] = str(page.older)
    context = {
        "form": form,
        "page": page,
        "older": wanted.urlencode(),
        "waiting": selectors.count_undelivered(),
        "may_erase": request.viewer.holds(Role.ADMIN),
    }
    return render(request, "journal/entries.html", context)


@staff(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def erase(request: Request, entry: int) -> HttpResponse:
    """Erase what one entry says, after asking why."""
    line = selectors.line(entry, viewer=request.viewer)
    if line is None or not policy.may_erase(request.viewer, line.entry):
        raise Http404
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.erase_payload(by=request.viewer, entry=entry, reason=form.cleaned_data["reason"])
        except HehuoError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("What the entry said is erased. Its place in the chain stays."))
            return redirect("journal-desk")
    return render(request, "journal/erase.html", {"form": form, "line": line})


@staff(Role.AUDITOR, Role.ADMIN)
@require_GET
def deliveries(request: Request) -> HttpResponse:
    """What the relay has not delivered, and handlers in trouble."""
    context = {
        "count": selectors.count_undelivered(),
        "waiting": selectors.undelivered(viewer=request.viewer),
        "failures": selectors.failures(viewer=request.viewer),
    }
    return render(request, "journal/deliveries.html", context)


@staff(Role.AUDITOR, Role.ADMIN)
@require_POST
def retry(request: Request, failure: int) -> HttpResponse:
    """Start a handler that gave up once more."""
    try:
        started = services.retry_failed(by=request.viewer, failure=failure)
    except (NotFound, NotAllowed):
        raise Http404 from None
    messages.success(request, _("It was started again.") if started else _("It is being tried already."))
    return redirect("journal-deliveries")
