"""The page of a resident without account, opened by an unguessable link: what is asked of me, what I say, my tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hehuo.deliberation import selectors as deliberation
from hehuo.ground.errors import NotFound, TooMany
from hehuo.ground.limits import may_look_up
from hehuo.ground.web import Request
from hehuo.partnerships import selectors, services
from hehuo.partnerships.forms import FinishForm
from hehuo.partnerships.models import Member, MemberState, PublicState, Task
from hehuo.partnerships.rules import ENDED, PlanState, Stage, Standing

from .common import attempt


def _mine(request: Request, secret: str) -> Member:
    """Whose link it is; guessing is limited."""
    try:
        return selectors.member_by_secret(secret)
    except NotFound:
        if not may_look_up(request):
            raise TooMany(_("Too many wrong links from here. Please try again in an hour, or call 12345.")) from None
        raise


def _tasks(member: Member) -> list[Task]:
    rows = Task.objects.filter(member=member, plan__state__in=[PlanState.PROPOSED, PlanState.AGREED])
    return list(rows.exclude(state="dropped").order_by("due_at", "pk"))


@require_safe
def table(request: Request, secret: str) -> HttpResponseBase:
    """What is asked of me, and what I may say."""
    member = _mine(request, secret)
    partnership = member.partnership
    published = partnership.public_state == PublicState.PUBLISHED
    context = {
        "member": member,
        "partnership": partnership,
        "secret": secret,
        # The inner title may name more than a family or a neighbour has to know.
        "title": partnership.public_title if published else "",
        "stage": Stage(partnership.stage),
        "ended": Stage(partnership.stage) in ENDED,
        "tasks": _tasks(member),
        "form": FinishForm(),
        "meeting": deliberation.next_meeting(partnership.subject) if member.state == MemberState.ACCEPTED else None,
        "concerned": member.standing == Standing.PERSON_CONCERNED,
        "published": published,
    }
    response = render(request, "partnerships/table.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def act(request: Request, secret: str, act: str) -> HttpResponseBase:
    """Accept, decline, say whether the family may be told, finish a task."""
    member = _mine(request, secret)
    acts: dict[str, Callable[[], Any]] = {
        "accept": lambda: services.answer_by_link(secret=secret, accept=True),
        "decline": lambda: services.answer_by_link(
            secret=secret, accept=False, reason=request.POST.get("reason", "")[:500]
        ),
        "family-yes": lambda: services.allow_family_by_link(secret=secret, agrees=True),
        "family-no": lambda: services.allow_family_by_link(secret=secret, agrees=False),
        "finish": lambda: _finish(request, secret, member),
    }
    if act not in acts:
        raise Http404
    attempt(request, acts[act], _("Thank you, noted."))
    return redirect("partnerships-table", secret)


def _finish(request: Request, secret: str, member: Member) -> Task:
    form = FinishForm(request.POST, request.FILES)
    form.is_valid()
    chosen = request.POST.get("task", "")
    task = next((one for one in _tasks(member) if str(one.pk) == chosen), None)
    if task is None:
        raise NotFound(_("There is no such task."))
    given = form.cleaned_data
    return services.finish_task_by_link(
        secret=secret, task=task, evidence=given.get("evidence", ""), photos=given.get("photos", [])
    )
