"""Who may know of a watch and make its rounds; lists and what they cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import NotAllowed, NotFound
from hehuo.partnerships.models import Member
from hehuo.watches import selectors, services
from hehuo.watches.models import Watch

from .conftest import at
from .steps import Walk, find, slot


def test_strangers_know_nothing_of_it(cast: Any, watch: Watch) -> None:
    for who in (cast.neighbour_worker, cast.foreign_leader, cast.neighbour_property_staff, cast.admin, cast.outsider):
        with pytest.raises(NotFound):
            selectors.watch_for(who.viewer, watch.pk)
        assert selectors.watches(who.viewer) == []
        with clock.at(at("04-17 09:00")), pytest.raises(NotFound):
            services.begin_round(by=who.viewer, round=slot(watch, "04-17"))


def test_an_officer_at_the_table_sees_but_makes_no_rounds(world: Any, cast: Any, watch: Watch) -> None:
    now = clock.now()
    Member.objects.create(
        partnership=watch.partnership, standing="seat", seat="backing", force="push", organisation=world.police,
        state="accepted", invited_at=now, answered_at=now,
    )  # fmt: skip
    assert selectors.watch_for(cast.officer.viewer, watch.pk) == watch
    with clock.at(at("04-17 09:00")):
        with pytest.raises(NotAllowed):
            services.begin_round(by=cast.officer.viewer, round=slot(watch, "04-17"))
        services.add_watcher(by=cast.worker.viewer, watch=watch, person=cast.officer.person)
        assert services.begin_round(by=cast.officer.viewer, round=slot(watch, "04-17")).begun_at


def test_rounds_are_planned_ahead_day_by_day(cast: Any, watch: Watch) -> None:
    with clock.at(at("04-27 01:00")):
        assert services.plan_rounds(by=SYSTEM) == 6
        assert services.plan_rounds(by=SYSTEM) == 0
    assert watch.rounds.latest("day").day == date(2021, 4, 29)


def test_todays_rounds_come_in_order_of_time(cast: Any, watch: Watch) -> None:
    with clock.at(at("04-17 09:00")):
        rows = selectors.my_rounds(cast.property_staff.viewer)
        assert selectors.my_rounds(cast.worker.viewer) == []
        assert len(selectors.rounds_today(cast.worker.viewer)) == 2
    assert [(row.round.slot, row.points, row.seen) for row in rows] == [("09:00", 2, 0), ("17:00", 2, 0)]


def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    world: Any, cast: Any, watch: Watch, walk: Walk, django_assert_max_num_queries: Any
) -> None:
    for n in range(4):
        services.set_up_watch(
            by=cast.worker.viewer, partnership=watch.partnership, points=["甲", "乙", "丙"], slots=["09:00", "17:00"],
            starts_on=date(2021, 4, 17), organisation=world.property, title=f"另一处{n}",
        )  # fmt: skip
    find(cast, watch, "04-17")
    with clock.at(at("04-17 12:00")):
        with django_assert_max_num_queries(5):
            assert len(selectors.watches(cast.worker.viewer)) == 5
        with django_assert_max_num_queries(1):
            assert len(selectors.my_rounds(cast.property_staff.viewer)) == 10
        with django_assert_max_num_queries(1):
            assert len(selectors.tonight(cast.property_staff.viewer)) == 1
        with django_assert_max_num_queries(10):
            selectors.heat(watch)
            selectors.streak_of(watch)
