from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.watching import make_watch

from hehuo.doors.desk.room import panels, room_of, table
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.partnerships import selectors, services
from hehuo.partnerships.models import Partnership
from hehuo.partnerships.rules import WALK, Stage
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from hehuo.whistles import services as whistles


@pytest.fixture
def made(world, cast):
    load_charters()
    return Table(world, cast, make_case(world, cast))


def page(client, row):
    return client.get(f"/desk/partnerships/{row.number}/").content.decode()


def test_every_member_sees_the_room_and_strangers_do_not(sign_in, cast, made):
    assert "六方在座" in page(sign_in(cast.property_staff), made.row)
    assert sign_in(cast.expert).get(f"/desk/partnerships/{made.row.number}/").status_code == 404


def test_the_gate_leads_to_where_each_line_is_settled(cast, made):
    room = room_of(cast.worker.viewer, made.row)
    assert room.lacking == len(room.lacks) > 0
    assert all(lack.url for lack in room.lacks)
    assert not any(lack.url for lack in room_of(cast.auditor.viewer, made.row).lacks)


@pytest.mark.parametrize("stage", ["convened", "surveyed", "consulted", "planned", "acting", "watching", "settled"])
def test_on_the_whole_way_every_open_line_leads_somewhere(sign_in, cast, made, stage):
    made.walk(stage)
    room = room_of(cast.leader.viewer, made.fresh())
    assert all(lack.url and lack.do for lack in room.lacks if not lack.overridden)
    assert sum(move.primary for move in [*room.moves, *room.more_moves]) <= 1
    assert sign_in(cast.leader).get(f"/desk/partnerships/{made.row.number}/").status_code == 200


@pytest.mark.parametrize(
    ("stage", "now"),
    [
        ("opening", "convened"),
        ("convened", "surveyed"),
        ("planned", "acting"),
        ("acting", "acting"),
        ("watching", "watching"),
        ("settled", "reviewed"),
        ("reviewed", None),
    ],
)
def test_the_way_marks_what_is_being_worked_on(made, stage, now):
    Partnership.objects.filter(pk=made.row.pk).update(
        stage=stage, settled_at=clock.now() if stage in ("settled", "reviewed") else None, lessons="记下", thanks="谢谢"
    )
    way = table.way(made.fresh())
    labels = [str(step.label) for step in way if step.now]
    assert len(way) == 8
    assert labels == ([str(Stage(now).label)] if now else [])
    done = WALK.index(Stage(stage)) - (stage in ("acting", "watching"))
    assert sum(step.css == "done" for step in way) == done


def test_a_dissolved_partnership_marks_nothing_as_being_worked_on(cast, made):
    services.dissolve(by=cast.worker.viewer, partnership=made.row, reason="产权单位已自行清理")
    room = room_of(cast.worker.viewer, made.fresh())
    assert not any(step.now for step in room.steps)
    assert room.ended == "产权单位已自行清理"
    assert not room.lacks


def test_which_risk_it_is_stays_with_those_who_must_know(sign_in, cast, made):
    made.walk("consulted")
    plan = services.draft_plan(by=cast.worker.viewer, partnership=made.row)
    services.add_risk(by=cast.worker.viewer, plan=plan, kind="agitated", level=4, countermeasure="请家人陪同")
    assert "请家人陪同" in page(sign_in(cast.worker), made.row)
    for somebody in (cast.property_staff, cast.coordinator, cast.auditor):
        shown = page(sign_in(somebody), made.row)
        assert "请家人陪同" not in shown
        assert str(table.risks(cast.worker.viewer, made.row, plan)[0].kind) not in shown


def test_nobody_at_the_table_learns_who_complained_or_what_the_case_says(sign_in, cast, made):
    made.case.refresh_from_db()
    shown = page(sign_in(cast.property_staff), made.row)
    assert made.case.number in shown
    assert f"/desk/cases/{made.case.number}/" not in shown
    assert f"/desk/cases/{made.case.number}/" in page(sign_in(cast.worker), made.row)


