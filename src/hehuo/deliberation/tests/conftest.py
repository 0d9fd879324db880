"""A meeting at Shanghe about a subject of a made-up higher room, at each point of its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hehuo.deliberation import policy, services
from hehuo.deliberation.models import Decision, Invitation, Meeting
from hehuo.deliberation.services import Invitee
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Viewer

STARTS = datetime(2021, 4, 13, 11, tzinfo=UTC)


@dataclass
class Table:
    """A meeting, its keeper, and its invitations by who sits there."""

    world: Any
    cast: Any
    pk: int

    @property
    def meeting(self) -> Meeting:
        """The meeting as it stands now."""
        return Meeting.objects.get(pk=self.pk)

    @property
    def keeper(self) -> Viewer:
        """Whoever called it."""
        viewer: Viewer = self.cast.worker.viewer
        return viewer

    @property
    def steward(self) -> Viewer:
        """The property company's man."""
        viewer: Viewer = self.cast.property_staff.viewer
        return viewer

    def of(self, organisation: str) -> Invitation:
        """The invitation of ``world.<organisation>``."""
        return Invitation.objects.select_related("meeting").get(
            meeting=self.pk, organisation=getattr(self.world, organisation)
        )

    @property
    def guest(self) -> Invitation:
        """The guest whose name is sealed."""
        return Invitation.objects.get(meeting=self.pk, sealed__isnull=False)

    def open(self, *absent: str) -> Table:
        """Open it; everybody is there but the organisations ``absent``."""
        services.open_meeting(by=self.keeper, meeting=self.meeting)
        away = [getattr(self.world, name).pk for name in absent]
        there = self.meeting.invitations.exclude(organisation__in=away).values_list("pk", flat=True)
        services.mark_attendance(by=self.keeper, meeting=self.meeting, present=list(there))
        return self

    def decision(self, rule: str = "consent", text: str = "今晚清理") -> Decision:
        """A proposal."""
        return services.propose_decision(by=self.keeper, meeting=self.meeting, text=text, rule=rule)

    def hand(self, decision: Decision, organisation: str, stance: str, reason: str = "") -> None:
        """The keeper writes a raised hand down."""
        services.give_voice(
            by=self.keeper, decision=decision, invitation=self.of(organisation), stance=stance, reason=reason
        )

    def held(self, text: str = "大家说好了。") -> Table:
        """Open it, write, close."""
        self.open()
        services.write_minutes(by=self.keeper, meeting=self.meeting, text=text, version=0)
        services.close_meeting(by=self.keeper, meeting=self.meeting)
        return self

    def minuted(self, text: str = "大家说好了。") -> Table:
        """Held, and everybody agreed."""
        self.held(text)
        for row in self.meeting.invitations.filter(voice=True):
            services.agree_minutes(by=self.keeper, meeting=self.meeting, invitation=row)
        return self


@pytest.fixture(autouse=True)
def _at_the_time() -> Iterator[None]:
    with clock.at(STARTS):
        yield


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A higher room whose subject 1 lies at Shanghe; its handlers convene there, and property staff see it."""
    monkeypatch.setattr(policy, "_KINDS", {})
    place = "110108025014"
    policy.register(
        "table",
        may_see=lambda viewer, pk: pk == 1 and viewer.has(*HANDLERS, place=place),
        may_convene=lambda viewer, pk: pk == 1 and viewer.has(*HANDLERS, place=place),
        threads=lambda pk: [f"case:{pk}7"],
        about=lambda _viewer, pk: policy.About(f"一张桌子 {pk}", "/desk/", place),
    )


@pytest.fixture
def call(world: Any, cast: Any) -> Callable[..., Table]:
    """Call a meeting; what is given replaces the usual."""

    def make(**given: Any) -> Table:
        usual = {
            "by": cast.worker.viewer,
            "subject": "table:1",
            "place": world.shanghe,
            "title": "共商会",
            "starts_at": STARTS,
            "ends_at": STARTS + timedelta(hours=1),
            "where": "居委会二楼",
            "agenda": ["怎么清", "谁来做"],
            "invited": [
                Invitee(organisation=world.party_branch, seat="backbone"),
                Invitee(organisation=world.committee.pk, seat="organiser"),
                Invitee(organisation=world.owners, seat="masters"),
                Invitee(organisation=world.property, seat="steward"),
                Invitee(organisation=world.police, seat="backing"),
                Invitee(organisation=world.enforcement, seat="backing"),
                Invitee(organisation=world.experts),
                Invitee(name="王小明", voice=False),
            ],
        }
        return Table(world, cast, services.call_meeting(**usual | given).pk)

    return make


@pytest.fixture
def table(call: Callable[..., Table]) -> Table:
    """A planned meeting: six voices (the backing's two parties share one), one guest."""
    return call()
