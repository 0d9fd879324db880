"""Posted notices (basis B) and an authority's own procedure (C1 to C4), step by step with its article."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hehuo.custody import policy, reading, selectors, services
from hehuo.custody.forms import NoticeForm, OfficerForm, ProceedingForm, StepForm
from hehuo.custody.models import Proceeding
from hehuo.custody.rules import PROCEDURES, STEPS, Basis, State, Step
from hehuo.ground import clock
from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError, NotAllowed, NotFound
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties

from . import fetching, gates
from .inventory import carriers, form_page

_LAW = gettext_lazy("Administrative Coercion Law, art. {articles}")
#: The article behind each step, where the procedure is not the one that decides it.
_ARTICLES: dict[Basis, dict[Step, str]] = {
    Basis.SEIZURE: {
        Step.APPROVED: "18(1)", Step.IDENTITY_SHOWN: "18(3)", Step.PERSON_PRESENT: "18(4)",
        Step.WITNESS_PRESENT: "18(9)", Step.REASONS_TOLD: "18(5)", Step.STATEMENT_HEARD: "18(6)",
        Step.RECORD_SIGNED: "18(7)–(8)", Step.SCOPE_CHECKED: "23", Step.NECESSITIES_CHECKED: "23",
        Step.DECIDED: "24", Step.HANDED_OVER: "24", Step.URGENT_REPORTED: "19", Step.EXTENSION_APPROVED: "25",
        Step.DISPOSAL_DECIDED: "27", Step.LIFTED: "28",
    },
    Basis.EXECUTION: {
        Step.ORDERED: "34", Step.DEMANDED: "35", Step.STATEMENT_HEARD: "36", Step.DECIDED: "37",
        Step.DELIVERED: "38", Step.IDENTITY_SHOWN: "5", Step.DISPOSAL_DECIDED: "37", Step.LIFTED: "39–40",
    },
    Basis.SUBSTITUTE: {
        Step.ORDERED: "50", Step.DECIDED: "51(1)", Step.DELIVERED: "51(1)", Step.DEMANDED: "51(2)",
        Step.OFFICER_PRESENT: "51(3)", Step.DISPOSAL_DECIDED: "51", Step.LIFTED: "39–40",
    },
    Basis.COURT: {
        Step.ORDERED: "53", Step.DEMANDED: "54", Step.COURT_APPLIED: "54–55", Step.COURT_RULED: "57–58",
        Step.COURT_EXECUTES: "58–60", Step.DISPOSAL_DECIDED: "60", Step.LIFTED: "39–40",
    },
}  # fmt: skip
_WORDS: dict[Basis, Any] = {
    Basis.SEIZURE: gettext_lazy("A seizure secures; it does not punish. Each step comes before the first thing moves."),
    Basis.EXECUTION: gettext_lazy("First the order, then the written demand, then the statement, then the decision."),
    Basis.SUBSTITUTE: gettext_lazy(
        "Only where traffic is endangered, the environment polluted or natural resources harmed."
    ),
    Basis.COURT: gettext_lazy("Who has no power to execute asks the court, and waits for it."),
}
#: Steps that come only afterwards, or only in some cases: they are shown, never counted as missing.
_LATER = frozenset({Step.URGENT_REPORTED, Step.EXTENSION_APPROVED, Step.DISPOSAL_DECIDED, Step.LIFTED})


@staff(*policy.WORKERS)
@form_page
def post(request: Request, number: str) -> HttpResponse:
    """A notice hangs where the things stand; two people sign that they look abandoned."""
    inventory = selectors.inventory_for(request.viewer, number)
    if not policy.may_sign_for_public(request.viewer, inventory.place):
        raise NotAllowed(_("Notices are posted by the public side: community, subdistrict, officers."))
    form = NoticeForm(
        *sent(request), people=carriers(request.viewer, inventory.place), initial={"where": inventory.point}
    )  # fmt: skip
    standing = reading.with_all(inventory.items.filter(state=State.NUMBERED.value)).order_by("day", "serial")
    given = request.POST if request.method == "POST" else request.GET
    chosen = {int(pk) for pk in given.getlist("items") if pk.isdecimal()}
    if request.method == "POST" and form.is_valid():
        try:
            made = services.post_notice(
                by=request.viewer,
                inventory=inventory,
                items=[item for item in standing if item.pk in chosen],
                key=form.cleaned_data["key"] or None,
                **form.only("where", "signers", "photos"),
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("Posted. Print it, hang it up, and wait until the day it names."))
            return redirect("custody-notice", made.number)
    context = {
        "form": form if standing else None,
        "none": _("Nothing of this list stands there any more."),
        "pick": [
            reading.thing(item, picked=not chosen or item.pk in chosen, here=inventory.point) for item in standing
        ],
        "heading": _("Post a notice"),
        "sub": _("Only for things without a known owner. A name on a waybill is an owner."),
        "button": _("It hangs there now"),
        "back": reverse("custody-inventory", args=[number]),
        "back_label": number,
        "read": {
            "title": _("What comes of it"),
            "lines": [
                _("It hangs at least seven days. Whoever says “mine” ends it."),
                _("After that two people carry the things to the storage place, with photos before and after."),
                _("They are kept for a year for whoever they belong to."),
            ],
            "law": Basis.ABANDONED.source,
        },
    }
    return render(request, "custody/step.html", context)


@staff()
@form_page
def notice(request: Request, number: str) -> HttpResponse:
    """A posted notice: until when it hangs; taking it down."""
    row = fetching.notice(request.viewer, number)
    may_work = policy.may_sign_for_public(request.viewer, row.inventory.place)
    if request.method == "POST":
        if not may_work:
            raise NotAllowed(_("Notices are posted by the public side: community, subdistrict, officers."))
        services.withdraw_notice(by=request.viewer, notice=row)
        messages.success(request, _("Taken down. Nothing moves on its ground any more."))
        return redirect("custody-inventory", row.inventory.number)
    context = {
        "notice": row,
        "inventory": row.inventory,
        "until": reading.notice_until(row),
        "over": reading.today() > reading.notice_until(row),
        "items": [
            reading.thing(item, here=row.inventory.point) for item in reading.with_all(row.items.order_by("serial"))
        ],
        "signers": list(row.signers.all()),
        "may_work": may_work and row.withdrawn_at is None,
    }
    return render(request, "custody/notice.html", context)


def _basis(kind: str) -> Basis:
    found = reading.ground_of(kind)
    if found not in PROCEDURES or found is None:
        raise NotFound(_("There is no such record."))
    return found


@staff(*policy.WORKERS)
@form_page
def begin(request: Request, number: str, kind: str) -> HttpResponse:
    """An officer opens the authority's procedure; everybody else is told who can."""
    inventory = selectors.inventory_for(request.viewer, number)
    basis = _basis(kind)
    units = parties.organisations_at(inventory.place)
    own = [
        (unit.pk, str(unit))
        for unit in units
        if unit.enforces and policy.may_proceed(request.viewer, inventory.place, unit.pk)
    ]
    form = ProceedingForm(
        *sent(request), basis=basis, authorities=own, performers=[(unit.pk, str(unit)) for unit in units]
    )
    if request.method == "POST" and own and form.is_valid():
        try:
            made = _open(request, inventory, basis, form)
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect("custody-proceeding", made.number)
    context = {
        "inventory": inventory,
        "heading": f"{basis.value} {basis.label}",
        "law": basis.source,
        "words": _WORDS[basis],
        "form": form if own else None,
        "who": [str(unit) for unit in units if unit.enforces],
        "steps": [{"label": step.label, "law": _article(basis, step)} for step in STEPS[basis] if step not in _LATER],
    }
    return render(request, "custody/procedure.html", context)


