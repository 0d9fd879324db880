"""The plan: tasks in fast rows, risks, and who has agreed; one page per task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hehuo.files import selectors as files
from hehuo.ground.errors import HehuoError, NotFound
from hehuo.ground.forms import offer
from hehuo.ground.web import Request, fault, sent, staff
from hehuo.parties import selectors as parties
from hehuo.partnerships import policy, selectors, services
from hehuo.partnerships.forms import FinishForm, PlanForm, QuickTaskForm, RiskForm, TaskForm, choices
from hehuo.partnerships.models import Member, Partnership, Plan, Risk, Task
from hehuo.partnerships.rules import PlanState, TaskState

from .common import attempt, form_page, member_choices, organisation_choices, sitting, step, worked


@staff()
@form_page
def plan(request: Request, number: str) -> HttpResponse:
    """The plan as it stands; whoever keeps the table writes the draft here."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = _wanted(partnership, request.GET.get("version", ""))
    keeps = policy.may_work(request.viewer, partnership)
    form = PlanForm(request.POST or None, initial=_initial(found))
    if request.method == "POST":
        partnership = worked(request, number)
        if form.is_valid():
            try:
                services.draft_plan(by=request.viewer, partnership=partnership, **form.cleaned_data)
            except HehuoError as error:
                fault(form, error)
            else:
                return redirect("partnerships-plan", number)
    editable = keeps and found is not None and found.state == PlanState.DRAFT
    quick = QuickTaskForm()
    offer(quick, "member", choices(member_choices(sitting(partnership)), _("who?")))
    context = {
        "partnership": partnership,
        "plan": found,
        "versions": list(partnership.plans.order_by("-version")),
        "form": form,
        "quick": quick,
        "editable": editable,
        "keeps": keeps,
        "tasks": list(selectors.tasks_of(partnership, found)) if found else [],
        "risks": selectors.risks_of(request.viewer, partnership, found) if found else [],
        "voices": _voices(request, partnership, found),
    }
    return render(request, "partnerships/plan.html", context)


def _wanted(partnership: Partnership, version: str) -> Plan | None:
    """The version asked for, else the draft, else the one that counts."""
    if version.isdecimal() and len(version) < 5:
        return get_object_or_404(partnership.plans, version=int(version))
    return selectors.draft_of(partnership) or selectors.plan_of(partnership)


def _initial(found: Plan | None) -> dict[str, Any]:
    if found is None:
        return {"joint_action": True, "admonition": True}
    return {"summary": found.summary, "joint_action": found.joint_action, "admonition": found.admonition}


def _voices(request: Request, partnership: Partnership, found: Plan | None) -> list[dict[str, Any]]:
    """Who is asked and what each said; ``mine`` where the viewer may say it."""
    if found is None:
        return []
    members = {member.pk: member for member in selectors.members(partnership)}
    open_ = found.state in (PlanState.PROPOSED, PlanState.AGREED)
    return [
        {
            "member": members[voice.member],
            "voice": voice,
            "mine": open_ and policy.speaks_for(request.viewer, members[voice.member]),
            "recorded": open_ and policy.may_record_for(request.viewer, members[voice.member]),
        }
        for voice in selectors.voices_of(partnership, found)
    ]


@staff()
@require_POST
def act(request: Request, number: str, act: str) -> HttpResponse:
    """Put the draft before the parties, begin a new version, or agree and object."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.draft_of(partnership) if act == "propose" else selectors.plan_of(partnership)
    if act == "draft":
        partnership = worked(request, number)
        attempt(
            request,
            lambda: services.draft_plan(by=request.viewer, partnership=partnership),
            _("A new version begins as a copy of the last one."),
        )
    elif found is None:
        raise NotFound(_("There is no plan yet."))
    elif act == "propose":
        attempt(
            request,
            lambda: services.propose_plan(by=request.viewer, plan=found),
            _("The parties are asked for their agreement."),
        )
    elif act in ("agree", "object"):
        _say(request, partnership, found, agree=act == "agree")
    else:
        raise Http404
    return redirect("partnerships-plan", number)


def _say(request: Request, partnership: Partnership, found: Plan, *, agree: bool) -> None:
    chosen = request.POST.get("member", "")
    member = selectors.member_for(request.viewer, partnership, int(chosen) if chosen.isdecimal() else 0)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: services.agree_plan(by=request.viewer, plan=found, member=member, agree=agree, reason=reason),
        _("Thank you, noted."),
    )


# -- tasks --------------------------------------------------------------------------------------------------------


def _task_form(request: Request, partnership: Partnership, found: Plan, task: Task | None) -> TaskForm:
    initial: dict[str, Any] = {}
    if task is not None:
        initial = {
            "title": task.title,
            "member": task.member_id,
            "due_at": task.due_at,
            "after": [one.pk for one in task.after.all()],
            "evidence": task.evidence,
            "aftercare": task.aftercare,
        }
    form = TaskForm(request.POST or None, initial=initial)
    offer(form, "member", choices(member_choices(sitting(partnership)), "—"))
    others = [one for one in selectors.tasks_of(partnership, found) if task is None or one.pk != task.pk]
    offer(form, "after", [(one.pk, one.title) for one in others])
    return form


def _given(partnership: Partnership, found: Plan, given: dict[str, Any]) -> dict[str, Any]:
    """The form's ids as what the services take."""
    chosen = given.pop("member", None)
    after = given.pop("after", [])
    member = Member.objects.filter(partnership=partnership, pk=chosen).first() if chosen else None
    return {**given, "member": member, "after": list(Task.objects.filter(plan=found, pk__in=after))}


def _draft(request: Request, number: str) -> tuple[Partnership, Plan]:
    partnership = worked(request, number)
    found = selectors.draft_of(partnership)
    if found is None:
        raise NotFound(_("There is no draft of the plan. Begin a new version."))
    return partnership, found


