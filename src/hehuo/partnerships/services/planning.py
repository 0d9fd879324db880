"""Writing the plan: tasks, risks, versions, and the agreement of those who carry it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Agreement, Member, MemberState, Partnership, Plan, Risk, Stance
from hehuo.partnerships.rules import PlanState, RiskKind
from hehuo.partnerships.selectors.facts import voices_of

from .common import at_work, choice, locked, member_of, moment, party_of, report, words

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation


def drafted(by: Viewer, plan: Plan) -> Plan:
    """The draft, locked after its table, for somebody who writes it. Raises Refused once it was put forward."""
    at_work(by, plan.partnership)
    row = Plan.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=plan.pk)
    if row.state != PlanState.DRAFT:
        raise Refused(_("This version was put before the parties and stands still. Draft a new version."))
    return row


@service
def draft_plan(
    *,
    by: Viewer,
    partnership: Partnership,
    summary: str = "",
    joint_action: bool | None = None,
    admonition: bool | None = None,
) -> Plan:
    """The draft of the plan: a new one, or the open one with another summary.

    A new version begins as a copy of the last one, with its tasks, risks and what was done. ``joint_action``: there is
    an action day. ``admonition``: police or enforcement speak first (taken for granted where one of them sits at the
    table of a joint action).
    """
    row = at_work(by, partnership)
    said = words(summary, "summary", needed=False)
    plan = row.plans.select_for_update().filter(state=PlanState.DRAFT).first()
    if plan is not None:
        wanted = {
            "summary": said or plan.summary,
            "joint_action": plan.joint_action if joint_action is None else joint_action,
            "admonition": plan.admonition if admonition is None else admonition,
        }
        return _rewritten(plan, by, row, wanted)
    last = row.plans.order_by("-version").first()
    enforcing = row.members.filter(
        organisation__enforces=True, state__in=[MemberState.INVITED, MemberState.ACCEPTED]
    ).exists()
    acts = joint_action if joint_action is not None else (last.joint_action if last else True)
    speaks = admonition if admonition is not None else (last.admonition if last else acts and enforcing)
    plan = Plan.objects.create(
        partnership=row,
        version=last.version + 1 if last else 1,
        summary=said or (last.summary if last else ""),
        joint_action=acts,
        admonition=speaks,
        drafted_by_id=by.person_id,
        drafted_at=clock.now(),
    )
    if last is not None:
        _copy(last, plan)
    report(row, events.PLAN_DRAFTED, by, plan=plan.pk, version=plan.version)
    return plan


def _rewritten(plan: Plan, by: Viewer, partnership: Partnership, wanted: dict[str, Any]) -> Plan:
    changed = [name for name, value in wanted.items() if getattr(plan, name) != value]
    for name in changed:
        setattr(plan, name, wanted[name])
    if changed:
        plan.save(update_fields=changed)
        report(partnership, events.PLAN_CHANGED, by, plan=plan.pk)
    return plan


def _copy(last: Plan, plan: Plan) -> None:
    """Tasks with their order and what was done, and risks with their stand-by, go on in the new version."""
    fresh = {}
    for task in last.tasks.exclude(state="dropped"):
        before = [one.pk for one in task.after.all()]
        old = task.pk
        task.root_id = task.root_id or old
        task.pk, task.plan = None, plan
        task._state.adding = True
        task.save(force_insert=True)
        fresh[old] = (task, before)
    for task, before in fresh.values():
        task.after.set([fresh[pk][0] for pk in before if pk in fresh])
    for risk in last.risks.all():
        risk.pk, risk.plan = None, plan
        risk._state.adding = True
        risk.save(force_insert=True)


@service
def add_risk(
    *,
    by: Viewer,
    plan: Plan,
    kind: str,
    level: int,
    countermeasure: str,
    stand_by: str = "",
    stand_by_from: Organisation | None = None,
) -> Risk:
    """Write down what may go wrong (``level`` 1–4), what is done then, and who or what stands ready."""
    row = drafted(by, plan)
    values = _risk(kind, level, countermeasure, stand_by, stand_by_from)
    same = row.risks.filter(**values).first()
    if same is not None:
        return same
    made = Risk.objects.create(plan=row, **values)
    report(row.partnership, events.RISK_ADDED, by, risk=made.pk)
    return made


@service
def change_risk(
    *,
    by: Viewer,
    risk: Risk,
    kind: str,
    level: int,
    countermeasure: str,
    stand_by: str = "",
    stand_by_from: Organisation | None = None,
) -> Risk:
    """Write a risk anew; another stand-by has to be confirmed anew."""
    row = drafted(by, risk.plan)
    fresh = row.risks.select_for_update().get(pk=risk.pk)
    values = _risk(kind, level, countermeasure, stand_by, stand_by_from)
    if all(getattr(fresh, name) == value for name, value in values.items()):
        return fresh
    if (fresh.stand_by, fresh.stand_by_from) != (values["stand_by"], values["stand_by_from"]):
        fresh.confirmed_at = fresh.confirmed_by = None
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save()
    report(row.partnership, events.RISK_CHANGED, by, risk=fresh.pk)
    return fresh


@service
def drop_risk(*, by: Viewer, risk: Risk) -> None:
    """Take a risk out of the draft. Twice is once."""
    row = drafted(by, risk.plan)
    deleted, _rows = row.risks.filter(pk=risk.pk).delete()
    if deleted:
        report(row.partnership, events.RISK_CHANGED, by, risk=risk.pk)


def _risk(
    kind: str, level: int, countermeasure: str, stand_by: str, stand_by_from: Organisation | None
) -> dict[str, object]:
    if level not in range(1, 5):
        raise Invalid(_("Levels go from 1 to 4."), fields={"level": _("Levels go from 1 to 4.")})
    return {
        "kind": choice(kind, list(RiskKind), "kind"),
        "level": level,
        "countermeasure": words(countermeasure, "countermeasure", needed=False),
        "stand_by": words(stand_by, "stand_by", most=200, needed=False),
        "stand_by_from": stand_by_from,
    }


@service
def confirm_stand_by(*, by: Viewer, risk: Risk, happened_at: datetime | None = None) -> Risk:
    """The unit that provides the stand-by says that it will be there; written down by who keeps the table where that
    unit does not sign in. Twice is once."""
    partnership = locked(by, risk.plan.partnership)
    row = Risk.objects.select_for_update(of=("self",)).select_related("stand_by_from").get(pk=risk.pk)
    provider = row.stand_by_from
    theirs = provider is not None and provider.pk in by.organisations
    silent = provider is None or not policy.acts_by_account(provider)
    if not (theirs or by.system or (silent and policy.may_work(by, partnership))):
        raise NotAllowed(_("The unit that provides the stand-by confirms it. Please ask it to."))
    if not row.stand_by:
        raise Refused(_("Nobody stands ready for this yet. Say first who or what does."))
    if row.confirmed_at is not None:
        return row
    row.confirmed_at, row.confirmed_by_id = moment(happened_at, after=partnership.opened_at), by.person_id
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    report(partnership, events.STAND_BY, by, row.confirmed_at, party=provider.pk if provider and theirs else None,
           risk=row.pk)  # fmt: skip
    return row


@service
def propose_plan(*, by: Viewer, plan: Plan) -> Plan:
    """Put the draft before the parties: from here on it stands still, and the version before it is replaced.

    Twice is once. Raises Refused where it has no task.
    """
    partnership = at_work(by, plan.partnership)
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.state in (PlanState.PROPOSED, PlanState.AGREED):
        return row
    if row.state == PlanState.REPLACED:
        raise Conflict(_("A newer version has replaced this one."))
    if not row.tasks.exclude(state="dropped").exists():
        raise Refused(_("The plan has no task yet. Share out the work first."))
    partnership.plans.filter(state__in=[PlanState.PROPOSED, PlanState.AGREED]).update(state=PlanState.REPLACED)
    row.state, row.proposed_at = PlanState.PROPOSED, clock.now()
    row.save(update_fields=["state", "proposed_at"])
    report(partnership, events.PLAN_PROPOSED, by, plan=row.pk, version=row.version)
    settle_plan(partnership, row, by)
    return row


@service
def agree_plan(
    *,
    by: Viewer,
    plan: Plan,
    member: Member,
    agree: bool = True,
    reason: str = "",
    happened_at: datetime | None = None,
) -> Agreement:
    """Agree or object (with a reason) for ``member`` to a plan that was put forward. The latest word counts.

    When everybody whose agreement the settings ask for has agreed, the plan is agreed.
    """
    who = member_of(by, member)
    partnership = who.partnership
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.partnership_id != partnership.pk or who.state != MemberState.ACCEPTED:
        raise Refused(_("Only members who accepted their place agree to the plan. Accept first."))
    if row.state not in (PlanState.PROPOSED, PlanState.AGREED):
        raise Conflict(_("This version is not before the parties (any more). Look at the newest one."))
    stance = Stance.AGREE if agree else Stance.OBJECT
    why = words(reason, "reason", most=1000, needed=not agree)
    said = Agreement.objects.filter(plan=row, member=who).first()
    if said is not None and (said.stance, said.reason) == (stance, why):
        return said
    said = said or Agreement(plan=row, member=who)
    said.stance, said.reason, said.by_id = stance, why, by.person_id
    said.said_at = moment(happened_at, after=partnership.opened_at)
    said.save()
    report(partnership, events.VOICED if agree else events.OBJECTED, by, said.said_at, party=party_of(by, who),
           plan=row.pk, member=who.pk)  # fmt: skip
    settle_plan(partnership, row, by, said.said_at)
    return said


def settle_plan(partnership: Partnership, plan: Plan, by: Viewer, at: datetime | None = None) -> None:
    """Mark ``plan`` agreed once everybody asked has agreed (and open again once somebody objects)."""
    voices = voices_of(partnership, plan)
    agreed = bool(voices) and all(voice.stance == Stance.AGREE for voice in voices)
    if agreed and plan.state == PlanState.PROPOSED:
        plan.state, plan.agreed_at = PlanState.AGREED, at or clock.now()
        plan.save(update_fields=["state", "agreed_at"])
        report(partnership, events.PLAN_AGREED, by, plan.agreed_at, plan=plan.pk, version=plan.version)
    elif not agreed and plan.state == PlanState.AGREED and any(voice.stance == Stance.OBJECT for voice in voices):
        plan.state, plan.agreed_at = PlanState.PROPOSED, None
        plan.save(update_fields=["state", "agreed_at"])
