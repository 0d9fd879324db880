"""No sequence of services, by any role, moves a thing without a satisfied basis at that moment.

The oracle reads rows with its own few lines, written from 3-domain §3.4, and shares nothing with the rules: what it
says before a call is compared with what the call did.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hehuo.custody import selectors, services
from hehuo.custody.models import Consent, Inventory, Item, Notice, Objection, Proceeding, ProceedingStep, WatchAgreement
from hehuo.custody.rules import gates
from hehuo.ground import clock
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import HehuoError
from hehuo.journal import selectors as journal

from .conftest import NOW, Hall, picture

pytestmark = pytest.mark.django_db

PEOPLE = ("worker", "dispatcher", "leader", "officer", "property_staff", "auditor", "coordinator", "neighbour_worker",
          "outsider", "enforcer", "fire_officer")  # fmt: skip
#: Days off of that October which the sequences may meet; weekends besides.
GROUNDS = ("consent", "agreement", "notice", "proceeding")
BASES = ("A", "B", "C1", "C2", "C3", "C4")
C1_STEPS = {"identity_shown", "reasons_told", "statement_heard", "record_signed", "scope_checked",
            "necessities_checked", "decided", "handed_over"}  # fmt: skip


def day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def lawful(item: Item, at: datetime) -> bool:
    """Whether the thing, as its row now says it moved, was allowed to move at ``at``; by hand, from the law."""
    kinds = [one.kind for one in item.inventory.objections.filter(ended_at=None) if one.item_id in (None, item.pk)]
    if item.opened or (item.waybill_named and not item.waybill_redacted) or item.storage is None:
        return False
    if item.perishable and item.return_by != day(at):
        return False
    if item.basis == "A":
        return "objection" not in kinds and _owner_agreed(item, at)
    if item.basis == "B":
        return not kinds and _abandoned(item, at)
    return _authority(item, at)


def _owner_agreed(item: Item, at: datetime) -> bool:
    paper = item.consent or item.agreement
    if paper is None or paper.signed_at is None or paper.signed_at > at or not paper.free_return:
        return False
    if paper.revoked_at is not None and paper.revoked_at <= at:
        return False
    if not item.inventory.owner_mark or bytes(paper.owner_mark) != bytes(item.inventory.owner_mark):
        return False
    if item.consent is not None:
        listed = item.pk in item.consent.items.values_list("pk", flat=True)
        return listed and item.storage_id == item.consent.destination_id and item.consent.storage_until >= day(at)
    assert item.agreement is not None
    agreed = item.agreement
    return (
        item.point in agreed.points and item.place.startswith(agreed.place) and item.storage_id == agreed.storage_id
        and agreed.starts_on <= day(at) <= agreed.ends_on
    )  # fmt: skip


def _abandoned(item: Item, at: datetime) -> bool:
    notice = item.notice
    return (
        notice is not None
        and item.pk in notice.items.values_list("pk", flat=True)
        and day(at) >= day(notice.posted_at) + timedelta(days=8)
        and notice.withdrawn_at is None
        and notice.signers.count() >= 2
        and not item.inventory.owner_mark
        and not item.waybill_named
        and item.pictures.filter(moment="before").exists()
    )


def _authority(item: Item, at: datetime) -> bool:
    row = item.proceeding
    if row is None or row.basis != item.basis or not row.authority.enforces:
        return False
    if item.pk not in row.items.values_list("pk", flat=True):
        return False
    done = {one.step for one in row.steps.all() if one.happened_at <= at}
    if "lifted" in done:
        return False
    if item.basis == "C1":
        kind = {"evacuation_route": "fire_rescue", "common_part": "enforcement_team"}[row.spot]
        return (
            row.authority.kind == kind and row.officers.count() >= 2 and done >= C1_STEPS
            and bool(done & {"person_present", "witness_present"}) and ("approved" in done or row.urgent)
        )  # fmt: skip
    # The sequences write down no whole procedure of C2 to C4 within their days: nothing may move on them.
    return False


class Course:
    """One random course of things in a hallway, with every service at hand."""

    def __init__(self, hall: Hall, world: Any, cast: Any) -> None:
        self.hall, self.world, self.cast = hall, world, cast
        self.secret = ""
        opened = hall.opened()
        self.inventory, self.secret = opened.inventory, opened.secret
        for name in ("鞋柜", "纸箱"):
            services.number_item(by=hall.worker, inventory=self.inventory, name=name, photos=[picture("blue")])

    def by(self, who: str) -> Any:
        if who == "enforcer":
            return self.hall.enforcer(self.world.enforcement)
        if who == "fire_officer":
            return self.hall.enforcer(self.world.fire)
        return self.cast.people[who].viewer

    def item(self, n: int) -> Item:
        rows = list(Item.objects.order_by("pk"))
        return rows[n % len(rows)]

    def last(self, model: Any) -> Any:
        return model.objects.order_by("-pk").first()


def _step(course: Course, by: Any, n: int) -> Any:
    names = ["approved", "person_present", *sorted(C1_STEPS), "lifted"]
    return services.record_step(by=by, proceeding=course.last(Proceeding), step=names[n % len(names)],
                                refused_to_sign=True)  # fmt: skip


def _seize(course: Course, by: Any, n: int) -> Any:
    leave = [(), ("approved",), ("decided",), ("record_signed",)][n % 4]
    del by
    return course.hall.seizure(course.last(Inventory), leave=leave)


def _move(course: Course, by: Any, n: int) -> Any:
    """Any basis with any paper on record."""
    papers = {"consent": Consent, "agreement": WatchAgreement, "notice": Notice, "proceeding": Proceeding}
    basis = BASES[n % len(BASES)] if n % 3 else "A"
    chosen = GROUNDS[n // 7 % 4] if n % 5 == 0 else {"A": GROUNDS[n % 2], "B": "notice"}.get(basis, "proceeding")
    return services.move_item(
        by=by, item=course.item(n // 6), basis=basis, to=course.hall.storage, **{chosen: course.last(papers[chosen])}
    )


ACTIONS: dict[str, Callable[[Course, Any, int], Any]] = {
    "open": lambda c, by, n: services.open_inventory(
        by=by, place=c.hall.place, point=c.hall.point, owner_name=["", "王小明", "张三"][n % 3],
        watch=["", "watch:1"][n % 2],
    ),
    "number": lambda c, by, n: services.number_item(
        by=by, inventory=c.last(Inventory), name="箱", perishable=n % 4 == 0, waybill_named=n % 5 == 0,
        photos=[picture("blue")] if n % 2 else [],
    ),
    "describe": lambda c, by, n: services.describe_item(
        by=by, item=c.item(n), **[{"opened": True}, {"waybill_named": True}, {"waybill_redacted": True}][n % 3]
    ),
    "name_owner": lambda c, by, n: services.name_owner(
        by=by, inventory=c.last(Inventory), owner_name=["王小明", "张三"][n % 2]
    ),
    "consent": lambda c, by, n: c.hall.consent(
        c.last(Inventory), by=by, signer_name=["王小明", "张三"][n % 2], signature=picture() if n % 4 else None
    ),
    "agree": lambda c, by, n: c.hall.agreement(
        by=by, owner_name=["王小明", "张三"][n % 2], to=NOW.date() + timedelta(days=n % 12)
    ),
    "revoke_consent": lambda c, by, n: services.revoke_consent(by=by, consent=c.last(Consent)),
    "revoke_agreement": lambda c, by, n: services.revoke_agreement(by=by, agreement=c.last(WatchAgreement)),
    "post": lambda c, by, n: c.hall.notice(c.last(Inventory), by=by),
    "take_down": lambda c, by, n: services.withdraw_notice(by=by, notice=c.last(Notice)),
    "object": lambda c, by, n: services.object_to_removal(
        by=by, inventory=c.last(Inventory), item=c.item(n) if n % 2 else None, kind=["objection", "claim"][n % 2]
    ),
    "object_own": lambda c, by, n: services.object_by_secret(by=by, number=c.inventory.number, secret=c.secret),
    "withdraw": lambda c, by, n: services.withdraw_objection(
        by=by, objection=c.last(Objection), words_of="好", signature=picture()
    ),
    "seize": _seize,
    "step": _step,
    "move": _move,
    "move_again": _move,
    "move_once_more": _move,
    "clear": lambda c, by, n: services.clear_item(by=by, item=c.item(n)),
    "store": lambda c, by, n: services.store_items(
        by=by, items=[c.item(n)], storage=c.hall.storage, photos=[picture("green")]
    ),
    "hand_over": lambda c, by, n: services.hand_over(by=by, item=c.item(n), to=c.world.property),
    "ask": lambda c, by, n: services.ask_back(by=by, number=c.inventory.number, secret=c.secret),
    "claim": lambda c, by, n: services.claim_item(
        by=by, item=c.item(n), claimant_name="王小明", signature=picture()
    ),
    "release": lambda c, by, n: services.release_item(by=by, item=c.item(n), to_name="王小明"),
    "dispose": lambda c, by, n: services.dispose_item(
        by=by, item=c.item(n), how="recycled", reason="坏", second=c.cast.expert.person,
        owners_word=picture() if n % 2 else None,
    ),
}  # fmt: skip
MOVED = {"moved", "stored", "released", "claimed", "disposed"}


def walk(course: Course, steps: list[tuple[str, str, int, int]]) -> int:
    """Take the steps; whenever a thing has left its place, the oracle must have allowed it. Returns how many moved."""
    at, moved = NOW, 0
    for name, who, hours, n in steps:
        at += timedelta(hours=hours)
        before = set(Item.objects.exclude(moved_at=None).values_list("pk", flat=True))
        with clock.at(at):
            with suppress(HehuoError, AttributeError), transaction.atomic():
                ACTIONS[name](course, course.by(who), n)
            for item in Item.objects.exclude(moved_at=None).exclude(pk__in=before):
                moved += 1
                if item.state == "cleared":
                    assert name == "clear"
                    continue
                assert name.startswith("move"), f"{name} moved a thing"
                assert item.moved_at is not None
                assert lawful(item, item.moved_at), f"{item.basis} was not satisfied"
        assert not Item.objects.filter(state__in=MOVED, basis="").exists()
    numbers = list(Item.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    return moved


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(sorted(ACTIONS)), st.sampled_from(PEOPLE), st.sampled_from([0, 0, 1, 13, 24, 200]),
            st.integers(0, 59),
        ),
        min_size=8, max_size=30,
    )
)  # fmt: skip
def test_no_sequence_moves_a_thing_without_a_basis(
    hall: Hall, world: Any, cast: Any, steps: list[tuple[str, str, int, int]]
) -> None:
    start = transaction.savepoint()
    walk(Course(hall, world, cast), steps)
    assert journal.verify().ok
    transaction.savepoint_rollback(start)


#: Courses that go wrong at exactly one condition: without it in the gate the thing moves, and the oracle says so.
COURSES: dict[str, list[tuple[str, str, int, int]]] = {
    "A.signed": [("consent", "worker", 0, 0), ("move", "worker", 1, 0)],
    "A.revoked": [("consent", "worker", 0, 2), ("revoke_consent", "worker", 1, 0), ("move", "worker", 1, 0)],
    "A.objection": [("consent", "worker", 0, 2), ("object", "worker", 1, 0), ("move", "worker", 1, 0)],
    "A.list": [("consent", "worker", 0, 2), ("number", "worker", 1, 1), ("move", "worker", 1, 12)],
    "A.period": [("name_owner", "worker", 0, 0), ("agree", "worker", 0, 0), ("move", "worker", 24, 3)],
    "A.owner": [("name_owner", "worker", 0, 1), ("agree", "worker", 0, 10), ("move", "worker", 1, 3)],
    "B.days": [("post", "worker", 0, 0), ("move", "worker", 24, 1)],
    "B.posted": [("post", "worker", 0, 0), ("take_down", "worker", 1, 0), ("move", "worker", 200, 1)],
    "B.claim": [("post", "worker", 0, 0), ("object", "worker", 1, 1), ("move", "worker", 200, 7)],
    "B.owner": [("post", "worker", 0, 0), ("name_owner", "worker", 1, 0), ("move", "worker", 200, 1)],
    "B.waybill": [("post", "worker", 0, 0), ("describe", "worker", 1, 4), ("describe", "worker", 1, 2),
                  ("move", "worker", 200, 1)],
    "C1.approval": [("seize", "enforcer", 0, 1), ("move", "enforcer", 1, 2)],
    "C1.decision": [("seize", "enforcer", 0, 2), ("move", "enforcer", 1, 2)],
    "C1.record": [("seize", "enforcer", 0, 3), ("move", "enforcer", 1, 2)],
    "C1.lifted": [("seize", "enforcer", 0, 0), ("step", "enforcer", 1, 10), ("move", "enforcer", 1, 2)],
}  # fmt: skip


@pytest.mark.parametrize("code", COURSES)
def test_a_planted_mutant_dies_on_its_course(
    hall: Hall, world: Any, cast: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = transaction.savepoint()
    assert walk(Course(hall, world, cast), COURSES[code]) == 0
    transaction.savepoint_rollback(start)
    for basis, table in list(gates.OWN.items()):
        monkeypatch.setitem(gates.OWN, basis, tuple(one for one in table if one.code != code))
    with pytest.raises(AssertionError, match="was not satisfied"):
        walk(Course(hall, world, cast), COURSES[code])


def test_the_courses_do_move_things(hall: Hall, world: Any, cast: Any) -> None:
    """The oracle is not vacuous: what is lawful moves, on A by consent and by agreement, on B, on C1."""
    whole = {
        "consent": [("consent", "worker", 0, 2), ("move", "property_staff", 1, 0)],
        "agreement": [("name_owner", "worker", 0, 0), ("agree", "worker", 0, 10), ("move", "property_staff", 1, 3)],
        "notice": [("post", "worker", 0, 0), ("move", "worker", 200, 1)],
        "seizure": [("seize", "enforcer", 0, 0), ("move", "enforcer", 1, 2)],
        "owner": [("clear", "property_staff", 0, 0)],
    }
    for steps in whole.values():
        start = transaction.savepoint()
        assert walk(Course(hall, world, cast), steps) == 1
        transaction.savepoint_rollback(start)
    assert selectors.counts(hall.inventory(1))["numbered"] == 1
    assert ProceedingStep.objects.count() == 0