@staff()
@form_page
def new_task(request: Request, number: str) -> HttpResponse:
    """Add a task: from the fast row, or with all its sides."""
    partnership, found = _draft(request, number)
    form = _task_form(request, partnership, found, None)
    return step(
        request, partnership, form,
        lambda **given: services.add_task(by=request.viewer, plan=found, **_given(partnership, found, given)),
        heading=_("A new task"), button=_("Add"), done=_("Added."), crumb_plan=True,
        back=lambda _made: redirect("partnerships-plan", number),
    )  # fmt: skip


@staff()
@form_page
def edit_task(request: Request, number: str, pk: int) -> HttpResponse:
    """Change a task of the draft."""
    partnership, found = _draft(request, number)
    task = get_object_or_404(Task, plan=found, pk=pk)
    form = _task_form(request, partnership, found, task)
    return step(
        request, partnership, form,
        lambda **given: services.change_task(by=request.viewer, task=task, **_given(partnership, found, given)),
        heading=task.title, button=_("Save"), done=_("Saved."), crumb_plan=True,
        back=lambda _made: redirect("partnerships-plan", number),
    )  # fmt: skip


@staff()
@form_page
def task(request: Request, number: str, pk: int) -> HttpResponse:
    """One task: begin it, finish it with what has to be shown."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.task_for(request.viewer, partnership, pk)
    form = FinishForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.finish_task(
                by=request.viewer, task=found, key=request.POST.get("key") or None, **form.cleaned_data
            )
        except HehuoError as error:
            fault(form, error)
        else:
            return redirect("partnerships-task", number, pk)
    theirs = found.member is not None and policy.speaks_for(request.viewer, found.member)
    named = found.person_id is not None and found.person_id == request.viewer.person_id
    context = {
        "partnership": partnership,
        "task": found,
        "before": list(found.after.all()),
        "form": form,
        "photos": files.of(found.subject, request.viewer),
        "doing": (theirs or named or policy.may_work(request.viewer, partnership))
        and found.state in (TaskState.OPEN, TaskState.STARTED)
        and found.plan.state in (PlanState.PROPOSED, PlanState.AGREED),
        "keeps": policy.may_work(request.viewer, partnership),
    }
    return render(request, "partnerships/task.html", context)


@staff()
@require_POST
def task_act(request: Request, number: str, pk: int, act: str) -> HttpResponse:
    """Begin a task, or drop it with a reason."""
    partnership = selectors.partnership_for(request.viewer, number)
    found = selectors.task_for(request.viewer, partnership, pk)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "start": (lambda: services.start_task(by=request.viewer, task=found), _("Begun.")),
        "drop": (
            lambda: services.drop_task(by=request.viewer, task=found, reason=request.POST.get("reason", "")),
            _("Dropped."),
        ),
    }
    if act not in acts:
        raise Http404
    perform, done = acts[act]
    attempt(request, perform, done)
    if act == "drop" and found.plan.state == PlanState.DRAFT:
        return redirect("partnerships-plan", number)
    return redirect("partnerships-task", number, pk)


# -- risks --------------------------------------------------------------------------------------------------------


def _risk_form(request: Request, partnership: Partnership, risk: Risk | None) -> RiskForm:
    fields = ("kind", "level", "countermeasure", "stand_by")
    initial = {name: getattr(risk, name) for name in fields} | {"stand_by_from": risk.stand_by_from_id} if risk else {}
    form = RiskForm(request.POST or None, initial=initial)
    offer(form, "stand_by_from", choices(organisation_choices(partnership.place), "—"))
    return form


def _provider(given: dict[str, Any]) -> dict[str, Any]:
    chosen = given.pop("stand_by_from", None)
    return {**given, "stand_by_from": parties.organisation(chosen) if chosen else None}


@staff()
@form_page
def new_risk(request: Request, number: str) -> HttpResponse:
    """Write down what may go wrong."""
    partnership, found = _draft(request, number)
    return step(
        request, partnership, _risk_form(request, partnership, None),
        lambda **given: services.add_risk(by=request.viewer, plan=found, **_provider(given)),
        heading=_("What may go wrong"), button=_("Add"), done=_("Added."), crumb_plan=True,
        intro=_("An agitated person, fire, height and a crowd always need a countermeasure and somebody on stand-by."),
        back=lambda _made: redirect("partnerships-plan", number),
    )  # fmt: skip


@staff()
@form_page
def edit_risk(request: Request, number: str, pk: int) -> HttpResponse:
    """Write a risk anew."""
    partnership, found = _draft(request, number)
    risk = get_object_or_404(Risk, plan=found, pk=pk)
    return step(
        request, partnership, _risk_form(request, partnership, risk),
        lambda **given: services.change_risk(by=request.viewer, risk=risk, **_provider(given)),
        heading=_("What may go wrong"), button=_("Save"), done=_("Saved."), crumb_plan=True,
        back=lambda _made: redirect("partnerships-plan", number),
    )  # fmt: skip


@staff()
@require_POST
def risk_act(request: Request, number: str, pk: int, act: str) -> HttpResponse:
    """Confirm a stand-by, or take a risk out of the draft."""
    partnership = selectors.partnership_for(request.viewer, number)
    risk = get_object_or_404(Risk, plan__partnership=partnership, pk=pk)
    if act == "confirm":
        attempt(
            request, lambda: services.confirm_stand_by(by=request.viewer, risk=risk), _("The stand-by is confirmed.")
        )
    elif act == "drop":
        attempt(request, lambda: services.drop_risk(by=request.viewer, risk=risk), _("Taken out."))
    else:
        raise Http404
    return redirect("partnerships-plan", number)
