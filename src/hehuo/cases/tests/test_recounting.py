from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hehuo.cases import services
from hehuo.cases.models import Case
from hehuo.doors.hotline.handlers import recount_limits
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import NotAllowed
from hehuo.journal import selectors as journal
from hehuo.journal.relay import Event
from hehuo.policies import services as policies
from hehuo.policies.rules import NoticeDay

DECEMBER = datetime(2030, 12, 31, 10, tzinfo=clock.BEIJING)


def load(year: int) -> None:
    days = [NoticeDay(date(year, 1, day), True, "元旦") for day in range(1, 6)]
    policies.load_year(by=SYSTEM, year=year, days=days, source="国办通知")


@pytest.fixture
def guessed(cast: Any, report: Callable[..., services.Receipt]) -> Case:
    """A case whose limit of two working days reaches into a year that nobody knows yet."""
    with clock.at(DECEMBER):
        for key, value in (("cases.basis.grade3", "working"), ("cases.limit.grade3", timedelta(days=2))):
            policies.decide(
                by=cast.admin.viewer, key=key, place="110108025", value=value,
                in_force_from=DECEMBER, reason="试行工作日计时",
            )  # fmt: skip
        return report().case


def test_a_guessed_limit_is_counted_anew_once_the_year_is_known(guessed: Case) -> None:
    assert guessed.due_at == datetime(2031, 1, 2, 10, tzinfo=clock.BEIJING)
    with clock.at(DECEMBER):
        load(2031)
        event = Event(
            1, "calendar:2031", 1, "policy.year_loaded", (), None, None, "", DECEMBER, DECEMBER, {"year": 2031}
        )
        recount_limits(event)
        recount_limits(event)
    guessed.refresh_from_db()
    assert guessed.due_at == datetime(2031, 1, 7, 10, tzinfo=clock.BEIJING)
    told = [line.entry.name for line in journal.timeline(thread=guessed.subject, viewer=SYSTEM)]
    assert told.count("case.recounted") == 1


def test_ended_and_earlier_cases_keep_their_limits(case_at: Callable[..., Case]) -> None:
    closed, open_ = case_at("closed"), case_at("handling")
    before = closed.due_at, open_.due_at
    assert services.recount_limits(by=SYSTEM, year=2026) == 0
    closed.refresh_from_db()
    open_.refresh_from_db()
    assert (closed.due_at, open_.due_at) == before


def test_nobody_recounts_by_hand(cast: Any) -> None:
    with pytest.raises(NotAllowed):
        services.recount_limits(by=cast.leader.viewer, year=2027)
