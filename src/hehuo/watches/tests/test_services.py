"""The watch of the story, day by day, and everything that may go otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.watching import storage_place

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, HehuoError, Invalid, NotAllowed, Refused
from hehuo.journal.models import Entry
from hehuo.partnerships.models import Partnership
from hehuo.watches import selectors, services
from hehuo.watches.models import RoundState, Turn, Watch
from hehuo.watches.rules import Day, State

from .conftest import at
from .steps import Walk, facts, find, settle, slot, tell


def test_the_story_of_april(world: Any, cast: Any, watch: Watch, agreement: Any, walk: Walk) -> None:
    """17 April cleared by the owner the same day, 19 April moved that evening, 20 to 26 clear: streak 7 on the 26th."""
    staff = cast.property_staff.viewer
    storage = agreement.storage
    first = find(cast, watch, "04-17")
    tell(cast, first, "04-17 09:20")
    with clock.at(at("04-17 15:00")):
        services.confirm_cleared(by=staff, finding=first)
    walk("04-17", only="17:00")
    walk("04-18")
    second = find(cast, watch, "04-19")
    tell(cast, second, "04-19 09:30")
    walk("04-19", only="17:00")
    with clock.at(at("04-19 19:00")):
        assert [row.finding for row in selectors.tonight(staff)] == [second]
        services.move_tonight(
            by=staff, finding=second, to=storage, handlers=[cast.property_staff.person.pk], witness="居委会李晓梅"
        )
        assert selectors.tonight(staff) == []
        assert selectors.streak_of(watch).days == 0
    for n in range(20, 27):
        walk(f"04-{n}")
        with clock.at(at(f"04-{n} 20:00")):
            assert selectors.streak_of(watch).days == n - 19
            watch.refresh_from_db()
            assert (watch.state_is is State.PROPOSED) == (n == 26)
    with clock.at(at("04-26 20:00")):
        assert selectors.calendar_of(watch).whole == (Day.FINDING, Day.CLEAR, Day.FINDING, *[Day.CLEAR] * 7)
        assert [days for _point, days in selectors.streak_of(watch).points] == [7, 10]
        assert selectors.counts(watch) == {"rounds": 20, "missed": 0, "findings": 2, "clear_streak": 7}
        known = facts(watch.partnership)
        assert (known["watch.streak"], known["watch.settlement_proposed"], known["watch.set_up"]) == (7, 1, 1)
        assert known["share.rounds"] == 20
        settled = services.settle(by=cast.leader.viewer, watch=watch)
    assert settled.state_is is State.SETTLED
    assert [turn.kind for turn in watch.turns.all()] == [Turn.Kind.PROPOSED, Turn.Kind.SETTLED]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.item.state) == ("cleared", "cleared")
    assert second.state == "moved"
    assert second.item.basis == "A"
    with clock.at(at("05-10 09:00")):
        assert selectors.streak_of(settled).days == 7
        assert services.miss_rounds(by=SYSTEM) == 0


def test_setting_up_plans_the_days_and_tells_the_partnership(watch: Watch) -> None:
    assert watch.rounds.count() == 20
    assert [point.name for point in watch.points.all()] == ["电梯口", "楼道东侧"]
    assert watch.needs == 7
    assert facts(watch.partnership)["watch.set_up"] == 1
    entry = Entry.objects.get(name="watch.set_up")
    assert watch.partnership.subject in entry.threads


def test_only_handlers_of_the_place_set_a_watch_up(world: Any, cast: Any, partnership: Partnership) -> None:
    given = {"partnership": partnership, "points": ["电梯口"], "slots": ["09:00"], "organisation": world.property}
    for who in (cast.property_staff, cast.officer, cast.neighbour_worker, cast.auditor, cast.outsider):
        with pytest.raises(NotAllowed):
            services.set_up_watch(by=who.viewer, **given)
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": []}, "points"), ({"points": ["  "]}, "points"), ({"points": ["长" * 61]}, "points"),
        ({"slots": []}, "slots"), ({"slots": ["25:00"]}, "slots"), ({"days": 0}, "days"), ({"days": 61}, "days"),
        ({"starts_on": date(2020, 1, 1)}, "starts_on"), ({"place": "110105"}, "place"), ({"place": "x"}, "place"),
        ({"title": "长" * 121}, "title"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_watch_is_said_at_its_field(
    world: Any, cast: Any, partnership: Partnership, wrong: dict[str, Any], field: str
) -> None:
    given = {"points": ["电梯口"], "slots": ["09:00"], "organisation": world.property} | wrong
    with pytest.raises(Invalid) as error:
        services.set_up_watch(by=cast.worker.viewer, partnership=partnership, **given)
    assert field in error.value.fields


def test_the_same_watch_twice_is_a_conflict_and_once_under_a_key(world: Any, cast: Any, watch: Watch) -> None:
    given = {
        "by": cast.worker.viewer, "partnership": watch.partnership, "points": ["电梯口"], "slots": ["09:00"],
        "organisation": world.property,
    }  # fmt: skip
    with pytest.raises(Conflict):
        services.set_up_watch(**given)
    one = services.set_up_watch(**given, title="另一处", key="k1")
    assert services.set_up_watch(**given, title="另一处", key="k1").pk == one.pk


def test_a_tap_again_changes_nothing_and_the_last_point_ends_the_round(cast: Any, watch: Watch) -> None:
    row, (first, second) = slot(watch, "04-17"), watch.points.all()
    by = cast.property_staff.viewer
    with clock.at(at("04-17 09:00")):
        one = services.look(by=by, round=row, point=first, key="a")
        assert services.look(by=by, round=row, point=first, key="a") == one
        assert services.look(by=by, round=row, point=first) == one
        with pytest.raises(Refused) as error:
            services.finish_round(by=by, round=row)
        assert "楼道东侧" in str(error.value)
        services.look(by=by, round=row, point=second)
        assert services.finish_round(by=by, round=row).state == RoundState.DONE
    assert Entry.objects.filter(name="round.done").count() == 1
    assert Entry.objects.filter(name="round.seen_clear").count() == 2


def test_what_is_not_clear_needs_words(cast: Any, watch: Watch) -> None:
    row = slot(watch, "04-17")
    with clock.at(at("04-17 09:00")), pytest.raises(Invalid):
        services.look(by=cast.property_staff.viewer, round=row, point=watch.points.first(), clear=False)


def test_a_round_is_made_in_its_time_only(cast: Any, watch: Watch) -> None:
    by, row, point = cast.property_staff.viewer, slot(watch, "04-17"), watch.points.first()
    with clock.at(at("04-17 06:59")), pytest.raises(Refused) as error:
        services.look(by=by, round=row, point=point)
    assert error.value.code == "too_early"
    with clock.at(at("04-17 11:01")), pytest.raises(Refused) as error:
        services.begin_round(by=by, round=row)
    assert error.value.code == "missed"
    with clock.at(at("04-17 13:00")):
        # Entered later, made in time.
        services.look(by=by, round=row, point=point, happened_at=at("04-17 09:05"))
        with pytest.raises(Invalid):
            services.look(by=by, round=row, point=point, happened_at=at("04-17 14:00"))
    with clock.at(at("04-21 13:00")), pytest.raises(Invalid):
        services.look(by=by, round=slot(watch, "04-17", "17:00"), point=point, happened_at=at("04-17 17:00"))


def test_a_missed_round_makes_the_day_unknown_and_ends_the_streak(cast: Any, watch: Watch, walk: Walk) -> None:
    walk("04-17")
    walk("04-18", only="09:00")
    with clock.at(at("04-18 19:01")):
        assert selectors.streak_of(watch).days == 0
        assert services.miss_rounds(by=SYSTEM) == 1
        assert services.miss_rounds(by=SYSTEM) == 0
        assert slot(watch, "04-18", "17:00").state == RoundState.MISSED
        assert facts(watch.partnership)["watch.streak"] == 0
    with clock.at(at("04-19 08:00")):
        # It was made in time after all, and ticked on paper.
        row = slot(watch, "04-18", "17:00")
        seen = [services.Seen(point) for point in watch.points.all()]
        services.enter_round(by=cast.worker.viewer, round=row, seen=seen, happened_at=at("04-18 17:10"))
        assert selectors.streak_of(watch).days == 2
        assert facts(watch.partnership)["watch.streak"] == 2
        assert selectors.calendar_of(watch).whole == (Day.CLEAR, Day.CLEAR, Day.PENDING)


def test_a_round_on_paper_is_what_its_single_taps_would_have_been(cast: Any, watch: Watch) -> None:
    row, (first, second) = slot(watch, "04-17"), watch.points.all()
    with clock.at(at("04-17 12:00")):
        with pytest.raises(Refused):
            services.enter_round(by=cast.worker.viewer, round=row, seen=[services.Seen(first)])
        given = {
            "by": cast.worker.viewer, "round": row, "seen": [services.Seen(first, "鞋柜"), services.Seen(second)],
            "happened_at": at("04-17 09:10"), "key": "p1",
        }  # fmt: skip
        done = services.enter_round(**given)
        assert services.enter_round(**given) == done
    assert done.state == RoundState.DONE
    finding = watch.findings.get()
    assert (finding.text, finding.point, finding.found_at) == ("鞋柜", first, at("04-17 09:10"))
    assert finding.item.number


def test_a_finding_is_numbered_and_has_the_evening_as_its_deadline(cast: Any, watch: Watch, agreement: Any) -> None:
    finding = find(cast, watch, "04-17")
    assert finding.item.number
    assert finding.item.inventory.watch == watch.subject
    assert finding.deadline == at("04-17 18:00")
    again = find(cast, watch, "04-17", "17:00", text="花盆")
    assert again.item.inventory_id == finding.item.inventory_id
    assert again.item.number != finding.item.number
    told = tell(cast, again, "04-17 17:30")
    assert told.deadline == at("04-18 18:00")
    assert tell(cast, again, "04-18 09:00").told_at == at("04-17 17:30")


def test_a_tap_that_was_wrong_is_set_right_by_a_finding(cast: Any, watch: Watch, walk: Walk) -> None:
    walk("04-17", only="09:00")
    row, point = slot(watch, "04-17"), watch.points.first()
    with clock.at(at("04-17 09:30")):
        services.find(by=cast.property_staff.viewer, round=row, point=point, text="纸箱")
        with pytest.raises(Conflict):
            services.look(by=cast.property_staff.viewer, round=row, point=point)
        assert selectors.calendar_of(watch).whole == (Day.FINDING,)


def test_nothing_is_moved_without_the_owners_agreement(world: Any, cast: Any, watch: Watch) -> None:
    finding = find(cast, watch, "04-17")
    tell(cast, finding, "04-17 09:20")
    staff, storage = cast.property_staff.viewer, storage_place(world, cast)
    with clock.at(at("04-17 19:00")):
        with pytest.raises(Refused) as error:
            services.move_tonight(by=staff, finding=finding, to=storage)
        assert error.value.code == "no_agreement"
        assert error.value.source
        with pytest.raises(Invalid):
            services.report_finding(by=staff, finding=finding, to=world.committee, text="纸箱一个")
        done = services.report_finding(by=staff, finding=finding, to=world.enforcement, text="纸箱一个")
        assert services.report_finding(by=staff, finding=finding, to=world.enforcement, text="纸箱一个") == done
        with pytest.raises(Conflict):
            services.move_tonight(by=staff, finding=finding, to=storage)
    finding.refresh_from_db()
    assert (finding.state, finding.reported_to) == ("reported", world.enforcement)
    assert finding.item.state == "numbered"


def test_nothing_is_moved_before_the_evening_or_untold(cast: Any, watch: Watch, agreement: Any) -> None:
    finding = find(cast, watch, "04-17")
    staff = cast.property_staff.viewer
    with clock.at(at("04-17 19:00")), pytest.raises(Refused) as error:
        services.move_tonight(by=staff, finding=finding, to=agreement.storage)
    assert error.value.code == "not_told"
    tell(cast, finding, "04-17 10:00")
    with clock.at(at("04-17 17:59")), pytest.raises(Refused) as error:
        services.move_tonight(by=staff, finding=finding, to=agreement.storage)
    assert error.value.code == "too_early"


def test_settlement_waits_for_the_streak_and_open_findings(cast: Any, watch: Watch, agreement: Any, walk: Walk) -> None:
    for n in range(17, 23):
        walk(f"04-{n}")
    leader = cast.leader.viewer
    with clock.at(at("04-22 20:00")):
        with pytest.raises(Refused):
            services.settle(by=leader, watch=watch)
        assert services.propose_settlement(by=leader, watch=watch) is False
    walk("04-23")
    with clock.at(at("04-23 20:00")):
        assert services.propose_settlement(by=leader, watch=watch) is True
        for who in (cast.property_staff, cast.officer, cast.auditor):
            with pytest.raises(HehuoError):
                services.settle(by=who.viewer, watch=watch)
    finding = find(cast, watch, "04-24")
    watch.refresh_from_db()
    assert watch.state_is is State.RUNNING
    assert facts(watch.partnership)["watch.settlement_proposed"] == 0
    with clock.at(at("04-24 10:00")), pytest.raises(Refused):
        services.settle(by=leader, watch=watch)
    assert finding.open
    assert [turn.kind for turn in watch.turns.all()] == [Turn.Kind.PROPOSED, Turn.Kind.WITHDRAWN]


def test_after_settlement_no_rounds_are_planned(cast: Any, watch: Watch, walk: Walk) -> None:
    settle(cast, watch, walk)
    with clock.at(at("04-25 09:00")):
        services.plan_rounds(by=SYSTEM)
        assert not watch.rounds.filter(day__gt=date(2021, 4, 23)).exists()
        assert selectors.my_rounds(cast.property_staff.viewer) == []


def test_a_finding_after_settlement_is_a_relapse_with_history(cast: Any, watch: Watch, walk: Walk) -> None:
    settle(cast, watch, walk)
    with clock.at(at("05-03 10:00")):
        row = services.begin_round(by=cast.property_staff.viewer, watch=watch)
        services.find(by=cast.property_staff.viewer, round=row, point=watch.points.first(), text="旧沙发")
        watch.refresh_from_db()
        assert watch.state_is is State.RELAPSED
        assert [turn.kind for turn in watch.turns.all()][-1] == Turn.Kind.RELAPSED
        assert facts(watch.partnership)["watch.relapse"] == 1
        assert selectors.streak_of(watch).days == 0
        # The morning's slot is over: nobody had to go. The afternoon's and tomorrow's are planned.
        assert [one.slot for one in watch.rounds.filter(day=date(2021, 5, 3)).exclude(slot="")] == ["17:00"]
        assert watch.rounds.filter(day=date(2021, 5, 4)).count() == 2
        with pytest.raises(Refused):
            services.relapse(by=cast.worker.viewer, watch=watch, text="又堆了")
    assert Partnership.objects.get().stage == "watching"
    assert Entry.objects.filter(name="watch.relapsed").count() == 1


def test_a_relapse_reopens_a_partnership_that_wassettle(cast: Any, watch: Watch, walk: Walk) -> None:
    settle(cast, watch, walk)
    Partnership.objects.update(stage="settled", settled_at=at("04-24 09:00"))
    with clock.at(at("05-03 10:00")):
        services.relapse(by=cast.worker.viewer, watch=watch, text="又堆了")
    assert Partnership.objects.get().stage == "watching"


def test_a_watch_that_is_not_needed_ends_with_a_reason(cast: Any, watch: Watch) -> None:
    with clock.at(at("04-17 08:00")):
        with pytest.raises(NotAllowed):
            services.end_watch(by=cast.property_staff.viewer, watch=watch, reason="不用了")
        services.end_watch(by=cast.leader.viewer, watch=watch, reason="不用了")
        assert services.end_watch(by=cast.leader.viewer, watch=watch, reason="不用了").state_is is State.ENDED
        with pytest.raises(Refused):
            services.begin_round(by=cast.property_staff.viewer, watch=watch)
    assert not watch.rounds.exists()


def test_the_partnership_hears_of_all_its_watches_together(world: Any, cast: Any, watch: Watch, walk: Walk) -> None:
    for n in range(17, 24):
        walk(f"04-{n}")
    assert facts(watch.partnership)["watch.streak"] == 7
    with clock.at(at("04-23 20:00")):
        other = services.set_up_watch(
            by=cast.worker.viewer, partnership=watch.partnership, points=["后门"], slots=["22:00"], title="后门",
            organisation=world.property,
        )  # fmt: skip
        assert facts(watch.partnership)["watch.streak"] == 0
        assert facts(watch.partnership)["watch.settlement_proposed"] == 0
        services.end_watch(by=cast.leader.viewer, watch=other, reason="设错了")
        assert facts(watch.partnership)["watch.streak"] == 7
        assert facts(watch.partnership)["watch.settlement_proposed"] == 1
