"""One complaint from the report to the applause."""

from __future__ import annotations

from typing import Any

import pytest

from hehuo.cases import selectors, services
from hehuo.cases.rules import WALK
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import NotFound
from hehuo.journal import selectors as journal

pytestmark = pytest.mark.django_db


def test_from_report_to_public_page(report: Any, cast: Any, world: Any) -> None:
    receipt = report(caller=services.Caller(name="王小明", phone="13812345678"))
    case, number = receipt.case, receipt.number
    dispatcher, worker = cast.dispatcher.viewer, cast.worker.viewer
    assert [row.case.number for row in selectors.inbox(dispatcher).rows] == [number]

    services.assign_case(by=dispatcher, case=case, unit=world.office.pk)
    services.accept_case(by=dispatcher, case=case)
    services.hand_down(by=dispatcher, case=case, unit=world.committee.pk)
    assert [row.mine for row in selectors.inbox(worker).rows] == [True]
    services.accept_case(by=worker, case=case)
    services.log_contact(by=worker, case=case, outcome="not_reached")
    services.log_contact(by=worker, case=case, outcome="reached", text="听了情况")
    services.record_visit(by=worker, case=case, text="看了楼道")
    services.record_dissuasion(by=worker, case=case, text="劝说", outcome="agreed")
    services.answer_case(by=worker, case=case, text="楼道已清空，请放心。")
    services.record_call_back(by=dispatcher, case=case, reached=True, solved="yes", satisfied="yes")
    services.close_case(by=dispatcher, case=case)
    with pytest.raises(NotFound):
        selectors.public_case(number)
    services.publish_case(by=dispatcher, case=case, title="楼道堆物", text="楼道里有杂物。", answer="已清空。")

    shown = selectors.public_case(number)
    assert (shown.stage, shown.public_title) == ("closed", "楼道堆物")
    assert [c.pk for c in selectors.public_cases(world.shuguang)] == [case.pk]
    own = selectors.progress(number, receipt.secret)
    assert [step.stage for step in own.steps if step.done] == list(WALK)
    assert selectors.progress(number, receipt.token).case == case
    assert journal.verify().ok
    told = [line.sentence for line in journal.timeline(thread=case.subject, viewer=ANONYMOUS, limit=50)]
    assert len(told) == 10
    assert all("王" not in sentence and "138" not in sentence for sentence in told)
