"""Neighbours who supervise by a link."""

from __future__ import annotations

from typing import Any

import pytest

from hehuo.ground import clock
from hehuo.ground.errors import Conflict, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry
from hehuo.watches import selectors, services
from hehuo.watches.models import Watch
from hehuo.watches.rules import Day, State

from .conftest import at
from .steps import Walk, settle, slot


@pytest.fixture
def joined(cast: Any, watch: Watch) -> services.Joined:
    return services.add_watcher(by=cast.worker.viewer, watch=watch, name="王阿姨")


def test_a_neighbour_joins_by_a_link_that_is_told_once(cast: Any, watch: Watch, joined: services.Joined) -> None:
    assert len(joined.secret) >= 20
    assert joined.secret.encode() not in bytes(joined.watcher.secret)
    assert "王阿姨".encode() not in bytes(joined.watcher.name)
    assert [one.name for one in selectors.watchers_of(watch)] == ["王**"]
    assert selectors.page_by_secret(joined.secret).watch == watch
    assert services.reveal_neighbour(by=cast.worker.viewer, watcher=joined.watcher) == "王阿姨"
    assert Entry.objects.filter(name="watch.neighbour_revealed").count() == 1
    with pytest.raises(NotAllowed):
        services.reveal_neighbour(by=cast.property_staff.viewer, watcher=joined.watcher)
    services.remove_watcher(by=cast.worker.viewer, watcher=joined.watcher)
    assert services.remove_watcher(by=cast.worker.viewer, watcher=joined.watcher) is False
    with pytest.raises(NotFound):
        selectors.page_by_secret(joined.secret)
    with pytest.raises(NotFound):
        services.report_sighting(secret=joined.secret, point=watch.points.first(), clear=True)


def test_what_a_neighbour_saw_counts_until_somebody_looked(
    cast: Any, watch: Watch, joined: services.Joined, walk: Walk
) -> None:
    walk("04-17")
    point = watch.points.first()
    with clock.at(at("04-17 20:00")):
        seen = services.report_sighting(secret=joined.secret, point=point, clear=False, text="又有纸箱")
        assert services.report_sighting(secret=joined.secret, point=point, clear=False, text="又有纸箱了") == seen
        assert selectors.streak_of(watch).days == 0
        assert seen.finding.item is None
        with pytest.raises(NotAllowed):
            services.dismiss_finding(by=cast.property_staff.viewer, finding=seen.finding, reason="没有")
        services.dismiss_finding(by=cast.worker.viewer, finding=seen.finding, reason="到场未见")
        assert selectors.streak_of(watch).days == 1


def test_staff_number_what_a_neighbour_reported(cast: Any, watch: Watch, joined: services.Joined) -> None:
    with clock.at(at("04-17 12:00")):
        seen = services.report_sighting(secret=joined.secret, point=watch.points.first(), clear=False, text="纸箱")
        row = services.number_finding(by=cast.property_staff.viewer, finding=seen.finding, text="快递纸箱")
        assert services.number_finding(by=cast.property_staff.viewer, finding=seen.finding).item == row.item
        with pytest.raises(Refused):
            services.dismiss_finding(by=cast.worker.viewer, finding=row, reason="没有")
    assert row.text == "快递纸箱"


def test_a_neighbours_report_after_settlement_is_a_relapse(
    cast: Any, watch: Watch, joined: services.Joined, walk: Walk
) -> None:
    settle(cast, watch, walk)
    with clock.at(at("05-01 12:00")):
        services.report_sighting(secret=joined.secret, point=watch.points.first(), clear=False, text="纸箱")
    watch.refresh_from_db()
    assert watch.state_is is State.RELAPSED


def test_a_neighbour_confirms_a_round_or_doubts_it(watch: Watch, joined: services.Joined, walk: Walk) -> None:
    row = slot(watch, "04-17")
    with clock.at(at("04-17 08:00")), pytest.raises(Refused):
        services.witness_round(secret=joined.secret, round=row)
    walk("04-17", only="09:00")
    with clock.at(at("04-17 10:00")):
        one = services.witness_round(secret=joined.secret, round=row)
        assert services.witness_round(secret=joined.secret, round=row) == one
        with pytest.raises(Conflict):
            services.witness_round(secret=joined.secret, round=row, agrees=False, text="没人来")
        assert selectors.page_by_secret(joined.secret).rounds[0].said is True


def test_her_word_that_it_is_clear_replaces_no_round(watch: Watch, joined: services.Joined) -> None:
    with clock.at(at("04-17 12:00")):
        for point in watch.points.all():
            services.report_sighting(secret=joined.secret, point=point, clear=True)
        assert selectors.calendar_of(watch).whole == (Day.UNKNOWN,)