def _open(request: Request, inventory: Any, basis: Basis, form: ProceedingForm) -> Proceeding:
    given = dict(form.cleaned_data)
    key = given.pop("key") or None
    authority = parties.organisation(int(given.pop("authority")))
    performer = given.pop("performer", "")
    if authority is None:
        raise NotFound(_("There is no such record."))
    return services.open_proceeding(
        by=request.viewer,
        inventory=inventory,
        basis=basis.value,
        authority=authority,
        performer=parties.organisation(int(performer)) if performer else None,
        key=key,
        **given,
    )


def _article(basis: Basis, step: Step) -> Any:
    return format_lazy(_LAW, articles=_ARTICLES[basis].get(step, "5"))


@staff()
@form_page
def proceeding(request: Request, number: str) -> HttpResponse:
    """The law's steps as a checklist, each with its article; officers of the authority write them down."""
    row = fetching.proceeding(request.viewer, number)
    basis = row.basis_is
    acts = policy.may_proceed(request.viewer, row.inventory.place, row.authority_id)
    done = {step.step: step for step in row.steps.all()}
    form = StepForm(*sent(request), basis=basis, done=done, initial={"at": clock.now()})
    if request.method == "POST" and acts and form.is_valid():
        given = form.cleaned_data
        try:
            services.record_step(
                by=request.viewer,
                proceeding=row,
                step=given["step"],
                text=given["words"],
                person_name=given["name"],
                until=given["until"],
                attachments=given["photos"],
                happened_at=given["at"],
                **form.only("signature", "refused_to_sign"),
            )
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("On the record."))
            return redirect("custody-proceeding", number)
    context = {
        "proceeding": row,
        "inventory": row.inventory,
        "kind": basis.value,
        "title": f"{basis.value} {basis.label}",
        "authority": row.authority,
        "law": row.law,
        "words": _WORDS[basis],
        "steps": _steps(basis, done),
        "missing": _missing(row),
        "officers": list(row.officers.all()),
        "may_extend": acts and basis is Basis.SEIZURE and Step.EXTENSION_APPROVED not in done,
        "form": form if acts else None,
        "officer": OfficerForm(people=_officers(row)) if acts else None,
    }
    return render(request, "custody/proceeding.html", context)


