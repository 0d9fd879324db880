from __future__ import annotations

from datetime import timedelta

import pytest
from tests.watching import make_finding, make_watch

from hehuo.doors.desk import waiting
from hehuo.ground import clock, navigation
from hehuo.partnerships import selectors, services
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from hehuo.whistles import services as whistles


@pytest.fixture
def made(world, cast):
    load_charters()
    return Table(world, cast, make_case(world, cast))


def today(sign_in, somebody):
    return sign_in(somebody).get("/desk/").content.decode()


def test_an_officer_acknowledges_a_whistle_with_one_tap_from_her_first_page(sign_in, cast, world):
    whistle = whistles.blow_whistle(
        by=cast.leader.viewer, place=world.shanghe, kind="hard", title="请到楼道来",
        called=[world.police.pk], lead=world.police.pk,
    )  # fmt: skip
    call = whistle.calls.get()
    client = sign_in(cast.officer)
    assert f'action="/desk/whistles/calls/{call.pk}/acknowledge/"' in client.get("/desk/").content.decode()
    client.post(f"/desk/whistles/calls/{call.pk}/acknowledge/", {"back": "mine"})
    after = client.get("/desk/").content.decode()
    assert f"/desk/whistles/calls/{call.pk}/check_in/" in after
    assert f'action="/desk/whistles/calls/{call.pk}/acknowledge/"' not in after
    assert "请到楼道来" not in today(sign_in, cast.coordinator)


def test_property_staff_see_their_rounds_and_what_is_to_be_moved_tonight(sign_in, cast, world):
    finding = make_finding(world, cast)
    shown = today(sign_in, cast.property_staff)
    assert f"/desk/watches/rounds/{finding.round_id}/" in shown
    assert str(finding.text) in shown
    assert waiting.rounds(cast.officer.viewer) == []


def test_the_first_open_round_stands_out(cast, world):
    make_watch(world, cast)
    rows = waiting.rounds(cast.property_staff.viewer)
    assert [row["first"] for row in rows if not row["done"]][:1] == [True]
    assert sum(row["first"] for row in rows) == 1


def test_a_unit_sees_what_the_table_asks_of_it(sign_in, cast, made, world):
    member = made.member(world.property)
    assert f"/desk/partnerships/{made.row.number}/members/{member.pk}/answer/" in today(sign_in, cast.property_staff)
    made.walk("consulted")
    plan = services.draft_plan(by=cast.worker.viewer, partnership=made.row)
    due = clock.now() + timedelta(days=2)
    services.add_task(by=cast.worker.viewer, plan=plan, title="准备编号贴", member=member, due_at=due)
    services.propose_plan(by=cast.worker.viewer, plan=plan)
    assert [one.url for one in waiting.asked(cast.property_staff.viewer)] == [
        f"/desk/partnerships/{made.row.number}/plan/"
    ]
    services.agree_plan(by=cast.property_staff.viewer, plan=plan, member=member)
    assert [one.title for one in waiting.asked(cast.property_staff.viewer)] == ["准备编号贴"]


def test_a_leader_sees_which_partnership_is_stuck_and_which_hard_case_has_none(sign_in, cast, made, world):
    lonely = make_case(world, cast)
    shown = today(sign_in, cast.leader)
    assert f"/desk/partnerships/{made.row.number}/" in shown
    assert f"/desk/cases/{lonely.number}/" in shown
    rows = waiting.stuck(cast.leader.viewer)
    assert rows[0].lacking
    assert rows[0].first


def test_an_auditor_sees_what_was_overridden(sign_in, cast, made):
    code = next(lack.code for lack in selectors.gate(made.row) if not lack.legal)
    services.override(by=cast.leader.viewer, partnership=made.row, code=code, reason="换届中，书面同意")
    assert "partnership.overridden" in {
        line.entry.name for line in sign_in(cast.auditor).get("/desk/").context["watched"]
    }


def test_the_first_page_costs_the_same_for_one_and_for_many(sign_in, cast, made, world, django_assert_max_num_queries):
    for number in range(5):
        services.open_partnership(by=cast.leader.viewer, place=world.shanghe, title=f"议题{number}", theme="环境")
    client = sign_in(cast.leader)
    with django_assert_max_num_queries(160):
        client.get("/desk/")


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("officer", ["desk-today", "whistles-board", "partnerships-list", "actions-list"]),
        ("property_staff", ["desk-today", "watches-today", "custody-inventories", "partnerships-list"]),
        ("worker", ["desk-today", "desk-inbox", "partnerships-list", "watches-today"]),
        ("leader", ["desk-today", "partnerships-list", "desk-inbox", "whistles-board"]),
        ("admin", ["desk-today", "parties-organisations", "places-tree", "policies-list"]),
    ],
)
def test_the_bar_begins_with_what_a_role_uses_most(rf, cast, who, first):
    links = navigation.links(rf.get("/desk/"), getattr(cast, who).viewer)
    assert [link.url for link in links[:4]] == [navigation.first_url((name,)) for name in first]
    assert len({str(link.label) for link in links}) == len(links)
