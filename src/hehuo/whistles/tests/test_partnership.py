"""What a whistle tells the table of partners for which it was blown."""

from __future__ import annotations

from typing import Any

import pytest

from hehuo.ground.errors import NotFound
from hehuo.journal import selectors as journal
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from hehuo.whistles import selectors, services

from .conftest import NEAR

pytestmark = pytest.mark.django_db


def test_facts_and_story_go_down_to_the_table(blow: Any, call_of: Any, world: Any, cast: Any) -> None:
    load_charters()
    case = make_case(world, cast)
    table = Table(world, cast, case).row
    whistle = blow(partnership=table, case=case, category="0107")
    facts = partnerships.facts_of(table)
    assert (facts["whistle.called"], facts["whistle.open"], facts["whistle.checked_in"]) == (2, 1, 0)
    services.check_in(by=cast.officer.viewer, call=call_of(whistle), how="position", position=NEAR)
    assert partnerships.facts_of(table)["whistle.checked_in"] == 1
    absent = {call_of(whistle, world.enforcement).pk: "另有任务"}
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已告诫", absent=absent)
    assert partnerships.facts_of(table)["whistle.open"] == 0
    assert [one.number for one in selectors.of_partnership(table)] == [whistle.number]
    assert [one.number for one in selectors.of_case(case)] == [whistle.number]
    for thread in (table.subject, case.subject):
        told = [line.sentence for line in journal.timeline(thread=thread, viewer=cast.leader.viewer)]
        assert any("曙光派出所" in sentence for sentence in told)


def test_nobody_whistles_for_a_table_that_she_may_not_know(blow: Any, world: Any, cast: Any) -> None:
    load_charters()
    table = Table(world, cast, make_case(world, cast)).row
    with pytest.raises(NotFound):
        blow(by=cast.neighbour_dispatcher.viewer, place=world.neighbour_community, partnership=table)