def _steps(basis: Basis, done: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for step in STEPS[basis]:
        known = done.get(step.value)
        said = " · ".join(part for part in (selectors.masked(known.name), known.words) if part) if known else ""
        rows.append({
            "label": step.label,
            "law": _article(basis, step),
            "done": known is not None,
            "said": said,
            "at": known.happened_at if known else None,
            "later": step in _LATER,
        })  # fmt: skip
    first = next((row for row in rows if not row["done"] and not row["later"]), None)
    return [{**row, "now": row is first} for row in rows]


def _missing(row: Proceeding) -> list[gates.Lack]:
    things = list(reading.with_all(row.items.filter(state=State.NUMBERED.value)))
    if not things:
        return []
    judged = gates.judge(row.inventory, things, to=None, at=clock.now())[row.basis_is]
    found = gates.lacks(row.inventory, row.basis_is, judged)
    return [lack for lack in found if lack.code != "storage"]


def _officers(row: Proceeding) -> list[tuple[int, str]]:
    return [(person.pk, person.name) for person in parties.people_of(row.authority, [Role.OFFICER])]


@staff(*policy.WORKERS)
@require_POST
def officer(request: Request, number: str) -> HttpResponse:
    """An officer who carries it out, with the number of the certificate."""
    row = fetching.proceeding(request.viewer, number)
    form = OfficerForm(request.POST, people=_officers(row))
    if form.is_valid():
        person = parties.person(int(form.cleaned_data["person"]))
        try:
            if person is None:
                raise NotFound(_("There is no such record."))
            services.name_officer(
                by=request.viewer, proceeding=row, person=person, certificate=form.cleaned_data["certificate"]
            )
        except HehuoError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Choose the officer and write the number of the certificate."))
    return redirect("custody-proceeding", number)
