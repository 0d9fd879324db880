"""A table of partners at Shanghe with an agreed plan, and an action drawn from it, as far as a test wants."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hehuo.actions import services
from hehuo.actions.models import Action, Attendance, Step
from hehuo.ground import clock
from hehuo.ground.secrets import fingerprint, seal
from hehuo.partnerships.models import Member, Partnership, Plan, Risk, Task


def picture(
    name: str = "a.png", colour: tuple[int, int, int] = (200, 80, 30), size: tuple[int, int] = (60, 40)
) -> SimpleUploadedFile:
    """A small picture as a telephone sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


DAY = datetime(2021, 4, 16, 1, 0, tzinfo=UTC)


def make_table(world: Any, number: str = "H20210410-0001", *, admonition: bool = True) -> Partnership:
    """A partnership whose plan is agreed; three tasks on the day, one before it, one after it."""
    at = DAY - timedelta(days=6)
    table = Partnership.objects.create(
        number=number, place=world.building, level="subdistrict", origin="place", title="楼道堆物", stage="planned",
        opened_at=at, charter_day=at.date(), lead=world.party_branch,
    )  # fmt: skip

    def sit(standing: str, force: str, **who: Any) -> Member:
        return Member.objects.create(
            partnership=table, standing=standing, force=force, state="accepted", invited_at=at, answered_at=at, **who
        )

    committee = sit("seat", "give", seat="organiser", organisation=world.committee)
    steward = sit("seat", "assist", seat="steward", organisation=world.property)
    police = sit("seat", "push", seat="backing", organisation=world.police)
    sit("person_concerned", "give", name=seal("王建国"), name_digest=fingerprint("王建国"))
    plan = Plan.objects.create(
        partnership=table, version=1, state="agreed", admonition=admonition, drafted_at=at, agreed_at=at
    )

    def task(position: int, title: str, member: Member, due: datetime | None, **more: Any) -> Task:
        return Task.objects.create(plan=plan, position=position, title=title, member=member, due_at=due, **more)

    task(1, "请家属到场", committee, DAY - timedelta(days=1))
    if admonition:
        task(2, "执法前告诫", police, DAY)
    task(3, "讲解堆物的危害", committee, DAY)
    number_them = task(4, "逐件编号拍照", steward, DAY)
    task(5, "搬到楼下指定地点", steward, None).after.add(number_them)
    task(6, "心理疏导回访", committee, DAY, aftercare=True)
    Risk.objects.create(
        plan=plan, kind="agitated", level=3, countermeasure="请心理咨询师先谈", stand_by="心理咨询师一名",
        stand_by_from=world.experts, confirmed_at=at,
    )  # fmt: skip
    return table


@dataclass
class Stage:
    """An action, the people, and short ways to bring it further."""

    table: Partnership
    action: Action
    cast: Any
    world: Any

    @property
    def by(self) -> Any:
        """Whoever leads."""
        return self.cast.leader.viewer

    def fresh(self) -> Action:
        """The action as the database has it."""
        self.action.refresh_from_db()
        return self.action

    def line(self, organisation: Any) -> Attendance:
        """The roll's line of an organisation."""
        return self.action.roll.filter(organisation=organisation).order_by("pk")[0]

    def step(self, kind: str) -> Step:
        """The first step of a kind."""
        return self.action.steps.filter(kind=kind).order_by("position")[0]

    def announce(self) -> Stage:
        services.announce_action(by=self.by, action=self.action, how="posted")
        return self

    def call(self) -> Stage:
        """Everybody is here, the police officer with certificate; the person concerned is not."""
        rows = list(self.action.roll.all())
        officer = self.line(self.world.police)
        absent = [row.pk for row in rows if row.role == "person_concerned"]
        services.call_roll(
            by=self.by, action=self.action, present=[row.pk for row in rows if row.pk not in absent], absent=absent,
            certificates={officer.pk: "京公 010233"},
        )  # fmt: skip
        return self

    def begin(self) -> Stage:
        self.announce().call()
        services.begin_action(by=self.by, action=self.action)
        return self

    def admonish(self) -> Stage:
        services.record_admonition(
            by=self.cast.officer.viewer, action=self.action, text="请当日清理楼道。",
            officers=[self.line(self.world.police).pk], heard="at_door", response="没有回答",
        )  # fmt: skip
        return self

    def do(self, *kinds: str) -> Stage:
        for kind in kinds:
            for step in self.action.steps.filter(kind=kind, state="open"):
                services.do_step(by=self.by, step=step)
        return self

    def all_steps(self) -> Stage:
        return self.do("explain", "listen", "consent", "number", "move", "clean", "check")


def make_stage(world: Any, cast: Any, **more: Any) -> Stage:
    """A drafted action, led by the leader."""
    table = make_table(world, **more)
    action = services.draft_action(
        by=cast.leader.viewer, partnership=table, title="楼道清理联合行动", starts_at=DAY, meeting_point="1号楼门口",
        leader=cast.leader.person,
    )  # fmt: skip
    return Stage(table, action, cast, world)


@pytest.fixture
def morning() -> Any:
    """The clock stands at the hour of the action."""
    with clock.at(DAY):
        yield


@pytest.fixture
def stage(world, cast, morning) -> Stage:
    """A drafted action at the hour of its beginning."""
    return make_stage(world, cast)
