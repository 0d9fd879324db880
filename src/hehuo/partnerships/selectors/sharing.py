"""How the work is shared: per seat and per force, counted from tasks, meetings, surveys, whistles and rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hehuo.deliberation import selectors as deliberation
from hehuo.ground.seats import Seat
from hehuo.partnerships.models import Member, MemberState, Partnership, SurveyParticipant
from hehuo.partnerships.rules import Force, TaskState

from .facts import plan_of
from .one import members, tasks_of

_CARRIED = {"share.whistles": "whistles", "share.rounds": "rounds", "share.items": "items"}


@dataclass(slots=True)
class Share:
    """What one seat or one force carried: tasks done of how many, meetings and surveys attended, whistles answered,
    rounds walked, things numbered. ``code`` is the seat's or the force's."""

    code: str
    label: Any
    members: int = 0
    tasks_done: int = 0
    tasks: int = 0
    meetings: int = 0
    surveys: int = 0
    whistles: int = 0
    rounds: int = 0
    items: int = 0

    @property
    def contributions(self) -> int:
        """All that was done, each thing counted once."""
        return self.tasks_done + self.meetings + self.surveys + self.whistles + self.rounds + self.items


@dataclass(frozen=True, slots=True)
class Sharing:
    """The same work seen twice: round the table, and by the five forces."""

    seats: list[Share]
    forces: list[Share]


def sharing(partnership: Partnership) -> Sharing:
    """Who carried how much; half a dozen queries."""
    everybody = members(partnership)
    by_seat = {seat.value: Share(seat.value, seat.label) for seat in Seat}
    by_force = {force.value: Share(force.value, force.label) for force in Force}

    def shares(member: Member) -> Iterable[Share]:
        if member.seat:
            yield by_seat[member.seat]
        yield by_force[member.force]

    for member in everybody:
        if member.state == MemberState.ACCEPTED:
            for share in shares(member):
                share.members += 1
    _count_tasks(partnership, {member.pk: list(shares(member)) for member in everybody})
    of_organisation = {one.organisation_id: list(shares(one)) for one in everybody if one.organisation_id}
    of_person = {one.person_id: list(shares(one)) for one in everybody if one.person_id}
    for meeting in deliberation.meetings_of(partnership.subject):
        for invitation in meeting.invitations.all():
            if invitation.attended:
                found = of_organisation.get(invitation.organisation_id or 0) or of_person.get(
                    invitation.person_id or 0, []
                )
                for share in found:
                    share.meetings += 1
    present = SurveyParticipant.objects.filter(survey__partnership=partnership).exclude(member=None)
    by_member = {member.pk: member for member in everybody}
    for pk in present.values_list("member", flat=True):
        for share in shares(by_member[pk]):
            share.surveys += 1
    for name, source, value in partnership.facts.filter(name__startswith="share.").values_list(
        "name", "source", "value"
    ):
        organisation = source.partition("/")[0].removeprefix("organisation:")
        for share in of_organisation.get(int(organisation), []) if organisation.isdecimal() else []:
            setattr(share, _CARRIED[name], getattr(share, _CARRIED[name]) + value)
    return Sharing(list(by_seat.values()), list(by_force.values()))


def _count_tasks(partnership: Partnership, shares: dict[int, list[Share]]) -> None:
    plan = plan_of(partnership)
    for task in tasks_of(partnership, plan) if plan else ():
        for share in shares.get(task.member_id or 0, []):
            share.tasks += 1
            share.tasks_done += task.state == TaskState.DONE
