"""Deciding: who, from when, why; the past stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.policies import selectors, services
from hehuo.policies.models import PolicyRow
from hehuo.policies.rules import Setting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SHUGUANG = "110108025"
NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)


def viewer(role: Role, place: str = SHUGUANG) -> Viewer:
    return Viewer(None, (Grant(role, place),))


def test_default_then_decision(grace: Setting) -> None:
    with clock.at(NOW):
        assert selectors.value("test.grace", SHUGUANG) == 7
        assert selectors.version() == 0
        row = services.decide(by=viewer(Role.LEADER), key="test.grace", place=SHUGUANG, value=3, reason="太慢")
        assert selectors.value("test.grace", SHUGUANG) == 3
        assert selectors.value("test.grace", SHUGUANG + "014") == 3
        assert selectors.value("test.grace", "110108001") == 7
        assert selectors.value("test.grace", SHUGUANG, at=NOW - HOUR) == 7
        assert selectors.version() == row.pk
        assert selectors.version(NOW - HOUR) == 0
    entry = Entry.objects.get(subject="policy:test.grace")
    assert entry.name == "policy.decided"
    assert entry.place == SHUGUANG


def test_given_back_to_the_wider_place(grace: Setting) -> None:
    with clock.at(NOW):
        services.decide(by=SYSTEM, key="test.grace", place="", value=5, reason="全市")
        services.decide(by=SYSTEM, key="test.grace", place=SHUGUANG, value=3, reason="试点")
    with clock.at(NOW + HOUR):
        services.decide(by=SYSTEM, key="test.grace", place=SHUGUANG, value=None, reason="试点结束")
        assert selectors.value("test.grace", SHUGUANG) == 5
        assert selectors.value("test.grace", SHUGUANG, at=NOW) == 3


@pytest.mark.parametrize(
    "who",
    [
        ANONYMOUS,
        viewer(Role.WORKER),
        viewer(Role.AUDITOR),
        viewer(Role.ADMIN, "110108001"),
        viewer(Role.LEADER, SHUGUANG + "014"),
    ],
)
def test_strangers_do_not_decide(grace: Setting, who: Viewer) -> None:
    with pytest.raises(NotAllowed):
        services.decide(by=who, key="test.grace", place=SHUGUANG, value=3, reason="x")


def test_refusals(grace: Setting) -> None:
    def decide(**changed: object) -> None:
        services.decide(**{"by": SYSTEM, "key": "test.grace", "place": "", "value": 3, "reason": "x", **changed})

    with clock.at(NOW):
        with pytest.raises(NotFound):
            decide(key="test.nothing")
        with pytest.raises(Invalid):
            decide(value=99)
        with pytest.raises(Invalid):
            decide(reason=" \u202e ")
        with pytest.raises(Invalid):
            decide(reason="长" * 2001)
        with pytest.raises(Refused, match="cannot change what was"):
            decide(in_force_from=NOW - HOUR)
    assert not PolicyRow.objects.exists()


def test_twice_is_once_and_another_is_a_conflict(grace: Setting) -> None:
    with clock.at(NOW):
        first = services.decide(by=SYSTEM, key="test.grace", place="", value=3, reason="x")
        assert services.decide(by=SYSTEM, key="test.grace", place="", value=3, reason="x") == first
        with pytest.raises(Conflict):
            services.decide(by=SYSTEM, key="test.grace", place="", value=4, reason="x")
    assert Entry.objects.filter(subject="policy:test.grace").count() == 1


def test_withdrawing_what_is_not_in_force(grace: Setting) -> None:
    with clock.at(NOW):
        row = services.decide(by=SYSTEM, key="test.grace", place="", value=3, reason="x", in_force_from=NOW + HOUR)
        assert selectors.value("test.grace", at=NOW + 2 * HOUR) == 3
        with pytest.raises(NotAllowed):
            services.withdraw(by=viewer(Role.WORKER), row_id=row.pk)
        services.withdraw(by=SYSTEM, row_id=row.pk)
        services.withdraw(by=SYSTEM, row_id=row.pk)
        assert selectors.value("test.grace", at=NOW + 2 * HOUR) == 7
        again = services.decide(by=SYSTEM, key="test.grace", place="", value=4, reason="x", in_force_from=NOW + HOUR)
    with clock.at(NOW + HOUR), pytest.raises(Refused, match="in force already"):
        services.withdraw(by=SYSTEM, row_id=again.pk)
    with pytest.raises(NotFound):
        services.withdraw(by=SYSTEM, row_id=0)


def test_the_database_keeps_the_past(grace: Setting) -> None:
    with clock.at(NOW):
        row = services.decide(by=SYSTEM, key="test.grace", place="", value=3, reason="x")
    for change in (
        lambda: PolicyRow.objects.filter(pk=row.pk).update(value=9),
        lambda: PolicyRow.objects.filter(pk=row.pk).update(withdrawn_at=NOW),
        lambda: PolicyRow.objects.filter(pk=row.pk).delete(),
        lambda: PolicyRow.objects.create(
            key="test.grace", value=1, in_force_from=NOW - HOUR, decided_at=NOW, reason="x"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyRow.objects.create(key="test.grace", value=1, in_force_from=NOW, decided_at=NOW, reason="")


def test_reading_costs_no_query(grace: Setting, django_assert_num_queries: object) -> None:
    selectors.value("test.grace")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert selectors.value("test.grace", SHUGUANG) == 7
        selectors.calendar()
        selectors.version()


def test_a_rolled_back_decision_is_forgotten(grace: Setting) -> None:
    with clock.at(NOW):
        with transaction.atomic():
            services.decide(by=SYSTEM, key="test.grace", place="", value=3, reason="x")
            assert selectors.value("test.grace") == 3
            transaction.set_rollback(True)
        assert selectors.value("test.grace") == 7


def test_a_key_is_declared_once(grace: Setting) -> None:
    selectors.register(grace)
    with pytest.raises(ValueError, match="declared twice"):
        selectors.register(Setting("test.grace", "int", 1, "Other"))
