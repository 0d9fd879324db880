"""From draft to force and out of it, and everything that is refused on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hehuo.charter import services
from hehuo.charter.models import Charter, Clause, CommunityTask, Duty, Ending, Status, Version
from hehuo.charter.rules import Problem, State
from hehuo.charter.selectors import preview, resolve
from hehuo.charter.services import DutyText
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

SINCE, UNTIL, DECIDED, STARTS = date(2021, 3, 1), date(2021, 3, 15), date(2021, 3, 20), date(2021, 4, 1)
DECISION = {"body": "六方会商会议", "decided_on": DECIDED, "reference": "纪要第 1 号", "votes": "六方一致"}
LEADS = [DutyText("steward", "lead", "清理", minutes=120)]


@pytest.fixture
def leader(cast):
    return cast.leader.viewer


@pytest.fixture
def draft(tree, world, leader):
    """A draft at Shanghe with one clause by which the steward leads in 0107."""
    version = services.draft_charter(by=leader, place=world.shanghe, title="公约")
    services.write_clause(
        by=leader, version=version, title="楼道", text="不堆物。", matters_covered=["0107"], duties=LEADS
    )
    return version


def decide(version, leader):
    services.open_comment(by=leader, version=version, since=SINCE, until=UNTIL)
    return services.record_decision(by=leader, version=version, **DECISION)


@pytest.fixture
def published(draft, leader):
    decide(draft, leader)
    return services.publish_version(by=leader, version=draft, starts=STARTS)


def test_the_whole_way_is_on_record(published, world):
    assert (published.status, published.in_force_from) == (Status.PUBLISHED, STARTS)
    kinds = list(Entry.objects.filter(subject=f"charter:{published.charter_id}").values_list("name", flat=True))
    assert kinds == [
        "charter.drafted",
        "charter.clause_written",
        "charter.comment_opened",
        "charter.decided",
        "charter.published",
    ]
    lead = resolve(world.shanghe, "0107", STARTS).lead
    assert lead is not None
    assert [one.name for one in lead.organisations] == ["安和物业"]
    assert lead.url.endswith(f"/charters/{published.charter_id}/v1/#c1")


def test_a_draft_decides_nothing(draft, world):
    assert resolve(world.shanghe, "0107", STARTS).gaps[0].problem is Problem.NO_CHARTER
    assert {category.code: answer.lead is not None for category, answer in preview(draft)}["0107"]


@pytest.mark.parametrize("who", ["worker", "dispatcher", "property_staff", "auditor", "neighbour_leader", "outsider"])
def test_who_may_not_draft(tree, world, cast, who):
    with pytest.raises(NotAllowed):
        services.draft_charter(by=getattr(cast, who).viewer, place=world.shanghe, title="公约")


def test_an_administrator_drafts_but_does_not_decide(draft, cast):
    admin = cast.admin.viewer
    services.write_clause(by=admin, version=draft, title="停车", text="停好。")
    services.open_comment(by=admin, version=draft, since=SINCE, until=UNTIL)
    with pytest.raises(NotAllowed):
        services.record_decision(by=admin, version=draft, **DECISION)


def test_strangers_do_not_learn_of_a_draft(draft, cast):
    with pytest.raises(NotFound):
        services.write_clause(by=cast.neighbour_leader.viewer, version=draft, title="甲", text="乙")
    with pytest.raises(NotFound):
        services.write_clause(by=cast.leader.viewer, version=99_999_999, title="甲", text="乙")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"title": " ", "text": "甲"}, Invalid),
        ({"title": "甲", "text": ""}, Invalid),
        ({"title": "甲", "text": "甲", "matters_covered": ["0199"]}, Invalid),
        ({"title": "甲", "text": "甲", "number": 0}, Invalid),
        ({"title": "甲", "text": "甲", "duties": [DutyText("chair", "lead", "甲")]}, Invalid),
        ({"title": "甲", "text": "甲", "duties": [DutyText("steward", "rule", "甲")]}, Invalid),
        ({"title": "甲", "text": "甲", "duties": [DutyText("steward", "lead", " ")]}, Invalid),
        ({"title": "甲", "text": "甲", "duties": [DutyText("steward", "lead", "甲", kinds=("king",))]}, Invalid),
        (
            {"title": "甲", "text": "甲", "duties": [DutyText("steward", "lead", "甲", minutes=1, working_days=1)]},
            Invalid,
        ),
        ({"title": "甲", "text": "甲", "duties": [DutyText("steward", "carry_out", "没收堆放物品")]}, Refused),
        ({"title": "甲", "text": "甲", "duties": [DutyText("organiser", "carry_out", "对不听劝的罚款")]}, Refused),
    ],
)
def test_clauses_that_cannot_be(draft, leader, content, error):
    with pytest.raises(error):
        services.write_clause(by=leader, version=draft, **content)
    assert draft.clauses.count() == 1


@pytest.mark.parametrize(("seat", "text"), [("steward", "不得罚款"), ("steward", "无权扣押"), ("backing", "依法罚款")])
def test_words_of_compulsion_where_they_are_in_place(draft, leader, seat, text):
    clause = services.write_clause(
        by=leader, version=draft, title="甲", text="乙", duties=[DutyText(seat, "carry_out", text)]
    )
    assert clause.duties.get().text == text


def test_writing_a_clause_anew_replaces_its_duties(draft, leader):
    services.write_clause(
        by=leader, version=draft, number=1, title="楼道", text="干净。", duties=[DutyText("masters", "lead", "商量")]
    )
    clause = draft.clauses.get()
    assert (clause.text, clause.matters, [duty.seat for duty in clause.duties.all()]) == ("干净。", [], ["masters"])


def test_removed_clauses_leave_the_others_their_numbers(draft, leader):
    services.write_clause(by=leader, version=draft, title="停车", text="停好。")
    services.remove_clause(by=leader, version=draft, number=1)
    assert list(draft.clauses.values_list("number", flat=True)) == [2]
    with pytest.raises(NotFound):
        services.remove_clause(by=leader, version=draft, number=1)


def test_what_lies_open_for_comment_stands_still_until_taken_back(draft, leader):
    services.open_comment(by=leader, version=draft, since=SINCE, until=UNTIL)
    with pytest.raises(Refused):
        services.write_clause(by=leader, version=draft, title="甲", text="乙")
    services.redraft(by=leader, version=draft)
    services.write_clause(by=leader, version=draft, title="甲", text="乙")


def test_comment_needs_time_and_text(draft, leader, world):
    with pytest.raises(Refused):
        services.open_comment(by=leader, version=draft, since=SINCE, until=SINCE + timedelta(days=6))
    empty = services.draft_charter(by=leader, place=world.shanghe, title="空")
    with pytest.raises(Refused):
        services.open_comment(by=leader, version=empty, since=SINCE, until=UNTIL)
    services.open_comment(by=leader, version=draft, since=SINCE, until=SINCE + timedelta(days=7))


def test_no_decision_before_the_comment_is_over_nor_without_reference_nor_tomorrow(draft, leader):
    with pytest.raises(Refused):
        services.record_decision(by=leader, version=draft, **DECISION)
    services.open_comment(by=leader, version=draft, since=SINCE, until=UNTIL)
    for wrong, error in (
        ({"decided_on": UNTIL - timedelta(days=1)}, Refused),
        ({"decided_on": date(2999, 1, 1)}, Refused),
        ({"reference": " "}, Invalid),
        ({"body": ""}, Invalid),
    ):
        with pytest.raises(error):
            services.record_decision(by=leader, version=draft, **{**DECISION, **wrong})


def test_no_publication_without_decision_nor_before_it(draft, leader):
    with pytest.raises(Refused):
        services.publish_version(by=leader, version=draft, starts=STARTS)
    decide(draft, leader)
    with pytest.raises(Refused):
        services.publish_version(by=leader, version=draft, starts=DECIDED - timedelta(days=1))


def test_publishing_twice_is_once(published, leader):
    before = Entry.objects.count()
    services.publish_version(by=leader, version=published, starts=STARTS)
    assert Entry.objects.count() == before
    with pytest.raises(Conflict):
        services.publish_version(by=leader, version=published, starts=STARTS + timedelta(days=1))


def test_the_next_version_takes_over_on_its_day(published, leader, world):
    second = services.amend_charter(by=leader, version=published)
    assert second.number == 2
    assert services.amend_charter(by=leader, version=published) == second
    services.write_clause(
        by=leader,
        version=second,
        number=1,
        title="楼道",
        text="不堆物。",
        matters_covered=["0107"],
        duties=[DutyText("masters", "lead", "商量")],
    )
    decide(second, leader)
    with pytest.raises(Refused):
        services.publish_version(by=leader, version=second, starts=STARTS)
    change = date(2022, 1, 1)
    services.publish_version(by=leader, version=second, starts=change)
    published.refresh_from_db()
    assert (published.in_force_to, published.ending) == (change, Ending.AMENDED)
    assert published.state_on(change) is State.AMENDED
    leads = [resolve(world.shanghe, "0107", day).lead.seat for day in (change - timedelta(days=1), change)]
    assert leads == ["steward", "masters"]


def test_the_copy_is_whole_and_apart(published, leader):
    second = services.amend_charter(by=leader, version=published)
    copied = second.clauses.get()
    original = published.clauses.get()
    assert copied.pk != original.pk
    assert [duty.within_minutes for duty in copied.duties.all()] == [120]
    assert original.duties.count() == 1


def test_repeal_ends_it_and_needs_a_decision(published, leader, world):
    with pytest.raises(Invalid):
        services.repeal_version(by=leader, version=published, ends=date(2022, 1, 1), reference=" ")
    with pytest.raises(Refused):
        services.repeal_version(by=leader, version=published, ends=STARTS - timedelta(days=1), reference="第 2 号")
    services.repeal_version(by=leader, version=published, ends=date(2022, 1, 1), reference="第 2 号")
    services.repeal_version(by=leader, version=published, ends=date(2022, 1, 1), reference="第 2 号")
    with pytest.raises(Conflict):
        services.repeal_version(by=leader, version=published, ends=date(2022, 2, 1), reference="第 2 号")
    assert resolve(world.shanghe, "0107", date(2022, 1, 1)).lead is None


def test_drafting_the_same_again_gives_the_draft_and_then_a_conflict(draft, leader, world):
    assert services.draft_charter(by=leader, place=world.shanghe, title="公约") == draft
    decide(draft, leader)
    with pytest.raises(Conflict):
        services.draft_charter(by=leader, place=world.shanghe, title="公约")


# the list of tasks


def test_the_list_changes_from_a_day_on_and_only_once(tree, leader, world):
    first = services.list_task(by=leader, place=world.shuguang, matter="0107", standing="assist", since=SINCE)
    again = services.list_task(by=leader, place=world.shuguang, matter="0107", standing="assist", since=UNTIL)
    assert first == again
    assert services.list_task(by=leader, place=world.shuguang, matter="0107", standing="outside", since=STARTS) is None
    assert list(CommunityTask.objects.values_list("valid_from", "valid_to")) == [(SINCE, STARTS)]
    services.list_task(by=leader, place=world.shuguang, matter="0107", standing="own", since=date(2022, 1, 1))
    with pytest.raises(Conflict):
        services.list_task(by=leader, place=world.shuguang, matter="0107", standing="assist", since=UNTIL)


def test_only_a_leader_keeps_the_list(tree, cast, world):
    with pytest.raises(NotAllowed):
        services.list_task(by=cast.worker.viewer, place=world.shanghe, matter="0107", standing="own")
    with pytest.raises(Invalid):
        services.list_task(by=cast.leader.viewer, place=world.shuguang, matter="0107", standing="unknown")


# what the database itself refuses


def refuses(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_keeps_what_was_decided(published):
    clause = published.clauses.get()
    refuses(lambda: Clause.objects.filter(pk=clause.pk).update(text="别的"))
    refuses(lambda: Clause.objects.create(version=published, number=9, title="甲", text="乙"))
    refuses(lambda: Duty.objects.filter(clause=clause).update(text="别的"))
    refuses(lambda: Duty.objects.filter(clause=clause).delete())


def test_the_database_refuses_two_versions_in_force_and_two_drafts(published, leader):
    second = services.amend_charter(by=leader, version=published)
    refuses(lambda: Version.objects.create(charter=published.charter, number=3))
    refuses(lambda: Version.objects.filter(pk=second.pk).update(status=Status.PUBLISHED, in_force_from=STARTS))
    refuses(
        lambda: Version.objects.filter(pk=second.pk).update(
            status=Status.PUBLISHED,
            in_force_from=STARTS + timedelta(days=9),
            decided_by="甲",
            decided_on=DECIDED,
            decision_reference="乙",
        )
    )


def test_the_database_refuses_unknown_words(world):
    refuses(lambda: Charter.objects.create(place=world.shanghe, nature="law", title="甲"))
    refuses(lambda: CommunityTask.objects.create(place=world.shanghe, matter="01", standing="maybe", valid_from=STARTS))
