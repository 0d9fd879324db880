"""Minutes: written together without a button, agreed, printed, published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hehuo.deliberation import paper, policy, selectors, services
from hehuo.deliberation.forms import PublishForm
from hehuo.deliberation.rules import State
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.text import mask_numbers
from hehuo.ground.web import Request, fault, sent, staff

from .calling import invitation_of
from .common import act, form_page, sentence
from .holding import kept


@staff()
@never_cache
@form_page
def write(request: Request, pk: int) -> HttpResponse:
    """The minutes while talking: saved as they are typed; without script by a button."""
    found = selectors.meeting_for(request.viewer, pk)
    if not policy.standings(request.viewer, found):
        raise NotFound(_("There is no such meeting."))
    if request.method == "POST":
        return _save(request, pk)
    if "write" not in selectors.may_do(request.viewer, found):
        return redirect("meetings-meeting", pk)
    outline = "\n\n".join(str(item) for item in found.agenda.all())
    context = {
        "meeting": found,
        "text": found.text or (f"{outline}\n" if outline and not found.version else ""),
        "guests": [guest for guest in selectors.guests(request.viewer, found) if guest.invitation.attended],
        "cards": selectors.cards(found, []),
        "may": selectors.may_do(request.viewer, found),
    }
    return render(request, "deliberation/write.html", context)


def _save(request: Request, pk: int) -> HttpResponse:
    found = selectors.meeting_for(request.viewer, pk)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() else 0
    try:
        saved = services.write_minutes(by=request.viewer, meeting=found, text=text, version=version, both=True)
    except HehuoError as error:
        if request.htmx:
            return render(request, "deliberation/_saved.html", {"trouble": sentence(error), "version": version})
        messages.error(request, sentence(error))
        return redirect("meetings-meeting", pk)
    if not request.htmx:
        return redirect("meetings-meeting", pk)
    # What others wrote meanwhile goes back to the writer; until she has it, she goes on from what she sent.
    merged = saved.text.rstrip() != text.rstrip()
    context = {
        "version": saved.version,
        "saved": saved,
        "merged": saved.text if merged else None,
        "sent_version": selectors.version_of(saved, text, version) if merged else saved.version,
    }
    return render(request, "deliberation/_saved.html", context)


@staff()
@require_POST
def agree(request: Request, pk: int, invitation: int) -> HttpResponse:
    """Agree to the minutes, or object."""
    found = selectors.meeting_for(request.viewer, pk)
    row = invitation_of(found, invitation)
    objection = request.POST.get("objection", "") if "object" in request.POST else ""
    if "object" in request.POST and not objection.strip():
        messages.error(request, _("Please say what is wrong, so that it can be put right."))
        return redirect("meetings-meeting", pk)
    said = _("Your objection is on record.") if objection else _("You agreed to the minutes.")
    return act(
        request,
        found,
        lambda: services.agree_minutes(by=request.viewer, meeting=found, invitation=row, objection=objection),
        said,
        "#minutes",
    )


@staff()
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Call the minutes agreed."""
    found = kept(request, pk)
    deed = lambda: services.settle_minutes(by=request.viewer, meeting=found)  # noqa: E731 - said in one line
    return act(request, found, deed, _("The minutes are agreed."), "#minutes")


@staff()
@form_page
def publish(request: Request, pk: int) -> HttpResponse:
    """Make a text for everybody out of the minutes."""
    found = kept(request, pk)
    draft = found.public_text or mask_numbers(found.text)
    form = PublishForm(sent(request)[0], initial={"public_text": draft})
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_minutes(by=request.viewer, meeting=found, **form.cleaned_data)
        except HehuoError as error:
            fault(form, error)
        else:
            messages.success(request, _("The minutes are public now."))
            return redirect("meetings-meeting", pk)
    context = {"meeting": found, "form": form, "published": found.state == State.PUBLISHED}
    return render(request, "deliberation/publish.html", context, status=422 if form.errors else 200)


@staff()
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the public text back."""
    found = kept(request, pk)
    deed = lambda: services.withdraw_minutes(by=request.viewer, meeting=found)  # noqa: E731 - said in one line
    return act(request, found, deed, _("The minutes are no longer public."), "#minutes")


@staff()
@require_safe
def printed(request: Request, pk: int) -> HttpResponse:
    """The minutes on paper."""
    found = selectors.meeting_for(request.viewer, pk)
    response = HttpResponse(paper.minutes(request.viewer, found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="meeting-{pk}.pdf"'
    return response
