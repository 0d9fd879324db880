"""What the tables ask of one person and her organisations, for first pages."""

from __future__ import annotations

from django.db.models import Q

from hehuo.ground.access import Viewer
from hehuo.partnerships import policy
from hehuo.partnerships.models import Member, MemberState, Plan, Risk
from hehuo.partnerships.rules import ENDED, PlanState

from .facts import voices_of

#: More at once nobody answers; the rest follows when these are answered.
_MOST = 20


def my_plans(viewer: Viewer) -> list[tuple[Member, Plan]]:
    """Plans that wait for the word of an organisation of hers, oldest first."""
    if viewer.person_id is None:
        return []
    mine = Q(delegate=viewer.person_id) | Q(substitute=viewer.person_id)
    if viewer.organisations and viewer.holds(*policy.AT_TABLE):
        mine |= Q(organisation__in=viewer.organisations)
    rows = Member.objects.filter(mine, state=MemberState.ACCEPTED, organisation__isnull=False)
    members = {row.pk: row for row in rows.select_related("organisation", "person")}
    plans = Plan.objects.filter(state=PlanState.PROPOSED, partnership__members__in=members).distinct()
    found: list[tuple[Member, Plan]] = []
    for plan in plans.select_related("partnership").order_by("proposed_at")[:_MOST]:
        owed = [voice.member for voice in voices_of(plan.partnership, plan) if not voice.stance]
        found += [(members[pk], plan) for pk in owed if pk in members]
    return found


def my_stand_bys(viewer: Viewer) -> list[Risk]:
    """What an organisation of hers is to hold ready and has not confirmed. One query."""
    if not viewer.organisations or not viewer.holds(*policy.AT_TABLE):
        return []
    rows = Risk.objects.filter(stand_by_from__in=viewer.organisations, confirmed_at=None)
    rows = rows.filter(plan__state__in=[PlanState.PROPOSED, PlanState.AGREED])
    rows = rows.exclude(plan__partnership__stage__in=sorted(stage.value for stage in ENDED))
    return list(rows.select_related("plan__partnership").order_by("pk")[:_MOST])