def test_a_leader_who_lets_a_line_pass_is_named_in_the_gate(cast, made):
    lack = room_of(cast.leader.viewer, made.row).lacks[0]
    code = next(one.code for one in selectors.gate(made.row) if str(one.message) == str(lack.message))
    services.override(by=cast.leader.viewer, partnership=made.row, code=code, reason="换届中，书面同意")
    room = room_of(cast.leader.viewer, made.row)
    assert room.lacks[0].overridden
    assert not room.lacks[0].url
    assert room.lacking == len(room.lacks) - 1


def test_the_room_costs_the_same_however_much_hangs_on_it(sign_in, cast, made, world, django_assert_max_num_queries):
    made.walk("planned")
    for number in range(6):
        services.invite(by=SYSTEM, partnership=made.row, standing="neighbour", name=f"邻居{number}号")
        whistles.blow_whistle(
            by=cast.leader.viewer, place=world.shanghe, kind="routine", title=f"请到场{number}",
            called=[world.police.pk], lead=world.police.pk, partnership=made.row,
        )  # fmt: skip
    client = sign_in(cast.worker)
    with django_assert_max_num_queries(110):
        assert client.get(f"/desk/partnerships/{made.row.number}/").status_code == 200


def test_whistles_carry_a_link_for_those_who_may_open_them(cast, made, world):
    whistles.blow_whistle(
        by=cast.leader.viewer, place=world.shanghe, kind="hard", title="请到场",
        called=[world.police.pk], lead=world.police.pk, partnership=made.row,
    )  # fmt: skip
    assert panels.whistles_of(made.row, cast.officer.viewer)[0].url
    assert not panels.whistles_of(made.row, cast.coordinator.viewer)[0].url


def test_the_watch_shows_streak_and_calendar(world, cast):
    watch = make_watch(world, cast)
    shown = panels.watches_of(watch.partnership)[0]
    assert shown.streak == 0
    assert shown.heat[-1].day == clock.now().astimezone(clock.BEIJING).date()
    assert shown.kind == "hot"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=22), "22"),
        (timedelta(minutes=119), "119"),
        (timedelta(hours=2), "2"),
        (timedelta(hours=47), "47"),
        (timedelta(days=3), "3"),
        (timedelta(minutes=-5), "0"),
    ],
)
def test_how_quickly_somebody_was_there_is_said_in_the_right_measure(span, words):
    assert words in panels.took(span)


def test_a_task_says_when_it_is_late_or_due_today():
    now = clock.now().astimezone(clock.BEIJING).replace(hour=12)

    def state(**given):
        task = SimpleNamespace(**({"state": "open", "due_at": None, "get_state_display": lambda: "未开始"} | given))
        return table.task_state(task, now)[0]

    assert state(due_at=now - timedelta(minutes=1)) == "bad"
    assert state(due_at=now + timedelta(hours=2)) == "warn"
    assert state(due_at=now + timedelta(days=2)) == "plain"
    assert state(due_at=now - timedelta(days=2), state="done") == "ok"
    assert state() == "plain"


def test_the_case_page_offers_a_partnership_and_leads_to_it(sign_in, cast, world):
    load_charters()
    case = make_case(world, cast)
    client = sign_in(cast.worker)
    before = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert f"/desk/partnerships/new/?case={case.number}" in before
    row = services.open_partnership(by=cast.worker.viewer, cases=[case], level="community")
    after = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert f"/desk/partnerships/{row.number}/" in after
    assert f"/desk/partnerships/new/?case={case.number}" not in after


def test_what_the_ordinary_way_has_not_tried_is_said_first(sign_in, cast, world):
    load_charters()
    case = make_case(world, cast, tried=False)
    shown = sign_in(cast.worker).get(f"/desk/cases/{case.number}/").content.decode()
    assert "先要试过" in shown


def test_an_ordinary_case_offers_none(sign_in, cast, world):
    load_charters()
    case = make_case(world, cast, hard=False)
    assert "/desk/partnerships/new/" not in sign_in(cast.worker).get(f"/desk/cases/{case.number}/").content.decode()
