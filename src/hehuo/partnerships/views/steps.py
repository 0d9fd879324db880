"""The steps of the way, one page each: survey, report, next stage, override, relapse, review, end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hehuo.ground.access import HANDLERS
from hehuo.ground.errors import NotAllowed
from hehuo.ground.forms import offer
from hehuo.ground.web import Request, sent, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import policy, selectors, services
from hehuo.partnerships.forms import OverrideForm, ReasonForm, RelapseForm, ReportForm, ReviewForm, SurveyForm

from .common import attempt, form_page, led, member_choices, room, sitting, step, worked


@staff()
@form_page
def survey(request: Request, number: str) -> HttpResponse:
    """Record a look at the place together."""
    partnership = worked(request, number)
    form = SurveyForm(*sent(request))
    people = parties.people_with(*HANDLERS, place=partnership.place)
    offer(form, "led_by", [(person.pk, person.name) for person in people])
    offer(form, "present", member_choices(sitting(partnership)))
    return step(
        request, partnership, form,
        lambda **given: services.record_survey(by=request.viewer, partnership=partnership, **given),
        heading=_("Site survey"), button=_("Record"), done=_("The survey is on record."), files=True,
    )  # fmt: skip


@staff()
@form_page
def report(request: Request, number: str) -> HttpResponse:
    """Write how it stands."""
    partnership = worked(request, number)
    return step(
        request, partnership, ReportForm(request.POST or None),
        lambda text: services.report_stage(by=request.viewer, partnership=partnership, text=text),
        heading=_("Stage report"), button=_("Write"), done=_("The report is on record."),
        intro=_("Everybody at the table reads it. Write nothing about anybody's health or temper."),
        earlier=selectors.reports(partnership),
    )  # fmt: skip


@staff()
@require_POST
def advance(request: Request, number: str) -> HttpResponse:
    """Go on to the next stage."""
    partnership = led(request, number)
    to = request.POST.get("to") or None
    attempt(
        request,
        lambda: services.advance(by=request.viewer, partnership=partnership, to=to),
        _("The partnership has gone on to its next stage."),
    )
    return room(partnership)


@staff()
@form_page
def override(request: Request, number: str) -> HttpResponse:
    """A leader lets the table pass without something, in writing; never without what law demands."""
    partnership = selectors.partnership_for(request.viewer, number)
    if not policy.may_override(request.viewer, partnership):
        raise NotAllowed(_("Only a leader may let the table pass, with a written reason."))
    lacks = selectors.gate(partnership)
    open_ = [lack for lack in lacks if not lack.legal and not lack.overridden]
    if not open_:
        messages.info(request, _("Nothing is missing that may be let pass."))
        return redirect("desk-partnership", number)
    form = OverrideForm(request.POST or None, initial={"code": request.GET.get("code", open_[0].code)})
    offer(form, "code", [(lack.code, lack.message) for lack in open_])
    return step(
        request, partnership, form,
        lambda **given: services.override(by=request.viewer, partnership=partnership, **given),
        heading=_("Let it pass, with a reason"), button=_("Let it pass"), done=_("It is on record, with your reason."),
        danger=True, legal=[lack for lack in lacks if lack.legal],
        intro=_("You answer for this by name. The reason stands on the public page of this partnership."),
    )  # fmt: skip


@staff()
@form_page
def relapse(request: Request, number: str) -> HttpResponse:
    """The problem came back."""
    partnership = selectors.partnership_for(request.viewer, number)
    return step(
        request, partnership, RelapseForm(request.POST or None),
        lambda **given: services.relapse(by=request.viewer, partnership=partnership, **given),
        heading=_("The problem came back"), button=_("Take it up again"), done=_("The work is taken up again."),
        intro=_("Everything that was done stays on record; the days without relapse begin anew."),
    )  # fmt: skip


@staff()
@form_page
def review(request: Request, number: str) -> HttpResponse:
    """Look back together."""
    partnership = led(request, number)
    initial = {"lessons": partnership.lessons, "thanks": partnership.thanks}
    return step(
        request, partnership, ReviewForm(request.POST or None, initial=initial),
        lambda **given: services.review(by=request.viewer, partnership=partnership, **given),
        heading=_("Look back together"), button=_("Conclude the review"), done=_("The review is on record. Thank you."),
        intro=_("Together with those who took part: what went well, what comes earlier next time."),
    )  # fmt: skip


@staff()
@form_page
def dissolve(request: Request, number: str) -> HttpResponse:
    """End the table before its goal."""
    partnership = led(request, number)
    return step(
        request, partnership, ReasonForm(request.POST or None),
        lambda reason: services.dissolve(by=request.viewer, partnership=partnership, reason=reason),
        heading=_("Dissolve the partnership"), button=_("Dissolve it"), done=_("The partnership is dissolved."),
        danger=True,
        intro=_("Its requests go back to the ordinary way, and their limits run on. This cannot be undone; a new table "
                "can be opened. Things that were taken have to be accounted for first."),
    )  # fmt: skip
