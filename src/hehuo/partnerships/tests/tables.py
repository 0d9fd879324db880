"""A hard case of Shanghe and a table on it, made by the services: for this room's tests, access and concurrency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hehuo.cases import services as cases
from hehuo.cases.models import Case
from hehuo.charter import services as charter
from hehuo.deliberation import services as deliberation
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.matters import services as matters
from hehuo.partnerships import services
from hehuo.partnerships.models import Member, MemberState, Partnership


def load_charters() -> None:
    """The starter charters at the places of ``world``."""
    matters.load_tree(by=SYSTEM)
    charter.load_starter_charters(by=SYSTEM)


def make_case(world: Any, cast: Any, *, tried: bool = True, hard: bool = True, **given: Any) -> Case:
    """A case in handling; ``tried``: contact, dissuasion and mediation are on record."""
    asked = {"by": ANONYMOUS, "text": "楼道里堆满了箱子。", "place": world.shanghe, "category": "0107"}
    case = cases.report_case(**(asked | given)).case
    cases.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    cases.accept_case(by=cast.worker.viewer, case=case)
    if tried:
        cases.log_contact(by=cast.worker.viewer, case=case, outcome="reached", text="已通话")
        cases.record_dissuasion(by=cast.worker.viewer, case=case, outcome="refused", text="物业劝阻并报告")
        cases.record_mediation(by=cast.worker.viewer, case=case, outcome="refused", text="调解未成")
    if hard:
        cases.mark_hard(by=cast.worker.viewer, case=case)
    case.refresh_from_db()
    return case


class Table:
    """One table and the shortest way through it; every step by who may do it."""

    def __init__(self, world: Any, cast: Any, case: Case) -> None:
        self.world, self.cast, self.case = world, cast, case
        self.row = services.open_partnership(by=cast.worker.viewer, cases=[case], level="community")

    def fresh(self) -> Partnership:
        self.row = Partnership.objects.get(pk=self.row.pk)
        return self.row

    def member(self, organisation: Any) -> Member:
        return Member.objects.get(partnership=self.row, organisation=organisation)

    def accept_all(self) -> None:
        for member in self.row.members.filter(state=MemberState.INVITED, organisation__isnull=False):
            services.answer(by=SYSTEM, member=member, accept=True)

    def advance(self, to: str) -> None:
        services.advance(by=self.cast.worker.viewer, partnership=self.row, to=to)

    def tell(self, name: str, value: int = 1, source: str = "action:1") -> None:
        services.report_fact(by=SYSTEM, partnership=self.row, name=name, source=source, value=value)

    def convened(self) -> None:
        self.accept_all()
        self.advance("convened")

    def surveyed(self) -> None:
        services.record_survey(
            by=self.cast.worker.viewer, partnership=self.row, findings="堆了三十余件。",
            led_by=[self.cast.leader.person.pk], present=[self.member(self.world.committee).pk],
        )  # fmt: skip
        self.advance("surveyed")

    def consulted(self) -> None:
        worker = self.cast.worker.viewer
        hold_meeting(self.row, worker, self.world)
        self.concerned = services.invite(
            by=worker, partnership=self.row, standing="person_concerned", name="张大山", reason="物品所有人"
        )
        services.hear(by=worker, member=self.concerned.member, text="愿意清理，需要帮手。")
        self.advance("consulted")

    def planned(self) -> None:
        worker = self.cast.worker.viewer
        self.plan = services.draft_plan(by=worker, partnership=self.row, summary="先劝说，再清点。")
        self.task = services.add_task(
            by=worker, plan=self.plan, title="准备编号贴", member=self.member(self.world.property),
            due_at=clock.now() + timedelta(days=2), evidence="照片",
        )  # fmt: skip
        services.propose_plan(by=worker, plan=self.plan)
        services.agree_plan(by=self.cast.property_staff.viewer, plan=self.plan,
                            member=self.member(self.world.property))  # fmt: skip
        self.advance("planned")

    def acting(self) -> None:
        for name in ("action.notice_given", "action.roll_call", "action.admonished"):
            self.tell(name)
        self.advance("acting")

    def watching(self) -> None:
        self.tell("action.closed")
        self.tell("watch.set_up", source="watch:1")
        self.advance("watching")

    def settled(self) -> None:
        services.finish_task(by=self.cast.property_staff.viewer, task=self.task, evidence="已备好四十张。")
        self.tell("watch.streak", 7, source="watch:1")
        self.tell("watch.settlement_proposed", source="watch:1")
        self.advance("settled")

    def reviewed(self) -> None:
        worker, dispatcher = self.cast.worker.viewer, self.cast.dispatcher.viewer
        self.case.refresh_from_db()
        cases.answer_case(by=worker, case=self.case, text="已清理完毕。")
        cases.record_call_back(by=dispatcher, case=self.case, reached=True, solved="yes", satisfied="yes")
        services.review(by=worker, partnership=self.row, lessons="早一点请家属。", thanks="感谢邻居。")

    def walk(self, stage: str) -> Table:
        for step in ("convened", "surveyed", "consulted", "planned", "acting", "watching", "settled", "reviewed"):
            if self.fresh().stage == stage:
                break
            getattr(self, step)()
        assert self.fresh().stage == stage
        return self


def hold_meeting(row: Partnership, by: Any, world: Any) -> Any:
    """A meeting on the table with quorum and agreed minutes."""
    invitee = deliberation.Invitee(organisation=world.committee.pk, seat="organiser")
    meeting = deliberation.call_meeting(
        by=by, subject=row.subject, place=row.place, title="共商会", starts_at=clock.now() + timedelta(hours=1),
        where="居委会", quorum=1, agenda=["怎么办"], invited=[invitee],
    )  # fmt: skip
    with clock.at(clock.now() + timedelta(hours=1)):
        deliberation.open_meeting(by=by, meeting=meeting)
        invitation = meeting.invitations.get()
        deliberation.mark_attendance(by=by, meeting=meeting, present=[invitation.pk])
        deliberation.write_minutes(by=by, meeting=meeting, text="大家商定分工。", version=0)
        deliberation.close_meeting(by=by, meeting=meeting)
        deliberation.agree_minutes(by=by, meeting=meeting, invitation=invitation)
        deliberation.settle_minutes(by=SYSTEM, meeting=meeting)
    return meeting
